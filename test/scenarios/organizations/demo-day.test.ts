import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { calendarForDay, writeDemoCalendars } from '../../organizations/demo-calendars.ts'
import { demoWindow, icalendarDate, instantAt, nextWorkingDay } from '../../organizations/demo-day.ts'

describe("The demo's day", () => {
  const days: readonly [string, string, string][] = [
    ['a Monday', '2026-11-23T12:00:00Z', '2026-11-24'],
    ['a Friday', '2026-11-27T12:00:00Z', '2026-11-30'],
    ['a Saturday', '2026-11-28T12:00:00Z', '2026-11-30'],
    ['a Sunday', '2026-11-29T12:00:00Z', '2026-11-30'],
    ['a Sunday that is Monday in Stockholm already', '2026-11-29T23:30:00Z', '2026-12-01'],
    ['the Saturday before summer time begins', '2027-03-27T12:00:00Z', '2027-03-29'],
  ]
  for (const [name, now, day] of days) {
    it(`is the next working day on ${name}`, () => expect(nextWorkingDay(Date.parse(now))).to.equal(day))
  }

  it('tells a wall clock time in the zone it names', () => {
    expect(instantAt('2026-11-24', '10:30')).to.equal(Date.parse('2026-11-24T09:30:00Z'))
    expect(instantAt('2026-07-01', '10:30')).to.equal(Date.parse('2026-07-01T08:30:00Z'))
    expect(instantAt('2026-11-24', '08:30 America/New_York')).to.equal(Date.parse('2026-11-24T13:30:00Z'))
  })

  it('is ten hours long', () => {
    expect(demoWindow('2026-11-24')).to.deep.equal({
      start: Date.parse('2026-11-24T07:00:00Z'),
      end: Date.parse('2026-11-24T17:00:00Z'),
    })
  })

  it('counts days over the end of a month and of a year', () => {
    expect(icalendarDate('2026-12-31', 1)).to.equal('20270101')
    expect(icalendarDate('2028-03-01', -1)).to.equal('20280229')
  })
})

describe("The demo's calendars", () => {
  let folder = ''
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'ledig-'))))
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('stand around the day, with the line ends of iCalendar', () => {
    const template = 'DTSTART;TZID=Europe/Stockholm:{day-1}T090000\nDTEND;VALUE=DATE:{day+3}\nUNTIL:{day}\n'
    expect(calendarForDay(template, '2026-11-30')).to.equal(
      'DTSTART;TZID=Europe/Stockholm:20261129T090000\r\nDTEND;VALUE=DATE:20261203\r\nUNTIL:20261130\r\n',
    )
  })

  for (const domain of ['contoso.example', 'fabrikam.example', 'adatum.example', 'wingtip.example']) {
    it(`of ${domain} leave no day open`, async () => {
      await writeDemoCalendars(domain, '2026-11-24', folder)
      const files = await readdir(folder)
      expect(files).not.to.be.empty
      for (const file of files) expect(await readFile(join(folder, file), 'utf8'), file).not.to.match(/[{}]/)
    })
  }
})
