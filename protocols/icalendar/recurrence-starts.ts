import { DAY, HOUR } from '../availability/time-window.ts'
import { wallOf } from '../time-zone/zone.ts'
import type { Zone } from '../time-zone/zone.ts'
import { periodsOf } from './recurrence-periods.ts'
import type { Candidates, Periods } from './recurrence-periods.ts'
import type { RecurrenceRule, RuleEnd } from './recurrence-rule.ts'
import { firstIndex, timeAt, timesCount, timesOfDay } from './recurrence-times.ts'
import type { TimesOfDay } from './recurrence-times.ts'

/** How many more days and times may be examined; goes below zero when that was not enough. */
export interface StepBudget {
  left: number
}

/** Where a rule begins: DTSTART as a wall time of `zone`. */
export interface RuleStart {
  readonly start: number
  readonly zone: Zone
  readonly allDay: boolean
}

/** Wall times, half-open. */
export interface WallRange {
  readonly from: number
  readonly to: number
}

/** No two wall times that name one instant, and no wall time and its instant, are further apart in any two zones. */
export const WALL_SLACK = DAY + 2 * HOUR

/** The indices BYSETPOS picks out of `length` candidates, sorted; null where it picks nothing out. */
function picked(setPos: readonly number[], length: number): readonly number[] | null {
  if (setPos.length === 0) return null
  const picks = new Set<number>()
  for (const position of setPos) {
    const index = position > 0 ? position - 1 : length + position
    if (index >= 0 && index < length) picks.add(index)
  }
  return [...picks].sort((a, b) => a - b)
}

/** The wall times of one period, by index: made anew for each, so without closures of its own. */
class PeriodWalls {
  readonly length: number
  readonly #days: readonly number[]
  readonly #times: TimesOfDay
  readonly #perDay: number
  readonly #picks: readonly number[] | null

  constructor(setPos: readonly number[], { days, times }: Candidates) {
    this.#days = days
    this.#times = times
    this.#perDay = timesCount(times)
    this.#picks = picked(setPos, days.length * this.#perDay)
    this.length = this.#picks?.length ?? days.length * this.#perDay
  }

  wall(index: number): number {
    const n = this.#picks === null ? index : (this.#picks[index] as number)
    const day = this.#days[Math.floor(n / this.#perDay)] as number
    return day * DAY + timeAt(this.#times, n % this.#perDay)
  }
}

const indexFrom = (walls: PeriodWalls, wall: number): number =>
  firstIndex(walls.length, (index) => walls.wall(index) >= wall)

interface Walk {
  readonly rule: RecurrenceRule
  readonly start: number
  readonly periods: Periods
  readonly range: WallRange
  readonly budget: StepBudget
  readonly visit: (wall: number) => boolean
  readonly candidates: Candidates
}

function wallsOf(walk: Walk, k: number): PeriodWalls {
  walk.candidates.days.length = 0
  walk.budget.left -= walk.periods.fill(k, walk.candidates)
  return new PeriodWalls(walk.rule.bySetPos, walk.candidates)
}

/**
 * Takes at most `remaining` of a period's wall times and visits those in the range. Returns how many it took, Infinity
 * where the visitor has seen enough.
 */
function take(walk: Walk, k: number, walls: PeriodWalls, remaining: number): number {
  const { range, budget, visit } = walk
  const begin = walk.periods.begin(k)
  const first = begin < walk.start ? indexFrom(walls, walk.start) : 0
  const end = Math.min(walls.length, first + remaining)
  for (let i = begin < range.from ? Math.max(first, indexFrom(walls, range.from)) : first; i < end; i++) {
    const wall = walls.wall(i)
    if (wall >= range.to || --budget.left < 0) break
    if (!visit(wall)) return Infinity
  }
  return end - first
}

/**
 * Counts from DTSTART on, period by period or, where every period has as many, by arithmetic. A DTSTART that the rule
 * does not match is the first of the count all the same (3.8.5.3: it "counts as the first occurrence").
 *
 * @returns the period to go on with, and how many are still to come from there
 */
function countTo(walk: Walk, count: number): { k: number; remaining: number } {
  const walls = wallsOf(walk, 0)
  const first = indexFrom(walls, walk.start)
  const matches = first < walls.length && walls.wall(first) === walk.start
  let remaining = matches ? count : count - 1
  remaining -= take(walk, 0, walls, remaining)
  const next = walk.periods.after(0)
  const reached = walk.periods.at(walk.range.from)
  if (!walk.periods.even || reached <= next) return { k: next, remaining }
  return { k: reached, remaining: Math.max(0, remaining - (reached - next) * walls.length) }
}

function walkPeriods(walk: Walk, end: RuleEnd): void {
  let { k, remaining } =
    end.kind === 'count' ? countTo(walk, end.count) : { k: walk.periods.at(walk.range.from), remaining: Infinity }
  while (remaining > 0 && walk.budget.left >= 0 && walk.periods.begin(k) < walk.range.to) {
    remaining -= take(walk, k, wallsOf(walk, k), remaining)
    k = walk.periods.after(k)
  }
}

/**
 * UNTIL as a test of wall times. An UNTIL that is a DATE for an event with times means that whole day, and one in UTC for
 * an all-day event is taken by its date or by its instant, whichever is later: RFC 5545 allows neither, both are met, and
 * an instance too many is safer than one too few.
 */
function isBefore(end: RuleEnd & { readonly kind: 'until' }, { zone, allDay }: RuleStart): (wall: number) => boolean {
  if (end.form === 'date') return (wall) => wall < end.at + DAY
  if (end.form === 'local') return (wall) => wall <= end.at
  return (wall) => zone.instantOf(wall) <= end.at || (allDay && wall <= end.at)
}

/**
 * Visits the wall times that `rule` generates in `range`, in order, until `visit` returns false; whether or not DTSTART
 * is one of them depends on the rule. The rule runs in wall time at every frequency: RFC 5545 3.3.10 computes local times and then reads each
 * "in the same manner as an explicit DATE-TIME value", so HOURLY names each hour of the clock once, also on the days on
 * which the clock is changed.
 *
 * @returns false where the budget ran out, in which case some may be missing
 */
export function visitRecurrenceStarts(
  given: RecurrenceRule,
  at: RuleStart,
  range: WallRange,
  budget: StepBudget,
  visit: (wall: number) => boolean,
): boolean {
  // BYHOUR, BYMINUTE and BYSECOND are ignored for a DATE (3.3.10).
  const rule = at.allDay ? { ...given, byHour: [], byMinute: [], bySecond: [] } : given
  const { end } = rule
  const bound = end.kind === 'until' ? Math.max(end.at, wallOf(at.zone, end.at)) + WALL_SLACK : Infinity
  const isIn = end.kind === 'until' ? isBefore(end, at) : null
  const walk: Walk = {
    rule,
    start: at.start,
    periods: periodsOf(rule, at.start),
    range: { from: range.from, to: Math.min(range.to, bound) },
    budget,
    visit: (wall) => (isIn !== null && !isIn(wall)) || visit(at.allDay ? Math.floor(wall / DAY) * DAY : wall),
    candidates: { days: [], times: timesOfDay(rule, at.start) },
  }
  walkPeriods(walk, end)
  return budget.left >= 0
}
