import { randomBytes, randomUUID, sign } from 'node:crypto'
import process from 'node:process'
import { FederationError } from '../../protocols/federation-error.ts'
import { tokenSigner } from '../../trust/organization/organization.ts'
import { verifyBearer } from '../../trust/tokens/verify-bearer.ts'
import type { BearerReceiver } from '../../trust/tokens/verify-bearer.ts'
import { BODY, EWS, goodTokens, openTokenGround, receiverOver } from './token-ground.ts'
import type { TokenGround } from './token-ground.ts'

/** The verifier by itself, in one process: good tokens at a rate, bad ones beside them at another. */
export interface VerifierOrder {
  /** Where the embedded store of spent tokens is kept. */
  readonly folder: string
  readonly seconds: number
  readonly goodPerSecond: number
  /** 0: the same without any. */
  readonly badPerSecond: number
}

export interface VerifierResult {
  readonly good: number
  readonly goodFailed: number
  /** Microseconds from when a good one was due until it was verified. */
  readonly p50: number
  readonly p99: number
  readonly bad: number
  readonly badAccepted: number
  readonly refusals: Readonly<Record<string, number>>
  /** Share of one core that all of it took. */
  readonly core: number
}

const EACH = 256
const STRANGER = '10.0.0.1'
const FRIEND = '10.0.0.2'

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Garbage, of an unknown issuer, under an unknown key, and with a signature that is none, in turn. */
function badTokens(ground: TokenGround): readonly string[] {
  const { key, kid, issuer } = tokenSigner(ground.partner, Date.now())
  const signed = (header: object, claims: object): string => {
    const text = `${part(header)}.${part(claims)}`
    return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
  return goodTokens(ground, EACH).flatMap((good) => {
    const [head = '', payload = ''] = good.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    return [
      randomBytes(520).toString('base64url'),
      signed({ alg: 'ES256', typ: 'at+jwt', kid }, { ...claims, iss: `urn:ledig:${randomUUID()}` }),
      signed({ alg: 'ES256', typ: 'at+jwt', kid: randomUUID() }, { ...claims, iss: issuer }),
      `${head}.${payload}.${randomBytes(64).toString('base64url')}`,
    ]
  })
}

type Verify = (token: string, source: string) => Promise<string>

/** `verified`, or why not. */
const verifierOver =
  (receiver: BearerReceiver): Verify =>
  async (token, source) => {
    const request = { method: 'POST', url: EWS, body: BODY, person: undefined, source }
    try {
      const verification = await verifyBearer(token, request, receiver)
      return verification.verified ? 'verified' : verification.because
    } catch (error) {
      if (error instanceof FederationError) return error.code
      throw error
    }
  }

class Offering {
  readonly times: number[] = []
  readonly refusals: Record<string, number> = {}
  goodFailed = 0
  bad = 0
  badAccepted = 0
  readonly #verify: Verify

  constructor(verify: Verify) {
    this.#verify = verify
  }

  async good(token: string, due: number): Promise<void> {
    const outcome = await this.#verify(token, FRIEND)
    if (outcome !== 'verified') this.goodFailed++
    this.times.push((performance.now() - due) * 1_000)
  }

  async offerBad(token: string): Promise<void> {
    this.bad++
    const outcome = await this.#verify(token, STRANGER)
    if (outcome === 'verified') this.badAccepted++
    else this.refusals[outcome] = (this.refusals[outcome] ?? 0) + 1
  }
}

let ground: TokenGround | null = null

async function offer(order: VerifierOrder): Promise<VerifierResult> {
  ground ??= await openTokenGround({ folder: order.folder, redisUrl: null })
  const { embedded } = ground.stores
  if (embedded === null) throw new Error('there is no store')
  const offering = new Offering(verifierOver(receiverOver(ground, embedded)))
  const good = goodTokens(ground, Math.ceil(order.goodPerSecond * order.seconds))
  const bad = badTokens(ground)
  const under: Promise<void>[] = []
  const before = process.cpuUsage()
  const began = performance.now()
  for (let passed = 0; passed < order.seconds;) {
    passed = Math.min(order.seconds, (performance.now() - began) / 1_000)
    const [dueBad, dueGood] = [passed * order.badPerSecond, Math.min(good.length, passed * order.goodPerSecond)]
    while (offering.bad < dueBad) void offering.offerBad(bad[offering.bad % bad.length] ?? '')
    while (under.length < dueGood) {
      const due = began + (under.length / order.goodPerSecond) * 1_000
      under.push(offering.good(good[under.length] ?? '', due))
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(under)
  const { user, system } = process.cpuUsage(before)
  const { times, ...counted } = offering
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN
  const { bad: offered, badAccepted, goodFailed, refusals } = counted
  const core = (user + system) / 1e6 / order.seconds
  return { good: times.length, goodFailed, p50: at(0.5), p99: at(0.99), bad: offered, badAccepted, refusals, core }
}

process.on('message', (order: VerifierOrder) => {
  offer(order).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
