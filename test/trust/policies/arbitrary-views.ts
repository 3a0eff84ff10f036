import fc from 'fast-check'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import type { FreeBusyView } from '../../../protocols/availability/free-busy-view.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { VIEWS } from '../../../protocols/availability/view.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { viewAtLevel } from '../../../trust/policies/access-level.ts'
import type { Granted } from '../../../trust/policies/decision.ts'
import type { VisiblePart } from '../../../trust/policies/visible-part.ts'
import { timeOf } from '../../protocols/availability/arbitrary-times.ts'

/** One event of a calendar, whole. */
export interface Event {
  readonly time: BusyTime
  readonly flags: number
  readonly subject: string | null
  readonly location: string | null
  readonly description: string | null
  readonly organizer: string | null
  /** Null: they cannot be told. */
  readonly categories: readonly string[] | null
}

const IVY = parseMailboxAddress('ivy@northwind.example')

/** What a source knows of these events, sorted as it would have them: equal times in the order given. */
export function viewOf(
  events: readonly Event[],
  window: TimeWindow,
  changes: Partial<FreeBusyView> = {},
): FreeBusyView {
  const order: number[] = []
  const times = packBusyTimes(
    events.map(({ time }) => time),
    order,
  )
  const sorted = order.map((from) => events[from] as Event)
  return {
    mailbox: IVY,
    window,
    times,
    details: {
      flags: Uint8Array.from(sorted, ({ flags }) => flags),
      subjects: sorted.map(({ subject }) => subject),
      locations: sorted.map(({ location }) => location),
      notes: {
        descriptions: sorted.map(({ description }) => description),
        organizers: sorted.map(({ organizer }) => (organizer === null ? null : { name: organizer, address: null })),
      },
    },
    categories: sorted.map(({ categories }) => categories),
    workingHours: null,
    slotMinutes: null,
    asOf: 0,
    ...changes,
  }
}

const text = fc.option(fc.constantFrom('', 'a', 'b', 'plan'))

/** Events that touch the window, some reaching far over its edges; edges often fall together. */
export function eventsIn(window: TimeWindow, categories: readonly string[]): fc.Arbitrary<readonly Event[]> {
  const minutes = Math.round((window.end - window.start) / MINUTE)
  const when = fc
    .tuple(
      fc.integer({ min: -300, max: minutes }),
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1500 })),
      fc.constantFrom(1, 30),
    )
    .map(([start, length, grain]) => {
      const [from, lasts] = [Math.round(start / grain) * grain, Math.round(length / grain) * grain]
      return { start: window.start + from * MINUTE, end: window.start + (from + lasts) * MINUTE }
    })
    .filter(({ start, end }) => start < window.end && (end > window.start || start >= window.start))
  const event = fc
    .record({
      when,
      status: fc.constantFrom(...BUSY_STATUSES),
      flags: fc.constantFrom(0, 1, 2, 16, 18),
      subject: text,
      location: text,
      description: text,
      organizer: text,
      categories: fc.option(fc.subarray([...categories, 'work']), { freq: 9 }),
    })
    .map(({ when: { start, end }, status, ...rest }): Event => ({ ...rest, time: timeOf(start, end, status) }))
  return fc.array(event, { maxLength: 8 })
}

/** Every level, view and manner; `part` is what is visible. */
export function decisionWith(part: VisiblePart | null): fc.Arbitrary<Granted> {
  return fc
    .record({
      level: fc.constantFrom('AvailabilityOnly' as const, 'LimitedDetails' as const, 'Reviewer' as const),
      asked: fc.constantFrom(...VIEWS),
      outsider: fc.boolean(),
      joinBlocks: fc.boolean(),
      giveWorkingHours: fc.boolean(),
    })
    .map(({ asked, ...rest }) => ({
      ...rest,
      outcome: 'answer',
      decidedBy: 'GRANT',
      view: viewAtLevel(asked, rest.level),
      part,
    }))
}
