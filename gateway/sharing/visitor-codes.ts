import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { Json, RecordName } from '../../trust/stores/state-record.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'

export const CODE_DIGITS = 8
const GOOD_FOR = 10 * MINUTE
const TRIES = 5
/** A new code for one link after so long, and so many of them in an hour. */
const PAUSE = MINUTE
const MOST_IN_AN_HOUR = 6
/** How often others may be first with the same link. */
const MOST_RACES = 10
const SWEPT_AT_ONCE = 200

const SENT = z.strictObject({
  /** Null once it was used or tried too often. */
  digest: z.string().nullable(),
  until: z.number(),
  triesLeft: z.int().min(0),
  /** When codes were sent within the last hour. */
  times: z.array(z.number()),
})

type Sent = z.infer<typeof SENT>

export interface VisitorCodesParts {
  readonly state: StateStore
  readonly random: Randomness
  /** Of the digests; the same on every instance. */
  readonly key: Buffer
}

const recordOf = (link: string): RecordName => ({ kind: 'visitor-code', key: link })

/** Another key than the one it is made from, and of no use to find it. */
export function codeKeyOf(key: Buffer): Buffer {
  return createHmac('sha256', key).update('ledig visitor code').digest()
}

/** Evenly from all numbers of so many digits; a draw beyond the last whole multiple is thrown away. */
export function newCode(random: Randomness): string {
  const most = 10 ** CODE_DIGITS
  const fair = 2 ** 32 - (2 ** 32 % most)
  for (;;) {
    const drawn = random.bytes(4).readUInt32BE()
    if (drawn < fair) return String(drawn % most).padStart(CODE_DIGITS, '0')
  }
}

/**
 * One-time codes of links that ask for one: eight digits, for ten minutes and five tries, the last one sent counts. Kept as
 * keyed digests in the store, compared and set: any instance takes what another sent, and a code that is tried on several
 * at once has its five tries in all.
 */
export class VisitorCodes {
  readonly #parts: VisitorCodesParts

  constructor(parts: VisitorCodesParts) {
    this.#parts = parts
  }

  /**
   * A code to be sent; null where one was sent just now, or too many lately.
   *
   * @param link `<organization name> <link id>`
   * @throws FederationError `ERR_STORE_UNAVAILABLE`, `ERR_OUTCOME_UNKNOWN`
   */
  begin(link: string, now: Instant): Promise<string | null> {
    const code = newCode(this.#parts.random)
    return this.#change(link, (sent) => {
      const times = (sent?.times ?? []).filter((at) => now - at < HOUR)
      const last = times.at(-1)
      if ((last !== undefined && now - last < PAUSE) || times.length >= MOST_IN_AN_HOUR) return { answer: null }
      const digest = this.#digest(link, code).toString('base64url')
      return { answer: code, sent: { digest, until: now + GOOD_FOR, triesLeft: TRIES, times: [...times, now] } }
    })
  }

  /**
   * Whether this is the code, which then is used up.
   *
   * @throws FederationError `ERR_STORE_UNAVAILABLE`, `ERR_OUTCOME_UNKNOWN`
   */
  use(link: string, typed: string, now: Instant): Promise<boolean> {
    return this.#change<boolean>(link, (sent) => {
      if (sent === null || sent.digest === null || now >= sent.until) return { answer: false }
      const kept = Buffer.from(sent.digest, 'base64url')
      const right = timingSafeEqual(this.#digest(link, typed.replace(/[\s-]/g, '')), kept)
      const triesLeft = sent.triesLeft - 1
      const digest = right || triesLeft === 0 ? null : sent.digest
      return { answer: right, sent: { ...sent, digest, triesLeft } }
    })
  }

  #digest(link: string, code: string): Buffer {
    return createHmac('sha256', this.#parts.key).update(`${link}\n${code}`).digest()
  }

  /** Answers only what was written, or what needs no writing. */
  async #change<Answer>(
    link: string,
    next: (sent: Sent | null) => { readonly answer: Answer; readonly sent?: Sent },
  ): Promise<Answer> {
    const { state } = this.#parts
    for (let race = 0; race < MOST_RACES; race++) {
      const held = await state.get(recordOf(link))
      const { answer, sent } = next(held && SENT.parse(held.value))
      if (sent === undefined) return answer
      const write = { ...recordOf(link), value: sent as Json, before: held?.version ?? 0 }
      if ((await state.commit({ writes: [write], audit: [] })).committed) return answer
    }
    throw new FederationError('ERR_STORE_UNAVAILABLE', 'others typed codes each time first', { backOffMs: 1_000 })
  }
}

/** Takes out codes that are over and of which no hour has to be counted any more. */
export async function sweepCodes(state: StateStore): Promise<void> {
  const now = state.now()
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await state.list('visitor-code', { ...(after !== '' && { after }), limit: SWEPT_AT_ONCE })
    after = page.length < SWEPT_AT_ONCE ? undefined : page.at(-1)?.key
    const over = page.filter(({ value }) => (SENT.parse(value).times.at(-1) ?? 0) <= now - HOUR)
    const writes = over.map(({ kind, key, version }) => ({ kind, key, value: null, before: version }))
    // Where another instance was first there is nothing left to do.
    if (writes.length > 0) await state.commit({ writes, audit: [] })
  }
}
