import type { TimeWindow } from '../../../../protocols/availability/time-window.ts'
import { openTimes } from '../../../../trust/policies/open-times.ts'
import type { Decided, Effect } from '../../../../trust/policies/replay/effect.ts'

/** Every category that a document of a test may hide. */
export const CATEGORIES = ['doctor', 'union']

/** The edges of everything that is open, so that between two of them nothing changes. */
function edgesOf(decisions: readonly Decided[], window: TimeWindow): readonly number[] {
  const edges = new Set([window.start, window.end])
  for (const decision of decisions) {
    if (decision.outcome === 'refuse' || decision.part === null) continue
    for (const { start, end } of openTimes(decision.part, window)) edges.add(start).add(end)
  }
  return [...edges].sort((a, b) => a - b)
}

/**
 * What a decision tells, each thing by itself: a stretch of time, times or details at all, a category, one event from the
 * next, working hours. Written from what `shareView` says it does, and from nothing of what compares decisions.
 */
function atomsOf(decision: Decided, window: TimeWindow, edges: readonly number[]): ReadonlySet<string> {
  const atoms = new Set<string>()
  if (decision.outcome === 'refuse') return atoms
  const { part, level, view, outsider, joinBlocks, giveWorkingHours } = decision
  const open = part === null ? [window] : openTimes(part, window)
  for (const edge of edges.slice(0, -1)) {
    if (open.some(({ start, end }) => start <= edge && edge < end)) atoms.add(`time ${edge}`)
  }
  if (atoms.size === 0) return atoms
  atoms.add('availability')
  if (level !== 'AvailabilityOnly') atoms.add('details')
  if (level === 'Reviewer') atoms.add('notes')
  for (const category of CATEGORIES) if (part?.hiddenCategories.includes(category) !== true) atoms.add(category)
  for (const person of decision.group?.people ?? []) atoms.add(`of ${person}`)
  if (view === 'MergedOnly') return atoms
  const blocks = outsider && level === 'AvailabilityOnly'
  if (!blocks || !joinBlocks) atoms.add('one from the next')
  if (!blocks || giveWorkingHours) atoms.add('working hours')
  return atoms
}

const within = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].every((atom) => b.has(atom))

/** What another decision does to who asked, by comparing the two as sets. */
export function effectBySets(was: Decided, is: Decided, window: TimeWindow): Effect {
  const edges = edgesOf([was, is], window)
  const [before, after] = [atomsOf(was, window, edges), atomsOf(is, window, edges)]
  if (before.size === 0 || after.size === 0)
    return before.size === after.size ? 'same' : after.size > 0 ? 'first' : 'nothing'
  if (within(before, after)) return within(after, before) ? 'same' : 'more'
  return within(after, before) ? 'less' : 'other'
}

/** Whether a decision tells anything of a window. */
export const tellsBySets = (decision: Decided, window: TimeWindow): boolean =>
  atomsOf(decision, window, edgesOf([decision], window)).size > 0
