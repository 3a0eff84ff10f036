import type { Instant } from '../../protocols/availability/time-window.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import type { RefusalFinding } from '../explain/step-finding.ts'
import type { Json } from '../../trust/stores/state-record.ts'

/** Of so many, the request id goes on record, which leads to the log. */
const MOST_SAMPLES = 10
/** One entry for all that were refused in this time, however many. */
const TOLD_EVERY_MS = 10_000

/**
 * With the id of the organization that asked, where that is known, and what was found: what releases before 2026-11-27 wrote
 * has it as `detail` in English.
 */
export type RefusedSample =
  | readonly [requestId: string, because: string, by?: string, detail?: string]
  | readonly [requestId: string, because: string, by: string, detail: null, found: RefusalFinding]

interface Counted {
  readonly since: Instant
  readonly refused: Readonly<Record<string, number>>
  readonly samples: readonly RefusedSample[]
}

/**
 * Counts every request that was refused as a whole and keeps a few: a flood of them must not become a flood of entries
 * (threats AU5). Reasons are codes of ours, so that they are few.
 */
export class RefusedRequests {
  readonly #event: 'credentials.refused' | 'requests.refused'
  #counted: Counted | null = null

  constructor(event: 'credentials.refused' | 'requests.refused') {
    this.#event = event
  }

  add(sample: RefusedSample, now: Instant): void {
    const [, because] = sample
    const { since, refused, samples } = this.#counted ?? { since: now, refused: {}, samples: [] }
    this.#counted = {
      since,
      refused: { ...refused, [because]: (refused[because] ?? 0) + 1 },
      samples: samples.length < MOST_SAMPLES ? [...samples, sample] : samples,
    }
  }

  /** What there is to tell by now; null before its time, unless `all` is wanted. */
  due(now: Instant, all: boolean): Counted | null {
    const counted = this.#counted
    if (counted === null || (!all && now - counted.since < TOLD_EVERY_MS && now >= counted.since)) return null
    return counted
  }

  /** Takes off what is on record now; what was refused meanwhile stays. */
  told({ refused: told, samples }: Counted): void {
    const { since, refused, samples: kept } = this.#counted ?? { since: 0, refused: {}, samples: [] }
    const left = Object.entries(refused).flatMap(([because, count]) => {
      const more = count - (told[because] ?? 0)
      return more > 0 ? [[because, more] as const] : []
    })
    const rest = { since, refused: Object.fromEntries(left), samples: kept.slice(samples.length) }
    this.#counted = left.length === 0 ? null : rest
  }

  /** As it goes on record: how many for which reason, exactly, and the first of them. */
  eventOf({ since, refused, samples }: Counted, at: Instant): AuditEvent {
    const facts = { since: new Date(since).toISOString(), refused, samples: samples as unknown as Json }
    return { event: this.#event, at, actor: 'gateway', requestId: null, facts, personal: {} }
  }
}
