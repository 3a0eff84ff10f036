import { expect } from 'chai'
import fc from 'fast-check'
import { FederationError } from '../../../protocols/federation-error.ts'
import { parseRecurrenceRule } from '../../../protocols/icalendar/recurrence-rule.ts'
import { zoneOfObservances } from '../../../protocols/icalendar/vtimezone.ts'
import type { Observance } from '../../../protocols/icalendar/vtimezone.ts'
import { wall, zoneNamed } from './expand-rule.ts'

const utc = (text: string): number => Date.parse(`${text}Z`)

function observance(start: string, offsetFrom: number, offsetTo: number, ...rules: readonly string[]): Observance {
  return { start: wall(start), offsetFrom, offsetTo, rules: rules.map(parseRecurrenceRule), rdates: [] }
}

const SUMMER = observance('1970-03-29T02:00', 60, 120, 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU')
const WINTER = observance('1970-10-25T03:00', 120, 60, 'FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU')

/** RFC 5545 3.6.5, America/New_York since 1967, each rule until the next one began. */
const NEW_YORK = [
  observance('1967-10-29T02:00', -240, -300, 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL=20061029T060000Z'),
  observance('1967-04-30T02:00', -300, -240, 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=4;UNTIL=19730429T070000Z'),
  { ...observance('1974-01-06T02:00', -300, -240), rdates: [wall('1975-02-23T02:00')] },
  observance('1976-04-25T02:00', -300, -240, 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=4;UNTIL=19860427T070000Z'),
  observance('1987-04-05T02:00', -300, -240, 'FREQ=YEARLY;BYDAY=1SU;BYMONTH=4;UNTIL=20060402T070000Z'),
  observance('2007-03-11T02:00', -300, -240, 'FREQ=YEARLY;BYDAY=2SU;BYMONTH=3'),
  observance('2007-11-04T02:00', -240, -300, 'FREQ=YEARLY;BYDAY=1SU;BYMONTH=11'),
]

describe('The zone of a VTIMEZONE', () => {
  const alike: readonly (readonly [string, string, readonly Observance[], number, number])[] = [
    ['two rules without end', 'Europe/Stockholm', [SUMMER, WINTER], 1996, 2060],
    ['the example of RFC 5545 3.6.5', 'America/New_York', NEW_YORK, 1967, 2060],
    [
      'rules that begin in 1601, as Outlook writes them',
      'Europe/Stockholm',
      [
        observance('1601-01-01T02:00', 60, 120, 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3'),
        observance('1601-01-01T03:00', 120, 60, 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10'),
      ],
      1996,
      2060,
    ],
  ]
  for (const [says, name, observances, from, to] of alike) {
    it(`is ${name} for ${says}, at every instant and wall time from ${from} to ${to}`, () => {
      const [ours, real] = [zoneOfObservances('own', observances), zoneNamed(name)]
      const second = fc.integer({ min: Date.UTC(from, 11) / 1000, max: Date.UTC(to) / 1000 })
      const agrees = fc.property(second, (time) => {
        expect(ours.offsetAt(time * 1000)).to.equal(real.offsetAt(time * 1000))
        expect(ours.instantOf(time * 1000)).to.equal(real.instantOf(time * 1000))
      })
      fc.assert(agrees, { numRuns: 1500 })
    })
  }
  it('changes at the very instant of an onset', () => {
    const zone = zoneOfObservances('own', [WINTER, SUMMER])
    expect([utc('2026-03-29T00:59:59'), utc('2026-03-29T01:00:00')].map((at) => zone.offsetAt(at))).to.deep.equal([
      60, 120,
    ])
    expect(zone.instantOf(wall('2026-03-29T02:30'))).to.equal(utc('2026-03-29T01:30:00'))
    expect(zone.instantOf(wall('2026-10-25T02:30'))).to.equal(utc('2026-10-25T00:30:00'))
  })
  it('has the offset before its first onset before it', () => {
    expect(zoneOfObservances('own', [WINTER, SUMMER]).offsetAt(utc('1969-07-01T00:00'))).to.equal(60)
  })
  it('is fixed with one observance without rules, however long ago it began', () => {
    const zone = zoneOfObservances('own', [observance('1601-01-01T00:00', 330, 330)])
    expect([zone.id, zone.offsetAt(0), zone.offsetAt(utc('2026-07-01T00:00'))]).to.deep.equal(['own', 330, 330])
  })
  it('is none without observances', () => expect(() => zoneOfObservances('own', [])).to.throw(FederationError))
  it('is refused where its rules give more onsets than any zone has', () => {
    const everySecond = observance('1970-01-01T00:00', 0, 60, 'FREQ=SECONDLY')
    expect(() => zoneOfObservances('own', [everySecond])).to.throw(FederationError, 'too many onsets')
    const many = Array.from({ length: 1000 }, () => SUMMER)
    expect(() => zoneOfObservances('own', many)).to.throw(FederationError, 'too many onsets')
  })
})
