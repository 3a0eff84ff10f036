import { readMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import type { Zone } from '../../../protocols/time-zone/zone.ts'
import { QUARTER } from '../../broker/find-time.ts'
import { isoDate } from '../../console/calendar-page.ts'
import { dayOf } from '../../console/calendar-views.ts'
import type { DayRange } from '../../console/calendar-views.ts'
import type { Locale } from '../../console/locale.ts'
import { LENGTHS, SCHEDULE_VIEWS } from '../../console/schedule/schedule-question.ts'
import type { ScheduleFault, ScheduleQuestion, TypedQuestion } from '../../console/schedule/schedule-question.ts'
import { dayOfDate } from '../../sharing/published-variant.ts'

/** Of any field; nothing that is longer is taken for anything. */
const LONGEST = 20_000
const USUAL_MINUTES = 30

export type ScheduleFaults = Readonly<Partial<Record<keyof TypedQuestion, ScheduleFault>>>

export interface ReadQuestion {
  readonly typed: TypedQuestion
  readonly faults: ScheduleFaults
  /** Null where something is wrong. */
  readonly question: ScheduleQuestion | null
}

/** What there is to go by where nothing is said. */
export interface QuestionSurroundings {
  readonly own: MailboxAddress
  /** Hers. */
  readonly zone: Zone
  readonly now: Instant
  readonly locale: Locale
  /** People beside her, and days, in one question. */
  readonly most: { readonly people: number; readonly days: number }
}

/** What was typed, as it was typed. */
function typedIn(query: URLSearchParams, { zone, now }: QuestionSurroundings): TypedQuestion {
  const text = (name: string, usual: string): string => (query.get(name) ?? usual).slice(0, LONGEST)
  return {
    people: text('people', ''),
    view: text('view', SCHEDULE_VIEWS[0]),
    date: text('date', isoDate(dayOf(zone, now))),
    minutes: text('minutes', String(USUAL_MINUTES)),
    zone: text('zone', zone.id),
    anytime: query.get('anytime') === 'yes',
  }
}

/** Addresses with commas, semicolons, spaces or lines between them; each once, and not her own. */
function peopleIn(text: string, own: MailboxAddress, most: number): readonly MailboxAddress[] | ScheduleFault {
  const said = text.split(/[\s,;]+/).filter((one) => one !== '')
  const people = new Set<MailboxAddress>()
  for (const one of said) {
    const address = readMailboxAddress(one)
    if (address === null) return { problem: 'address', found: one }
    if (address !== own) people.add(address)
  }
  return people.size > most ? { problem: 'tooMany', most } : [...people]
}

function rangeFor(view: ScheduleQuestion['view'], day: number, { locale, most }: QuestionSurroundings): DayRange {
  if (view === 'day') return { first: day, count: 1 }
  return { first: locale.weekStart(day), count: Math.min(view === 'days' ? 7 : 14, most.days) }
}

const isFault = (read: readonly MailboxAddress[] | ScheduleFault): read is ScheduleFault => 'problem' in read

/** Reads the question that an address of the page carries; every field is looked at, so that all that is wrong is said. */
export function readQuestion(query: URLSearchParams, surroundings: QuestionSurroundings): ReadQuestion {
  const typed = typedIn(query, surroundings)
  const people = peopleIn(typed.people, surroundings.own, surroundings.most.people)
  const view = SCHEDULE_VIEWS.find((one) => one === typed.view)
  const day = dayOfDate(typed.date.trim())
  const minutes = LENGTHS.find((one) => String(one) === typed.minutes)
  const zone = ianaZone(typed.zone)
  const choice: ScheduleFault = { problem: 'choice' }
  const faults: ScheduleFaults = {
    ...(isFault(people) && { people }),
    ...(view === undefined && { view: choice }),
    ...(day === null && { date: { problem: 'date' as const } }),
    ...(minutes === undefined && { minutes: choice }),
    ...(zone === null && { zone: choice }),
  }
  if (isFault(people) || view === undefined || day === null || minutes === undefined || zone === null)
    return { typed, faults, question: null }
  const range = rangeFor(view, day, surroundings)
  const quarters = (minutes * MINUTE) / QUARTER
  return { typed, faults, question: { people, view, day, range, zone, quarters, anytime: typed.anytime } }
}
