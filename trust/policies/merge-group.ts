import { busyBlocks } from '../../protocols/availability/busy-blocks.ts'
import { NO_DATA } from '../../protocols/availability/busy-status.ts'
import { busyTimeAt, packBusyTimes } from '../../protocols/availability/busy-times.ts'
import type { BusyTime, BusyTimes } from '../../protocols/availability/busy-times.ts'
import type { FreeBusyView } from '../../protocols/availability/free-busy-view.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { SharedView } from '../../protocols/availability/shared-view.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { cutToPart } from './cut-to-part.ts'
import type { GroupMerge } from './decision.ts'
import { joinIntervals } from './intervals.ts'
import { partWithout } from './visible-part.ts'

/** The group and the time it is asked about. */
export type AskedGroup = Pick<FreeBusyView, 'mailbox' | 'window' | 'asOf'>

/**
 * What is known of a group: at any instant the highest of its members, each already reduced to what the asker may see of
 * her. A member of whom nothing is known, whatever the reason, makes all of the time unknown; and where fewer than
 * `fewest` people are known, nothing is told but that, not even what the others are, since it would be told of too few.
 *
 * @param seen of each member that answered, what is told of her
 * @returns null where so few are known that nothing at all would be told
 */
export function mergeGroup(
  { mailbox, window, asOf }: AskedGroup,
  { members, people, fewest }: GroupMerge,
  seen: ReadonlyMap<MailboxAddress, SharedView>,
): FreeBusyView | null {
  const known = [...seen].filter(([member]) => members.includes(member))
  if (known.length === 0) return null
  const all: BusyTime[] = known.flatMap(([, { times }]) => entriesOf(busyBlocks(times, window, true)))
  if (known.length < members.length) all.push({ ...window, status: 'NoData', reason: 'DATA_WITHHELD' })
  const times = busyBlocks(packBusyTimes(all), window, true)
  const asOfAll = Math.min(asOf, ...known.map(([, view]) => view.asOf))
  const nothing = { details: null, categories: null, workingHours: null, slotMinutes: null }
  const merged: FreeBusyView = { mailbox, window, times, ...nothing, asOf: asOfAll }
  const few = tooFewKnown(
    known.flatMap(([member, view]) => (people.has(member) ? [view.times] : [])),
    window,
    fewest,
  )
  const [first] = few
  if (first !== undefined && first.start <= window.start && first.end >= window.end) return null
  const part = partWithout(few)
  return part === null ? merged : cutToPart(merged, part)
}

const entriesOf = (times: BusyTimes): BusyTime[] => Array.from({ length: times.length }, (_, i) => busyTimeAt(times, i))

/** When somebody is unknown; sorted, apart from each other. */
function unknownTimes({ length, starts, ends, statuses }: BusyTimes, window: TimeWindow): readonly TimeWindow[] {
  const unknown: TimeWindow[] = []
  for (let i = 0; i < length; i++) {
    const [start, end] = [Math.max(starts[i] as number, window.start), Math.min(ends[i] as number, window.end)]
    if (statuses[i] === NO_DATA && start < end) unknown.push({ start, end })
  }
  return joinIntervals(unknown)
}

/** The stretches of the window in which fewer than `fewest` of these people are known; sorted, apart from each other. */
function tooFewKnown(people: readonly BusyTimes[], window: TimeWindow, fewest: number): readonly TimeWindow[] {
  if (fewest === 0) return []
  const turns = people.flatMap((times) =>
    unknownTimes(times, window).flatMap(({ start, end }) => [
      { at: start, known: -1 },
      { at: end, known: 1 },
    ]),
  )
  turns.sort((a, b) => a.at - b.at)
  const few: TimeWindow[] = []
  let known = people.length
  let from: Instant = window.start
  for (const turn of [...turns, { at: window.end, known: 0 }]) {
    if (known < fewest && from < turn.at) few.push({ start: from, end: turn.at })
    known += turn.known
    from = turn.at
  }
  return joinIntervals(few)
}
