import { expect } from 'chai'
import type { AvailabilityQuestion } from '../../../protocols/availability/availability-question.ts'
import { EWS_LIMITS } from '../../../protocols/ews/ews-endpoint.ts'
import type { ErrorCode } from '../../../protocols/federation-error.ts'
import { availabilityRequest, BERLIN_ELEMENT, mailboxElement, outcomeOf } from './ews-requests.ts'
import type { RequestParts } from './ews-requests.ts'

const asked = async (parts: Partial<RequestParts>): Promise<AvailabilityQuestion> => {
  const { question, code } = await outcomeOf(availabilityRequest(parts))
  if (question === null) throw new Error(`nothing was asked: ${code}`)
  return question
}
const interval = (minutes: string): string =>
  `<t:MergedFreeBusyIntervalInMinutes>${minutes}</t:MergedFreeBusyIntervalInMinutes>`
const view = (name: string): string => `<t:RequestedView>${name}</t:RequestedView>`
const context = (id: string): string => `<t:TimeZoneContext><t:TimeZoneDefinition Id="${id}"/></t:TimeZoneContext>`
const DAY = 86_400_000

describe('a question about availability', () => {
  it('is read: mailboxes in their order, window, view, interval', async () => {
    const mailboxes = ['Vera@Contoso.example', 'nils@contoso.example', 'vera@contoso.example']
      .map((a) => mailboxElement(a))
      .join('')
    expect(await asked({ mailboxes })).to.deep.equal({
      mailboxes: ['vera@contoso.example', 'nils@contoso.example', 'vera@contoso.example'],
      window: { start: Date.UTC(2026, 10, 30, 23), end: Date.UTC(2026, 11, 1, 23) },
      view: 'DetailedMerged',
      interval: 30,
    })
  })

  for (const [title, parts, start] of [
    ['in the zone of TimeZone', {}, Date.UTC(2026, 10, 30, 23)],
    ['in the zone of the header', { zone: '', header: context('Tokyo Standard Time') }, Date.UTC(2026, 10, 30, 15)],
    [
      'in the zone of TimeZone where there is a header too',
      { header: context('Tokyo Standard Time') },
      Date.UTC(2026, 10, 30, 23),
    ],
    ['as the instant that Z says', { start: '2026-12-01T00:00:00Z' }, Date.UTC(2026, 11, 1)],
    ['as the instant that an offset says', { start: '2026-12-01T00:00:00-05:00' }, Date.UTC(2026, 11, 1, 5)],
  ] as const) {
    it(`takes a time ${title}`, async () => expect((await asked(parts)).window.start).to.equal(start))
  }

  it('may ask about what is no mailbox: it stays in its place', async () => {
    const odd = ['', 'no address', 'a@b', 'x@contoso.example&#13;&#10;Bcc: y', '"q"@contoso.example']
    const mailboxes =
      odd.map((address) => mailboxElement(address)).join('') +
      mailboxElement('y@contoso.example', '<t:RoutingType>EX</t:RoutingType>') +
      mailboxElement('z@contoso.example', '<t:RoutingType/>')
    const question = await asked({ mailboxes })
    expect(question.mailboxes.slice(0, 6).map((mailbox) => typeof mailbox)).to.deep.equal(new Array(6).fill('object'))
    expect(question.mailboxes[6]).to.equal('z@contoso.example')
  })

  it('has an interval of 30 where none is given, and where the view has no stream and it makes no sense', async () => {
    expect((await asked({ interval: '' })).interval).to.equal(30)
    expect((await asked({ interval: interval('0'), view: view('Detailed') })).interval).to.equal(30)
    expect((await asked({ interval: interval('15'), view: view('Detailed') })).interval).to.equal(15)
  })

  it('may have a window of 62 local days with a change of clocks in it', async () => {
    const { window } = await asked({ start: '2026-09-01T00:00:00', end: '2026-11-02T00:00:00' })
    expect(window.end - window.start).to.equal(62 * DAY + 3_600_000)
  })

  it('is held to the limits it is given', async () => {
    const old = { ...EWS_LIMITS, windowDays: 42 }
    const days = (end: string): Buffer => availabilityRequest({ start: '2026-01-01T00:00:00', end })
    expect((await outcomeOf(days('2026-02-12T00:00:00'), old)).code).to.equal(null)
    expect((await outcomeOf(days('2026-02-12T00:00:01'), old)).code).to.equal('ERR_WINDOW_TOO_LONG')
  })

  const hundred = mailboxElement('a@contoso.example').repeat(100)
  const refused: readonly (readonly [string, Partial<RequestParts>, ErrorCode | null])[] = [
    ['100 mailboxes', { mailboxes: hundred }, null],
    ['101 mailboxes', { mailboxes: hundred + mailboxElement('b@contoso.example') }, 'ERR_MAILBOXES_TOO_MANY'],
    ['no mailbox', { mailboxes: '' }, 'ERR_MAILBOXES_NONE'],
    ['62 days', { start: '2026-01-01T00:00:00', end: '2026-03-04T00:00:00' }, null],
    ['a second more', { start: '2026-01-01T00:00:00', end: '2026-03-04T00:00:01' }, 'ERR_WINDOW_TOO_LONG'],
    ['an end at the start', { end: '2026-12-01T00:00:00' }, 'ERR_WINDOW_INVALID'],
    ['an end before the start', { end: '2026-11-01T00:00:00' }, 'ERR_WINDOW_INVALID'],
    ['5 minutes', { interval: interval('5') }, null],
    ['4 minutes', { interval: interval('4') }, 'ERR_INTERVAL_INVALID'],
    ['1440 minutes', { interval: interval('1440') }, null],
    ['1441 minutes', { interval: interval('1441') }, 'ERR_INTERVAL_INVALID'],
    [
      'an interval longer than the window',
      { end: '2026-12-01T00:59:00', interval: interval('60') },
      'ERR_INTERVAL_INVALID',
    ],
    ['an interval that is no number', { interval: interval('half an hour') }, 'ERR_MESSAGE_MALFORMED'],
    ['the view None', { view: view('None') }, 'ERR_VIEW_INVALID'],
    ['no view', { view: '' }, 'ERR_VIEW_INVALID'],
    ['two views', { view: view('FreeBusy MergedOnly') }, 'ERR_VIEW_INVALID'],
    ['a view nobody knows', { view: view('Everything') }, 'ERR_MESSAGE_MALFORMED'],
    ['no zone', { zone: '' }, 'ERR_TIME_ZONE_MISSING'],
    ['a zone in the header that is none', { zone: '', header: context('Nowhere Time') }, 'ERR_TIME_ZONE_MISSING'],
    ['two zones', { zone: BERLIN_ELEMENT + BERLIN_ELEMENT }, 'ERR_MESSAGE_MALFORMED'],
    [
      'an element of no schema',
      {
        mailboxes: mailboxElement('a@contoso.example').replace(
          '</t:MailboxData>',
          '<t:ExcludeNonWorkingHours>0</t:ExcludeNonWorkingHours></t:MailboxData>',
        ),
      },
      'ERR_MESSAGE_MALFORMED',
    ],
    [
      'two addresses in one mailbox',
      { mailboxes: mailboxElement('a@contoso.example', '<t:Address>b@contoso.example</t:Address>') },
      'ERR_MESSAGE_MALFORMED',
    ],
    [
      'an attendee of no type',
      { mailboxes: mailboxElement('a@contoso.example').replace('Required', 'Guest') },
      'ERR_MESSAGE_MALFORMED',
    ],
    [
      'a mailbox in the namespace of messages',
      { mailboxes: mailboxElement('a@contoso.example').replaceAll('t:MailboxData', 'm:MailboxData') },
      'ERR_MESSAGE_MALFORMED',
    ],
    ['a name of JavaScript objects', { mailboxes: '<t:__proto__/>' }, 'ERR_MESSAGE_MALFORMED'],
    ['neither free/busy nor suggestions', { start: '' }, 'ERR_MESSAGE_MALFORMED'],
    [
      'a comment in an address',
      { mailboxes: mailboxElement('user@good.example<!---->.evil.example') },
      'ERR_MESSAGE_MALFORMED',
    ],
    [
      'CDATA in an address',
      { mailboxes: mailboxElement('user@good.example<![CDATA[.evil.example]]>') },
      'ERR_MESSAGE_MALFORMED',
    ],
  ]
  for (const [title, parts, code] of refused) {
    it(`${code === null ? 'may have' : 'is refused with'} ${title}`, async () => {
      expect((await outcomeOf(availabilityRequest(parts))).code).to.equal(code)
    })
  }
})
