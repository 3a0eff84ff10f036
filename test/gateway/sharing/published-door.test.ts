import { expect } from 'chai'
import { openLog } from '../../../gateway/log.ts'
import { calendarFeedSchema } from '../../../gateway/sharing/calendar-feed.ts'
import { newLinkSecret } from '../../../trust/sharing/published-link.ts'
import type { PublishedLink } from '../../../trust/sharing/published-link.ts'
import { calendarOf, NOW, PublishedWorld, random } from './published-world.ts'
import type { Answered } from './published-world.ts'

const MEETING = ['DTSTART:20261126T130000Z', 'DTEND:20261126T140000Z', 'SUMMARY:Budget <b>talk</b>', 'LOCATION:Mälaren']
const DENTIST = ['DTSTART:20261127T080000Z', 'DTEND:20261127T090000Z', 'SUMMARY:Dentist', 'CLASS:PRIVATE']
const CALENDAR = calendarOf(MEETING, DENTIST)
const LEAVES = ['', 'calendar.ics', 'calendar.ifb', 'calendar.json'] as const

const withoutDate = ({ status, headers, body }: Answered): string =>
  JSON.stringify([status, { ...headers, date: undefined }, body])

describe('a published calendar', () => {
  let world: PublishedWorld
  beforeEach(async () => {
    world = await PublishedWorld.open(CALENDAR)
  })
  afterEach(() => world.close())

  it('is a page, a calendar, free/busy time and JSON', async () => {
    const secret = world.addLink()
    const [page, ics, ifb, json] = await Promise.all(LEAVES.map((leaf) => world.ask(`/published/${secret}/${leaf}`)))
    expect([page?.status, ics?.status, ifb?.status, json?.status]).to.deep.equal([200, 200, 200, 200])
    expect(page?.headers['content-type']).to.equal('text/html; charset=utf-8')
    expect(page?.body).to.contain('Budget &lt;b&gt;talk&lt;/b&gt;').and.to.contain('14:00–15:00')
    expect(ics?.headers['content-type']).to.equal('text/calendar; charset=utf-8')
    expect(ics?.body).to.contain('SUMMARY:Budget <b>talk</b>\r\nLOCATION:Mälaren')
    expect(ifb?.body).to.contain('FREEBUSY;FBTYPE=BUSY:20261126T130000Z/20261126T140000Z')
    const { entries } = calendarFeedSchema.parse(JSON.parse(json?.body ?? ''))
    const [meeting, dentist] = entries
    expect(meeting).to.include({ start: '2026-11-26T13:00:00.000Z', status: 'Busy', subject: 'Budget <b>talk</b>' })
    expect(dentist).to.deep.equal({
      start: '2026-11-27T08:00:00.000Z',
      end: '2026-11-27T09:00:00.000Z',
      status: 'Busy',
      private: true,
    })
  })

  it('PU6: shows at once less when the cap of the organization or the level of the link is lowered', async () => {
    const secret = world.addLink()
    const pages = async () => {
      const answers = await Promise.all(LEAVES.map((leaf) => world.ask(`/published/${secret}/${leaf}`)))
      return answers.map(({ body }) => body).join()
    }
    expect(await pages()).to.contain('Budget')
    world.anonymous = 'CalendarSharingFreeBusySimple'
    expect(await pages()).not.to.match(/Budget|Mälaren|Private|PRIVATE/)
    world.anonymous = 'CalendarSharingFreeBusyReviewer'
    expect(await pages()).to.contain('Budget')
    world.change(secret, { level: 'AvailabilityOnly' })
    expect(await pages()).not.to.match(/Budget|Mälaren|Private|PRIVATE/)
  })

  it('PU5: is the same nothing when wrong, revoked, over, not begun or switched off', async () => {
    const closed: Partial<PublishedLink>[] = [{ revokedAt: NOW - 1 }, { until: NOW }, { from: NOW + 1 }]
    const secrets = closed.map((over) => world.addLink(over))
    const open = world.addLink()
    const seen = new Set<string>()
    const lookAll = async (paths: readonly string[]): Promise<void> => {
      for (const path of paths) {
        for (const leaf of LEAVES) seen.add(withoutDate(await world.ask(`/published/${path}/${leaf}`)))
      }
    }
    await lookAll([...secrets, newLinkSecret(random), 'a'.repeat(43), 'short', `${open}x`])
    world.anonymous = null
    await lookAll([...secrets, open, newLinkSecret(random)])
    for (const path of ['/published/', '/published/x/y', `/published/${open}/calendar.txt`, `/published/${open}//`]) {
      seen.add(withoutDate(await world.ask(path)))
    }
    expect([...seen]).to.have.length(1)
    expect([...seen][0]).to.match(/^\[404,/)
    world.anonymous = 'CalendarSharingFreeBusySimple'
    expect((await world.ask(`/published/${open}/`)).status).to.equal(200)
  })

  it('is unchanged for who has it, and changed once it shows something else', async () => {
    const secret = world.addLink()
    for (const leaf of LEAVES) {
      const path = `/published/${secret}/${leaf}`
      const first = await world.ask(path)
      const etag = first.headers.etag ?? ''
      expect(etag).to.match(/^"[\w-]{27}"$/)
      for (const held of [etag, `"x", W/${etag}`, '*']) {
        const again = await world.ask(path, { headers: { 'if-none-match': held } })
        expect([again.status, again.body, again.headers.etag]).to.deep.equal([304, '', etag])
      }
      expect((await world.ask(path, { headers: { 'if-none-match': '"x"' } })).status).to.equal(200)
    }
    const before = await world.ask(`/published/${secret}/calendar.json`)
    await world.writeCalendar(calendarOf(DENTIST))
    const headers = { 'if-none-match': before.headers.etag }
    const after = await world.ask(`/published/${secret}/calendar.json`, { headers })
    expect([after.status, after.body.includes('Budget')]).to.deep.equal([200, false])
  })

  it('PL2: has the same bytes whatever changes in what it does not show', async () => {
    const secret = world.addLink({ level: 'AvailabilityOnly' })
    const all = async () => {
      const answers = await Promise.all(LEAVES.map((leaf) => world.ask(`/published/${secret}/${leaf}`)))
      return answers.map(withoutDate)
    }
    const before = await all()
    await world.writeCalendar(calendarOf(DENTIST, [...MEETING.slice(0, 2), 'SUMMARY:Quite another matter']))
    expect(await all()).to.deep.equal(before)
  })

  it('answers HEAD as GET without the body, and 405 to what nobody may do, whether there is a calendar or not', async () => {
    const secret = world.addLink()
    const got = await world.ask(`/published/${secret}/`)
    const head = await world.ask(`/published/${secret}/`, { method: 'HEAD' })
    expect(head.body).to.equal('')
    expect({ ...head.headers, date: 0 }).to.deep.equal({ ...got.headers, date: 0 })
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const seen = await Promise.all(
        [secret, newLinkSecret(random), 'no-address'].map((one) => world.ask(`/published/${one}/`, { method })),
      )
      expect(new Set(seen.map(withoutDate)).size).to.equal(1)
      expect([seen[0]?.status, seen[0]?.headers.allow]).to.deep.equal([405, 'GET, HEAD'])
    }
    const posted = await world.ask(`/published/${secret}/code`)
    expect([posted.status, posted.headers.allow]).to.deep.equal([405, 'POST'])
  })

  it('finds the way without the slash at the end', async () => {
    const secret = world.addLink()
    const { status, headers } = await world.ask(`/published/${secret}`)
    expect([status, headers.location]).to.deep.equal([308, `/published/${secret}/`])
  })

  it('PU3, UI2, CA7: says on every answer that it is neither embedded, followed, indexed nor kept by others', async () => {
    const secret = world.addLink()
    const answers = [
      ...(await Promise.all(LEAVES.map((leaf) => world.ask(`/published/${secret}/${leaf}`)))),
      await world.ask(`/published/${newLinkSecret(random)}/`),
      await world.ask(`/published/${secret}/`, { method: 'PUT' }),
      await world.ask(`/published/${secret}`),
      await world.ask('/robots.txt'),
      await world.ask('/published/zone.js'),
    ]
    world.fresh = false
    answers.push(await world.ask(`/published/${secret}/`))
    expect(answers.at(-1)?.status).to.equal(503)
    for (const { headers } of answers) {
      expect(headers).to.include({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-robots-tag': 'noindex, nofollow, noarchive',
      })
      expect(headers['content-security-policy']).to.match(/^default-src 'none'; style-src 'sha256-[\w+/]+=*';/)
      expect(headers['content-security-policy']).to.contain("frame-ancestors 'none'").and.not.to.contain('unsafe')
      expect(headers).not.to.have.any.keys('set-cookie', 'x-powered-by', 'access-control-allow-origin')
    }
    for (const { headers } of answers.slice(0, 4)) {
      expect(headers).to.include({ 'cache-control': 'private, max-age=0, must-revalidate', vary: 'Accept-Language' })
    }
  })

  it('may be indexed only where its owner made it searchable', async () => {
    const { headers, body } = await world.ask(`/published/${world.addLink({ searchable: true })}/`)
    expect(headers).not.to.have.property('x-robots-tag')
    expect(body).not.to.contain('noindex')
    expect((await world.ask('/robots.txt')).body).to.equal('User-agent: *\nDisallow: /published/\n')
  })

  it('is told of when it was looked at, and of nothing else', async () => {
    const secret = world.addLink()
    const { headers } = await world.ask(`/published/${secret}/`)
    await world.ask(`/published/${secret}/`, { headers: { 'if-none-match': headers.etag } })
    await world.ask(`/published/${newLinkSecret(random)}/`)
    expect(world.used).to.deep.equal([
      { id: 'link-0', at: NOW },
      { id: 'link-0', at: NOW },
    ])
  })

  it('PU3: leaves nothing of its secret in the log, in answers to others or in its own feeds', async () => {
    const lines: string[] = []
    const log = openLog('debug', { write: (line: string) => void lines.push(line) })
    const logged = await PublishedWorld.open(CALENDAR, { missesPerAddress: 2 }, log)
    try {
      const secret = logged.addLink({ codeByMail: true })
      const open = logged.addLink()
      logged.mailWorks = false
      const path = `/published/${secret}`
      const texts = [
        (await logged.ask(`${path}/`)).body,
        (await logged.ask(`${path}/code`, { method: 'POST' })).body,
        (await logged.ask(`${path}/open`, { method: 'POST', body: 'code=12345678' })).body,
        ...(await Promise.all(LEAVES.map(async (leaf) => (await logged.ask(`/published/${open}/${leaf}`)).body))),
      ]
      for (let i = 0; i < 5; i++) await logged.ask(`/published/${newLinkSecret(random)}/`)
      expect(lines.join('') + texts.join('')).not.to.contain(secret)
      expect(lines.join('') + texts.join('')).not.to.contain(open)
    } finally {
      await logged.close()
    }
  })

  it('PU1: hears nobody who has guessed too often, not even with the right address, and others still', async () => {
    const strict = await PublishedWorld.open(CALENDAR, { missesPerAddress: 3 })
    try {
      const secret = strict.addLink()
      const guess = () => strict.ask(`/published/${newLinkSecret(random)}/`, { from: '127.0.0.2' })
      const seen = [await guess(), await guess(), await guess(), await guess()]
      expect(seen.map(({ status }) => status)).to.deep.equal([404, 404, 404, 429])
      expect(seen[3]?.headers['retry-after']).to.equal('60')
      expect((await strict.ask(`/published/${secret}/`, { from: '127.0.0.2' })).status).to.equal(429)
      expect((await strict.ask(`/published/${secret}/`, { from: '127.0.0.3' })).status).to.equal(200)
      strict.now += 60_000
      expect((await strict.ask(`/published/${secret}/`, { from: '127.0.0.2' })).status).to.equal(200)
    } finally {
      await strict.close()
    }
  })

  it('PU8: is asked for no more often than a link and an address may', async () => {
    const strict = await PublishedWorld.open(CALENDAR, { requestsPerLink: 2, requestsPerAddress: 4 })
    try {
      const [one, other] = [strict.addLink(), strict.addLink()]
      const ask = async (secret: string) => (await strict.ask(`/published/${secret}/`)).status
      expect([await ask(one), await ask(one), await ask(one), await ask(other), await ask(other)]).to.deep.equal([
        200, 200, 429, 200, 429,
      ])
    } finally {
      await strict.close()
    }
  })

  it('PU8: is made once for all who wait for the same, and anew for each variant and day', async () => {
    const secret = world.addLink()
    const poll = (path: string) => world.ask(`/published/${secret}/${path}`)
    await Promise.all(Array.from({ length: 50 }, () => poll('calendar.ics')))
    expect(world.calendars.renderings).to.equal(1)
    await poll('?view=month')
    await poll('?view=month&nothing=else')
    await poll('?view=month&lang=sv')
    expect(world.calendars.renderings).to.equal(3)
    world.now += 24 * 3_600_000
    await poll('calendar.ics')
    expect(world.calendars.renderings).to.equal(4)
  })

  it('is unknown all over, never free, where the calendar cannot be read', async () => {
    await world.writeCalendar('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:never\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n')
    const secret = world.addLink({ back: 'OneDay', ahead: 'OneDay' })
    const [page, ics, ifb, json] = await Promise.all(LEAVES.map((leaf) => world.ask(`/published/${secret}/${leaf}`)))
    expect(page?.body).to.contain('The calendar cannot be read at the moment.').and.not.to.contain('Free all day')
    expect(ics?.body).to.contain('SUMMARY:Unknown').and.to.contain('X-MICROSOFT-CDO-BUSYSTATUS:BUSY')
    expect(ifb?.body).to.contain('FREEBUSY;FBTYPE=X-LEDIG-UNKNOWN:20261124T230000Z/20261127T230000Z')
    const { entries } = calendarFeedSchema.parse(JSON.parse(json?.body ?? ''))
    expect(entries).to.deep.equal([
      { start: '2026-11-24T23:00:00.000Z', end: '2026-11-27T23:00:00.000Z', status: 'NoData' },
    ])
  })
})
