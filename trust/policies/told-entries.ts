import type { FreeBusyView } from '../../protocols/availability/free-busy-view.ts'
import { entriesInPart } from './cut-to-part.ts'
import type { Granted } from './decision.ts'

const NONE: readonly number[] = []

/** Whether an entry lies in the window: it meets it, or has no length and begins in it. */
export function touchesWindow({ times, window }: Pick<FreeBusyView, 'times' | 'window'>, i: number): boolean {
  const [start, end] = [times.starts[i] as number, times.ends[i] as number]
  return start < window.end && (end > window.start || start >= window.start)
}

function entriesInWindow(view: FreeBusyView): readonly number[] {
  const found: number[] = []
  for (let i = 0; i < view.times.length; i++) if (touchesWindow(view, i)) found.push(i)
  return found
}

/**
 * The entries of which something is told where a decision tells of events: their texts have to be known, and no others
 * are read. One that is told in pieces is there for each, as it would be if they were entries of their own: which of both
 * is so is hidden. None where they are more than one answer takes, since then nothing is told.
 */
export function toldEntries(view: FreeBusyView, { part }: Pick<Granted, 'part'>): readonly number[] {
  const told = part === null ? entriesInWindow(view) : entriesInPart(view, part)
  return told === null || told.length > (view.mostEntries ?? Infinity) ? NONE : told
}
