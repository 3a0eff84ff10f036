import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { SignInSecrets } from '../../protocols/openid/openid-provider.ts'
import type { Clock } from '../../trust/clock.ts'
import { openSecret, sealSecret } from '../../trust/credentials/sealed-secret.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import type { Randomness } from '../../trust/randomness.ts'
import { cookiesIn } from '../pages/session-cookie.ts'

/** How long somebody may be with the provider. */
const LASTS = 10 * MINUTE
const SECRET_BYTES = 32
const NONCE_BYTES = 12
const OWNER = 'console sign-in'
const FORM = /^[A-Za-z0-9_-]{1,3000}$/

const PENDING = z.strictObject({
  ...{ state: z.string(), nonce: z.string(), verifier: z.string() },
  /** Where to go on in the console afterwards. */
  to: z.string(),
  /** Whether she was asked to show who she is though she was signed in. */
  again: z.boolean(),
  /** The session that the new one takes the place of. */
  replacing: z.string().nullable(),
  until: z.number(),
})

/** A sign-in that somebody is with the provider for. */
export type PendingSignIn = z.infer<typeof PENDING>

/**
 * Sign-ins under way, sealed in a cookie of the browser each began in: nothing is kept here, so nobody can fill a store by
 * beginning. The cookie is Lax, since the way back comes from the provider's site; it opens nothing without the answer
 * that belongs to it, which the provider takes once.
 */
export class PendingSignIns {
  readonly #key: Buffer
  readonly #random: Randomness
  readonly #clock: Clock
  readonly #name: string
  readonly #attributes: string

  /** @param secure whether the address of the console has TLS */
  constructor(sealingKey: SealingKey, random: Randomness, clock: Clock, secure: boolean) {
    this.#key = createHmac('sha256', sealingKey).update('ledig console sign-in').digest()
    this.#random = random
    this.#clock = clock
    this.#name = secure ? '__Host-ledig-sign-in' : 'ledig-sign-in'
    this.#attributes = `Path=/; ${secure ? 'Secure; ' : ''}HttpOnly; SameSite=Lax`
  }

  begin(wanted: Pick<PendingSignIn, 'to' | 'again' | 'replacing'>): {
    readonly secrets: SignInSecrets
    readonly setCookie: string
  } {
    const secret = (): string => this.#random.bytes(SECRET_BYTES).toString('base64url')
    const secrets = { state: secret(), nonce: secret(), verifier: secret() }
    const pending: PendingSignIn = { ...secrets, ...wanted, until: this.#clock.now() + LASTS }
    const sealed = sealSecret(JSON.stringify(pending), OWNER, this.#key, this.#random.bytes(NONCE_BYTES))
    const value = Buffer.from(sealed, 'base64').toString('base64url')
    return { secrets, setCookie: `${this.#name}=${value}; ${this.#attributes}; Max-Age=${LASTS / 1_000}` }
  }

  /** Of a request's `Cookie`; null where none began here, or too long ago. */
  of(cookieHeader: string | undefined): PendingSignIn | null {
    const [value, ...more] = cookiesIn(cookieHeader, this.#name)
    if (value === undefined || more.length > 0 || !FORM.test(value)) return null
    try {
      const pending = PENDING.parse(JSON.parse(openSecret(value, OWNER, this.#key)))
      return this.#clock.now() < pending.until ? pending : null
    } catch {
      return null
    }
  }

  /** The `Set-Cookie` that takes the cookie away. */
  get gone(): string {
    return `${this.#name}=; ${this.#attributes}; Max-Age=0`
  }
}
