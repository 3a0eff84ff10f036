import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Zone } from '../../../protocols/time-zone/zone.ts'
import type { DayRange } from '../calendar-views.ts'

/** People side by side on one day or on the days of a week, or laid over each other for two weeks. */
export const SCHEDULE_VIEWS = ['day', 'days', 'weeks'] as const
export type ScheduleView = (typeof SCHEDULE_VIEWS)[number]

/** How long a meeting may take, in minutes: whole quarters of an hour. */
export const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240] as const

/** A question as it stands in the form. */
export interface TypedQuestion {
  readonly people: string
  readonly view: string
  readonly date: string
  readonly minutes: string
  readonly zone: string
  readonly anytime: boolean
}

/** Who is asked about for which days, and how long a meeting is to take. */
export interface ScheduleQuestion {
  /** Beside whoever asks. */
  readonly people: readonly MailboxAddress[]
  readonly view: ScheduleView
  readonly day: number
  readonly range: DayRange
  readonly zone: Zone
  readonly quarters: number
  /** Whether times outside of working hours are proposed too. */
  readonly anytime: boolean
}

/** What is wrong with a field. */
export type ScheduleFault =
  | { readonly problem: 'address'; readonly found: string }
  | { readonly problem: 'tooMany'; readonly most: number }
  | { readonly problem: 'date' | 'choice' }

/** The address of a question, below that of all pages. */
export function questionAddress(base: string, typed: TypedQuestion): string {
  const { people, view, date, minutes, zone, anytime } = typed
  const listed = people.split(/[\s,;]+/).filter((one) => one !== '')
  const query = new URLSearchParams({ view, date, minutes, zone })
  if (listed.length > 0) query.set('people', listed.join(' '))
  if (anytime) query.set('anytime', 'yes')
  return `${base}schedule?${query.toString()}`
}
