import { hasDetails } from '../../protocols/availability/availability-question.ts'
import type { View } from '../../protocols/availability/availability-question.ts'
import { busyBlocks, pickBusyTimes } from '../../protocols/availability/busy-blocks.ts'
import type { EventDetails, FreeBusyView } from '../../protocols/availability/free-busy-view.ts'
import type { SharedView } from '../../protocols/availability/shared-view.ts'
import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import { compareTold } from './compare-told.ts'
import { cutToPart } from './cut-to-part.ts'
import type { Told } from './cut-to-part.ts'
import type { Granted } from './decision.ts'
import { entriesInWindow } from './entries-in-window.ts'
import { maskDetails, pickDetails } from './pick-details.ts'
import { spreadOverBlocks } from './spread-over-blocks.ts'
import { toldEntries } from './told-entries.ts'

/** What a decision reduces in a view; everything else is passed on as it is. */
type Shown = Pick<FreeBusyView, 'times' | 'details' | 'workingHours'>

/** An answer that is told coarser than was granted, since its asker has learned so much already. */
export interface Coarse {
  readonly blockMinutes: number
  /** The one asked for; what was found is of whole blocks (`blocksAround`). */
  readonly window: TimeWindow
}

/**
 * Reduces a view to what a decision grants: the one place that makes a `SharedView`.
 *
 * An outsider at AvailabilityOnly sees when and how busy somebody is and nothing that tells one event from the next:
 * blocks are clipped to the window, Free is not listed, touching and overlapping blocks of one status are joined, and
 * working hours are left out, unless the relationship says otherwise. At higher levels, and inside, events are whole and
 * separate and working hours are there, as Exchange answers. Private events keep their time at every level, never more.
 * An unknown time stays unknown, with its reason. Description and organizer are told at Reviewer only, which no lookup
 * reaches. What is not of the part that the decision shows is cut away first (`cutToPart`).
 *
 * A stream of slots is the same for blocks as for events, so for `MergedOnly` the times are passed on unjoined.
 *
 * @param coarse whether only blocks are told, at every level: when, and how busy, and nothing besides
 */
export function shareView(found: FreeBusyView, decision: Granted, coarse: Coarse | null = null): SharedView {
  const view = withKnownTexts(found, decision)
  const granted = viewOf(view, decision)
  const grantedView = coarse === null ? granted : withoutTexts(granted)
  const { part } = decision
  const left = part === null ? view : cutToPart(view, part, coarse === null ? toldOf(decision, grantedView) : 'busy')
  const shown = coarse === null ? shownOf(left, decision, grantedView) : blocksOf(left, coarse)
  const { times, details, workingHours } = shown
  const { mailbox, slotMinutes, asOf } = view
  const window = coarse?.window ?? view.window
  const told = { mailbox, window, times, details, categories: null, workingHours, slotMinutes, asOf, grantedView }
  return told as SharedView
}

/** Without details where one that is told now was not read, because less was to be told when it was asked for. */
function withKnownTexts(view: FreeBusyView, decision: Granted): FreeBusyView {
  const { textsRead } = view
  if (textsRead === undefined) return view
  for (const entry of toldEntries(view, decision)) if (!textsRead.has(entry)) return { ...view, details: null }
  return view
}

/** In what form the times are told, whatever they are. */
function toldOf({ outsider, level, joinBlocks }: Granted, grantedView: View): Told {
  if (grantedView === 'MergedOnly') return 'busy'
  if (!outsider || level !== 'AvailabilityOnly') return 'events'
  return joinBlocks ? 'busy' : 'busy apart'
}

/** A source that knew less than was granted lowers the view: the answer names what it truly holds. */
function viewOf(view: FreeBusyView, decision: Granted): View {
  if (view.slotMinutes !== null) return 'MergedOnly'
  if (view.details !== null && decision.level !== 'AvailabilityOnly') return decision.view
  return withoutTexts(decision.view)
}

function withoutTexts(view: View): View {
  if (!hasDetails(view)) return view
  return view === 'Detailed' ? 'FreeBusy' : 'FreeBusyMerged'
}

/** After what is hidden was cut away, so that nothing of it is spread. */
function blocksOf({ times, window }: FreeBusyView, coarse: Coarse): Shown {
  const spread = spreadOverBlocks(times, window, coarse.blockMinutes)
  return { times: busyBlocks(spread, coarse.window, true), details: null, workingHours: null }
}

function shownOf(view: FreeBusyView, decision: Granted, grantedView: View): Shown {
  if (grantedView === 'MergedOnly') return { times: view.times, details: null, workingHours: null }
  if (decision.outsider && decision.level === 'AvailabilityOnly') {
    const times = busyBlocks(view.times, view.window, decision.joinBlocks)
    return { times, details: null, workingHours: decision.giveWorkingHours ? view.workingHours : null }
  }
  return eventsInside(view, hasDetails(grantedView) ? view.details : null, decision.level === 'Reviewer')
}

/**
 * The events that touch the window, whole; one of no length touches it where it lies in it. Those of one time stand in
 * the order they would have if something were cut away, so that the order does not tell whether something is. Times that
 * are as they should be are passed on, not copied.
 */
function eventsInside(view: FreeBusyView, details: EventDetails | null, withNotes: boolean): Shown {
  const { times, workingHours } = view
  const inside = entriesInWindow(view)
  if (inside.length === times.length && isInToldOrder(view)) {
    return { times, details: details && maskDetails(details, withNotes), workingHours }
  }
  const kept = inside.toSorted((a, b) => compareEntries(a, b, view))
  return {
    times: pickBusyTimes(times, kept),
    details: details && maskDetails(pickDetails(details, kept), withNotes),
    workingHours,
  }
}

function isInToldOrder(view: FreeBusyView): boolean {
  for (let i = 1; i < view.times.length; i++) if (compareEntries(i - 1, i, view) > 0) return false
  return true
}

function compareEntries(a: number, b: number, view: FreeBusyView): number {
  const { starts, ends, statuses } = view.times
  const order = (starts[a] as number) - (starts[b] as number) || (ends[a] as number) - (ends[b] as number)
  return order || (statuses[a] as number) - (statuses[b] as number) || compareTold(a, b, view)
}
