import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { CalendarReaders } from '../../../protocols/icalendar/calendar-readers.ts'
import { EventDetailsStore } from '../../../protocols/icalendar/event-details-store.ts'
import { horizonAt, WatchedCalendars } from '../../../protocols/icalendar/watched-calendars.ts'
import { at, calendarText, eventText, LIMITS, VERA } from './calendar-text.ts'

describe('The horizon', () => {
  it('reaches from 62 days back to two years ahead, whatever the time of day', () => {
    for (const now of [at('2026-11-22'), at('2026-11-22T23:59:59Z'), at('2027-03-01T12:00Z')]) {
      const { start, end } = horizonAt(now)
      expect(start).to.be.most(now - 62 * DAY)
      expect(end).to.be.least(now + 731 * DAY)
    }
  })
  it('moves once a day', () => {
    expect(horizonAt(at('2026-11-22'))).to.deep.equal(horizonAt(at('2026-11-22T23:59:59Z')))
    expect(horizonAt(at('2026-11-23')).start - horizonAt(at('2026-11-22')).start).to.equal(DAY)
  })
})

describe('The watch over a folder', () => {
  let folder: string
  let readers: CalendarReaders
  let store: EventDetailsStore
  let watched: WatchedCalendars
  let logged: string[]

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'watch-test-'))
    logged = []
    readers = new CalendarReaders({ workers: 1, watchdogMs: 60_000, idleMs: 60_000, heapMiB: 64 })
    store = await EventDetailsStore.open({ stateFolder: folder, cacheBytes: 1_000_000 })
    watched = new WatchedCalendars(
      {
        folder,
        domain: parseDomain('contoso.example'),
        timeZoneOf: () => 'UTC',
        clock: { now: () => at('2026-11-22') },
        log: (event) => logged.push(event),
        limits: LIMITS,
        settleMs: 5,
        rescanMs: 3_600_000,
      },
      readers,
      store,
    )
  })
  afterEach(async () => {
    await Promise.all([watched.close(), readers.close()])
    await store.close()
    rmSync(folder, { recursive: true })
  })

  const path = (): string => join(folder, 'vera.ics')

  it('does not read again what has not changed', async () => {
    writeFileSync(path(), calendarText(eventText('DTSTART:20261201')))
    await watched.open()
    const before = watched.calendars.get(VERA)
    await watched.scan()
    expect(watched.calendars.get(VERA)).to.equal(before)
    expect(before?.state).to.equal('read')
  })

  it('does not read a bad file again and again', async () => {
    writeFileSync(path(), 'broken')
    await watched.open()
    await watched.scan()
    await watched.scan()
    expect(logged).to.deep.equal(['calendar-unreadable', 'calendars-loaded'])
  })

  it('reads a file that never rests all the same', async () => {
    writeFileSync(path(), calendarText(eventText('DTSTART:20261201')))
    await watched.open()
    const busy = setInterval(() => appendFileSync(path(), '\r\n'), 1)
    appendFileSync(path(), calendarText(eventText('DTSTART:20261202')))
    const lengthOf = (): number => {
      const calendar = watched.calendars.get(VERA)
      return calendar?.state === 'read' ? calendar.index.length : 0
    }
    while (lengthOf() < 2) await watched.scan()
    clearInterval(busy)
  })

  it('follows a link, as a mounted folder has them', async () => {
    writeFileSync(join(folder, 'real'), calendarText(eventText('DTSTART:20261201')))
    symlinkSync(join(folder, 'real'), path())
    await watched.open()
    expect(watched.calendars.get(VERA)?.state).to.equal('read')
  })
})
