import { createHash, timingSafeEqual } from 'node:crypto'
import { HOUR } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../../trust/clock.ts'
import type { Randomness } from '../../trust/randomness.ts'
import { SessionCookie } from '../pages/session-cookie.ts'
import { Budget } from '../sharing/visitor-budget.ts'

/** Without signs that are read for one another: no I, L, O and U (Crockford's Base32). */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SIGN_COUNT = 10
const ID_BYTES = 32
/** A minute, of everybody together: with 2^50 codes nobody finds one by guessing. */
const GUESSES = 10
const LASTS = 12 * HOUR

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** What somebody typed, as it was printed: in any case, with or without what stands between the signs. */
const canonical = (typed: string): string =>
  typed
    .slice(0, 100)
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')

/**
 * The way into the set-up: a code that is printed where only whoever started the program reads it, and that opens the pages
 * for one browser, once. Everybody on this machine reaches the port.
 */
export class EntryCode {
  /** As it is printed. */
  readonly text: string
  readonly #clock: Clock
  readonly #random: Randomness
  readonly #cookie = new SessionCookie('ledig-set-up', LASTS, false)
  readonly #guesses = new Budget(GUESSES)
  #session: string | null = null

  constructor(random: Randomness, clock: Clock) {
    this.#clock = clock
    this.#random = random
    // 256 is a multiple of 32: no sign is likelier than another.
    const signs = [...random.bytes(SIGN_COUNT)].map((byte) => SIGNS[byte % SIGNS.length]).join('')
    this.text = `${signs.slice(0, SIGN_COUNT / 2)}-${signs.slice(SIGN_COUNT / 2)}`
  }

  /** Whether it opened the pages for some browser already. */
  get used(): boolean {
    return this.#session !== null
  }

  /** @returns the `Set-Cookie` of the one browser it opens the pages for */
  open(typed: string): { readonly setCookie: string } | 'wrong' | 'used' | 'tooMany' {
    if (!this.#guesses.take('all', this.#clock.now())) return 'tooMany'
    if (this.used) return 'used'
    if (!timingSafeEqual(digest(canonical(typed)), digest(canonical(this.text)))) return 'wrong'
    this.#session = this.#random.bytes(ID_BYTES).toString('base64url')
    return { setCookie: this.#cookie.with(this.#session) }
  }

  /** What each form of this browser has to bring back; null for every other browser. */
  formToken(cookieHeader: string | undefined): string | null {
    const id = this.#cookie.in(cookieHeader)
    if (id === null || this.#session === null || !timingSafeEqual(digest(id), digest(this.#session))) return null
    return digest(`form ${id}`).toString('base64url')
  }

  /** The `Set-Cookie` that takes the cookie away. */
  get gone(): string {
    return this.#cookie.gone
  }
}
