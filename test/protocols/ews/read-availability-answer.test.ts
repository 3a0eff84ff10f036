import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Finding, SourceQuestion } from '../../../protocols/availability/availability-question.ts'
import { busyTimeAt } from '../../../protocols/availability/busy-times.ts'
import type { BusyTimes } from '../../../protocols/availability/busy-times.ts'
import { readAvailabilityAnswer } from '../../../protocols/ews/read-availability-answer.ts'
import { itShared } from '../../shared-material.ts'
import {
  answerOf,
  detailsOf,
  errorRow,
  eventOf,
  eventsOf,
  faultOf,
  questionOf,
  row,
  viewOf,
} from './availability-answers.ts'

const AS_OF = Date.parse('2026-11-30T12:00:00Z')

function read(body: string | Buffer, question: SourceQuestion, maxEvents = 1000) {
  return readAvailabilityAnswer(Buffer.from(body), question, { asOf: AS_OF, maxEvents })
}

function findings(body: string | Buffer, question: SourceQuestion, maxEvents = 1000): readonly Finding[] {
  const answer = read(body, question, maxEvents)
  if (answer.kind !== 'findings') throw new Error(`the answer was ${JSON.stringify(answer)}`)
  return answer.findings
}

/** `09:00-10:00 Busy`, in UTC, with the date where it is not that of the window's start. */
function told(times: BusyTimes, day = '2026-12-01'): string[] {
  const clock = (at: number): string => new Date(at).toISOString().replace(`${day}T`, '').replace(':00.000Z', '')
  return Array.from({ length: times.length }, (_, i) => {
    const time = busyTimeAt(times, i)
    const reason = time.status === 'NoData' ? ` ${time.reason}` : ''
    return `${clock(time.start)}-${clock(time.end)} ${time.status}${reason}`
  })
}

function outcomes(body: string | Buffer, question: SourceQuestion, day?: string): (string | string[])[] {
  return findings(body, question).map((finding) =>
    finding.kind === 'no-data' ? finding.reason : told(finding.view.times, day),
  )
}

const [AT_NINE, AT_TEN] = ['2026-12-01T09:00:00', '2026-12-01T10:00:00']
const one = (view: string): string => answerOf(row(view))
const busy = (...events: readonly string[]): string => one(viewOf('FreeBusy', eventsOf(...events)))

describe('a reader of availability answers', () => {
  describe('with times', () => {
    for (const [written, start] of [
      ['2026-12-01T09:00:00', '09:00'],
      ['2026-12-01T09:00:00Z', '09:00'],
      ['2026-12-01T09:00:00.000Z', '09:00'],
      ['2026-12-01T09:00:00.0000000', '09:00'],
      ['2026-12-01T09:00:00+00:00', '09:00'],
      ['2026-12-01T10:00:00+01:00', '09:00'],
      ['2026-12-01T10:00:00+0100', '09:00'],
      ['2026-12-01T04:30:00-0430', '09:00'],
      ['2026-12-01T01:00:00-08:00', '09:00'],
      [' 2026-12-01T09:00:00\n', '09:00'],
      ['2026-12-01T09:00:00.5Z', '09:00:00.500Z'],
    ] as const) {
      it(`understands ${JSON.stringify(written)}`, () => {
        expect(outcomes(busy(eventOf(written, AT_TEN, 'Busy')), questionOf(1))).to.deep.equal([[`${start}-10:00 Busy`]])
      })
    }
    for (const written of [
      '',
      'now',
      '2026-12-01',
      '2026-12-01T09:00',
      '2026-13-01T09:00:00',
      '2026-02-29T09:00:00',
      '2026-12-01T25:00:00',
      '2026-12-01T09:00:60',
      '2026-12-01 09:00:00',
      '2026-12-01T09:00:00+15:00',
      '2026-12-01T09:00:00+1500',
      '2026-12-01T09:00:00+01',
      '2026-12-01T09:00:00ZZ',
      '2026-12-01T09:00:00Z+0100',
      '2026-12-01T09:00:00.Z',
      '-2026-12-01T09:00:00',
      '2026-12-01T09:00:00+01:00+0100',
      '2026-12-01T09:00:00+0160',
    ]) {
      it(`takes a mailbox with ${JSON.stringify(written)} for unknown, and no other`, () => {
        const bad = row(viewOf('FreeBusy', eventsOf(eventOf(written, AT_TEN, 'Busy'))))
        const good = row(viewOf('FreeBusy', eventsOf(eventOf(AT_NINE, AT_TEN, 'Busy'))))
        const answer = answerOf(good, bad, good)
        expect(outcomes(answer, questionOf(3))).to.deep.equal([
          ['09:00-10:00 Busy'],
          'DATA_MALFORMED',
          ['09:00-10:00 Busy'],
        ])
      })
    }
    it('takes a mailbox with an event that ends before it starts for unknown', () => {
      expect(outcomes(busy(eventOf(AT_TEN, AT_NINE, 'Free')), questionOf(1))).to.deep.equal(['DATA_MALFORMED'])
    })
    it('takes a mailbox with an event without start, end or status for unknown', () => {
      for (const part of ['StartTime', 'EndTime', 'BusyType']) {
        const without = eventOf(AT_NINE, AT_TEN, 'Busy').replace(new RegExp(`<t:${part}>[^<]*</t:${part}>`), '')
        expect(outcomes(busy(without), questionOf(1)), part).to.deep.equal(['DATA_MALFORMED'])
      }
    })
    it('leaves out what does not touch the window, keeps the rest whole, and sorts it', () => {
      const answer = busy(
        eventOf('2026-12-01T23:00:00', '2026-12-02T01:00:00', 'OOF'),
        eventOf('2026-12-02T00:00:00', '2026-12-02T01:00:00', 'Busy'),
        eventOf('2026-11-30T00:00:00', '2026-12-01T00:00:00', 'Busy'),
        eventOf('1999-01-01T00:00:00', '2099-01-01T00:00:00', 'Tentative'),
        eventOf(AT_NINE, AT_TEN, 'Busy'),
        eventOf(AT_NINE, AT_NINE, 'Free'),
        eventOf('2026-11-30T23:00:00', '2026-12-01T00:00:01', 'WorkingElsewhere'),
      )
      expect(outcomes(answer, questionOf(1))).to.deep.equal([
        [
          '1999-01-01T00:00-2099-01-01T00:00 Tentative',
          '2026-11-30T23:00-00:00:01.000Z WorkingElsewhere',
          '09:00-09:00 Free',
          '09:00-10:00 Busy',
          '23:00-2026-12-02T01:00 OOF',
        ],
      ])
    })
  })

  describe('with statuses', () => {
    for (const status of ['Free', 'Tentative', 'Busy', 'OOF', 'WorkingElsewhere']) {
      it(`understands ${status}`, () => {
        expect(outcomes(busy(eventOf(AT_NINE, AT_TEN, status)), questionOf(1))).to.deep.equal([
          [`09:00-10:00 ${status}`],
        ])
      })
    }
    for (const status of ['NoData', '', 'free', 'FREE', 'Vacation', 'Free Busy', '0']) {
      it(`takes a time that is ${JSON.stringify(status)} for unknown`, () => {
        const answer = busy(eventOf(AT_NINE, AT_TEN, status), eventOf('2026-12-01T08:00:00', AT_NINE, 'Free'))
        expect(outcomes(answer, questionOf(1))).to.deep.equal([
          ['08:00-09:00 Free', '09:00-10:00 NoData DATA_WITHHELD'],
        ])
      })
    }
  })

  describe('with rows', () => {
    const busyRow = row(viewOf('FreeBusy', eventsOf(eventOf(AT_NINE, AT_TEN, 'Busy'))))

    it('keeps each row with the mailbox that stands at its place in the question', () => {
      const rows = ['08', '09', '10'].map((hour) =>
        row(viewOf('FreeBusy', eventsOf(eventOf(`2026-12-01T${hour}:00:00`, '2026-12-01T11:00:00', 'Busy')))),
      )
      const views = findings(answerOf(...rows), questionOf(3)).map((f) => (f.kind === 'view' ? f.view : null))
      expect(views.map((view) => [view?.mailbox, view && told(view.times)[0]])).to.deep.equal([
        ['vera@fabrikam.example', '08:00-11:00 Busy'],
        ['nils@fabrikam.example', '09:00-11:00 Busy'],
        ['anna@fabrikam.example', '10:00-11:00 Busy'],
      ])
    })
    it('believes nothing of an answer with rows missing, or rows that were not asked for', () => {
      for (const [rows, asked] of [
        [1, 2],
        [3, 2],
        [0, 1],
        [101, 100],
      ] as const) {
        const answer = answerOf(...Array.from({ length: rows }, () => busyRow))
        expect(read(answer, questionOf(asked)).kind, `${rows} for ${asked}`).to.equal('malformed')
      }
    })
    for (const [code, reason] of [
      ['ErrorMailRecipientNotFound', 'DATA_NOT_FOUND'],
      ['ErrorNoFreeBusyAccess', 'DATA_NOT_FOUND'],
      ['ErrorCannotFindUser', 'DATA_NOT_FOUND'],
      ['ErrorProxyRequestNotAllowed', 'ROUTE_NO_TRANSIT'],
      ['ErrorTimeoutExpired', 'REACH_TIMEOUT'],
      ['ErrorServerBusy', 'REACH_BUSY'],
      ['ErrorResultSetTooBig', 'DATA_TOO_MANY'],
      ['ErrorProxyRequestProcessingFailed', 'REACH_UPSTREAM'],
      ['ErrorNobodyKnows', 'REACH_UPSTREAM'],
      ['constructor', 'REACH_UPSTREAM'],
      ['', 'DATA_MALFORMED'],
    ] as const) {
      it(`tells ${reason} for a mailbox with '${code}', in its place`, () => {
        expect(outcomes(answerOf(busyRow, errorRow(code)), questionOf(2))).to.deep.equal([['09:00-10:00 Busy'], reason])
      })
    }
    it('does not read NoError in a row of class Error, nor a view beside an error, as free', () => {
      const view = viewOf('FreeBusy')
      const answer = answerOf(
        row(view, '<m:ResponseCode>NoError</m:ResponseCode>', 'Error'),
        row(view, '<m:ResponseCode>ErrorNoFreeBusyAccess</m:ResponseCode>', 'Success'),
        row(view, ''),
        `<m:FreeBusyResponse>${view}</m:FreeBusyResponse>`,
        '<m:FreeBusyResponse/>',
      )
      expect(outcomes(answer, questionOf(5))).to.deep.equal([
        'REACH_UPSTREAM',
        'DATA_NOT_FOUND',
        'DATA_MALFORMED',
        'DATA_MALFORMED',
        'DATA_MALFORMED',
      ])
    })
    it('takes a row without a usable view for unknown, not for free', () => {
      const answer = answerOf(
        row(''),
        row('<m:FreeBusyView/>'),
        row(viewOf('None')),
        row(viewOf('')),
        row(viewOf('Everything')),
        row(viewOf('MergedOnly')),
      )
      expect(outcomes(answer, questionOf(6))).to.deep.equal([
        'DATA_MALFORMED',
        'DATA_MALFORMED',
        'DATA_WITHHELD',
        'DATA_MALFORMED',
        'DATA_MALFORMED',
        'DATA_MALFORMED',
      ])
    })
    it('takes an empty list, and no list at all in a view that has one, for an empty calendar', () => {
      const answer = answerOf(row(viewOf('FreeBusy')), row(viewOf('Detailed', eventsOf())))
      expect(outcomes(answer, questionOf(2))).to.deep.equal([[], []])
    })
    it('takes a mailbox with more events than it may have for unknown, and reads on behind it', () => {
      const many = (count: number): string =>
        row(viewOf('FreeBusy', eventsOf(...Array.from({ length: count }, () => eventOf(AT_NINE, AT_TEN, 'Busy')))))
      const got = findings(answerOf(many(11), many(10)), questionOf(2), 10)
      expect(got[0]).to.deep.equal({ kind: 'no-data', reason: 'DATA_TOO_MANY' })
      expect(got[1]?.kind === 'view' && got[1].view.times.length).to.equal(10)
    })
    it('believes nothing of an answer far beyond what was asked', () => {
      const flood = eventOf(AT_NINE, AT_TEN, 'Busy').repeat(20_000)
      expect(read(busy(flood), questionOf(1)).kind).to.equal('malformed')
      expect(read(busy(`<!--${'x'.repeat(3_000_000)}-->`), questionOf(1)).kind).to.equal('malformed')
    })
  })

  describe('with details', () => {
    const open = eventOf(AT_NINE, AT_TEN, 'Busy', detailsOf('Board &amp; budget', '<t:IsPrivate>false</t:IsPrivate>'))
    const detailsIn = (answer: string, question: SourceQuestion) => {
      const [finding] = findings(answer, question)
      return finding?.kind === 'view' ? finding.view.details : undefined
    }

    it('takes them when it asked for them', () => {
      const details = detailsIn(one(viewOf('Detailed', eventsOf(open))), questionOf(1, 'Detailed'))
      expect(details).to.deep.equal({
        flags: Uint8Array.of(1 + 2 + 8),
        subjects: ['Board & budget'],
        locations: ['Room 1'],
        notes: null,
      })
    })
    it('drops them when it did not ask for them, or when the view granted has none', () => {
      expect(detailsIn(one(viewOf('Detailed', eventsOf(open))), questionOf(1, 'FreeBusyMerged'))).to.equal(null)
      expect(detailsIn(one(viewOf('FreeBusy', eventsOf(open))), questionOf(1, 'Detailed'))).to.equal(null)
    })
    for (const [what, isPrivate] of [
      ['private', '<t:IsPrivate>true</t:IsPrivate>'],
      ['private, as 1', '<t:IsPrivate> 1 </t:IsPrivate>'],
      ['neither private nor not', '<t:IsPrivate/>'],
      ['private or not in other words', '<t:IsPrivate>False</t:IsPrivate>'],
      ['not said to be private or not', ''],
    ] as const) {
      it(`keeps neither subject nor location of an event that is ${what}`, () => {
        const hidden = eventOf(AT_NINE, AT_TEN, 'Busy', detailsOf('Surgery', isPrivate, ['0', '0', '0', '0']))
        expect(detailsIn(one(viewOf('Detailed', eventsOf(hidden))), questionOf(1))).to.deep.equal({
          flags: Uint8Array.of(16),
          subjects: [null],
          locations: [null],
          notes: null,
        })
      })
    }
    it('keeps each with its time when the events come in another order', () => {
      const named = (hour: string, subject: string): string =>
        eventOf(
          `2026-12-01T${hour}:00:00`,
          '2026-12-01T20:00:00',
          'Busy',
          detailsOf(subject, '<t:IsPrivate>0</t:IsPrivate>'),
        )
      const events = eventsOf(
        named('11', 'c'),
        named('09', 'a'),
        eventOf('2026-12-01T12:00:00', '2026-12-01T13:00:00', 'OOF'),
        named('10', 'b'),
      )
      expect(detailsIn(one(viewOf('Detailed', events)), questionOf(1))?.subjects).to.deep.equal(['a', 'b', 'c', null])
    })
  })

  describe('with a merged stream', () => {
    const question = questionOf(1, 'DetailedMerged', ['2026-12-01T09:00:00Z', '2026-12-01T12:00:00Z'])
    const stream = (digits: string): string => `<t:MergedFreeBusy>${digits}</t:MergedFreeBusy>`
    const merged = (digits: string, ...events: readonly string[]): string =>
      one(viewOf('FreeBusyMerged', stream(digits) + eventsOf(...events)))

    it('has its times from the stream where nothing better was granted, and says how coarse they are', () => {
      const [finding] = findings(one(viewOf('MergedOnly', stream('012340'))), question)
      expect(finding?.kind === 'view' && [told(finding.view.times), finding.view.slotMinutes]).to.deep.equal([
        ['09:30-10:00 Tentative', '10:00-10:30 Busy', '10:30-11:00 OOF', '11:00-11:30 NoData DATA_WITHHELD'],
        30,
      ])
    })
    it('takes the part of the window that a stream does not reach for unknown', () => {
      expect(outcomes(one(viewOf('MergedOnly', stream('02'))), question)).to.deep.equal([
        ['09:30-10:00 Busy', '10:00-12:00 NoData DATA_MALFORMED'],
      ])
    })
    it('has its times from the stream where a merged view came without its events', () => {
      const [finding] = findings(one(viewOf('FreeBusyMerged', stream('020000'))), question)
      expect(finding?.kind === 'view' && finding.view.slotMinutes).to.equal(30)
      expect(outcomes(one(viewOf('FreeBusyMerged', stream('020000'))), question)).to.deep.equal([['09:30-10:00 Busy']])
    })
    it('takes a merged view without a list of events for an empty calendar where the whole stream says free', () => {
      const exact = (digits: string) => {
        const [finding] = findings(one(viewOf('FreeBusyMerged', stream(digits))), question)
        return finding?.kind === 'view' && [told(finding.view.times), finding.view.slotMinutes]
      }
      expect(exact('000000')).to.deep.equal([[], null])
      expect(exact('00000')).to.deep.equal([['11:30-12:00 NoData DATA_MALFORMED'], 30])
    })
    it('keeps exact times where events explain the stream', () => {
      const event = eventOf('2026-12-01T09:10:00', '2026-12-01T09:50:00', 'Busy')
      expect(outcomes(merged('220000', event), question)).to.deep.equal([['09:10-09:50 Busy']])
    })
    it('adds what the stream says beyond its events, as busy as the stream says', () => {
      const event = eventOf('2026-12-01T09:00:00', '2026-12-01T09:30:00', 'Tentative')
      expect(outcomes(merged('120330', event), question)).to.deep.equal([
        ['09:00-09:30 Tentative', '09:30-10:00 Busy', '10:30-11:30 OOF'],
      ])
      expect(outcomes(merged('200000', event), question)).to.deep.equal([['09:00-09:30 Tentative', '09:00-09:30 Busy']])
    })
    it('adds an unknown slot as unknown, unless an event there has no digit of its own', () => {
      const at = (hour: string, status: string): string =>
        eventOf(`2026-12-01T${hour}:00:00`, `2026-12-01T${hour}:30:00`, status)
      expect(outcomes(merged('404000', at('09', 'WorkingElsewhere'), at('10', 'Busy')), question)).to.deep.equal([
        ['09:00-09:30 WorkingElsewhere', '10:00-10:30 Busy', '10:00-10:30 NoData DATA_WITHHELD'],
      ])
      expect(outcomes(merged('x00000'), question)).to.deep.equal([['09:00-09:30 NoData DATA_WITHHELD']])
    })
    it('keeps the details with their events when the stream adds to them', () => {
      const event = eventOf(AT_TEN, '2026-12-01T11:00:00', 'Busy', detailsOf('b', '<t:IsPrivate>false</t:IsPrivate>'))
      const [finding] = findings(one(viewOf('DetailedMerged', stream('302200') + eventsOf(event))), question)
      expect(finding?.kind === 'view' && told(finding.view.times)).to.deep.equal([
        '09:00-09:30 OOF',
        '10:00-11:00 Busy',
      ])
      expect(finding?.kind === 'view' && finding.view.details?.subjects).to.deep.equal([null, 'b'])
    })
  })

  describe('with working hours', () => {
    const half = (name: string, bias: number, time: string, order: number, month: number): string =>
      `<t:${name}><t:Bias>${bias}</t:Bias><t:Time>${time}</t:Time><t:DayOrder>${order}</t:DayOrder>` +
      `<t:Month>${month}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:${name}>`
    const hours = (bias: number, standard: string, daylight: string, period: string): string =>
      `<t:WorkingHours><t:TimeZone><t:Bias>${bias}</t:Bias>${standard}${daylight}</t:TimeZone>` +
      `<t:WorkingPeriodArray>${period}</t:WorkingPeriodArray></t:WorkingHours>`
    const period = (days: string, start: number, end: number): string =>
      `<t:WorkingPeriod><t:DayOfWeek>${days}</t:DayOfWeek><t:StartTimeInMinutes>${start}</t:StartTimeInMinutes>` +
      `<t:EndTimeInMinutes>${end}</t:EndTimeInMinutes></t:WorkingPeriod>`
    const read1 = (element: string) => {
      const [finding] = findings(one(viewOf('FreeBusy', element)), questionOf(1))
      return finding?.kind === 'view' ? finding.view.workingHours : undefined
    }
    const [winter, summer] = [half('StandardTime', 0, '03:00:00', 5, 10), half('DaylightTime', -60, '02:00:00', 5, 3)]

    it('names the zone by a place whose clock shows the same', () => {
      expect(read1(hours(-60, winter, summer, period('Monday Tuesday', 480, 1020)))).to.deep.equal({
        timeZone: 'Europe/Berlin',
        periods: [{ days: ['Monday', 'Tuesday'], start: 480, end: 1020 }],
      })
      const [west, westSummer] = [
        half('StandardTime', 0, '02:00:00', 1, 11),
        half('DaylightTime', -60, '02:00:00', 2, 3),
      ]
      expect(read1(hours(480, west, westSummer, ''))?.timeZone).to.equal('America/Los_Angeles')
      const none = half('StandardTime', 0, '00:00:00', 0, 0) + half('DaylightTime', 0, '00:00:00', 0, 0)
      expect(read1(hours(0, none, '', ''))?.timeZone).to.equal('UTC')
      expect(read1(hours(-180, none, '', ''))?.timeZone).to.equal('Etc/GMT-3')
      expect(read1(hours(-330, none, '', ''))?.timeZone).to.equal('Asia/Kolkata')
    })
    it('has none where no place has such a clock, or the zone is nonsense; the times stay', () => {
      expect(read1(hours(-61, winter, summer, ''))).to.equal(null)
      expect(read1(hours(-60, half('StandardTime', 0, '03:00:00', 1, 5), summer, ''))).to.equal(null)
      expect(read1('<t:WorkingHours/>')).to.equal(null)
      expect(read1(hours(99999, winter, summer, ''))).to.equal(null)
    })
    it('reads empty days as nobody working, and drops a period that cannot be', () => {
      const periods = period('', 480, 1020) + period('Friday', 1020, 480) + period('Friday', 0, 1441)
      expect(read1(hours(-60, winter, summer, periods))?.periods).to.deep.equal([{ days: [], start: 480, end: 1020 }])
    })
  })

  describe('with what is no answer', () => {
    for (const [what, body] of [
      ['nothing', ''],
      ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>'],
      ['JSON', '{"error":"invalid_token"}'],
      ['half an answer', answerOf(row(viewOf('FreeBusy'))).slice(0, -30)],
      ['an answer with something behind it', `${answerOf(row(viewOf('FreeBusy')))}<x/>`],
      ['an answer to something else', answerOf().replaceAll('GetUserAvailabilityResponse', 'GetFolderResponse')],
      [
        'an answer in another namespace',
        answerOf(row(viewOf('FreeBusy'))).replace(
          'http://schemas.microsoft.com/exchange/services/2006/messages',
          'https://schemas.microsoft.com/exchange/services/2006/messages',
        ),
      ],
      ['an element nobody knows', answerOf(row(viewOf('FreeBusy', '<t:Extra/>')))],
      ['two views in one row', answerOf(row(viewOf('FreeBusy') + viewOf('FreeBusy')))],
      ['two lists in one view', answerOf(row(viewOf('FreeBusy', eventsOf() + eventsOf())))],
      [
        'events before their view type',
        answerOf(
          row(`<m:FreeBusyView>${eventsOf()}<t:FreeBusyViewType>FreeBusy</t:FreeBusyViewType></m:FreeBusyView>`),
        ),
      ],
      [
        'a document type',
        answerOf(row(viewOf('FreeBusy'))).replace('<s:Envelope', '<!DOCTYPE x [<!ENTITY a "b">]><s:Envelope'),
      ],
      ['a comment', answerOf(row(viewOf('Free<!-- -->Busy')))],
      ['bytes that are no UTF-8', Buffer.concat([Buffer.from(answerOf()), Buffer.of(0xff)])],
      ['UTF-16', Buffer.from(answerOf(row(viewOf('FreeBusy'))), 'utf16le')],
    ] as const) {
      it(`believes nothing of ${what}`, () => expect(read(body, questionOf(1)).kind).to.equal('malformed'))
    }
    it('reads a fault as the failure of all that was asked', () => {
      expect(read(faultOf('ErrorServerBusy', 297749), questionOf(2))).to.deep.equal({
        kind: 'fault',
        reason: 'REACH_BUSY',
        backOffMs: 297749,
      })
      for (const [code, reason] of [
        ['ErrorTimeoutExpired', 'REACH_TIMEOUT'],
        ['ErrorAccessDenied', 'TRUST_REFUSED'],
        ['ErrorInternalServerError', 'REACH_UPSTREAM'],
        ['ErrorTimeIntervalTooBig', 'REACH_UPSTREAM'],
      ]) {
        expect(read(faultOf(code ?? ''), questionOf(1))).to.deep.equal({ kind: 'fault', reason, backOffMs: null })
      }
      expect(read(faultOf('ErrorServerBusy', -5), questionOf(1))).to.have.property('backOffMs', null)
    })
    it('reads a fault that has nothing but a code of SOAP', () => {
      const bare =
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring/></s:Fault></s:Body></s:Envelope>'
      expect(read(bare, questionOf(1))).to.have.property('reason', 'REACH_UPSTREAM')
    })
  })
})

describe('a reader of availability answers, with what real servers wrote', () => {
  const file = (path: string): Buffer => readFileSync(path)
  const decemberWeek = (mailboxes: number): SourceQuestion =>
    questionOf(mailboxes, 'DetailedMerged', ['2026-12-01T00:00:00Z', '2026-12-08T00:00:00Z'])

  itShared(
    'reads a detailed view and a degraded one',
    'samples/ews/02-response-detailedmerged-and-degraded-freebusymerged.xml',
    (path) => {
      const question = questionOf(2, 'DetailedMerged', ['2006-10-16T07:00:00Z', '2006-10-17T07:00:00Z'], 60)
      const [detailed, degraded] = findings(file(path), question)
      if (detailed?.kind !== 'view' || degraded?.kind !== 'view') throw new Error('no views')
      // The events as the sample has them, at 13:00, 14:00 and 16:40 UTC. Its streams are those of a pre-release server and
      // mark one slot before each event that starts on the hour: it stays marked, since we do not know better.
      expect(told(detailed.view.times, '2006-10-16')).to.deep.equal([
        '12:00-13:00 Busy',
        '13:00-13:30 Busy',
        '14:00-15:00 Busy',
        '16:40-17:10 Busy',
      ])
      expect(detailed.view.details?.subjects).to.include('Meet with doctor')
      expect(detailed.view.details?.locations).to.include('Kirkland')
      expect(detailed.view.workingHours).to.deep.include({ timeZone: 'America/Los_Angeles' })
      expect(degraded.view.details).to.equal(null)
      expect(told(degraded.view.times, '2006-10-16')).to.include('16:00-17:00 Tentative')
    },
  )

  itShared(
    'reads times without offset, and passes over suggestions',
    'samples/ews/04-response-freebusy-and-suggestions.xml',
    (path) => {
      const question = questionOf(2, 'FreeBusy', ['2014-02-13T00:00:00Z', '2014-02-14T00:00:00Z'])
      expect(outcomes(file(path), question, '2014-02-13')).to.deep.equal([
        ['08:00-10:00 Free', '11:00-12:00 Busy'],
        ['08:00-10:00 Free', '11:00-12:00 Busy', '15:00-16:00 Tentative'],
      ])
    },
  )

  itShared(
    'reads a calendar without events and working days',
    'samples/ews/11-exo-response-detailed-no-events-empty-dayofweek.xml',
    (path) => {
      const [finding] = findings(
        file(path),
        questionOf(1, 'Detailed', ['2018-08-01T00:00:00Z', '2018-08-02T00:00:00Z']),
      )
      expect(finding?.kind === 'view' && [finding.view.times.length, finding.view.workingHours]).to.deep.equal([
        0,
        { timeZone: 'America/New_York', periods: [{ days: [], start: 480, end: 1020 }] },
      ])
    },
  )

  itShared('reads a busy server’s fault', 'samples/ews/12-fault-ErrorServerBusy.xml', (path) => {
    expect(read(file(path), questionOf(1))).to.deep.equal({ kind: 'fault', reason: 'REACH_BUSY', backOffMs: 297749 })
  })

  const GROMOX_BUSY = [
    '07:00-07:30 Busy',
    '09:00-10:00 Busy',
    '11:00-11:30 Busy',
    '12:00-12:30 Busy',
    '13:00-13:30 Free',
    '17:00-17:30 Busy',
    '2026-12-02T07:00-2026-12-02T07:30 Busy',
    '2026-12-02T15:00-2026-12-02T15:45 Busy',
    '2026-12-03T17:00-2026-12-03T17:30 Busy',
  ]
  for (const client of ['exchangelib', 'ms-ews-managed-api.weurope']) {
    itShared(
      `reads grommunio's answer, with offsets without a colon: ${client}`,
      `captures/gromox/gromox-answer-to-${client}.xml`,
      (path) => {
        const text = file(path).toString()
        const rows = text.split('<m:FreeBusyResponse>').length - 1
        const [first] = outcomes(text, decemberWeek(rows))
        // It ignores the client's zone in one of them: the instants differ, the day's pattern does not.
        expect(first).to.include(client === 'exchangelib' ? '09:00-10:00 Busy' : '09:00-10:00 Busy')
        expect(first).to.deep.equal(GROMOX_BUSY.filter((time) => (first as string[]).includes(time)))
        expect(first).to.have.length.above(5)
      },
    )
  }
  itShared("reads grommunio's answer with Z", 'captures/gromox/gromox-GetUserAvailability-response.http', (path) => {
    const text = file(path).toString()
    const body = text.slice(text.indexOf('\r\n\r\n') >= 0 ? text.indexOf('\r\n\r\n') + 4 : text.indexOf('<?xml'))
    const rows = body.split('<m:FreeBusyResponse>').length - 1
    expect(outcomes(body, decemberWeek(rows))[0]).to.deep.equal(GROMOX_BUSY)
  })
  for (const [client, expected] of [
    ['davmail', [[]]],
    ['evolution-ews', [[], 'DATA_NOT_FOUND']],
    ['ews-javascript-api.tz-toronto', ['REACH_UPSTREAM', 'REACH_UPSTREAM', 'REACH_UPSTREAM']],
  ] as const) {
    itShared(`reads grommunio's answer to ${client}`, `captures/gromox/gromox-answer-to-${client}.xml`, (path) => {
      expect(outcomes(file(path), decemberWeek(expected.length))).to.deep.equal(expected)
    })
  }

  itShared(
    'reads every recorded answer: each row gets a finding, and only rows with an error are unknown',
    'captures',
    (folder) => {
      let answers = 0
      for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.response.xml'))) {
        const text = file(join(folder, name)).toString()
        if (!text.includes('GetUserAvailabilityResponse')) {
          expect(read(text, questionOf(1)).kind, name).to.equal('malformed')
          continue
        }
        answers++
        const classes = [...text.matchAll(/ResponseClass="(\w+)"/g)].map((match) => match[1])
        const got = findings(text, questionOf(classes.length))
        expect(
          got.map((finding) => finding.kind),
          name,
        ).to.deep.equal(classes.map((kind) => (kind === 'Success' ? 'view' : 'no-data')))
      }
      expect(answers).to.be.above(5)
    },
  )
  itShared(
    'marks the slot that a recorded stream calls 4 and no event explains',
    'captures/exchangelib.response.xml',
    (path) => {
      const text = file(path).toString()
      const [first] = outcomes(text, questionOf(text.split('<FreeBusyResponse>').length - 1))
      expect(first).to.deep.equal([
        '09:00-10:00 Busy',
        '10:30-11:00 Tentative',
        '12:00-12:30 OOF',
        '15:00-15:30 NoData DATA_WITHHELD',
      ])
    },
  )
})

describe('a reader of availability answers, with damaged answers', () => {
  const sound = Buffer.from(
    answerOf(
      row(
        viewOf(
          'DetailedMerged',
          `<t:MergedFreeBusy>${'0'.repeat(18)}22${'0'.repeat(28)}</t:MergedFreeBusy>` +
            eventsOf(eventOf(AT_NINE, AT_TEN, 'Busy', detailsOf('Board', '<t:IsPrivate>false</t:IsPrivate>'))),
        ),
      ),
      errorRow('ErrorNoFreeBusyAccess'),
      row(viewOf('FreeBusy', eventsOf(eventOf('2026-12-01T12:00:00Z', '2026-12-01T13:00:00Z', 'OOF')))),
    ),
  )
  const question = questionOf(3)
  const pieces = [
    '<',
    '>',
    '&',
    '</',
    ']]>',
    '<!--',
    '<![CDATA[',
    '&#0;',
    'NoError',
    'Free',
    '\0',
    '2026',
    '-',
    ':',
    'None',
  ]

  it('never throws, and has exactly one finding for each mailbox or none for all', () => {
    const at = fc.nat({ max: sound.length - 1 })
    const damage = fc.record({
      at,
      length: fc.nat({ max: 6 }),
      with: fc.oneof(
        fc.constantFrom(...pieces).map((piece) => Buffer.from(piece)),
        fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
        fc.tuple(at, fc.nat({ max: 300 })).map(([from, length]) => sound.subarray(from, from + length)),
      ),
    })
    const slip = fc.record({
      at,
      length: fc.constant(1),
      with: fc.constantFrom(...'0123456789NoFre-+: ').map((character) => Buffer.from(character)),
    })
    const change = fc.oneof(damage, slip)
    let [kept, unknown, refused] = [0, 0, 0]
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
        let bytes: Buffer = sound
        for (const { at: from, length, with: piece } of changes) {
          bytes = Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(from + length)])
        }
        const answer = read(bytes, question)
        if (answer.kind !== 'findings') return void refused++
        expect(answer.findings).to.have.length(3)
        answer.findings.forEach((finding, i) => {
          if (finding.kind === 'no-data') return void unknown++
          kept++
          const { times, details, mailbox } = finding.view
          expect(mailbox).to.equal(question.mailboxes[i])
          expect([times.starts.length, times.ends.length, times.statuses.length]).to.deep.equal(
            Array(3).fill(times.length),
          )
          for (let k = 0; k < times.length; k++) {
            expect(times.starts[k]).to.be.at.most(times.ends[k] as number)
            if (k > 0) expect(times.starts[k - 1]).to.be.at.most(times.starts[k] as number)
            expect(times.statuses[k]).to.be.within(0, 5)
            expect(times.reasons.has(k)).to.equal(times.statuses[k] === 5)
          }
          if (details !== null) expect(details.subjects).to.have.length(times.length)
        })
      }),
      { numRuns: 3000, seed: 20261201 },
    )
    // The run compared something: damage inside text leaves an answer readable, damage to markup does not.
    expect(Math.min(kept, unknown, refused)).to.be.above(100)
  })

  it('never finds a busy time free when one byte is changed, except where the change is to the time or status itself', () => {
    const nine = Date.parse(`${AT_NINE}Z`)
    const text = sound.toString()
    const own = (part: string): readonly [number, number] => [text.indexOf(part), text.indexOf(part) + part.length]
    const meant = [own(`${AT_NINE}</t:StartTime>`), own(`${AT_TEN}</t:EndTime>`), own('>Busy<')]
    for (let i = 0; i < sound.length; i++) {
      if (meant.some(([from, to]) => i >= from && i < to)) continue
      const changed = Buffer.from(sound)
      changed[i] = (changed[i] as number) ^ 1
      const answer = read(changed, question)
      const [first] = answer.kind === 'findings' ? answer.findings : []
      if (first?.kind !== 'view') continue
      const { times } = first.view
      const busyAtNine = Array.from({ length: times.length }, (_, k) => busyTimeAt(times, k)).some(
        ({ start, end, status }) => start <= nine && end > nine && status !== 'Free',
      )
      expect(busyAtNine, `byte ${i} of ${text.slice(i - 20, i + 20)}`).to.equal(true)
    }
  })
})
