import { expect } from 'chai'
import { array, assert, boolean, nat, property, record } from 'fast-check'
import { FederationError } from '../../../protocols/federation-error.ts'
import { busyStarts, calendarText, entriesOf, eventText, read, windowOf } from './calendar-text.ts'

describe('A file', () => {
  const event = eventText('DTSTART:20261201T090000Z', 'DTEND:20261201T100000Z', 'SUMMARY:Plan')
  const starts = (file: string | Uint8Array): readonly string[] => busyStarts(file, '2026-12-01', '2026-12-02')

  it('may begin with a byte order mark', () => {
    expect(starts(`\uFEFF${calendarText(event)}`)).to.have.length(1)
  })
  it('may end its lines in LF alone', () => {
    expect(starts(calendarText(event).replaceAll('\r\n', '\n'))).to.have.length(1)
  })
  it('may lack the last line end', () => {
    expect(starts(calendarText(event).trimEnd())).to.have.length(1)
  })
  it('may be several calendars, one after the other', () => {
    expect(starts(calendarText(event) + calendarText(event.replace('T09', 'T08')))).to.have.length(2)
  })
  it('may fold a line anywhere, inside a letter too', () => {
    const [before, after] = calendarText(eventText('DTSTART:20261201T090000Z', 'SUMMARY:åäö')).split('å') as [
      string,
      string,
    ]
    const letter = Buffer.from('å')
    const pieces = [
      Buffer.from(before),
      letter.subarray(0, 1),
      Buffer.from('\r\n '),
      letter.subarray(1),
      Buffer.from(after),
    ]
    const folded = Buffer.concat(pieces).toString('latin1').replace('DTSTART:2026', 'DTST\r\n ART:20\r\n\t26')
    const calendar = read(Buffer.from(folded, 'latin1'))
    expect(calendar.events[0]?.what.subject).to.equal('åäö')
  })
  it('may break a text off without folding it', () => {
    const text = calendarText(
      eventText('DTSTART:20261201T090000Z', 'DESCRIPTION:one', 'two, and no colon', 'DURATION:PT1H'),
    )
    expect(starts(text)).to.have.length(1)
  })
  it('may hold components that say nothing of busy time', () => {
    const others = ['VTODO', 'VJOURNAL', 'X-VVENUE'].map((name) => `BEGIN:${name}\r\nDTSTART:never\r\nEND:${name}`)
    expect(starts(calendarText(...others, event))).to.have.length(1)
  })
  it('may have events with broken texts', () => {
    const calendar = read(calendarText(eventText('DTSTART:20261201T090000Z', 'SUMMARY;X="open:Plan', 'LOCATION;=:x')))
    expect(calendar.events[0]?.what).to.include({ subject: null, location: null })
  })
  it('may leave EXDATE empty', () => {
    expect(starts(calendarText(eventText('DTSTART:20261201T090000Z', 'EXDATE:')))).to.have.length(1)
  })

  const start = 'DTSTART:20261201T090000Z'
  const refused: readonly (readonly [what: string, text: string])[] = [
    ['empty', ''],
    ['not a calendar', 'hello'],
    ['cut off', calendarText(event).slice(0, -20)],
    ['cut off after an event', calendarText(event).replace('END:VCALENDAR\r\n', '')],
    ['an event outside a calendar', event],
    ['text after the calendar', `${calendarText(event)}more`],
    ['an END that does not match', calendarText(event.replace('END:VEVENT', 'END:VTODO'))],
    ['an event inside an event', calendarText(eventText(start, event))],
    ['an event inside a component that is not read', calendarText(`BEGIN:VTODO\r\n${event}\r\nEND:VTODO`)],
    ['vCalendar 1.0', calendarText(event).replace('2.0', '1.0')],
    ['an event without DTSTART', calendarText(eventText('DTEND:20261201T090000Z'))],
    ['a DTSTART that is no date', calendarText(eventText('DTSTART:tomorrow'))],
    ['30 February', calendarText(eventText('DTSTART:20260230'))],
    ['25 o’clock', calendarText(eventText('DTSTART:20261201T250000Z'))],
    ['a DTEND before the DTSTART', calendarText(eventText(start, 'DTEND:20261201T080000Z'))],
    ['both DTEND and DURATION', calendarText(eventText(start, 'DTEND:20261201T100000Z', 'DURATION:PT1H'))],
    ['a negative DURATION', calendarText(eventText(start, 'DURATION:-PT1H'))],
    ['a DURATION of a million years', calendarText(eventText(start, 'DURATION:P365000000D'))],
    ['a DURATION of nothing at all', calendarText(eventText(start, 'DURATION:P'))],
    ['a zone nobody knows', calendarText(eventText('DTSTART;TZID=Nowhere:20261201T090000'))],
    [
      'a VTIMEZONE without observances and a zone nobody knows',
      calendarText(
        'BEGIN:VTIMEZONE\r\nTZID:Nowhere\r\nEND:VTIMEZONE',
        eventText('DTSTART;TZID=Nowhere:20261201T090000'),
      ),
    ],
    ['a rule that is none', calendarText(eventText(start, 'RRULE:FREQ=SOMETIMES'))],
    ['a rule in another calendar', calendarText(eventText(start, 'RRULE:RSCALE=HEBREW;FREQ=YEARLY'))],
    ['a rule broken off without folding', calendarText(eventText(start, 'RRULE:FREQ=DAILY', 'COUNT=3'))],
    ['a rule without a colon', calendarText(eventText(start, 'RRULE FREQ=DAILY'))],
    ['an EXDATE that is no date', calendarText(eventText(start, 'RRULE:FREQ=DAILY', 'EXDATE:soon'))],
    ['an RDATE that is no date', calendarText(eventText(start, 'RDATE:soon'))],
    ['an RDATE without a time of day', calendarText(eventText(start, 'RDATE;VALUE=DATE:20261202'))],
    [
      'a RECURRENCE-ID that is no date',
      calendarText(eventText('UID:a', start), eventText('UID:a', start, 'RECURRENCE-ID:x')),
    ],
    [
      'a period that ends before it starts',
      calendarText('BEGIN:VFREEBUSY', 'FREEBUSY:20261201T090000Z/20261201T080000Z', 'END:VFREEBUSY'),
    ],
    ['a period without an end', calendarText('BEGIN:VFREEBUSY', 'FREEBUSY:20261201T090000Z', 'END:VFREEBUSY')],
  ]
  for (const [what, text] of refused) {
    it(`is refused whole for ${what}`, () => {
      expect(() => read(text))
        .to.throw()
        .with.property('code', 'ERR_MESSAGE_MALFORMED')
    })
  }
})

describe('A file that was damaged on the way', () => {
  const whole = Buffer.from(
    calendarText(
      ...['BEGIN:VTIMEZONE', 'TZID:Here', 'BEGIN:STANDARD', 'DTSTART:16010101T000000', 'TZOFFSETFROM:+0100'],
      ...['TZOFFSETTO:+0100', 'END:STANDARD', 'END:VTIMEZONE'],
      eventText(
        'DTSTART;TZID=Here:20261201T090000',
        'DURATION:PT1H',
        'RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=9',
        'SUMMARY:Plan',
      ),
      eventText('DTSTART;VALUE=DATE:20261203', 'EXDATE;VALUE=DATE:20261204', 'CLASS:PRIVATE'),
      ...['BEGIN:VFREEBUSY', 'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261201T090000Z/PT30M', 'END:VFREEBUSY'],
    ),
  )
  const anyDamage = array(record({ at: nat(whole.length - 1), byte: nat(255), drop: boolean() }), {
    minLength: 1,
    maxLength: 5,
  })

  it('is read or refused by the one error, and nothing else comes of it', () => {
    let [accepted, refused] = [0, 0]
    assert(
      property(anyDamage, (damage) => {
        const bytes = [...whole]
        for (const { at, byte, drop } of damage) bytes.splice(at, 1, ...(drop ? [] : [byte]))
        try {
          entriesOf(read(Uint8Array.from(bytes)), windowOf('2026-12-01', '2027-03-01'))
          accepted++
        } catch (error) {
          expect(error).to.be.instanceOf(FederationError)
          refused++
        }
      }),
      { numRuns: 500, seed: 5545 },
    )
    expect(Math.min(accepted, refused)).to.be.greaterThan(20)
  })
})

describe('A hostile file', () => {
  it('is refused when its components are nested too deep, or too many', () => {
    const deep = 'BEGIN:VTODO\r\n'.repeat(10) + 'END:VTODO\r\n'.repeat(10)
    expect(() => read(calendarText(deep.trimEnd()))).to.throw('too many components')
    const many = 'BEGIN:VTODO\r\nEND:VTODO\r\n'.repeat(200_001)
    expect(() => read(calendarText(many.trimEnd()))).to.throw('too many components')
  })
  it('is refused for a decisive line that is too long, and loses a text that is', () => {
    const long = 'x'.repeat(200_000)
    expect(() => read(calendarText(eventText('DTSTART:20261201', `RRULE:${long}`)))).to.throw('RRULE cannot be read')
    const [event] = read(calendarText(eventText('DTSTART:20261201', `SUMMARY:${long}`))).events
    expect(event?.what.subject).to.equal(null)
  })
  it('cannot name a property or a parameter after what every object has', () => {
    const lines = ['__proto__:x', 'constructor;constructor=y:x', 'SUMMARY;__proto__=x;toString=y:Plan']
    const [event] = read(calendarText(eventText('DTSTART:20261201', ...lines))).events
    expect(event?.what.subject).to.equal('Plan')
  })
})
