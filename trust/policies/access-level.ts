import type { View } from '../../protocols/availability/availability-question.ts'

/** How much may be told, from nothing to everything: the names Exchange gives its access levels and permissions. */
export const ACCESS_LEVELS = ['None', 'AvailabilityOnly', 'LimitedDetails', 'Reviewer'] as const
export type AccessLevel = (typeof ACCESS_LEVELS)[number]

const RANK: Readonly<Record<AccessLevel, number>> = { None: 0, AvailabilityOnly: 1, LimitedDetails: 2, Reviewer: 3 }

/** Below zero where `a` tells less than `b`, zero where they are the same level. */
export const compareLevels = (a: AccessLevel, b: AccessLevel): number => RANK[a] - RANK[b]

const atRank = (rank: number): AccessLevel => ACCESS_LEVELS[rank] as AccessLevel

export const lowerLevel = (a: AccessLevel, b: AccessLevel): AccessLevel => atRank(Math.min(RANK[a], RANK[b]))
export const higherLevel = (a: AccessLevel, b: AccessLevel): AccessLevel => atRank(Math.max(RANK[a], RANK[b]))

/** The level a view needs in full: subject and location for the detailed ones, times for all others. */
export const levelOfView = (view: View): AccessLevel =>
  view === 'Detailed' || view === 'DetailedMerged' ? 'LimitedDetails' : 'AvailabilityOnly'

/** The most telling view at or below `view` that `level` allows: details go, the stream stays (MS-OXWAVLS). */
export function viewAtLevel(view: View, level: Exclude<AccessLevel, 'None'>): View {
  if (level !== 'AvailabilityOnly') return view
  if (view === 'Detailed') return 'FreeBusy'
  return view === 'DetailedMerged' ? 'FreeBusyMerged' : view
}
