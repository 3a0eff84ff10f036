import { LRUCache } from 'lru-cache'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import { matchesPassword, parsePasswordHash } from './password-hash.ts'

/** Passwords being checked, or waiting for it (threats AD2). */
const QUEUE = 8
/** Of these at once, so that of Node's four threads for such work some are left for files and names. */
const AT_ONCE = 2
const FREE_FAILURES = 4
const LONGEST_LOCK_MS = 60_000
/** What `ledig password` makes: who has another is told from nobody by how long a guess takes. */
export const USUAL_COST = 'scrypt$15$8$3$'
/** Checked for a name nobody has, so that such a name takes as long as a wrong password (threats AD1). */
const NOBODY = parsePasswordHash(`${USUAL_COST}AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`)

interface Failures {
  readonly count: number
  readonly lockedUntil: Instant
}

/**
 * Checks passwords against scrypt hashes, slowly on purpose, so bounded: after four failures for one account from one
 * place, each further one locks that pair for twice as long, up to a minute. Of this process alone.
 */
export class PasswordGuard {
  readonly #clock: Clock
  readonly #failures = new LRUCache<string, Failures>({ max: 10_000 })
  #checking = 0
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * @param hash undefined where nobody has this account
   * @param place where the guess came from (an address), so that guessing there does not lock out others
   * @throws FederationError `ERR_BUSY` when too many passwords are being checked at once
   */
  async check(
    hash: string | undefined,
    password: string,
    { account, place }: { readonly account: string; readonly place: string },
  ): Promise<'right' | 'wrong' | 'locked'> {
    const key = `${account}\0${place}`
    const now = this.#clock.now()
    if ((this.#failures.get(key)?.lockedUntil ?? 0) > now) return 'locked'
    if (await this.#matches(hash, password)) {
      this.#failures.delete(key)
      return 'right'
    }
    const count = (this.#failures.get(key)?.count ?? 0) + 1
    const lock = count <= FREE_FAILURES ? 0 : Math.min(LONGEST_LOCK_MS, 1_000 * 2 ** (count - FREE_FAILURES))
    this.#failures.set(key, { count, lockedUntil: now + lock })
    return 'wrong'
  }

  async #matches(hash: string | undefined, password: string): Promise<boolean> {
    if (this.#checking >= QUEUE) {
      throw new FederationError('ERR_BUSY', 'too many passwords at once', { backOffMs: 2_000 })
    }
    this.#checking++
    try {
      await this.#turn()
      const expected = hash === undefined ? null : parsePasswordHash(hash)
      const matches = NOBODY !== null && (await matchesPassword(password, expected ?? NOBODY))
      return matches && expected !== null
    } finally {
      this.#checking--
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }

  /** Whoever is done hands its turn on, so that nobody comes between. */
  async #turn(): Promise<void> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#running++
  }
}
