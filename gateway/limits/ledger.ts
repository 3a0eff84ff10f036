import { DAY, HOUR } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { priceOf, toldTogether } from './telling.ts'
import type { Telling } from './telling.ts'

/** What one may have: at once, and again in so much time. `Infinity` where it is not counted. */
export interface Quota {
  /** Mailboxes asked about, each as often as it is; in an hour. */
  readonly mailboxes: number
  /** Different mailboxes; in a day. */
  readonly people: number
  /** Slots told; in a day. */
  readonly slots: number
}

export type Unit = keyof Quota
export const UNITS = ['mailboxes', 'people', 'slots'] as const satisfies readonly Unit[]

/** In which time a whole budget runs in. */
export const PERIOD_MS: Readonly<Record<Unit, number>> = { mailboxes: HOUR, people: DAY, slots: DAY }

const drained = (level: number, quota: number, unit: Unit, elapsed: number): number =>
  level === 0 ? 0 : Math.max(0, level - (elapsed * quota) / PERIOD_MS[unit])

/** What one asker, mailbox or pair of both has used up: three leaky buckets, and what was told last. About 200 bytes. */
export class Ledger {
  mailboxes = 0
  people = 0
  slots = 0
  /** Whether its book has it: most that are asked for are there. */
  isKept = false
  #at: Instant
  #seen = -Infinity
  #told: Telling | null = null
  #toldSince = 0

  constructor(at: Instant) {
    this.#at = at
  }

  /** Lets run out what has run out by now. A clock that was set back stands still. */
  settle(quota: Quota, now: Instant): this {
    const elapsed = Math.max(0, now - this.#at)
    this.mailboxes = drained(this.mailboxes, quota.mailboxes, 'mailboxes', elapsed)
    this.people = drained(this.people, quota.people, 'people', elapsed)
    this.slots = drained(this.slots, quota.slots, 'slots', elapsed)
    this.#at = now
    return this
  }

  /** Whether nothing was asked for so long that it is as good as new. */
  isIdle(now: Instant): boolean {
    return now - this.#at >= DAY
  }

  /** Whether it was not met within the last day: one more among the different ones. */
  isNew(now: Instant): boolean {
    return now - this.#seen >= DAY
  }

  /** What telling this costs here, after what was told within the last day. */
  price(asked: Telling, now: Instant): number {
    return priceOf(asked, now - this.#toldSince >= DAY ? null : this.#told)
  }

  /** One more question, about so many mailboxes and so many slots. */
  add(mailboxes: number, slots: number, now: Instant): void {
    if (this.isNew(now)) this.#seen = now
    this.mailboxes += mailboxes
    this.slots += slots
  }

  tell(asked: Telling, now: Instant): void {
    const before = now - this.#toldSince >= DAY ? null : this.#told
    this.#told = before === null ? asked : toldTogether(before, asked)
    if (before === null) this.#toldSince = now
  }

  /** At least as used up as another one. */
  raiseTo(other: Ledger): void {
    for (const unit of UNITS) this[unit] = Math.max(this[unit], other[unit])
  }
}

/** Milliseconds until `amount` fits; 0 where it does. */
export function waitFor(ledger: Ledger, quota: Quota, unit: Unit, amount: number): number {
  const missing = ledger[unit] + amount - quota[unit]
  return missing > 0 ? (missing / quota[unit]) * PERIOD_MS[unit] : 0
}
