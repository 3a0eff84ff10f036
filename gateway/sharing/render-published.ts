import { createHash } from 'node:crypto'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { writeCalendar } from '../../protocols/icalendar/write-calendar.ts'
import { writeFreeBusy } from '../../protocols/icalendar/write-free-busy.ts'
import type { Granted } from '../../trust/policies/decision.ts'
import type { PublishedLink } from '../../trust/sharing/published-link.ts'
import { calendarPage } from '../console/calendar-page.ts'
import { CALENDAR_TEXTS } from '../console/calendar-texts.ts'
import { writeCalendarFeed } from './calendar-feed.ts'
import type { PublishedFormat, Variant } from './published-variant.ts'
import type { PublishedReading } from './read-published.ts'
import { calendarHeaders } from './visitor-answers.ts'
import type { VisitorAnswer } from './visitor-answers.ts'
import { ZONE_SCRIPT } from './zone-script.ts'

/** One variant ready to be sent. */
export interface Rendered {
  /** Strong (RFC 9110 8.8.3): a digest of the body, so that it tells nothing the body does not. */
  readonly etag: string
  readonly answer: VisitorAnswer & { readonly body: Buffer }
  /** For who has these bytes already (RFC 9110 15.4.5). */
  readonly unchanged: VisitorAnswer
}

const TYPES: Readonly<Record<PublishedFormat, string>> = {
  page: 'text/html; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
  ifb: 'text/calendar; charset=utf-8; component=VFREEBUSY',
  json: 'application/json',
}

export interface RenderingParts {
  readonly link: PublishedLink
  readonly variant: Variant
  readonly decision: Granted
  readonly ownZone: string
  readonly now: Instant
}

function textOf({ link, variant, decision, ownZone, now }: RenderingParts, reading: PublishedReading): string {
  const { calendar, read } = reading
  const { format, locale, wish, published } = variant
  const texts = CALENDAR_TEXTS[locale.language]
  if (wish !== null) {
    const content = {
      whose: link.mailbox,
      ownZone,
      published,
      calendar,
      read,
      searchable: link.searchable,
      level: decision.level,
      now,
    }
    return calendarPage(wish, content, ZONE_SCRIPT)
  }
  // Of the day and not of the moment: what is shown decides the bytes, not when somebody looked.
  const facts = { uidSeed: `${link.secretHash} ${decision.level}`, stamp: now - (now % DAY) }
  if (format === 'ifb') return writeFreeBusy(calendar, facts)
  if (format === 'json') return writeCalendarFeed(calendar, ownZone)
  const { statuses, privateSubject: privately } = texts
  return writeCalendar(calendar, { statuses, privately, name: texts.title(link.mailbox) }, facts)
}

export function renderPublished(parts: RenderingParts, reading: PublishedReading): Rendered {
  const { format, locale } = parts.variant
  const body = Buffer.from(textOf(parts, reading))
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  const { searchable } = parts.link
  const always = calendarHeaders({ etag, scripted: format === 'page', searchable })
  const language = format === 'page' || format === 'ics' ? ['Content-Language', locale.language] : []
  const own = ['Content-Type', TYPES[format], 'Content-Length', String(body.length), ...language]
  return {
    etag,
    answer: { status: 200, headers: [...always, ...own], body },
    unchanged: { status: 304, headers: always, body: null },
  }
}
