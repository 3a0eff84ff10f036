import { PRIVATE } from '../../protocols/availability/free-busy-view.ts'
import type { EventDetails, EventNotes } from '../../protocols/availability/free-busy-view.ts'

/** The details at `indices`, in that order; at one that is not there, none. */
export function pickDetails(
  { flags, subjects, locations, notes }: EventDetails,
  indices: readonly number[],
): EventDetails {
  return {
    flags: Uint8Array.from(indices, (i) => flags[i] ?? 0),
    subjects: indices.map((i) => subjects[i] ?? null),
    locations: indices.map((i) => locations[i] ?? null),
    notes:
      notes === null
        ? null
        : {
            descriptions: indices.map((i) => notes.descriptions[i] ?? null),
            organizers: indices.map((i) => notes.organizers[i] ?? null),
          },
  }
}

/**
 * Without the text of private events, and without notes unless `withNotes`. The model has no text for private events
 * already; what leaves does not depend on every source having kept to that.
 */
export function maskDetails(details: EventDetails, withNotes: boolean): EventDetails {
  const { flags, subjects, locations } = details
  const notes = withNotes ? details.notes : null
  const isPrivate = (i: number): boolean => ((flags[i] as number) & PRIVATE) !== 0
  const leaks = (told: unknown, i: number): boolean => told !== null && isPrivate(i)
  if (!subjects.some(leaks) && !locations.some(leaks) && notes === details.notes && !notesLeak(notes, leaks)) {
    return details
  }
  const mask = <T>(told: T | null, i: number): T | null => (isPrivate(i) ? null : told)
  return {
    flags,
    subjects: subjects.map(mask),
    locations: locations.map(mask),
    notes:
      notes === null
        ? null
        : { descriptions: notes.descriptions.map(mask), organizers: notes.organizers.map((one, i) => mask(one, i)) },
  }
}

function notesLeak(notes: EventNotes | null, leaks: (told: unknown, i: number) => boolean): boolean {
  return notes !== null && (notes.descriptions.some(leaks) || notes.organizers.some(leaks))
}
