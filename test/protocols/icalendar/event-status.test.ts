import { expect } from 'chai'
import { calendarText, entriesOf, eventText, read, windowOf } from './calendar-text.ts'

const ORGANIZER = 'ORGANIZER:mailto:boss@contoso.example'
const owner = (answer: string): string => `ATTENDEE${answer}:mailto:Vera@Contoso.example`

function statusOf(...lines: readonly string[]): string {
  const text = calendarText(eventText('DTSTART:20261201T090000Z', 'DTEND:20261201T100000Z', ...lines))
  return entriesOf(read(text), windowOf('2026-12-01', '2026-12-02'))[0]?.status ?? 'nothing'
}

describe('The status of a VEVENT', () => {
  const cases: readonly (readonly [what: string, lines: readonly string[], status: string])[] = [
    ['is busy when nothing is said', [], 'Busy'],
    ['is busy when opaque', ['TRANSP:OPAQUE', 'STATUS:CONFIRMED'], 'Busy'],
    ['is free when transparent', ['TRANSP:TRANSPARENT'], 'Free'],
    ['is tentative when tentative', ['STATUS:TENTATIVE', 'TRANSP:OPAQUE'], 'Tentative'],
    ['is free when tentative and transparent', ['STATUS:TENTATIVE', 'TRANSP:TRANSPARENT'], 'Free'],
    ['is nothing when cancelled', ['STATUS:CANCELLED'], 'nothing'],
    ['reads values in any case', ['status:cancelled'], 'nothing'],
    ['takes an unknown STATUS for none', ['STATUS:PERHAPS'], 'Busy'],
    ['takes an unknown TRANSP for none', ['TRANSP:SEE-THROUGH'], 'Busy'],
    ['is away when Outlook says so', ['X-MICROSOFT-CDO-BUSYSTATUS:OOF'], 'OOF'],
    ['is elsewhere when Outlook says so', ['X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE'], 'WorkingElsewhere'],
    ['is tentative when Outlook says so', ['X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE', 'STATUS:CONFIRMED'], 'Tentative'],
    [
      "is busy by Outlook's word against STATUS:TENTATIVE",
      ['X-MICROSOFT-CDO-BUSYSTATUS:BUSY', 'STATUS:TENTATIVE'],
      'Busy',
    ],
    [
      "is busy by Outlook's word against TRANSPARENT",
      ['X-MICROSOFT-CDO-BUSYSTATUS:BUSY', 'TRANSP:TRANSPARENT'],
      'Busy',
    ],
    ["is busy by Outlook's word against CANCELLED", ['X-MICROSOFT-CDO-BUSYSTATUS:BUSY', 'STATUS:CANCELLED'], 'Busy'],
    ["is free by Outlook's word against OPAQUE", ['X-MICROSOFT-CDO-BUSYSTATUS:FREE', 'TRANSP:OPAQUE'], 'Free'],
    ['takes an unknown word of Outlook for none', ['X-MICROSOFT-CDO-BUSYSTATUS:constructor'], 'Busy'],
    ['is nothing when the owner declined', [ORGANIZER, owner(';PARTSTAT=DECLINED')], 'nothing'],
    ['is tentative when the owner accepted tentatively', [ORGANIZER, owner(';PARTSTAT=TENTATIVE')], 'Tentative'],
    ['is tentative when the owner has not answered', [ORGANIZER, owner(';PARTSTAT=NEEDS-ACTION')], 'Tentative'],
    ['is tentative when no answer is told (RFC 5545 3.2.12)', [ORGANIZER, owner('')], 'Tentative'],
    ['is busy when the owner accepted', [ORGANIZER, owner(';PARTSTAT=ACCEPTED')], 'Busy'],
    ['is busy when the owner delegated, which nobody ruled free', [ORGANIZER, owner(';PARTSTAT=DELEGATED')], 'Busy'],
    ["is busy for the organizer's own meeting", ['ORGANIZER:mailto:vera@contoso.example', owner('')], 'Busy'],
    ['is busy whatever others answered', [ORGANIZER, 'ATTENDEE;PARTSTAT=DECLINED:mailto:nils@contoso.example'], 'Busy'],
    [
      'knows the owner by the EMAIL parameter (RFC 7986 6.2)',
      ['ATTENDEE;PARTSTAT=DECLINED;EMAIL=vera@contoso.example:urn:uuid:1'],
      'nothing',
    ],
  ]
  for (const [what, lines, status] of cases) it(what, () => expect(statusOf(...lines)).to.equal(status))
})

describe('The FBTYPE of a VFREEBUSY', () => {
  const cases: readonly (readonly [type: string, status: string])[] = [
    ['', 'Busy'],
    [';FBTYPE=BUSY', 'Busy'],
    [';FBTYPE=BUSY-TENTATIVE', 'Tentative'],
    [';FBTYPE=BUSY-UNAVAILABLE', 'OOF'],
    [';FBTYPE=FREE', 'nothing'],
    [';FBTYPE=X-LUNCH', 'Busy'],
  ]
  for (const [type, status] of cases) {
    it(`${type === '' ? 'left out' : type.slice(1)} is ${status}`, () => {
      const text = calendarText('BEGIN:VFREEBUSY', `FREEBUSY${type}:20261201T090000Z/PT30M`, 'END:VFREEBUSY')
      const entries = entriesOf(read(text), windowOf('2026-12-01', '2026-12-02'))
      expect(entries.map((entry) => entry.status)).to.deep.equal(status === 'nothing' ? [] : [status])
    })
  }
})
