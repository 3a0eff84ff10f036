import { createHmac, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Randomness } from '../../trust/randomness.ts'

export const CODE_DIGITS = 8
const GOOD_FOR = 10 * MINUTE
const TRIES = 5
/** A new code for one link after so long, and so many of them in an hour. */
const PAUSE = MINUTE
const MOST_IN_AN_HOUR = 6
const MOST_LINKS = 10_000

interface Sent {
  /** Null once it was used or tried too often. */
  digest: Buffer | null
  until: Instant
  triesLeft: number
  /** When codes were sent within the last hour. */
  times: Instant[]
}

/** Evenly from all numbers of so many digits; a draw beyond the last whole multiple is thrown away. */
function newCode(random: Randomness): string {
  const most = 10 ** CODE_DIGITS
  const fair = 2 ** 32 - (2 ** 32 % most)
  for (;;) {
    const drawn = random.bytes(4).readUInt32BE()
    if (drawn < fair) return String(drawn % most).padStart(CODE_DIGITS, '0')
  }
}

/**
 * One-time codes of links that ask for one: eight digits, for ten minutes and five tries, the last one sent counts. Kept as
 * keyed digests, in this process: a code is typed at the gateway that sent it.
 */
export class VisitorCodes {
  readonly #key: Buffer
  readonly #random: Randomness
  readonly #sent = new LRUCache<string, Sent>({ max: MOST_LINKS })

  constructor(random: Randomness) {
    this.#key = random.bytes(32)
    this.#random = random
  }

  #digest(linkId: string, code: string): Buffer {
    return createHmac('sha256', this.#key).update(`${linkId}\n${code}`).digest()
  }

  /** A code to be sent; null where one was sent just now, or too many lately. */
  begin(linkId: string, now: Instant): string | null {
    const times = (this.#sent.get(linkId)?.times ?? []).filter((at) => now - at < 60 * MINUTE)
    const last = times.at(-1)
    if ((last !== undefined && now - last < PAUSE) || times.length >= MOST_IN_AN_HOUR) return null
    const code = newCode(this.#random)
    const digest = this.#digest(linkId, code)
    this.#sent.set(linkId, { digest, until: now + GOOD_FOR, triesLeft: TRIES, times: [...times, now] })
    return code
  }

  /** Whether this is the code, which then is used up. */
  use(linkId: string, typed: string, now: Instant): boolean {
    const sent = this.#sent.get(linkId)
    if (sent === undefined || sent.digest === null || now >= sent.until) return false
    sent.triesLeft--
    const right = timingSafeEqual(this.#digest(linkId, typed.replace(/[\s-]/g, '')), sent.digest)
    if (right || sent.triesLeft === 0) sent.digest = null
    return right
  }
}
