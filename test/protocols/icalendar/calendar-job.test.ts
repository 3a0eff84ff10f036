import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { doCalendarJob, versionOf } from '../../../protocols/icalendar/calendar-job.ts'
import type { CalendarJob } from '../../../protocols/icalendar/calendar-job.ts'
import { calendarText, eventText, LIMITS, VERA, windowOf } from './calendar-text.ts'

describe('The reading of one calendar file', () => {
  let folder: string
  let job: CalendarJob
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'job-test-'))
    const path = join(folder, 'vera.ics')
    writeFileSync(path, calendarText(eventText('DTSTART:20261201T090000Z', 'SUMMARY:secret')))
    job = { path, mailbox: VERA, timeZone: 'UTC', horizon: windowOf('2026-12-01', '2027-12-01'), limits: LIMITS }
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const reasonOf = (changes: Partial<CalendarJob>): string => {
    const outcome = doCalendarJob({ ...job, ...changes })
    return outcome.read ? 'read' : outcome.because
  }

  it('gives its busy times and the version it read', () => {
    const outcome = doCalendarJob(job)
    expect(outcome.read && outcome.expanded.index.length).to.equal(1)
    expect(outcome.version).to.match(/^\d+\/\d+\/[\d.]+$/)
  })

  it('tells why it is not read, without a word of the file', () => {
    expect(reasonOf({ path: folder })).to.equal('not a file')
    expect(reasonOf({ path: join(folder, 'none.ics') })).to.equal('cannot be opened: ENOENT')
    expect(reasonOf({ limits: { ...LIMITS, fileBytes: 10 } })).to.equal('file too big')
    expect(reasonOf({ timeZone: 'Mars/Base' })).to.equal('unknown time zone of the mailbox')
    writeFileSync(job.path, calendarText(eventText('SUMMARY:secret')))
    expect(reasonOf({})).to.equal('VEVENT without DTSTART')
    writeFileSync(job.path, 'secret')
    expect(reasonOf({})).to.equal('text outside a VCALENDAR (line 1)')
    writeFileSync(job.path, calendarText(eventText('DTSTART;TZID=Nowhere:20261201T090000')))
    expect(reasonOf({})).to.equal('unknown TZID Nowhere')
  })

  it('names the version it could not read, so that it is not read again and again', () => {
    writeFileSync(job.path, 'broken')
    expect(doCalendarJob(job)).to.deep.include({ read: false }).and.to.have.property('version').that.is.not.empty
  })

  it('tells versions apart by file, size and time', () => {
    const stats = { ino: 1, size: 2, mtimeMs: 3.5 }
    const versions = [stats, { ...stats, ino: 2 }, { ...stats, size: 3 }, { ...stats, mtimeMs: 4 }].map(versionOf)
    expect(new Set(versions).size).to.equal(4)
  })
})
