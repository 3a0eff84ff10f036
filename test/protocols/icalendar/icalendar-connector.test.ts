import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Finding, View } from '../../../protocols/availability/availability-question.ts'
import { busyTimeAt } from '../../../protocols/availability/busy-times.ts'
import type { FreeBusyView } from '../../../protocols/availability/free-busy-view.ts'
import { parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { BusyIndex } from '../../../protocols/icalendar/busy-index.ts'
import { EventDetailsStore } from '../../../protocols/icalendar/event-details-store.ts'
import { expandCalendar } from '../../../protocols/icalendar/expand-calendar.ts'
import { FolderConnector, openCalendarFolder } from '../../../protocols/icalendar/icalendar-connector.ts'
import type { CalendarFolder, CalendarFolderOptions } from '../../../protocols/icalendar/icalendar-connector.ts'
import { sharedPath } from '../../shared-material.ts'
import { at, calendarText, eventText, LIMITS, read, VERA, windowOf } from './calendar-text.ts'

const NILS = parseMailboxAddress('nils@contoso.example')
const WEEK = windowOf('2026-12-01', '2026-12-08')
const UNREADABLE = { kind: 'no-data', reason: 'DATA_UNREADABLE' }
const meeting = (time: string): string => calendarText(eventText(`DTSTART:${time}`, 'DURATION:PT1H', 'SUMMARY:Plan'))

describe('A folder of calendars', () => {
  let folder: string
  let now: number
  let opened: CalendarFolder
  let logged: (readonly [event: string, fields: Readonly<Record<string, string | number>>])[]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'calendars-test-'))
    now = at('2026-11-22')
    logged = []
  })
  afterEach(async () => {
    await opened.close()
    rmSync(folder, { recursive: true })
  })

  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text)

  async function open(options: Partial<CalendarFolderOptions> = {}): Promise<void> {
    opened = await openCalendarFolder({
      folder,
      domain: parseDomain('contoso.example'),
      timeZone: 'Europe/Stockholm',
      clock: { now: () => now },
      log: (event, fields) => logged.push([event, fields]),
      ...options,
      limits: { settleMs: 5, idleMs: 60_000, ...options.limits },
    })
  }

  async function ask(mailboxes = [VERA], view: View = 'FreeBusy', window = WEEK): Promise<readonly Finding[]> {
    const context = { signal: AbortSignal.timeout(20_000), requestId: 'test' }
    return (await opened.connector.lookUp({ mailboxes, window, view, interval: 30 }, context)).findings
  }

  function viewOf(finding: Finding | undefined): FreeBusyView {
    expect(finding?.kind).to.equal('view')
    return (finding as Extract<Finding, { kind: 'view' }>).view
  }

  async function starts(window = WEEK): Promise<readonly string[]> {
    const [finding] = await ask([VERA], 'FreeBusy', window)
    const { times } = viewOf(finding)
    return Array.from({ length: times.length }, (_, i) =>
      new Date(busyTimeAt(times, i).start).toISOString().slice(0, 16),
    )
  }

  /** Waits for what the folder notices by itself; mocha's own limit is the deadline. */
  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  it('answers for each mailbox in the order asked, and again where asked twice', async () => {
    put('vera.ics', meeting('20261201T090000Z'))
    put('nils.ics', meeting('20261202T090000Z'))
    await open()
    const findings = await ask([NILS, VERA, NILS])
    expect(findings.map((finding) => viewOf(finding).mailbox)).to.deep.equal([NILS, VERA, NILS])
    expect(findings.map((finding) => viewOf(finding).times.starts[0])).to.deep.equal([
      at('2026-12-02T09:00Z'),
      at('2026-12-01T09:00Z'),
      at('2026-12-02T09:00Z'),
    ])
    expect([...opened.mailboxes()].sort()).to.deep.equal([NILS, VERA])
  })

  it('gives no details to a view without them, and details to one with', async () => {
    put('vera.ics', meeting('20261201T090000Z'))
    await open()
    expect(viewOf((await ask())[0]).details).to.equal(null)
    for (let again = 0; again < 2; again++) {
      const { details } = viewOf((await ask([VERA], 'Detailed'))[0])
      expect(details).to.deep.equal({ flags: new Uint8Array(1), subjects: ['Plan'], locations: [null], notes: null })
    }
  })

  it('gives each event its own details, of many', async () => {
    const events = Array.from({ length: 300 }, (_, i) => {
      const hour = `202612${String(1 + Math.floor(i / 48)).padStart(2, '0')}T${String(Math.floor((i % 48) / 2)).padStart(2, '0')}${i % 2 ? '30' : '00'}00Z`
      return i % 7 === 0
        ? eventText(`DTSTART:${hour}`, 'DURATION:PT10M')
        : eventText(`DTSTART:${hour}`, 'DURATION:PT10M', `SUMMARY:${hour}`)
    })
    put('vera.ics', calendarText(...events))
    await open()
    const { times, details } = viewOf((await ask([VERA], 'Detailed'))[0])
    expect(times.length).to.equal(300)
    details?.subjects.forEach((subject, i) => {
      const hour = new Date(times.starts[i] as number).toISOString().replace(/[-:]|\.000/g, '')
      expect(subject).to.equal(i % 7 === 0 ? null : hour)
    })
  })

  describe('asked for notes and categories', () => {
    const told = { description: 'Bring cake', organizer: { name: 'Ola', address: 'ola@fabrikam.example' } }
    const lines = ['DESCRIPTION:Bring cake', 'ORGANIZER;CN=Ola:mailto:ola@fabrikam.example']
    const noted = (day: number, ...more: readonly string[]): string =>
      eventText(`DTSTART:202612${String(day).padStart(2, '0')}T090000Z`, 'DURATION:PT1H', ...more)

    async function askAll(window = WEEK): Promise<FreeBusyView> {
      const question = {
        mailboxes: [VERA],
        window,
        view: 'Detailed',
        interval: 30,
        notes: true,
        categories: true,
      } as const
      const context = { signal: AbortSignal.timeout(20_000), requestId: 'test' }
      return viewOf((await opened.connector.lookUp(question, context)).findings[0])
    }

    it('gives those of each event, also beyond the horizon, and none to whoever did not ask', async () => {
      const yearly = noted(4, 'SUMMARY:Cake', 'RRULE:FREQ=YEARLY', 'CATEGORIES:Family,Doctor', ...lines)
      put('vera.ics', calendarText(noted(1, 'SUMMARY:Plan'), noted(2, ...lines), noted(3), yearly))
      await open()
      for (let again = 0; again < 2; again++) {
        const { details, categories } = await askAll()
        expect(details?.subjects).to.deep.equal(['Plan', null, null, 'Cake'])
        expect(details?.notes?.descriptions).to.deep.equal([null, told.description, null, told.description])
        expect(details?.notes?.organizers).to.deep.equal([null, told.organizer, null, told.organizer])
        expect(categories).to.deep.equal([[], [], [], ['doctor', 'family']])
      }
      const beyond = await askAll(windowOf('2040-12-01', '2040-12-08'))
      expect(beyond.details?.notes).to.deep.equal({ descriptions: ['Bring cake'], organizers: [told.organizer] })
      expect(beyond.categories).to.deep.equal([['doctor', 'family']])
      const plain = viewOf((await ask([VERA], 'Detailed'))[0])
      expect(plain).to.deep.include({ categories: null }).and.to.have.nested.property('details.notes', null)
    })

    it('gives categories to a view without details, at once', async () => {
      put('vera.ics', calendarText(noted(1, 'CATEGORIES:Doctor'), noted(2)))
      await open()
      const question = { mailboxes: [VERA], window: WEEK, view: 'FreeBusy', interval: 30, categories: true } as const
      const answer = opened.connector.lookUp(question, { signal: AbortSignal.timeout(20_000), requestId: 'test' })
      expect(answer).not.to.be.instanceOf(Promise)
      expect(viewOf((await answer).findings[0])).to.deep.include({ details: null, categories: [['doctor'], []] })
    })

    it('gives each event its own notes, of many of which some have none', async () => {
      const events = Array.from({ length: 300 }, (_, i) => {
        const time = new Date(WEEK.start + i * 1_800_000).toISOString().replace(/[-:]|\.000/g, '')
        const own = i >= 64 && i < 128 ? [] : [`DESCRIPTION:note ${i}`]
        return eventText(`DTSTART:${time}`, 'DURATION:PT10M', `SUMMARY:${i}`, ...own)
      })
      put('vera.ics', calendarText(...events))
      await open()
      const { details } = await askAll()
      expect(details?.notes?.descriptions).to.deep.equal(
        events.map((_, i) => (i >= 64 && i < 128 ? null : `note ${i}`)),
      )
    })
  })

  it('says unknown for a mailbox without a file, with a bad file, with too big a file', async () => {
    put('vera.ics', 'BEGIN:VCALENDAR\r\n')
    put('nils.ics', `${meeting('20261201T090000Z')}${'\r\n'.repeat(2000)}`)
    await open({ limits: { fileBytes: 1000 } })
    const findings = await ask([VERA, NILS, parseMailboxAddress('nobody@contoso.example')])
    expect(findings).to.deep.equal([UNREADABLE, UNREADABLE, UNREADABLE])
    expect([...opened.mailboxes()].sort()).to.deep.equal([NILS, VERA])
    const reasons = logged.filter(([event]) => event === 'calendar-unreadable').map(([, fields]) => fields)
    expect(reasons).to.deep.include({ mailbox: VERA, file: 'vera.ics', because: 'no whole VCALENDAR (line 2)' })
    expect(reasons).to.deep.include({ mailbox: NILS, file: 'nils.ics', because: 'file too big' })
    expect(logged.at(-1)).to.deep.equal(['calendars-loaded', { mailboxes: 2, unreadable: 2 }])
  })

  it('notices by itself a file that is added, changed, replaced by renaming, and removed', async () => {
    await open({ limits: { rescanMs: 3_600_000 } })
    put('vera.ics', meeting('20261201T090000Z'))
    await until(async () => opened.mailboxes().has(VERA))
    expect(await starts()).to.deep.equal(['2026-12-01T09:00'])
    put('vera.ics', meeting('20261202T100000Z'))
    await until(async () => (await starts()).includes('2026-12-02T10:00'))
    put('vera.ics.new', meeting('20261203T110000Z'))
    renameSync(join(folder, 'vera.ics.new'), join(folder, 'vera.ics'))
    await until(async () => (await starts()).includes('2026-12-03T11:00'))
    rmSync(join(folder, 'vera.ics'))
    await until(async () => !opened.mailboxes().has(VERA))
    expect(await ask()).to.deep.equal([UNREADABLE])
  })

  it('makes the mailbox unknown while its new version is bad, and readable again after', async () => {
    put('vera.ics', meeting('20261201T090000Z'))
    await open()
    put('vera.ics', meeting('20261201T090000Z').replace('END:VEVENT', ''))
    await opened.rescan()
    expect(await ask()).to.deep.equal([UNREADABLE])
    put('vera.ics', meeting('20261202T090000Z'))
    await opened.rescan()
    expect(await starts()).to.deep.equal(['2026-12-02T09:00'])
  })

  it('says unknown where two files claim one mailbox, until one goes', async () => {
    put('vera.ics', meeting('20261201T090000Z'))
    put('Vera.ics', meeting('20261202T090000Z'))
    await open()
    expect(await ask()).to.deep.equal([UNREADABLE])
    rmSync(join(folder, 'Vera.ics'))
    await opened.rescan()
    await opened.rescan()
    expect(await starts()).to.deep.equal(['2026-12-01T09:00'])
  })

  it('leaves alone what is no calendar', async () => {
    put('notes.txt', 'hello')
    put('not an address.ics', meeting('20261201T090000Z'))
    put('.hidden.ics', meeting('20261201T090000Z'))
    mkdirSync(join(folder, 'vera.ics'))
    await open()
    expect([...opened.mailboxes()]).to.deep.equal([])
    await opened.rescan()
    const refused = logged.filter(([event]) => event === 'calendar-name-refused').map(([, { file }]) => file)
    expect(refused.sort()).to.deep.equal(['.hidden.ics', 'not an address.ics'])
  })

  it('says unknown for everybody while the folder cannot be listed', async () => {
    put('vera.ics', meeting('20261201T090000Z'))
    await open()
    renameSync(folder, `${folder}-gone`)
    await opened.rescan()
    expect(await ask()).to.deep.equal([UNREADABLE])
    renameSync(`${folder}-gone`, folder)
    await opened.rescan()
    expect(await starts()).to.deep.equal(['2026-12-01T09:00'])
  })

  it('expands a question beyond the horizon then, and says so where it cannot', async () => {
    put(
      'vera.ics',
      calendarText(eventText('DTSTART:20261201T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=YEARLY', 'SUMMARY:Plan')),
    )
    await open()
    expect(await starts(windowOf('2040-12-01', '2040-12-08'))).to.deep.equal(['2040-12-01T09:00'])
    expect(await starts(windowOf('2028-11-01', '2028-12-08'))).to.deep.equal(['2028-12-01T09:00'])
    const [detailed] = await ask([VERA], 'Detailed', windowOf('2040-12-01', '2040-12-08'))
    expect(viewOf(detailed).details?.subjects).to.deep.equal(['Plan'])
    writeFileSync(join(folder, 'vera.ics'), 'broken')
    expect(await ask([VERA], 'FreeBusy', windowOf('2040-12-01', '2040-12-08'))).to.deep.equal([UNREADABLE])
  })

  it('answers what it has when the question is given up', async () => {
    put('vera.ics', meeting('20261201T090000Z'))
    await open()
    const context = { signal: AbortSignal.abort(), requestId: 'test' }
    const beyond = windowOf('2040-12-01', '2040-12-08')
    const answer = await opened.connector.lookUp(
      { mailboxes: [VERA, NILS], window: beyond, view: 'FreeBusy', interval: 30 },
      context,
    )
    expect(answer.findings).to.deep.equal([{ kind: 'no-data', reason: 'REACH_TIMEOUT' }, UNREADABLE])
  })

  it('turns a question beyond the horizon away when too many wait', async () => {
    put('vera.ics', meeting('20261201T090000Z'))
    await open({ limits: { backlog: 0 } })
    const [finding] = await ask([VERA], 'FreeBusy', windowOf('2040-12-01', '2040-12-08'))
    expect(finding).to.deep.equal({ kind: 'no-data', reason: 'REACH_BUSY' })
  })

  it('moves its horizon on with the days', async () => {
    put(
      'vera.ics',
      calendarText(eventText('DTSTART:20261201T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=YEARLY', 'SUMMARY:Plan')),
    )
    // With no room for questions beyond the horizon, only the index can answer.
    await open({ limits: { backlog: 0 } })
    const later = windowOf('2028-12-01', '2028-12-08')
    expect(await ask([VERA], 'FreeBusy', later)).to.deep.equal([{ kind: 'no-data', reason: 'REACH_BUSY' }])
    now += 366 * DAY
    await opened.rescan()
    expect(await starts(later)).to.deep.equal(['2028-12-01T09:00'])
    expect(viewOf((await ask([VERA], 'Detailed', later))[0]).details?.subjects).to.deep.equal(['Plan'])
  })

  it('finds every entry there is, and says how many of them one answer may tell', async () => {
    const everyMinute = eventText('DTSTART:20261201T000000Z', 'DURATION:PT1M', 'RRULE:FREQ=MINUTELY;COUNT=3001')
    put('vera.ics', calendarText(everyMinute))
    await open({ limits: { entries: 77 } })
    for (const window of [windowOf('2026-12-01', '2026-12-08'), windowOf('2020-01-01', '2027-01-01')]) {
      const { times, mostEntries } = viewOf((await ask([VERA], 'FreeBusy', window))[0])
      expect([times.length, mostEntries]).to.deep.equal([3001, 77])
    }
  })

  describe('told which entries are told', () => {
    const hour = (day: number): string => `DTSTART:202612${String(day).padStart(2, '0')}T090000Z`
    const question = { mailboxes: [VERA], window: WEEK, view: 'Detailed', interval: 30, notes: true } as const

    it('reads their texts, each as often as it is told, and nobody else has any', async () => {
      const events = [1, 2, 3, 4].map((day) => eventText(hour(day), `SUMMARY:s${day}`, `DESCRIPTION:d${day}`))
      const { index, ...texts } = expandCalendar(read(calendarText(...events)), WEEK, LIMITS)
      const store = await EventDetailsStore.open({ stateFolder: folder, cacheBytes: 1_000_000 })
      const details = await store.write(texts.details, texts.detailEnds)
      const notes = await store.write(texts.notes, texts.noteEnds)
      const loaded: string[] = []
      const connector = new FolderConnector({
        options: { clock: { now: () => now }, log: () => undefined },
        limits: { entries: 1000, backlog: 0 },
        watched: {
          calendars: { get: () => ({ state: 'read', index: new BusyIndex(index), details, notes, asOf: 0 }) },
          jobOf: () => expect.fail('nothing here is beyond the horizon'),
        },
        readers: { backlog: 0, read: () => expect.fail('nothing is read anew') },
        store: {
          cached: (segment, detail) => store.cached(segment, detail),
          load: (segment, detail) => {
            loaded.push(`${segment === notes ? 'd' : 's'}${detail + 1}`)
            return store.load(segment, detail)
          },
        },
      })
      const told = [1, 3, 3]
      const context = { signal: AbortSignal.timeout(20_000), requestId: 'test' }
      const view = viewOf((await connector.lookUp({ ...question, told: () => told }, context)).findings[0])
      expect(loaded).to.deep.equal(['s2', 's4', 's4', 'd2', 'd4', 'd4'])
      expect(view.details?.subjects).to.deep.equal([null, 's2', null, 's4'])
      expect(view.details?.notes?.descriptions).to.deep.equal([null, 'd2', null, 'd4'])
      expect(view.textsRead).to.deep.equal(new Set([1, 3]))
      const all = viewOf((await connector.lookUp({ ...question, told: () => [0, 1, 2, 3] }, context)).findings[0])
      expect([all.details?.subjects.length, all.textsRead]).to.deep.equal([4, undefined])
      await store.close()
    })

    it('gives texts of them alone beyond the horizon too', async () => {
      put('vera.ics', calendarText(...[1, 2].map((day) => eventText(hour(day), `SUMMARY:s${day}`))))
      await open()
      const window = windowOf('2020-12-01', '2027-01-01')
      const context = { signal: AbortSignal.timeout(20_000), requestId: 'test' }
      const { findings } = await opened.connector.lookUp({ ...question, window, told: () => [1] }, context)
      expect(viewOf(findings[0]).details?.subjects).to.deep.equal([null, 's2'])
    })
  })

  it("reads all-day times in the mailbox's own zone, and tells its working hours", async () => {
    put('vera.ics', calendarText(eventText('DTSTART:20261201')))
    const hours = { timeZone: 'Asia/Tokyo', periods: [{ days: ['Monday'] as const, start: 540, end: 1020 }] }
    await open({ zoneOf: (mailbox) => (mailbox === VERA ? 'Asia/Tokyo' : undefined), workingHoursOf: () => hours })
    const view = viewOf((await ask([VERA], 'FreeBusy', windowOf('2026-11-29', '2026-12-08')))[0])
    expect(view.times.starts[0]).to.equal(at('2026-11-30T15:00Z'))
    expect(view.workingHours).to.equal(hours)
    expect(view.asOf).to.equal(now)
  })
})

interface HostileCase {
  readonly id: string
  readonly rrule?: string
}

/** The hostile cases by name, each made into a file, and what must come of it. */
function hostileFile({ id, rrule }: HostileCase): { readonly text: string; readonly busy: number | 'unknown' } | null {
  const event = (...lines: readonly string[]): string =>
    calendarText(eventText('DTSTART:20261201T090000Z', 'DURATION:PT1H', ...lines))
  const own = 'DTSTART;TZID=Own Zone:20261201T090000'
  const observance =
    'BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD'
  const zone = (n: number): string =>
    `BEGIN:VTIMEZONE\r\nTZID:Own Zone\r\n${Array.from({ length: n }, () => observance).join('\r\n')}\r\nEND:VTIMEZONE`
  const files: Readonly<Record<string, { readonly text: string; readonly busy: number | 'unknown' }>> = {
    'params-2e5': { text: event(`SUMMARY${';X=1'.repeat(200_000)}:x`), busy: 1 },
    'freebusy-2e5-periods': {
      text: calendarText(
        'BEGIN:VFREEBUSY',
        `FREEBUSY:${'20261201T090000Z/PT1H,'.repeat(200_000)}20261201T090000Z/PT1H`,
        'END:VFREEBUSY',
      ),
      busy: 'unknown',
    },
    'nest-2e4': {
      text: calendarText('BEGIN:VTODO\r\n'.repeat(20_000) + 'END:VTODO\r\n'.repeat(20_000)),
      busy: 'unknown',
    },
    'crlf-in-uri-value': { text: event('URL:mailto:a\\r\\nX-EVIL:1', 'ATTENDEE:mailto:a\\r\\nX-EVIL:1'), busy: 1 },
    'crlf-in-summary': { text: event('SUMMARY:a\\r\\nSTATUS:CANCELLED'), busy: 1 },
    'class-public-overrides': { text: event('CLASS:PUBLIC'), busy: 1 },
    'overlap-adjacent': { text: event('RRULE:FREQ=HOURLY;COUNT=2'), busy: 2 },
    'tz-bomb': { text: calendarText(zone(50_000), eventText(own)), busy: 'unknown' },
    'dtend-before-dtstart': {
      text: calendarText(eventText('DTSTART:20261201T090000Z', 'DTEND:20261201T080000Z')),
      busy: 'unknown',
    },
    'year-9999/0000': { text: calendarText(eventText('DTSTART:00000101', 'DTEND:99991231')), busy: 1 },
    'duration-negative/huge': {
      text: calendarText(eventText('DTSTART:20261201T090000Z', 'DURATION:-P99999999W')),
      busy: 'unknown',
    },
  }
  if (rrule !== undefined) return { text: event(`RRULE:${rrule}`), busy: rrule === 'FREQ=SECONDLY' ? 'unknown' : 1 }
  return files[id] ?? null
}

const HOSTILE = sharedPath('attacks/own/ical-hostile.json')

describe('A folder with hostile calendars', () => {
  it(`knows or refuses each of them and goes on answering for its neighbour${HOSTILE === null ? ' (own cases)' : ''}`, async () => {
    const told =
      HOSTILE === null
        ? { cases: [{ id: 'tz-bomb' }] }
        : (JSON.parse(readFileSync(HOSTILE, 'utf8')) as { cases: HostileCase[] })
    const folder = mkdtempSync(join(tmpdir(), 'hostile-test-'))
    writeFileSync(join(folder, 'good.ics'), meeting('20261201T090000Z'))
    const files = told.cases.map((hostile) => ({ id: hostile.id, file: hostileFile(hostile) }))
    for (const [i, { file }] of files.entries()) writeFileSync(join(folder, `bad${i}.ics`), file?.text ?? '')
    const domain = parseDomain('contoso.example')
    const clock = { now: () => at('2026-11-22') }
    const opened = await openCalendarFolder({ folder, domain, timeZone: 'UTC', clock, log: () => undefined })
    const mailboxes = [
      ...files.map((_, i) => parseMailboxAddress(`bad${i}@${domain}`)),
      parseMailboxAddress(`good@${domain}`),
    ]
    const context = { signal: AbortSignal.timeout(20_000), requestId: 'test' }
    const { findings } = await opened.connector.lookUp(
      { mailboxes, window: WEEK, view: 'Detailed', interval: 30 },
      context,
    )
    await opened.close()
    rmSync(folder, { recursive: true })
    const got = findings.map((finding) => (finding.kind === 'view' ? finding.view.times.length : 'unknown'))
    const ids = files.map(({ id }) => id)
    const expected = files.map(({ file }) => file?.busy)
    expect(Object.fromEntries(ids.map((id, i) => [id, got[i]]))).to.deep.equal(
      Object.fromEntries(ids.map((id, i) => [id, expected[i]])),
    )
    expect(got.at(-1)).to.equal(1)
  })
})
