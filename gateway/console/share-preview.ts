import type { SharedCalendar } from '../../protocols/availability/shared-entries.ts'
import { calendarDays } from './calendar-days.ts'
import { STRIP_PATTERNS } from './calendar-strip.ts'
import { CALENDAR_TEXTS } from './calendar-texts.ts'
import { dayOf, weekView } from './calendar-views.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Onlooker } from './owner-frame.ts'
import { SHARE_FORM_TEXTS } from './share-form-texts.ts'

/** A week as somebody would see it. */
export interface WeekPreview {
  /** Its first day. */
  readonly first: number
  /** Null: none of it is within reach, and everything is unknown. */
  readonly calendar: SharedCalendar | null
}

const NOT_LINKED = (): string => '#preview'

/** The week as a published calendar shows one. */
export function previewPart({ locale, zone, now }: Onlooker, { first, calendar }: WeekPreview): Html {
  const texts = CALENDAR_TEXTS[locale.language]
  const showing = { texts, locale, zone, today: dayOf(zone, now), addressOf: NOT_LINKED, notes: false }
  const days = calendarDays(calendar ?? [], zone, first, 7)
  return html`<section id="preview" aria-labelledby="preview-title">${STRIP_PATTERNS}<h2 id="preview-title">${SHARE_FORM_TEXTS[locale.language].previewTitle}</h2>${weekView(showing, days)}</section>`
}
