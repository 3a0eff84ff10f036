import type { Dice } from '../dice.ts'
import type { Level } from './clothe-mailbox.ts'

/** A look at a published calendar: what is asked for, and what is plain to whoever does. */
export interface Visit {
  /** As the owner chose and the organization lets her, whichever is less. */
  readonly level: Exclude<Level, 'None'>
  readonly back: 'OneDay' | 'ThreeDays'
  readonly ahead: 'OneDay' | 'ThreeDays' | 'OneWeek'
  readonly language: 'en' | 'sv'
  readonly searchable: boolean
  /** With its question mark. */
  readonly leaf: string
  readonly acceptLanguage: string | null
  /** Asked after that: the same once more, the same by who has it already, its head, or the same in another form. */
  readonly then: 'same' | 'unchanged' | 'head' | 'feed'
}

const LEAVES = [
  ...['', '?view=agenda', '?view=month&lang=sv', '?zone=Asia/Tokyo&date=2026-11-25', 'calendar.ics', 'calendar.ics'],
  ...['calendar.ifb', 'calendar.json', 'calendar.json'],
]
const LANGUAGES = [null, 'sv', 'en-US,en;q=0.5', 'de']
const DAYS = { OneDay: 1, ThreeDays: 3, OneWeek: 7 }
/** The days from the Monday of the scenes back to today, which it is in Berlin since an hour before it is in UTC. */
const [TODAY, AHEAD] = [-7, 1]

export function drawVisit(dice: Dice): Visit {
  return {
    level: dice.pick(['AvailabilityOnly', 'LimitedDetails', 'Reviewer'] as const),
    back: dice.pick(['OneDay', 'ThreeDays'] as const),
    ahead: dice.pick(['OneDay', 'ThreeDays', 'OneWeek'] as const),
    language: dice.pick(['en', 'sv'] as const),
    searchable: dice.throw(4) === 0,
    leaf: dice.pick(LEAVES),
    acceptLanguage: dice.pick(LANGUAGES),
    then: dice.pick(['same', 'unchanged', 'unchanged', 'head', 'feed'] as const),
  }
}

/** Whole days in Berlin on both sides of today, in hours after the Monday of the scenes. */
export function windowOfVisit({ back, ahead }: Visit): { readonly from: number; readonly hours: number } {
  return { from: (TODAY - DAYS[back]) * 24 - AHEAD, hours: (DAYS[back] + 1 + DAYS[ahead]) * 24 }
}
