import type { Dice } from '../dice.ts'

/** Minutes after the beginning of the window asked about; the end is not in it. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

export type Status = 'Free' | 'Tentative' | 'Busy' | 'OOF' | 'WorkingElsewhere'

/** An event as somebody may see it who may see everything that is not private. */
export interface Entry extends Stretch {
  readonly status: Status
  readonly subject: string
  readonly location: string
  readonly meeting: boolean
  readonly reminder: boolean
  readonly secret: boolean
}

/**
 * In what form times are told: `digits` one for each slot; `blocks` when somebody is how busy; `clipped` each event by
 * itself, within the window; `whole` each event as it is.
 */
export type Form = 'digits' | 'blocks' | 'clipped' | 'whole'

export const STATUSES: readonly Status[] = ['Tentative', 'Busy', 'Busy', 'OOF']
const WORDS = ['plan', 'merger', 'doctor', 'Änderung & <Umzug>', 'x', 'a rather long talk about the budget of 2027']

export const coin = (dice: Dice, of = 2): boolean => dice.throw(of) === 0

/** What of `whole` is in none of `cuts`, which need not be sorted. */
export function without(whole: Stretch, cuts: readonly Stretch[]): readonly Stretch[] {
  let rest: readonly Stretch[] = [whole]
  for (const cut of cuts) {
    rest = rest.flatMap((one) => {
      if (cut.end <= one.start || cut.start >= one.end) return [one]
      const sides = [
        { start: one.start, end: cut.start },
        { start: cut.end, end: one.end },
      ]
      return sides.filter(({ start, end }) => start < end)
    })
  }
  return rest
}

export function entryIn(dice: Dice, { start, end }: Stretch, statuses: readonly Status[]): Entry {
  const first = coin(dice, 4) ? start : start + dice.throw(end - start)
  const last = coin(dice, 4) ? end : Math.min(end, first + 1 + dice.throw(150))
  return {
    ...{ start: first, end: last, status: dice.pick(statuses), subject: dice.pick(WORDS), location: dice.pick(WORDS) },
    ...{ meeting: coin(dice), reminder: coin(dice, 3), secret: coin(dice, 4) },
  }
}

/** Of one status, apart: what touches is one block, and nobody can tell of how many events. */
function blocksOf(entries: readonly Entry[]): readonly Entry[] {
  const apart = (a: Entry, b: Entry): boolean => a.status !== b.status || a.end < b.start || b.end < a.start
  return entries.filter((one, i) => entries.slice(0, i).every((other) => apart(one, other)))
}

/** Each slot of one digit only, so that it can be told how a slot came by it. */
function slotsOf(entries: readonly Entry[], interval: number): readonly Entry[] {
  const inSlots = entries.map((one) => ({
    ...one,
    start: Math.floor(one.start / interval) * interval,
    end: Math.ceil(one.end / interval) * interval,
  }))
  return inSlots.filter((one, i) => inSlots.slice(0, i).every(({ start, end }) => end <= one.start || one.end <= start))
}

export const bySort = (a: Entry, b: Entry): number => a.start - b.start || a.end - b.end

export function entriesOf(dice: Dice, form: Form, interval: number, open: readonly Stretch[]): readonly Entry[] {
  if (open.length === 0) return []
  const statuses: readonly Status[] = form === 'whole' ? [...STATUSES, 'Free', 'WorkingElsewhere'] : STATUSES
  const drawn = Array.from({ length: dice.throw(5) }, () => entryIn(dice, dice.pick(open), statuses)).sort(bySort)
  if (form === 'digits') return slotsOf(drawn, interval)
  return form === 'blocks' ? blocksOf(drawn) : drawn
}
