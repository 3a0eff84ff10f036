import type { Connector, SourceQuestion } from '../../../protocols/availability/availability-question.ts'
import { BUSY, FREE, OOF, TENTATIVE } from '../../../protocols/availability/busy-status.ts'
import { NO_REASONS } from '../../../protocols/availability/busy-times.ts'
import type { BusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'

export const FACT_MINUTES = 5
const FACT = FACT_MINUTES * MINUTE
/** The statuses of a stream, which are all there are in this world: 2 bits each. */
export const STATUSES = [FREE, TENTATIVE, BUSY, OOF] as const

/**
 * People of whom nothing can be guessed: each has, for each five minutes, one of four statuses, all equally likely and none
 * depending on another. Whoever knows one such fact was told it, so knowing can be counted.
 */
export class HiddenWorld implements Connector {
  readonly window: TimeWindow
  readonly facts: ReadonlyMap<MailboxAddress, Uint8Array>
  readonly #times = new Map<MailboxAddress, BusyTimes>()

  /** @param below a whole number from 0, less than its argument */
  constructor(people: readonly MailboxAddress[], window: TimeWindow, below: (n: number) => number) {
    this.window = window
    const count = (window.end - window.start) / FACT
    this.facts = new Map(people.map((person) => [person, Uint8Array.from({ length: count }, () => below(4))]))
    for (const [person, facts] of this.facts) this.#times.set(person, timesOf(facts, window.start))
  }

  lookUp({ mailboxes, window }: SourceQuestion) {
    const findings = mailboxes.map((mailbox) => {
      const times = this.#times.get(mailbox)
      if (times === undefined) return { kind: 'no-data', reason: 'DATA_NOT_FOUND' } as const
      const rest = { details: null, categories: null, workingHours: null, slotMinutes: null, asOf: this.window.start }
      return { kind: 'view', view: { mailbox, window, times: within(times, window), ...rest } } as const
    })
    return { findings }
  }
}

function timesOf(facts: Uint8Array, from: number): BusyTimes {
  const busy = Array.from(facts.keys()).filter((i) => facts[i] !== FREE)
  return {
    length: busy.length,
    starts: busy.map((i) => from + i * FACT),
    ends: busy.map((i) => from + (i + 1) * FACT),
    statuses: busy.map((i) => facts[i] as number),
    reasons: NO_REASONS,
  }
}

function within({ starts, ends, statuses }: BusyTimes, window: TimeWindow): BusyTimes {
  const first = ends.findIndex((end) => end > window.start)
  const after = starts.findIndex((start) => start >= window.end)
  const [from, to] = [first < 0 ? ends.length : first, after < 0 ? starts.length : after]
  return {
    length: Math.max(0, to - from),
    starts: starts.slice(from, to),
    ends: ends.slice(from, to),
    statuses: statuses.slice(from, to),
    reasons: NO_REASONS,
  }
}
