import type { WorkingHours } from '../../../protocols/availability/free-busy-view.ts'
import { hasEvents } from '../../../protocols/availability/view.ts'
import type { TimeWindow } from '../../../protocols/availability/time-window.ts'
import { compareLevels } from '../access-level.ts'
import type { AccessLevel } from '../access-level.ts'
import type { Decision, Granted, Side } from '../decision.ts'
import { overlap } from '../intervals.ts'
import { openTimes } from '../open-times.ts'
import type { VisiblePart } from '../visible-part.ts'
import type { Verdict } from './policy-diff.ts'

/**
 * What another decision would do to who asked, the worst first: something of what was all closed, more, more of one thing
 * and less of another, nothing any more, less; and the same.
 */
export const EFFECTS = ['first', 'more', 'other', 'nothing', 'less', 'same'] as const
export type Effect = (typeof EFFECTS)[number]

/** In what of a view two decisions can differ. Of the manner of an answer only where the levels are the same. */
export const ASPECTS = ['level', 'times', 'categories', 'members', 'blocks', 'workingHours'] as const
export type Aspect = (typeof ASPECTS)[number]

/** How much the later of two tells of one aspect, beside the earlier. */
export type Comparison = 'more' | 'less' | 'other'

export interface EffectOf {
  readonly effect: Effect
  /** What tells more or less; none where one of both tells nothing at all. */
  readonly aspects: readonly (readonly [Aspect, Comparison])[]
}

/** A decision on a question of a lookup, or a refusal that no policy made. */
export type Decided = Decision | { readonly outcome: 'refuse'; readonly decidedBy: string }

const SAME: EffectOf = { effect: 'same', aspects: [] }

const signed = (sign: number): Comparison | null => (sign === 0 ? null : sign > 0 ? 'more' : 'less')

/** Two sets, as how much of each is in both and how much there is of each. */
function comparedSets(both: number, was: number, is: number): Comparison | null {
  if (both === was && both === is) return null
  return both === was ? 'more' : both === is ? 'less' : 'other'
}

const lengthOf = (intervals: readonly TimeWindow[]): number =>
  intervals.reduce((sum, { start, end }) => sum + end - start, 0)

/** When in a window anything is told: `openTimes`, or the same remembered. */
export type Opened = (part: VisiblePart, window: TimeWindow) => readonly TimeWindow[]

/** What is asked about, and how it is found out what of that is open. */
interface Asking {
  readonly window: TimeWindow
  readonly opened: Opened
}

const openIn = ({ window, opened }: Asking, { part }: Granted): readonly TimeWindow[] =>
  part === null ? [window] : opened(part, window)

const sameList = <T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean =>
  a.length === b.length && a.every((one, i) => same(one, b[i] as T))
const sameText = (a: string, b: string): boolean => a === b
const sameTimes = (a: TimeWindow, b: TimeWindow): boolean => a.start === b.start && a.end === b.end
const sameHours = (a: WorkingHours, b: WorkingHours): boolean =>
  a.timeZone === b.timeZone &&
  sameList(a.periods, b.periods, (one, other) => sameTimes(one, other) && sameList(one.days, other.days, sameText))

/** Written out: each of many questions is compared, and comparing as texts cost more than deciding. */
function samePart(a: VisiblePart | null, b: VisiblePart | null): boolean {
  if (a === b || a === null || b === null) return a === b
  return (
    sameList(a.hours, b.hours, sameHours) &&
    sameList(a.hiddenCategories, b.hiddenCategories, sameText) &&
    sameList(a.privatePeriods, b.privatePeriods, sameTimes)
  )
}

function times(was: Granted, is: Granted, asking: Asking): Comparison | null {
  const [a, b] = [openIn(asking, was), openIn(asking, is)]
  return comparedSets(lengthOf(overlap(a, b)), lengthOf(a), lengthOf(b))
}

/** What is hidden less is told more. */
function categories({ part: was }: Granted, { part: is }: Granted): Comparison | null {
  const [a, b] = [was?.hiddenCategories ?? [], is?.hiddenCategories ?? []]
  return comparedSets(a.filter((one) => b.includes(one)).length, b.length, a.length)
}

/** Of a group, whose times are in it. */
function members({ group: was }: Granted, { group: is }: Granted): Comparison | null {
  if (was === undefined && is === undefined) return null
  const [a, b] = [[...(was?.people ?? [])], is?.people ?? new Set()]
  return comparedSets(a.filter((one) => b.has(one)).length, a.length, b.size)
}

/** As `shareView` has it: what an outsider at AvailabilityOnly is told besides when somebody is how busy. */
const isReduced = ({ outsider, level, view }: Granted): boolean =>
  !hasEvents(view) || (outsider && level === 'AvailabilityOnly')
const separate = (decision: Granted): boolean =>
  hasEvents(decision.view) && !(isReduced(decision) && decision.joinBlocks)
const workingHours = (decision: Granted): boolean =>
  hasEvents(decision.view) && (!isReduced(decision) || decision.giveWorkingHours)

function aspectsOf(was: Granted, is: Granted, asking: Asking): EffectOf['aspects'] {
  const level = compareLevels(is.level, was.level)
  const [same, alike] = [samePart(was.part, is.part), level === 0]
  const found: readonly (readonly [Aspect, Comparison | null])[] = [
    ['level', signed(level)],
    ['times', same ? null : times(was, is, asking)],
    ['categories', same ? null : categories(was, is)],
    ['members', members(was, is)],
    ['blocks', alike ? signed(Number(separate(is)) - Number(separate(was))) : null],
    ['workingHours', alike ? signed(Number(workingHours(is)) - Number(workingHours(was))) : null],
  ]
  return found.flatMap(([aspect, comparison]) => (comparison === null ? [] : [[aspect, comparison] as const]))
}

/** Whether anything at all of `window` is told: hours and private periods can leave nothing of it. */
function tellsOf(decision: Decided, asking: Asking): boolean {
  return decision.outcome === 'answer' && lengthOf(openIn(asking, decision)) > 0
}

/** The same of two levels alone, where no more is known of one of them. */
export function effectOfLevels(was: AccessLevel, is: AccessLevel): EffectOf {
  const way = signed(compareLevels(is, was))
  if (way === null) return SAME
  if (was === 'None') return { effect: 'first', aspects: [] }
  return is === 'None' ? { effect: 'nothing', aspects: [] } : { effect: way, aspects: [['level', way]] }
}

/** What a decision of one side, or of both, says to a question about `window`. */
export function verdictOf(decision: Decided, side: Side, window: TimeWindow, opened: Opened = openTimes): Verdict {
  const { decidedBy } = decision
  if (decision.outcome === 'refuse') return { level: 'None', keptBack: false, decidedBy, side }
  return { level: decision.level, keptBack: !tellsOf(decision, { window, opened }), decidedBy, side }
}

/**
 * What changes for who asked about `window`, where `is` is decided in the place of `was`. Both are decisions on one
 * question: what was not asked for is no difference.
 */
export function effectOf(was: Decided, is: Decided, window: TimeWindow, opened: Opened = openTimes): EffectOf {
  const asking = { window, opened }
  const aspects = was.outcome === 'answer' && is.outcome === 'answer' ? aspectsOf(was, is, asking) : null
  // Working out what is open costs more than all the rest, and mostly nothing has changed.
  if (aspects?.length === 0) return SAME
  const [told, tells] = [tellsOf(was, asking), tellsOf(is, asking)]
  if (!told || !tells) return told === tells ? SAME : { effect: tells ? 'first' : 'nothing', aspects: [] }
  const ways = new Set(aspects?.map(([, comparison]) => comparison))
  const [way] = ways
  return { effect: ways.size === 1 && way !== undefined ? way : 'other', aspects: aspects ?? [] }
}
