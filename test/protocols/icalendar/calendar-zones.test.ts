import { expect } from 'chai'
import { calendarZones } from '../../../protocols/icalendar/calendar-zones.ts'
import type { Component } from '../../../protocols/icalendar/content-lines.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'
import { at } from './calendar-text.ts'

const property = (name: string, value: string): Component['properties'][number] => ({ name, params: {}, value })

function vtimezone(tzid: string, offset: string, observances = 1): Component {
  const properties = [
    property('DTSTART', '16010101T000000'),
    property('TZOFFSETFROM', offset),
    property('TZOFFSETTO', offset),
  ]
  const standard = { name: 'STANDARD', properties, parts: [] }
  const parts = Array.from({ length: observances }, () => standard)
  return { name: 'VTIMEZONE', properties: [property('TZID', tzid)], parts }
}

/** The offset of a TZID on 1 July 2026, in minutes. */
function offsetOf(tzid: string, ...parts: readonly Component[]): number {
  return calendarZones({ name: 'VCALENDAR', properties: [], parts }, UTC)(tzid).offsetAt(at('2026-07-01'))
}

describe('A TZID', () => {
  it('is the IANA zone of that name, even beside a VTIMEZONE of that name', () => {
    expect(offsetOf('Europe/Stockholm')).to.equal(120)
    expect(offsetOf('Europe/Stockholm', vtimezone('Europe/Stockholm', '+0100'))).to.equal(120)
  })
  it('is else what its VTIMEZONE says, even where Windows has a zone of that name', () => {
    expect(offsetOf('Our Office', vtimezone('Our Office', '+0345'))).to.equal(225)
    expect(offsetOf('Tokyo Standard Time', vtimezone('Tokyo Standard Time', '+0345'))).to.equal(225)
    expect(offsetOf('Hall, first floor', vtimezone('Hall\\, first floor', '+0345'))).to.equal(225)
  })
  it('is else the Windows zone of that name, also where its VTIMEZONE says nothing', () => {
    expect(offsetOf('Tokyo Standard Time')).to.equal(540)
    expect(offsetOf('Tokyo Standard Time', vtimezone('Tokyo Standard Time', '+0345', 0))).to.equal(540)
  })
  it('is else the IANA zone that a path ends in', () => {
    expect(offsetOf('/freeassociation.sourceforge.net/Europe/Berlin')).to.equal(120)
    expect(offsetOf('/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires')).to.equal(-180)
    expect(offsetOf('/example.org/UTC')).to.equal(0)
  })
  it('is the mailbox zone when it is empty', () => expect(offsetOf(' ')).to.equal(0))

  const refused: readonly (readonly [what: string, tzid: string, parts: readonly Component[]])[] = [
    ['nobody knows', 'Nowhere', []],
    ['only ends like a zone', '/Custom/Stockholm', []],
    ['has another VTIMEZONE', 'Nowhere', [vtimezone('Elsewhere', '+0100')]],
    [
      'has a VTIMEZONE without an offset',
      'Nowhere',
      [{ ...vtimezone('Nowhere', ''), parts: [{ name: 'STANDARD', properties: [], parts: [] }] }],
    ],
    ['has a VTIMEZONE with a broken offset', 'Nowhere', [vtimezone('Nowhere', '1 h')]],
    ['has a VTIMEZONE with a thousand and one observances', 'Nowhere', [vtimezone('Nowhere', '+0100', 1001)]],
  ]
  for (const [what, tzid, parts] of refused) {
    it(`is refused when it ${what}`, () => {
      expect(() => offsetOf(tzid, ...parts))
        .to.throw()
        .with.property('code', 'ERR_MESSAGE_MALFORMED')
    })
  }
})
