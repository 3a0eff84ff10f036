import { DAY, HOUR } from '../../protocols/availability/time-window.ts'
import { civilDate, dayNumber, weekdayOf } from '../../protocols/time-zone/civil-date.ts'
import type { WeekdayNumber } from '../../protocols/time-zone/civil-date.ts'
import type { Language } from '../../trust/sharing/published-link.ts'

/** The locales pages are written for: a closed list, so that a page has a known number of variants. */
const TAGS = {
  en: ['en-GB', 'en-US', 'en-CA', 'en-AU', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA'],
  sv: ['sv-SE', 'sv-FI'],
} as const satisfies Readonly<Record<Language, readonly string[]>>

/** Of what a reader says in `Accept-Language`, so much is looked at. */
const MOST_SAID = 200

interface WeekInfo {
  readonly firstDay: number
  readonly minimalDays?: number
}

/** Where the engine has no table of weeks: those of ISO 8601. */
const ISO_WEEK: WeekInfo = { firstDay: 1, minimalDays: 4 }

function weekInfoOf(tag: string): WeekInfo {
  const locale = new Intl.Locale(tag) as Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo }
  return locale.getWeekInfo?.() ?? locale.weekInfo ?? ISO_WEEK
}

/** How days, weeks and times are written for one reader. Days are day numbers, times milliseconds of a wall clock. */
export class Locale {
  readonly tag: string
  readonly language: Language
  /** The day a week begins with, 0 being Sunday. */
  readonly firstDay: WeekdayNumber
  readonly #minimalDays: number
  readonly #formats = new Map<string, Intl.DateTimeFormat>()
  readonly #times = new Map<number, string>()

  constructor(tag: string, language: Language) {
    this.tag = tag
    this.language = language
    const { firstDay, minimalDays } = weekInfoOf(tag)
    this.firstDay = (firstDay % 7) as WeekdayNumber
    // Newer engines tell the first day only; a week that begins with Monday is ISO's, and any other the one with 1 January.
    this.#minimalDays = minimalDays ?? (this.firstDay === 1 ? 4 : 1)
  }

  #format(day: number, options: Intl.DateTimeFormatOptions, name: string): string {
    let format = this.#formats.get(name)
    if (format === undefined) {
      format = new Intl.DateTimeFormat(this.tag, { ...options, timeZone: 'UTC' })
      this.#formats.set(name, format)
    }
    return format.format(day * DAY)
  }

  /** Thursday 26 November */
  weekdayAndDate = (day: number): string =>
    this.#format(day, { weekday: 'long', day: 'numeric', month: 'long' }, 'weekday and date')

  /** 26 November 2026 */
  date = (day: number): string => this.#format(day, { day: 'numeric', month: 'long', year: 'numeric' }, 'date')

  /** November 2026 */
  month = (day: number): string => this.#format(day, { month: 'long', year: 'numeric' }, 'month')

  weekday = (day: number): string => this.#format(day, { weekday: 'long' }, 'weekday')

  /** Thu */
  shortWeekday = (day: number): string => this.#format(day, { weekday: 'short' }, 'short weekday')

  /** The time of a wall clock. Where the clock has 24 hours, the end of a day is 24:00. */
  time(wall: number, endOfDay = false): string {
    const minute = endOfDay ? 1440 : Math.floor((((wall % DAY) + DAY) % DAY) / 60_000)
    let text = this.#times.get(minute)
    if (text === undefined) {
      text = this.#timeOfDay(minute)
      this.#times.set(minute, text)
    }
    return text
  }

  /** 12:01:05 */
  exactTime(wall: number): string {
    const format = new Intl.DateTimeFormat(this.tag, { timeStyle: 'medium', timeZone: 'UTC' })
    return format.format(wall)
  }

  #timeOfDay(minute: number): string {
    const format = new Intl.DateTimeFormat(this.tag, { timeStyle: 'short', timeZone: 'UTC' })
    const text = format.format(minute * 60_000)
    if (minute !== 1440) return text
    return /^0?0\D/.test(text) ? format.format(23 * HOUR).replace('23', '24') : text
  }

  /** The first day of the week `day` is in. */
  weekStart(day: number): number {
    return day - ((weekdayOf(day) - this.firstDay + 7) % 7)
  }

  /** The number of that week, as this reader counts weeks. */
  weekNumber(day: number): number {
    const start = this.weekStart(day)
    const firstOf = (year: number): number => {
      const january = dayNumber(year, 1, 1)
      const begins = this.weekStart(january)
      return begins + 7 - january >= this.#minimalDays ? begins : begins + 7
    }
    const { year } = civilDate(start + 6)
    const first = firstOf(year) <= start ? firstOf(year) : firstOf(year - 1)
    return (start - first) / 7 + 1
  }
}

const LOCALES: ReadonlyMap<string, Locale> = new Map(
  (Object.keys(TAGS) as Language[]).flatMap((language) =>
    TAGS[language].map((tag) => [tag.toLowerCase(), new Locale(tag, language)] as const),
  ),
)

const usualOf = (language: Language): Locale => LOCALES.get(TAGS[language][0].toLowerCase()) as Locale

/** The tags of an `Accept-Language` header (RFC 9110 12.5.4), the most wanted first, in lower case. */
function wanted(header: string): readonly string[] {
  const said = header.slice(0, MOST_SAID).toLowerCase().split(',')
  const weighed = said.map((range) => {
    const [tag = '', ...params] = range.split(';').map((part) => part.trim())
    const q = params.find((param) => param.startsWith('q='))
    return { tag, weight: q === undefined ? 1 : Number(q.slice(2)) }
  })
  return weighed
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}

/**
 * The locale a reader is shown: the first wanted one there is, of the chosen language where one was chosen.
 *
 * @param otherwise where nothing wanted is there
 */
export function localeFor(header: string | undefined, otherwise: Language, chosen: Language | null = null): Locale {
  const language = chosen ?? otherwise
  for (const tag of header === undefined ? [] : wanted(header)) {
    const exact = LOCALES.get(tag)
    const spoken = (Object.keys(TAGS) as Language[]).find((one) => tag === one || tag.startsWith(`${one}-`))
    const found = exact ?? (spoken === undefined ? undefined : usualOf(spoken))
    if (found !== undefined && (chosen === null || found.language === chosen)) return found
  }
  return usualOf(language)
}
