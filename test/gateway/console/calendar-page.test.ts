import { expect } from 'chai'
import { calendarDays } from '../../../gateway/console/calendar-days.ts'
import { calendarPage } from '../../../gateway/console/calendar-page.ts'
import { CALENDAR_TEXTS } from '../../../gateway/console/calendar-texts.ts'
import { rangeOf, stepFrom } from '../../../gateway/console/calendar-views.ts'
import type { CalendarView } from '../../../gateway/console/calendar-views.ts'
import { contentSecurityPolicy } from '../../../gateway/console/layout.ts'
import { localeFor } from '../../../gateway/console/locale.ts'
import { HOUR } from '../../../protocols/availability/time-window.ts'
import { dayNumber } from '../../../protocols/time-zone/civil-date.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import type { Zone } from '../../../protocols/time-zone/zone.ts'
import { sharedView } from '../../protocols/availability/shared-calendar.ts'
import type { Told } from '../../protocols/availability/shared-calendar.ts'
import { allNaughtyTexts } from '../../protocols/icalendar/naughty-texts.ts'

const STOCKHOLM = ianaZone('Europe/Stockholm') as Zone
const THURSDAY = dayNumber(2026, 11, 26)
const [FROM, UNTIL] = ['2026-11-01T00:00:00Z', '2026-12-31T00:00:00Z']

function pageOf(view: CalendarView, entries: readonly Told[], language: 'en' | 'sv' = 'en'): string {
  const locale = localeFor(undefined, language)
  const range = rangeOf(view, THURSDAY, locale)
  const wish = { view, day: THURSDAY, range, locale, zone: STOCKHOLM, chosen: { zone: null, language: null } }
  const published = { start: Date.parse(FROM), end: Date.parse(UNTIL) }
  const calendar = [sharedView(FROM, UNTIL, entries)]
  const content = { whose: 'vera@contoso.example', ownZone: 'Europe/Stockholm', published, calendar, read: true }
  const now = Date.parse('2026-11-26T09:00:00Z')
  return calendarPage(wish, { ...content, searchable: false, level: 'Reviewer', now }, '/published/zone.js')
}

describe('the days of a calendar', () => {
  const days = (entries: readonly Told[], day: number, from = FROM, until = UNTIL) =>
    calendarDays([sharedView(from, until, entries)], STOCKHOLM, day, 1)

  it('are free where nothing but free time lies, by the clock of the zone', () => {
    const [day] = days(
      [
        { start: '2026-11-26T08:00:00Z', end: '2026-11-26T10:00:00Z' },
        { start: '2026-11-26T09:00:00Z', end: '2026-11-26T09:30:00Z', status: 'NoData' },
        { start: '2026-11-26T12:00:00Z', end: '2026-11-26T13:00:00Z', status: 'Free' },
      ],
      THURSDAY,
    )
    expect(
      day?.free.map(({ start, end }) => [start, end].map((at) => new Date(at).toISOString().slice(5, 16))),
    ).to.deep.equal([
      ['11-25T23:00', '11-26T08:00'],
      ['11-26T10:00', '11-26T23:00'],
    ])
  })

  it('are unknown, never free, where nothing is shared', () => {
    const [day] = days([], THURSDAY, '2026-11-26T08:00:00Z', '2026-11-26T09:00:00Z')
    expect(day?.entries.map(({ entry }) => entry.status)).to.deep.equal(['NoData', 'NoData'])
    expect(day?.free).to.deep.equal([
      { start: Date.parse('2026-11-26T08:00:00Z'), end: Date.parse('2026-11-26T09:00:00Z') },
    ])
  })

  it('have 25 and 23 hours where the clock is changed', () => {
    const [autumn] = days([], dayNumber(2026, 10, 25))
    const [spring] = days([], dayNumber(2027, 3, 28))
    expect([autumn, spring].map((day) => ((day?.end ?? 0) - (day?.start ?? 0)) / HOUR)).to.deep.equal([25, 23])
  })

  it('tell unknown times that touch as one', () => {
    const [day] = days(
      [
        { start: '2026-11-26T08:00:00Z', end: '2026-11-26T09:00:00Z', status: 'NoData' },
        { start: '2026-11-26T08:30:00Z', end: '2026-11-26T08:45:00Z' },
        { start: '2026-11-26T09:00:00Z', end: '2026-11-26T10:00:00Z', status: 'NoData' },
      ],
      THURSDAY,
    )
    expect(day?.entries.map(({ entry, start, end }) => [entry.status, (end - start) / HOUR])).to.deep.equal([
      ['NoData', 2],
      ['Busy', 0.25],
    ])
  })
})

describe('the page of a calendar', () => {
  it('goes from month to month over the ends of years', () => {
    expect(stepFrom('month', dayNumber(2026, 12, 31), 1)).to.equal(dayNumber(2027, 1, 1))
    expect(stepFrom('month', dayNumber(2026, 1, 31), -1)).to.equal(dayNumber(2025, 12, 1))
  })

  it('is under 100 KB for a month of 200 events, in every view and language', () => {
    const entries = Array.from({ length: 200 }, (_, i): Told => {
      const start = Date.parse('2026-11-01T07:00:00Z') + Math.floor(i / 7) * 24 * HOUR + (i % 7) * HOUR
      const texts = { subject: `Meeting number ${i} about a budget`, location: 'Conference room 12, Mälaren' }
      return { start: new Date(start).toISOString(), end: new Date(start + HOUR).toISOString(), ...texts }
    })
    for (const view of ['agenda', 'week', 'month'] as const) {
      for (const language of ['en', 'sv'] as const) {
        expect(Buffer.byteLength(pageOf(view, entries, language)), view).to.be.within(10_000, 99_999)
      }
    }
  })

  it('PU9: has the same elements whatever stands in its texts', () => {
    const at = { start: '2026-11-26T09:00:00Z', end: '2026-11-26T10:00:00Z' }
    const tags = (text: string): string => {
      const organizer = { name: `o${text}`, address: null }
      const texts = { subject: `s${text}`, location: `l${text}`, description: `d${text}`, organizer }
      return pageOf('agenda', [{ ...at, ...texts }])
        .match(/<[^>]*>/g)
        ?.join('') as string
    }
    const plain = tags('')
    for (const text of allNaughtyTexts()) expect(tags(text), JSON.stringify(text)).to.equal(plain)
  })

  it('tells every status in words, in each language', () => {
    const statuses = ['Free', 'Tentative', 'Busy', 'OOF', 'WorkingElsewhere', 'NoData'] as const
    for (const language of ['en', 'sv'] as const) {
      const at = { start: '2026-11-26T09:00:00Z', end: '2026-11-26T10:00:00Z' }
      for (const status of statuses) {
        const main = /<main.*?<\/table>/s.exec(pageOf('week', [{ ...at, status }], language))?.[0]
        expect(main).to.contain(`</span> <span class="what">${CALENDAR_TEXTS[language].statuses[status]}</span>`)
      }
    }
  })

  it('draws every status but free, each by a rule and pattern of its own, so that unknown never looks free', () => {
    const at = { start: '2026-11-26T09:00:00Z', end: '2026-11-26T10:00:00Z' }
    for (const view of ['week', 'month'] as const) {
      for (const status of ['WorkingElsewhere', 'Tentative', 'NoData', 'Busy', 'OOF'] as const) {
        const text = pageOf(view, [{ ...at, status }])
        expect(text, status).to.include(`<rect class="${status}" x="`).and.to.include(`svg .${status}{fill:`)
        for (const [, id = ''] of text.matchAll(/url\(#(\w+)\)/g)) expect(text).to.include(`<pattern id="${id}"`)
        expect(/svg \.NoData\{fill:([^}]*)\}/.exec(text)?.[1]).to.equal('url(#pNoData)')
      }
    }
  })

  it('draws what is unknown over what only may be, and what is busy over that', () => {
    const at = { start: '2026-11-26T09:00:00Z', end: '2026-11-26T10:00:00Z' }
    const entries = (['OOF', 'Busy', 'NoData', 'Tentative', 'WorkingElsewhere'] as const).map((status): Told => ({
      ...at,
      status,
    }))
    const strip = /<svg class="strip"(?:(?!<\/svg>).)*class="Busy".*?<\/svg>/s.exec(pageOf('week', entries))?.[0] ?? ''
    const drawn = [...strip.matchAll(/<rect class="(\w+)" x=/g)].map(([, status]) => status)
    expect(drawn).to.deep.equal(['WorkingElsewhere', 'Tentative', 'NoData', 'Busy', 'OOF'])
  })

  it('loads nothing but its own style and script', () => {
    const text = pageOf('week', [])
    expect(text.match(/(?:src|href)="(?!\?|#|calendar\.)[^"]*"/g)).to.deep.equal([
      'href="data:,"',
      'src="/published/zone.js"',
    ])
    expect(text).not.to.match(/ style=| on\w+=/)
    expect(contentSecurityPolicy(false)).not.to.contain('script-src')
  })
})
