import { PRIVATE } from '../../protocols/availability/free-busy-view.ts'
import type { EventDetails, FreeBusyView } from '../../protocols/availability/free-busy-view.ts'

const compareTexts = (a: string | null | undefined, b: string | null | undefined): number => {
  const [one, other] = [a ?? '', b ?? '']
  const order = Number(one > other) - Number(one < other)
  return order || Number(typeof a === 'string') - Number(typeof b === 'string')
}

/**
 * The order of two entries of one time and one status: by what may be told of them, and by nothing else. Zero where they
 * are told alike.
 */
export function compareTold(a: number, b: number, { times, details }: Pick<FreeBusyView, 'times' | 'details'>): number {
  return compareTexts(times.reasons.get(a), times.reasons.get(b)) || compareDetails(details, a, b)
}

function compareDetails(details: EventDetails | null, a: number, b: number): number {
  if (details === null) return 0
  const { flags, subjects, locations, notes } = details
  const order = (flags[a] ?? 0) - (flags[b] ?? 0)
  if (order !== 0 || ((flags[a] ?? 0) & PRIVATE) !== 0) return order
  return (
    compareTexts(subjects[a], subjects[b]) ||
    compareTexts(locations[a], locations[b]) ||
    compareTexts(notes?.descriptions[a], notes?.descriptions[b]) ||
    compareTexts(notes?.organizers[a]?.address, notes?.organizers[b]?.address) ||
    compareTexts(notes?.organizers[a]?.name, notes?.organizers[b]?.name)
  )
}
