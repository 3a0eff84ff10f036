import type { FreeBusyView } from '../../protocols/availability/free-busy-view.ts'
import { entriesInPart } from './cut-to-part.ts'
import type { Granted } from './decision.ts'
import { entriesInWindow } from './entries-in-window.ts'

const NONE: readonly number[] = []

/**
 * The entries of which something is told where a decision tells of events: their texts have to be known, and no others
 * are read. One that is told in pieces is there for each, as it would be if they were entries of their own: which of both
 * is so is hidden. None where they are more than one answer takes, since then nothing is told.
 */
export function toldEntries(view: FreeBusyView, { part }: Pick<Granted, 'part'>): readonly number[] {
  const told = part === null ? entriesInWindow(view) : entriesInPart(view, part)
  return told === null || told.length > (view.mostEntries ?? Infinity) ? NONE : told
}
