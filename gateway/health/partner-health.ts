import { LRUCache } from 'lru-cache'
import type { SourceAnswer } from '../../protocols/availability/availability-question.ts'
import type { NoDataReason } from '../../protocols/availability/busy-status.ts'
import { DAY, HOUR } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../../trust/clock.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { TallyRing } from './tally-ring.ts'
import type { Tally } from './tally-ring.ts'

const HOURS = 24
const DAYS = 14
/** As many as there are connections to partners; each is 4 KB where it was asked in every hour of a day. */
const MOST_PARTNERS = 10_000

/** What is told of each question to a partner, on its way. */
export interface PartnerWatch {
  now(): Instant
  /** What came of a question that was sent at `began`, or was held back. */
  came(answer: SourceAnswer, began: Instant): void
  /** The breaker opened: nothing is asked for so many milliseconds, then one question to try. Null: it closed. */
  breaker(openMs: number | null): void
}

/** How a partner's metadata was read the last time. */
export interface MetadataRead {
  readonly at: Instant
  /** Milliseconds its clock is ahead of ours, by the `Date` of the answer, to the second; null where it tells no time. */
  readonly aheadMs: number | null
}

/** What this instance saw of one partner since it started. */
export interface SeenPartner {
  readonly hours: readonly Tally[]
  readonly days: readonly Tally[]
  /** The end of the time in which nothing is asked; null where the breaker is closed. */
  readonly openUntil: Instant | null
  readonly lastSuccess: Instant | null
  readonly lastFailure: { readonly at: Instant; readonly reason: NoDataReason } | null
  readonly metadata: MetadataRead | null
  /** Of the metadata; null where the newest reading succeeded. */
  readonly metadataFailure: { readonly at: Instant; readonly reason: string } | null
}

class PartnerRecord {
  readonly hours = new TallyRing(HOUR, HOURS)
  readonly days = new TallyRing(DAY, DAYS)
  openUntil: Instant | null = null
  lastSuccess: Instant | null = null
  lastFailure: SeenPartner['lastFailure'] = null
  metadata: MetadataRead | null = null
  metadataFailure: SeenPartner['metadataFailure'] = null

  came({ findings, heldBack }: SourceAnswer, now: Instant, began: Instant): void {
    const [hour, day] = [this.hours.at(now), this.days.at(now)]
    for (const finding of findings) {
      const what = finding.kind === 'view' ? 'answered' : finding.reason === 'DATA_NOT_FOUND' ? 'refused' : 'unknown'
      hour[what]++
      day[what]++
      if (finding.kind === 'no-data' && what === 'unknown') this.lastFailure = { at: now, reason: finding.reason }
      else this.lastSuccess = now
    }
    for (const tally of [hour, day]) {
      if (heldBack === undefined) this.#took(tally, now - began)
      else tally.heldBack += findings.length
    }
  }

  #took(tally: Tally, took: number): void {
    tally.questions++
    tally.totalMs += took
    tally.slowestMs = Math.max(tally.slowestMs, took)
  }
}

const nameOf = (local: OrganizationId, partner: OrganizationId): string => `${local} ${partner}`

/**
 * How partners have answered this instance since it started, by hour and by day, in memory: a look at a page costs no
 * reading of the audit log, and a lookup a handful of additions. Other instances count for themselves.
 */
export class PartnerHealth {
  readonly #clock: Clock
  readonly #records = new LRUCache<string, PartnerRecord>({ max: MOST_PARTNERS })
  /** When counting began. */
  readonly since: Instant

  constructor(clock: Clock) {
    this.#clock = clock
    this.since = clock.now()
  }

  watch(local: OrganizationId, partner: OrganizationId): PartnerWatch {
    const name = nameOf(local, partner)
    const now = (): Instant => this.#clock.now()
    return {
      now,
      came: (answer, began) => this.#of(name).came(answer, now(), began),
      breaker: (openMs) => void (this.#of(name).openUntil = openMs === null ? null : now() + openMs),
    }
  }

  /** @param date the `Date` of the answer (RFC 9110 6.6.1), which tells the time of the partner's server */
  metadataRead({ local, partner }: Named, date: string | undefined): void {
    const record = this.#of(nameOf(local, partner))
    const [told, now] = [Date.parse(date ?? ''), this.#clock.now()]
    record.metadata = { at: now, aheadMs: Number.isNaN(told) ? null : told - Math.floor(now / 1_000) * 1_000 }
    record.metadataFailure = null
  }

  metadataFailed({ local, partner }: Named, reason: string): void {
    this.#of(nameOf(local, partner)).metadataFailure = { at: this.#clock.now(), reason }
  }

  seen({ local, partner }: Named): SeenPartner {
    // A look does not make it one of the last asked.
    const record = this.#records.peek(nameOf(local, partner)) ?? new PartnerRecord()
    const { openUntil, lastSuccess, lastFailure, metadata, metadataFailure } = record
    const now = this.#clock.now()
    const counted = { hours: record.hours.read(now), days: record.days.read(now) }
    return { ...counted, openUntil, lastSuccess, lastFailure, metadata, metadataFailure }
  }

  #of(name: string): PartnerRecord {
    const held = this.#records.get(name)
    if (held !== undefined) return held
    const made = new PartnerRecord()
    this.#records.set(name, made)
    return made
  }
}

interface Named {
  readonly local: OrganizationId
  readonly partner: OrganizationId
}
