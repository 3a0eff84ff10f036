import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { doCalendarJob } from '../../../protocols/icalendar/calendar-job.ts'
import { CalendarReaders } from '../../../protocols/icalendar/calendar-readers.ts'
import { calendarText, eventText, LIMITS, VERA, windowOf } from './calendar-text.ts'

describe('The thread that reads calendars', () => {
  it('answers what reading here answers, good and bad', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'worker-test-'))
    const readers = new CalendarReaders({ workers: 1, watchdogMs: 60_000, idleMs: 60_000, heapMiB: 64 })
    const texts = [
      calendarText(eventText('DTSTART:20261201', 'RRULE:FREQ=DAILY;COUNT=70', 'SUMMARY:Plan')),
      'broken',
      calendarText(),
    ]
    for (const [i, text] of texts.entries()) {
      const path = join(folder, `${i}.ics`)
      writeFileSync(path, text)
      const horizon = windowOf('2026-12-01', '2028-12-01')
      const job = { path, mailbox: VERA, timeZone: 'Asia/Tokyo', horizon, limits: LIMITS }
      expect(await readers.read(job, false)).to.deep.equal(doCalendarJob(job))
    }
    await readers.close()
    rmSync(folder, { recursive: true })
  })
})
