import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { localeFor } from '../../../../gateway/console/locale.ts'
import { schedulePage } from '../../../../gateway/console/schedule/schedule-page.ts'
import type { ScheduleRow } from '../../../../gateway/console/schedule/schedule-row.ts'
import type { ScheduleView, TypedQuestion } from '../../../../gateway/console/schedule/schedule-question.ts'
import { SCHEDULE_TEXTS } from '../../../../gateway/console/schedule/schedule-texts.ts'
import type { ConsoleSession } from '../../../../gateway/sign-in/console-sessions.ts'
import { packBusyTimes } from '../../../../protocols/availability/busy-times.ts'
import type { SharedView } from '../../../../protocols/availability/shared-view.ts'
import { DAY, HOUR } from '../../../../protocols/availability/time-window.ts'
import { UTC } from '../../../../protocols/time-zone/zone.ts'
import { itShared } from '../../../shared-material.ts'
import { address } from '../../broker/small-world.ts'

const FIRST = Date.UTC(2026, 10, 23) / DAY
const NOW = FIRST * DAY
const session = {
  ...{ name: 'Vera', role: 'owner', key: 'k', formToken: 't', until: NOW + DAY, begun: NOW, used: NOW },
} as unknown as ConsoleSession
const viewer = { session, locale: localeFor('en', 'en'), base: '/console/', nobodyNamed: false, now: NOW }
const typed: TypedQuestion = {
  ...{ people: '', view: 'day', date: '2026-11-23', minutes: '30', zone: 'UTC', anytime: false },
}

/** Somebody with so many appointments on each of two weeks. */
function rowOf(name: string, perDay: number, subject: string | null): ScheduleRow {
  const window = { start: NOW, end: NOW + 14 * DAY }
  const times = packBusyTimes(
    Array.from({ length: 14 * perDay }, (_, i) => {
      const start = NOW + Math.floor(i / perDay) * DAY + (1 + (i % perDay)) * HOUR
      return { start, end: start + HOUR / 2, status: 'Busy' as const }
    }),
  )
  const all = Array.from({ length: times.length }, () => subject)
  const details = { flags: new Uint8Array(times.length), subjects: all, locations: all, notes: null }
  const view = {
    mailbox: address(name),
    window,
    times,
    details,
    workingHours: null,
    asOf: NOW,
    grantedView: 'Detailed',
  }
  const answer = { kind: 'view' as const, view: view as unknown as SharedView }
  return { about: address(name), own: false, inside: true, asOf: NOW, answer }
}

function pageOf(rows: readonly ScheduleRow[], view: ScheduleView, said: Partial<TypedQuestion> = {}): string {
  const range = { first: FIRST, count: { day: 1, days: 7, weeks: 14 }[view] }
  const question = { people: [], view, day: FIRST, range, zone: UTC, quarters: 2, anytime: false }
  const answer = { question, requestId: 'r', rows, proposed: [], isWorkday: () => true }
  const form = { typed: { ...typed, ...said }, faults: {}, mostPeople: 50, origin: 'https://console.example' }
  return schedulePage(viewer, { ...form, notice: null, answer })
}

describe('The page of a schedule', () => {
  it('stays small: fifty people on a day in a fifth of a megabyte, and on two weeks in half of one', () => {
    const people = Array.from({ length: 50 }, (_, i) => rowOf(`p${i}@contoso.example`, 4, 'A meeting'))
    expect(Buffer.byteLength(pageOf(people, 'day'))).to.be.below(200_000)
    expect(Buffer.byteLength(pageOf(people, 'weeks'))).to.be.below(500_000)
    expect(Buffer.byteLength(pageOf(people.slice(0, 3), 'days'))).to.be.below(100_000)
  })

  it('tells of a day with very much in it what fits, and how much more there is', () => {
    const text = pageOf([rowOf('p@contoso.example', 14, 'A meeting'), rowOf('q@contoso.example', 1, null)], 'weeks')
    expect(text).to.include(SCHEDULE_TEXTS.en.moreTimes(2))
    expect(pageOf([rowOf('p@contoso.example', 22, 'A meeting')], 'day')).to.include('2 more')
  })

  it('has the pattern of everything it draws, that of what is unknown among them', () => {
    const nobody: ScheduleRow = {
      ...{ about: address('nobody@contoso.example'), own: false, inside: true, asOf: null },
      answer: { kind: 'not-found' },
    }
    for (const view of ['day', 'days', 'weeks'] as const) {
      const text = pageOf([rowOf('p@contoso.example', 1, 'A meeting'), nobody], view)
      expect(text, view).to.include('<rect class="NoData" x="0"').and.to.include('url(#pNoData)')
      for (const [, id = ''] of text.matchAll(/url\(#(p\w+)\)/g)) expect(text, view).to.include(`<pattern id="${id}"`)
    }
  })

  itShared('comes out as text, whatever was typed or is in calendars (UI1)', 'attacks/blns/blns.json', (path) => {
    const tagsOf = (text: string) =>
      new Set(text.replaceAll(/(value|href|aria-label)="[^"]*"/g, '$1').match(/<[^>]*>?/g) ?? [])
    const render = (said: string) =>
      (['day', 'days', 'weeks'] as const)
        .map((view) => pageOf([rowOf('p@contoso.example', 1, said)], view, { people: said, date: said, zone: said }))
        .join('')
    const known = tagsOf(render('harmless'))
    const naughty = JSON.parse(readFileSync(path, 'utf8')) as string[]
    expect(naughty.length).to.be.greaterThan(400)
    for (const said of [...naughty, '"><script>alert(1)</script>', '</textarea><b>', '</main>']) {
      expect(
        [...tagsOf(render(said))].filter((tag) => !known.has(tag)),
        said,
      ).to.deep.equal([])
    }
  })
})
