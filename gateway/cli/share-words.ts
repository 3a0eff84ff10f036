import { FederationError } from '../../protocols/federation-error.ts'
import { WEEKDAYS } from '../../protocols/availability/free-busy-view.ts'
import type { Weekday } from '../../protocols/availability/free-busy-view.ts'

/** What each level shows, in the words of the choices. */
export const LEVEL_WORDS: Readonly<Record<string, string>> = {
  None: 'nothing',
  AvailabilityOnly: 'free/busy with time only',
  LimitedDetails: 'time, subject and location',
  Reviewer: 'all appointment information',
}

/** The same, short, for what a share is limited to. */
const SHORT: Readonly<Record<string, string>> = {
  None: 'nothing',
  AvailabilityOnly: 'time only',
  LimitedDetails: 'time, subject and location',
  Reviewer: 'all appointment information',
}

export interface ShownPeriod {
  readonly days: readonly string[]
  readonly start: string
  readonly end: string
}

export interface ShownCap {
  readonly to: string
  readonly by: string
}

/** Whose doing it is that a share shows less than was chosen. */
const BY: Readonly<Record<string, string>> = {
  REQUESTED_VIEW: 'by what programs can ask for',
  PARTNER_ASKS_NOTHING: 'by the other organization',
  REQUESTS_DISABLED: 'by the other organization',
  REQUESTS_LEVEL: 'by the other organization',
}

export const capWords = ({ to, by }: ShownCap): string =>
  `limited ${BY[by] ?? 'by your organization'} to ${SHORT[to] ?? to} (${by})`

const PERIOD = /^([A-Za-z]{3})(?:-([A-Za-z]{3}))? (\d\d:\d\d)-(\d\d:\d\d)$/

function dayOf(text: string, period: string): number {
  const day = WEEKDAYS.findIndex((name) => name.slice(0, 3).toLowerCase() === text.toLowerCase())
  if (day >= 0) return day
  throw new FederationError('ERR_MESSAGE_MALFORMED', `${period}: ${text} is no day; expected Mon, Tue, …`)
}

/** Reads `Mon-Fri 08:00-17:00`; the days may go over the end of a week. */
export function readPeriod(text: string): ShownPeriod {
  const [, first = '', last = first, start = '', end = ''] = PERIOD.exec(text) ?? []
  if (first === '') {
    throw new FederationError('ERR_MESSAGE_MALFORMED', `${text}: expected days and hours such as "Mon-Fri 08:00-17:00"`)
  }
  const [from, to] = [dayOf(first, text), dayOf(last, text)]
  const count = ((to - from + WEEKDAYS.length) % WEEKDAYS.length) + 1
  const days = Array.from({ length: count }, (_, i) => WEEKDAYS[(from + i) % WEEKDAYS.length] as Weekday)
  return { days, start, end }
}

export const periodWords = ({ days, start, end }: ShownPeriod): string =>
  `${days.map((day) => day.slice(0, 3)).join(', ')} ${start}-${end}`
