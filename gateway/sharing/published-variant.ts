import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { dayNumber, daysInMonth } from '../../protocols/time-zone/civil-date.ts'
import { ianaZone } from '../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../protocols/time-zone/zone.ts'
import type { Zone } from '../../protocols/time-zone/zone.ts'
import { LANGUAGES, publishedWindow } from '../../trust/sharing/published-link.ts'
import type { Language, PublishedLink } from '../../trust/sharing/published-link.ts'
import { CALENDAR_VIEWS, dayOf, rangeOf } from '../console/calendar-views.ts'
import type { CalendarWish } from '../console/calendar-page.ts'
import { localeFor } from '../console/locale.ts'
import type { Locale } from '../console/locale.ts'

export const PUBLISHED_FORMATS = ['page', 'ics', 'ifb', 'json'] as const
export type PublishedFormat = (typeof PUBLISHED_FORMATS)[number]

/** What a visitor asks for, as it came. */
export interface Wanted {
  readonly format: PublishedFormat
  /** Of the address, without its question mark. */
  readonly query: string
  readonly acceptLanguage: string | undefined
}

/** One way of showing a calendar; two wishes that come to the same have the same key. */
export interface Variant {
  readonly key: string
  readonly format: PublishedFormat
  readonly locale: Locale
  /** Null for feeds. */
  readonly wish: CalendarWish | null
  readonly published: TimeWindow
  /** What of it is shown. */
  readonly window: TimeWindow
}

const LONGEST_QUERY = 300
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** The day of a date such as 2026-11-26; null where it is none. */
export function dayOfDate(text: string | null): number | null {
  const [, year = 0, month = 0, day = 0] = DATE.exec(text ?? '')?.map(Number) ?? []
  const real = month >= 1 && month <= 12 && year >= 1970 && day >= 1 && day <= daysInMonth(year, month)
  return real ? dayNumber(year, month, day) : null
}

const oneOf = <T extends string>(known: readonly T[], said: string | null): T | null =>
  known.find((one) => one === said) ?? null

/** A page of which a query asks for what is not there shows what it shows without it: a visitor is not told off. */
function wishOf(
  query: URLSearchParams,
  locale: Locale,
  own: string,
  published: TimeWindow,
  now: Instant,
): CalendarWish {
  const said = query.get('zone')
  const asked = said === null ? null : ianaZone(said)
  const zone: Zone = asked ?? ianaZone(own) ?? UTC
  const view = oneOf(CALENDAR_VIEWS, query.get('view')) ?? 'week'
  const [first, last] = [dayOf(zone, published.start), dayOf(zone, published.end - 1)]
  const day = Math.min(Math.max(dayOfDate(query.get('date')) ?? dayOf(zone, now), first), last)
  const chosen = { zone: asked === null ? null : zone.id, language: oneOf<Language>(LANGUAGES, query.get('lang')) }
  return { view, day, range: rangeOf(view, day, locale), locale, zone, chosen }
}

/** What of `published` lies within the days of the wish; the first day there is where none does. */
function windowOf({ zone, range }: CalendarWish, published: TimeWindow): TimeWindow {
  const start = Math.max(zone.instantOf(range.first * DAY), published.start)
  const end = Math.min(zone.instantOf((range.first + range.count) * DAY), published.end)
  return start < end ? { start, end } : { start: published.start, end: published.start + DAY }
}

/**
 * @param ownZone IANA name of the calendar's zone
 */
export function variantOf(wanted: Wanted, link: PublishedLink, ownZone: string, now: Instant): Variant {
  const { format, acceptLanguage } = wanted
  const query = new URLSearchParams(wanted.query.length > LONGEST_QUERY ? '' : wanted.query)
  const locale = localeFor(acceptLanguage, link.language, oneOf<Language>(LANGUAGES, query.get('lang')))
  const published = publishedWindow(link, ianaZone(ownZone) ?? UTC, now)
  if (format !== 'page') {
    const key = `${format} ${format === 'ics' ? locale.language : ''} ${ownZone}`
    return { key, format, locale, wish: null, published, window: published }
  }
  const wish = wishOf(query, locale, ownZone, published, now)
  const { view, day, zone, chosen } = wish
  const key = `page ${locale.tag} ${ownZone} ${zone.id} ${view} ${day} ${dayOf(zone, now)} ${chosen.zone ?? ''} ${chosen.language ?? ''}`
  return { key, format, locale, wish, published, window: windowOf(wish, published) }
}
