import { hasDetails, hasEvents } from '../../protocols/availability/availability-question.ts'
import type { AvailabilityQuestion } from '../../protocols/availability/availability-question.ts'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import { blocksAround } from '../../trust/policies/spread-over-blocks.ts'

/** Exact times count as a stream of the finest slots there are (EWS: MergedFreeBusyIntervalInMinutes). */
const FINEST_MINUTES = 5
/** Of events that reach over the edges of the window: where they begin and end is told too. */
const EDGE_SLOTS = 16
/** Subjects and locations, which nobody can count. */
const TEXTS_WEIGH = 2
/** What is told again tells what has changed, and little does. */
const TOLD_AGAIN = 32

/** Minutes of the blocks that are told where there is not enough left for what was asked; each is a multiple of the one before. */
export const BLOCK_MINUTES = [60, 240, 1440] as const

/**
 * What one answer about one mailbox can tell at most, whatever stands in the calendar: the unit is a slot, the status of
 * one stretch of time. Known from the question alone, so that what it costs tells nothing about anybody.
 */
export interface Telling {
  readonly window: TimeWindow
  /** A slot each of so many minutes from the start of the window, exact times, or those with subjects and locations. */
  readonly kind: 'slots' | 'times' | 'texts'
  readonly slotMinutes: number
  readonly slots: number
}

const KINDS = ['slots', 'times', 'texts'] as const
const rank = ({ kind }: Telling): number => KINDS.indexOf(kind)

const countSlots = ({ start, end }: TimeWindow, minutes: number): number =>
  Math.ceil((end - start) / (minutes * MINUTE))

/** What an answer as fine as the question tells. */
export function tellingOf({ window, view, interval }: AvailabilityQuestion): Telling {
  if (!hasEvents(view)) return { window, kind: 'slots', slotMinutes: interval, slots: countSlots(window, interval) }
  const slots = countSlots(window, FINEST_MINUTES) + EDGE_SLOTS
  if (!hasDetails(view)) return { window, kind: 'times', slotMinutes: FINEST_MINUTES, slots }
  return { window, kind: 'texts', slotMinutes: FINEST_MINUTES, slots: TEXTS_WEIGH * slots }
}

/** What an answer in blocks tells. */
export function tellingInBlocks(asked: TimeWindow, slotMinutes: number): Telling {
  const window = blocksAround(asked, slotMinutes)
  return { window, kind: 'slots', slotMinutes, slots: countSlots(window, slotMinutes) }
}

/** Whether what `told` tells of a time follows for slots like those of `asked`: every edge of theirs is one of its own. */
function isFinerThan(told: Telling, asked: Telling): boolean {
  if (told.kind !== 'slots') return rank(told) >= rank(asked)
  if (asked.kind !== 'slots' || asked.slotMinutes % told.slotMinutes !== 0) return false
  return (asked.window.start - told.window.start) % (told.slotMinutes * MINUTE) === 0
}

/** How much of `asked` is no news to whom `told` was told; the last slot of a stream may be cut short, and is then another. */
function slotsKnown(asked: Telling, told: Telling): number {
  if (!isFinerThan(told, asked)) return 0
  const [from, to] = [asked.window, told.window]
  if (from.start >= to.start && (from.end === to.end || (told.kind !== 'slots' && from.end < to.end)))
    return asked.slots
  const slot = asked.slotMinutes * MINUTE
  const first = Math.max(0, Math.ceil((to.start - from.start) / slot))
  const last =
    from.end === to.end
      ? countSlots(from, asked.slotMinutes)
      : Math.floor((Math.min(to.end, from.end) - from.start) / slot)
  return Math.max(0, last - first) * (asked.kind === 'texts' ? TEXTS_WEIGH : 1)
}

/**
 * What it costs to tell this, in slots: what is new whole, what was told already a small part of it, and always something.
 *
 * @param told null where nothing is known to have been told
 */
export function priceOf(asked: Telling, told: Telling | null): number {
  const known = told === null ? 0 : slotsKnown(asked, told)
  return asked.slots - known + known / TOLD_AGAIN
}

/** What is remembered to have been told: both as one where they are one piece of the same kind, else the latter alone. */
export function toldTogether(told: Telling, asked: Telling): Telling {
  const [a, b] = [told.window, asked.window]
  if (slotsKnown(asked, told) === asked.slots) return told
  const alike = told.kind === asked.kind && told.slotMinutes === asked.slotMinutes && isFinerThan(told, asked)
  if (!alike || b.start > a.end || a.start > b.end) return asked
  if (b.start <= a.start && b.end >= a.end) return asked
  return { ...asked, window: { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) } }
}
