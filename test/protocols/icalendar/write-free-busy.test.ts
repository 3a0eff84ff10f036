import { expect } from 'chai'
import ICAL from 'ical.js'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import { statusOfFreeBusyType } from '../../../protocols/icalendar/event-status.ts'
import { FREE } from '../../../protocols/availability/busy-status.ts'
import { writeFreeBusy } from '../../../protocols/icalendar/write-free-busy.ts'
import { sharedView } from '../availability/shared-calendar.ts'

const FACTS = { uidSeed: 'one', stamp: Date.parse('2026-11-26T00:00:00Z') }
const [FROM, UNTIL] = ['2026-11-26T00:00:00Z', '2026-11-27T00:00:00Z']

const periodsIn = (text: string): readonly string[] => {
  const [part] = new ICAL.Component(ICAL.parse(text) as never).getAllSubcomponents('vfreebusy')
  const properties = part?.getAllProperties('freebusy') ?? []
  return properties.map((one) => `${String(one.getParameter('fbtype'))} ${String(one.getFirstValue())}`)
}

describe('free/busy time written for visitors', () => {
  it('lists each kind of time by its type, unknown by one that readers take for busy, free not at all', () => {
    const entries = BUSY_STATUSES.map((status, i) => ({
      start: `2026-11-26T0${i}:00:00Z`,
      end: `2026-11-26T0${i + 1}:00:00Z`,
      status,
    }))
    const periods = periodsIn(writeFreeBusy([sharedView(FROM, UNTIL, entries, false)], FACTS))
    expect(periods).to.deep.equal([
      'BUSY-TENTATIVE 2026-11-26T01:00:00Z/2026-11-26T02:00:00Z',
      'BUSY 2026-11-26T02:00:00Z/2026-11-26T03:00:00Z',
      'BUSY-UNAVAILABLE 2026-11-26T03:00:00Z/2026-11-26T04:00:00Z',
      'BUSY 2026-11-26T04:00:00Z/2026-11-26T05:00:00Z',
      'X-LEDIG-UNKNOWN 2026-11-26T05:00:00Z/2026-11-26T06:00:00Z',
    ])
    for (const period of periods) expect(statusOfFreeBusyType(period.split(' ')[0])).not.to.be.oneOf([null, FREE])
  })

  it('ends at the ends of what is shared, and has no text at any level', () => {
    const entry = { start: '2026-11-25T20:00:00Z', end: '2026-11-28T00:00:00Z', subject: 'secret', location: 'secret' }
    const instant = { start: '2026-11-26T05:00:00Z', end: '2026-11-26T05:00:00Z' }
    const text = writeFreeBusy([sharedView(FROM, UNTIL, [entry, instant])], FACTS)
    expect(periodsIn(text)).to.deep.equal(['BUSY 2026-11-26T00:00:00Z/2026-11-27T00:00:00Z'])
    expect(text).not.to.contain('secret')
    expect(text).to.contain('DTSTART:20261126T000000Z\r\nDTEND:20261127T000000Z\r\n')
  })
})
