import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { RateLimiterRes } from 'rate-limiter-flexible'
import { FederationError } from '../../protocols/federation-error.ts'

/** Attempts that failed, from one address. */
const FAILURES = { points: 20, duration: 60 }
/** Requests of one token: far more than people and scripts make, far fewer than would hold the gateway up. */
const REQUESTS = { points: 6_000, duration: 60 }

function tooMany(waitMs: number): FederationError {
  const seconds = Math.ceil(waitMs / 1_000)
  const wait = seconds === 1 ? 'a second' : `${seconds} seconds`
  return new FederationError('ERR_BUSY', `Too many attempts; try again in ${wait}.`, { backOffMs: waitMs })
}

/** How often a token may be guessed, and how much one may ask. Of this instance alone. */
export class AdmissionLimits {
  readonly #failures = new RateLimiterMemory(FAILURES)
  readonly #requests = new RateLimiterMemory(REQUESTS)

  /** @throws FederationError `ERR_BUSY` where too many attempts from there failed */
  async mayTry(source: string): Promise<void> {
    const spent = await this.#failures.get(source)
    if (spent !== null && spent.consumedPoints >= FAILURES.points) throw tooMany(spent.msBeforeNext)
  }

  async failed(source: string): Promise<void> {
    // A rejection says only that the limit is reached, which the next attempt finds out.
    await this.#failures.consume(source).catch(() => undefined)
  }

  /** @throws FederationError `ERR_BUSY` */
  async mayAsk(tokenId: string): Promise<void> {
    try {
      await this.#requests.consume(tokenId)
    } catch (refusal) {
      throw tooMany((refusal as RateLimiterRes).msBeforeNext)
    }
  }
}
