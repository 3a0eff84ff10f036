import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { CalendarJob } from '../../../protocols/icalendar/calendar-job.ts'
import { CalendarReaders } from '../../../protocols/icalendar/calendar-readers.ts'
import { calendarText, eventText, LIMITS, VERA, windowOf } from './calendar-text.ts'

const PATIENT = { workers: 1, watchdogMs: 60_000, idleMs: 60_000, heapMiB: 64 }
const ENDLESS = { ...LIMITS, steps: 1e15, instances: 1e15 }

describe('The readers of calendars', () => {
  let folder: string
  let readers: CalendarReaders
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'readers-test-'))
  })
  afterEach(async () => {
    await readers.close()
    rmSync(folder, { recursive: true })
  })

  function jobFor(rule: string, limits = LIMITS, events = 1): CalendarJob {
    const path = join(folder, `${rule}.ics`)
    const event = (): string => eventText('DTSTART:20261201T090000Z', `RRULE:${rule}`)
    writeFileSync(path, calendarText(...Array.from({ length: events }, event)))
    const horizon = windowOf('2026-12-01', '2028-12-01')
    return { path, mailbox: VERA, timeZone: 'Europe/Stockholm', horizon, limits }
  }

  it('read a file in another thread', async () => {
    readers = new CalendarReaders(PATIENT)
    const outcome = await readers.read(jobFor('FREQ=DAILY;COUNT=3'), false)
    expect(outcome.read && outcome.expanded.index.length).to.equal(3)
  })

  it('end one that hangs, refuse its file, and go on with the next', async () => {
    readers = new CalendarReaders({ ...PATIENT, watchdogMs: 2000 })
    // A thousand rules that never match, over eight thousand years each: more than any machine does in the time.
    const never = jobFor('FREQ=SECONDLY;BYSECOND=0;BYMINUTE=0;BYHOUR=0;BYMONTHDAY=30;BYMONTH=2', ENDLESS, 1000)
    const outcomes = await Promise.all([
      readers.read({ ...never, horizon: windowOf('2026-12-01', '9999-12-01') }, false),
      readers.read(jobFor('FREQ=DAILY;COUNT=3'), false),
    ])
    expect(outcomes[0]).to.include({ read: false, because: 'takes too long' })
    expect(outcomes[1]).to.include({ read: true })
  })

  it('end one that takes too much memory, and go on with the next', async () => {
    readers = new CalendarReaders({ ...PATIENT, heapMiB: 32 })
    const outcomes = await Promise.all([
      readers.read(jobFor('FREQ=SECONDLY', ENDLESS), false),
      readers.read(jobFor('FREQ=DAILY;COUNT=3'), false),
    ])
    expect(outcomes[0]).to.include({ read: false, because: 'takes too much memory' })
    expect(outcomes[1]).to.include({ read: true })
  })

  it('stop by themselves at the limit of steps and of instances', async () => {
    readers = new CalendarReaders(PATIENT)
    const outcomes = await Promise.all([
      readers.read(jobFor('FREQ=DAILY', { ...LIMITS, steps: 100 }), false),
      readers.read(jobFor('FREQ=HOURLY', { ...LIMITS, instances: 100 }), false),
    ])
    expect(outcomes.map((outcome) => (outcome.read ? '' : outcome.because))).to.deep.equal([
      'too many steps',
      'too many instances',
    ])
  })

  it('answer what somebody waits for before what a folder wants', async () => {
    readers = new CalendarReaders(PATIENT)
    const done: string[] = []
    const job = jobFor('FREQ=DAILY;COUNT=3')
    await Promise.all([
      readers.read(job, false).then(() => done.push('first')),
      readers.read(job, false).then(() => done.push('folder')),
      readers.read(job, true).then(() => done.push('question')),
    ])
    expect(done).to.deep.equal(['first', 'question', 'folder'])
  })

  it('go when they have nothing to do, and come back', async () => {
    readers = new CalendarReaders({ ...PATIENT, idleMs: 1 })
    const job = jobFor('FREQ=DAILY;COUNT=3')
    await readers.read(job, false)
    while (readers.running > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await readers.read(job, false)).to.include({ read: true })
  })

  it('answer everything that waits when they are closed', async () => {
    readers = new CalendarReaders(PATIENT)
    const job = jobFor('FREQ=DAILY;COUNT=3')
    const waiting = [readers.read(job, false), readers.read(job, false)]
    await readers.close()
    const outcomes = await Promise.all([...waiting, readers.read(job, false)])
    expect(outcomes.map((outcome) => (outcome.read ? '' : outcome.because))).to.deep.equal([
      'closing',
      'closing',
      'closing',
    ])
  })

  it('refuse what is no file, and what is too big', async () => {
    readers = new CalendarReaders(PATIENT)
    const job = jobFor('FREQ=DAILY')
    const outcomes = await Promise.all([
      readers.read({ ...job, path: folder }, false),
      readers.read({ ...job, limits: { ...LIMITS, fileBytes: 10 } }, false),
      readers.read({ ...job, path: join(folder, 'none.ics') }, false),
      readers.read({ ...job, timeZone: 'Mars/Base' }, false),
    ])
    const reasons = ['not a file', 'file too big', 'cannot be opened: ENOENT', 'unknown time zone of the mailbox']
    expect(outcomes.map((outcome) => (outcome.read ? '' : outcome.because))).to.deep.equal(reasons)
  })
})
