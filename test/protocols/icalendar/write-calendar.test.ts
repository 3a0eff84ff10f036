import { expect } from 'chai'
import ICAL from 'ical.js'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import { writeCalendar } from '../../../protocols/icalendar/write-calendar.ts'
import { plainText } from '../../../protocols/icalendar/write-content-lines.ts'
import { sharedView } from '../availability/shared-calendar.ts'
import type { Told } from '../availability/shared-calendar.ts'
import { allNaughtyTexts } from './naughty-texts.ts'

const WORDING = {
  statuses: {
    Free: 'Free',
    Tentative: 'Tentative',
    Busy: 'Busy',
    OOF: 'Away',
    WorkingElsewhere: 'There',
    NoData: 'Unknown',
  },
  privately: 'Private',
  name: 'Calendar of vera',
}
const FACTS = { uidSeed: 'one', stamp: Date.parse('2026-11-26T00:00:00Z') }
const AT = { start: '2026-11-26T09:00:00Z', end: '2026-11-26T10:00:00Z' }

const written = (entries: readonly Told[], details = true, facts = FACTS): string =>
  writeCalendar([sharedView('2026-11-26T00:00:00Z', '2026-11-27T00:00:00Z', entries, details)], WORDING, facts)

const eventsIn = (text: string): readonly ICAL.Component[] =>
  new ICAL.Component(ICAL.parse(text) as never).getAllSubcomponents('vevent')

const valuesOf = (event: ICAL.Component | undefined): Record<string, string> =>
  Object.fromEntries((event?.getAllProperties() ?? []).map((one) => [one.name, String(one.getFirstValue())]))

describe('a calendar written for visitors', () => {
  it('at times only is when somebody is busy and no more', () => {
    const { uid, ...rest } = valuesOf(eventsIn(written([{ ...AT, subject: 'secret' }], false))[0])
    expect(rest).to.deep.equal({
      dtstamp: '2026-11-26T00:00:00Z',
      dtstart: '2026-11-26T09:00:00Z',
      dtend: '2026-11-26T10:00:00Z',
      summary: 'Busy',
      transp: 'OPAQUE',
      'x-microsoft-cdo-busystatus': 'BUSY',
    })
    expect(uid).to.match(/^[\w-]{24}@ledig$/)
  })

  it('says each status so that nobody takes anything but free time for free', () => {
    const told = BUSY_STATUSES.map((status) => valuesOf(eventsIn(written([{ ...AT, status }], false))[0]))
    expect(
      told.map((values) => [values['transp'], values['x-microsoft-cdo-busystatus'], values['status']]),
    ).to.deep.equal([
      ['TRANSPARENT', 'FREE', undefined],
      ['OPAQUE', 'TENTATIVE', 'TENTATIVE'],
      ['OPAQUE', 'BUSY', undefined],
      ['OPAQUE', 'OOF', undefined],
      ['OPAQUE', 'WORKINGELSEWHERE', undefined],
      ['OPAQUE', 'BUSY', undefined],
    ])
    expect(told[5]).to.include({ summary: 'Unknown', 'x-ledig-status': 'UNKNOWN' })
  })

  it('tells what is shared, and who called a meeting by an address that is one', () => {
    const entry = { ...AT, subject: 'Budget', location: 'Mälaren', description: 'Bring;figures\nand slides' }
    const organizer = { name: 'Anna "A" Ek', address: 'anna?x@fabrikam.example' }
    const text = written([{ ...entry, organizer }])
    expect(valuesOf(eventsIn(text)[0])).to.include({
      summary: 'Budget',
      location: 'Mälaren',
      description: 'Bring;figures\nand slides',
      organizer: 'mailto:anna%3Fx@fabrikam.example',
    })
    expect(text).to.contain(`ORGANIZER;CN="Anna 'A' Ek":mailto:`)
    const nobody = { name: null, address: 'mailto:x\r\nATTENDEE:mailto:evil@evil.example' }
    const values = valuesOf(eventsIn(written([{ ...entry, organizer: nobody }]))[0])
    expect(values).to.have.property('contact').and.not.to.have.any.keys('organizer', 'attendee')
  })

  it('keeps a private entry private', () => {
    expect(valuesOf(eventsIn(written([{ ...AT, isPrivate: true }]))[0])).to.include({
      summary: 'Private',
      class: 'PRIVATE',
    })
  })

  it('names an entry the same each time, two equal ones apart, and never the same in another calendar', () => {
    const uids = (text: string) => eventsIn(text).map((event) => valuesOf(event)['uid'])
    const twice = uids(written([AT, AT]))
    expect(new Set(twice).size).to.equal(2)
    expect(uids(written([AT, AT]))).to.deep.equal(twice)
    const others = uids(written([AT, AT], true, { ...FACTS, uidSeed: 'two' }))
    expect(others.some((uid) => twice.includes(uid))).to.equal(false)
  })

  it('gives an entry without length no end, which would be before it began', () => {
    const values = valuesOf(eventsIn(written([{ start: AT.start, end: AT.start }]))[0])
    expect(values).not.to.have.property('dtend')
  })

  it('PU7: has as many properties whatever stands in its texts, and the texts come out as they went in', () => {
    for (const text of allNaughtyTexts()) {
      const organizer = { name: text, address: 'anna@fabrikam.example' }
      const one = { ...AT, subject: `s${text}`, location: `l${text}`, description: `d${text}`, organizer }
      const [event, ...more] = eventsIn(written([one]))
      const values = valuesOf(event)
      expect(more).to.deep.equal([])
      expect(event?.getAllProperties()).to.have.length(10)
      expect(event?.getAllSubcomponents()).to.have.length(0)
      expect(values['summary'], JSON.stringify(text)).to.equal(plainText(`s${text}`))
      expect(values['description']).to.equal(plainText(`d${text}`))
    }
  })
})
