import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { MailboxAnswer, View } from '../../../protocols/availability/availability-question.ts'
import { VIEWS } from '../../../protocols/availability/availability-question.ts'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import { EXCEPTION, MEETING, PRIVATE, RECURRING, REMINDER } from '../../../protocols/availability/free-busy-view.ts'
import type { FreeBusyView } from '../../../protocols/availability/free-busy-view.ts'
import { EWS_LIMITS } from '../../../protocols/ews/ews-limits.ts'
import { writeAvailabilityAnswer } from '../../../protocols/ews/write-availability-answer.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'
import type { Granted } from '../../../trust/policies/decision.ts'
import { shareView } from '../../../trust/policies/share-view.ts'
import { itShared } from '../../shared-material.ts'
import { ANNA } from './ews-requests.ts'
import { all, textOf, treeOf } from './saxes-tree.ts'
import type { Tree } from './saxes-tree.ts'
import { collectAnswer } from './schema-check.ts'

const HOUR = 3_600_000
const BERLIN = ianaZone('Europe/Berlin') ?? UTC
/** 1 December 2026 in Berlin. */
const WINDOW = { start: Date.UTC(2026, 10, 30, 23), end: Date.UTC(2026, 11, 1, 23) }
const at = (hour: number): number => WINDOW.start + hour * HOUR

const MORNING: readonly BusyTime[] = [
  { start: at(8), end: at(9), status: 'Busy' },
  { start: at(9), end: at(10), status: 'Tentative' },
  { start: at(11), end: at(12), status: 'NoData', reason: 'DATA_WITHHELD' },
]

function viewOf(times: readonly BusyTime[], details: boolean): FreeBusyView {
  return {
    mailbox: ANNA,
    window: WINDOW,
    times: packBusyTimes(times),
    details: details
      ? {
          flags: Uint8Array.from(times, (_, i) => [MEETING | REMINDER, RECURRING | EXCEPTION, PRIVATE][i] ?? 0),
          subjects: times.map((_, i) => [`Board <1> & "2"`, '', null][i] ?? null),
          locations: times.map((_, i) => ['Größe 𝒳\u0007', null, null][i] ?? null),
          notes: null,
        }
      : null,
    categories: null,
    workingHours: {
      timeZone: 'America/New_York',
      periods: [
        { days: ['Monday', 'Tuesday'], start: 480, end: 1020 },
        { days: [], start: 0, end: 0 },
      ],
    },
    slotMinutes: null,
    asOf: at(0),
  }
}

const granted = (view: View): Granted => ({
  outcome: 'answer',
  level: 'LimitedDetails',
  view,
  decidedBy: 'REQUESTED_VIEW',
  outsider: true,
  joinBlocks: true,
  giveWorkingHours: false,
  part: null,
})
const shared = (view: View, times = MORNING, details = true): MailboxAnswer => ({
  kind: 'view',
  view: shareView(viewOf(times, details), granted(view)),
})

function written(answers: readonly MailboxAnswer[] | null, suggestions = false, interval = 60): Tree {
  const question =
    answers === null
      ? null
      : { mailboxes: answers.map(() => ANNA), window: WINDOW, view: 'DetailedMerged' as const, interval }
  return treeOf(collectAnswer(writeAvailabilityAnswer(answers, { question, zone: BERLIN, suggestions }, EWS_LIMITS)))
}
const eventTexts = (tree: Tree): readonly (readonly (string | null)[])[] =>
  all(tree, 't:CalendarEvent').map((event) =>
    ['t:StartTime', 't:EndTime', 't:BusyType'].map((name) => textOf(event, name)),
  )

describe('an answer about availability', () => {
  for (const view of VIEWS) {
    it(`has in the view ${view} what that view has, and says so`, () => {
      const tree = written([shared(view)])
      const merged = view === 'MergedOnly' || view === 'FreeBusyMerged' || view === 'DetailedMerged'
      expect(textOf(tree, 't:FreeBusyViewType')).to.equal(view)
      expect(textOf(tree, 't:MergedFreeBusy')).to.equal(merged ? '000000002102000000000000' : null)
      expect(all(tree, 't:CalendarEvent').length).to.equal(view === 'MergedOnly' ? 0 : 3)
      expect(all(tree, 't:CalendarEventDetails').length).to.equal(view.startsWith('Detailed') ? 3 : 0)
      expect(all(tree, 't:WorkingHours').length).to.equal(view === 'MergedOnly' ? 0 : 1)
    })
  }

  it('tells times without offset in the zone of the request', () => {
    expect(eventTexts(written([shared('FreeBusy')]))).to.deep.equal([
      ['2026-12-01T08:00:00', '2026-12-01T09:00:00', 'Busy'],
      ['2026-12-01T09:00:00', '2026-12-01T10:00:00', 'Tentative'],
      ['2026-12-01T11:00:00', '2026-12-01T12:00:00', 'NoData'],
    ])
  })

  it('has a name for each status', () => {
    const times = BUSY_STATUSES.map((status, i): BusyTime => {
      const [start, end] = [at(i), at(i + 1)]
      return status === 'NoData' ? { start, end, status, reason: 'DATA_WITHHELD' } : { start, end, status }
    })
    expect(eventTexts(written([shared('FreeBusy', times, false)])).map(([, , status]) => status)).to.deep.equal([
      ...BUSY_STATUSES,
    ])
  })

  it('tells details in their order, and of a private event only that it is one', () => {
    const [meeting, series, secret] = all(written([shared('Detailed')]), 't:CalendarEventDetails')
    const texts = (tree: Tree | undefined): unknown =>
      tree?.children.map(({ name, text }) => `${name.slice(2)}=${text}`)
    expect(texts(meeting)).to.deep.equal([
      'Subject=Board <1> & "2"',
      'Location=Größe 𝒳\ufffd',
      'IsMeeting=true',
      'IsRecurring=false',
      'IsException=false',
      'IsReminderSet=true',
      'IsPrivate=false',
    ])
    expect(texts(series)).to.deep.equal([
      'Subject=',
      'IsMeeting=false',
      'IsRecurring=true',
      'IsException=true',
      'IsReminderSet=false',
      'IsPrivate=false',
    ])
    expect(texts(secret)).to.deep.equal([
      'IsMeeting=false',
      'IsRecurring=false',
      'IsException=false',
      'IsReminderSet=false',
      'IsPrivate=true',
    ])
  })

  it('tells working hours in their own zone, days as they are, none too', () => {
    const hours = all(written([shared('FreeBusy')]), 't:WorkingHours')[0] as Tree
    expect(textOf(hours, 't:Bias')).to.equal('300')
    expect(
      all(hours, 't:DayOfWeek')
        .slice(2)
        .map(({ text }) => text),
    ).to.deep.equal(['Monday Tuesday', ''])
    expect(textOf(hours, 't:StartTimeInMinutes')).to.equal('480')
  })

  it('has no list of events where there are none, and is still that view', () => {
    const tree = written([shared('DetailedMerged', [], true)])
    expect(all(tree, 't:CalendarEventArray')).to.have.length(0)
    expect(textOf(tree, 't:FreeBusyViewType')).to.equal('DetailedMerged')
    expect(textOf(tree, 't:MergedFreeBusy')).to.equal('0'.repeat(24))
  })

  it('has one entry for each mailbox, in the order asked, failures in their place', () => {
    const tree = written([
      { kind: 'not-found' },
      shared('MergedOnly'),
      { kind: 'no-data', reason: 'REACH_TIMEOUT' },
      { kind: 'refused', decidedBy: 'GRANT' },
    ])
    expect(all(tree, 'm:ResponseCode').map(({ text }) => text)).to.deep.equal([
      'ErrorMailRecipientNotFound',
      'NoError',
      'ErrorTimeoutExpired',
      'ErrorNoFreeBusyAccess',
    ])
    expect(all(tree, 'm:FreeBusyResponse')).to.have.length(4)
    expect(all(tree, 't:FreeBusyViewType').map(({ text }) => text)).to.deep.equal([
      'None',
      'MergedOnly',
      'None',
      'None',
    ])
  })

  it('holds 1000 events of a mailbox and no more, but a stream of them all', () => {
    const many = (count: number): readonly BusyTime[] =>
      Array.from({ length: count }, (_, i) => ({
        start: WINDOW.start + i * 60_000,
        end: WINDOW.start + (i + 1) * 60_000,
        status: 'Busy',
      }))
    expect(all(written([shared('FreeBusy', many(1000), false)]), 't:CalendarEvent')).to.have.length(1000)
    const more = written([shared('FreeBusyMerged', many(1001), false), shared('MergedOnly', many(1001), false)])
    expect(all(more, 'm:ResponseCode').map(({ text }) => text)).to.deep.equal(['ErrorResultSetTooBig', 'NoError'])
  })

  it('says that it cannot suggest where suggestions are asked for, with free/busy or alone', () => {
    const both = written([shared('FreeBusy')], true)
    expect(textOf(all(both, 'm:SuggestionsResponse')[0] as Tree, 'm:ResponseCode')).to.equal(
      'ErrorMeetingSuggestionGenerationFailed',
    )
    const alone = written(null, true)
    expect(all(alone, 'm:FreeBusyResponseArray')).to.have.length(0)
    expect(all(alone, 'm:SuggestionsResponse')).to.have.length(1)
  })

  itShared('carries every naughty string as text of an event', 'attacks/blns/blns.json', (path) => {
    const strings = JSON.parse(readFileSync(path, 'utf8')) as string[]
    for (let from = 0; from < strings.length; from += 24) {
      const texts = strings.slice(from, from + 24)
      const times = texts.map((_, i): BusyTime => ({ start: at(i), end: at(i + 1), status: 'Busy' }))
      const details = { flags: new Uint8Array(texts.length), subjects: texts, locations: texts, notes: null }
      const view = shareView({ ...viewOf(times, false), details }, granted('Detailed'))
      const tree = written([{ kind: 'view', view }])
      expect(all(tree, 't:Subject')).to.have.length(texts.length)
      for (const [i, { text }] of all(tree, 't:Location').entries()) {
        if (!text.includes('\ufffd')) expect(text).to.equal(texts[i])
      }
    }
  })
})
