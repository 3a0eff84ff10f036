import { expect } from 'chai'
import { calendarFeedSchema } from '../../../gateway/sharing/calendar-feed.ts'
import type { CalendarFeed } from '../../../gateway/sharing/calendar-feed.ts'
import { linkSecretHash, newLinkSecret } from '../../../trust/sharing/published-link.ts'
import { calendarOf, NOW, PublishedWorld, random } from './published-world.ts'

const MEETING = [
  ...['DTSTART:20261126T130000Z', 'DTEND:20261126T140000Z', 'SUMMARY:Budget', 'CATEGORIES:Family'],
  ...['DESCRIPTION:Bring the figures', 'ORGANIZER;CN=Anna:mailto:anna@fabrikam.example'],
]
const OTHER = ['DTSTART:20261127T130000Z', 'DTEND:20261127T140000Z', 'SUMMARY:Review']
const WANTED = { format: 'json', query: '', acceptLanguage: undefined } as const

describe('what a published calendar shows', () => {
  let world: PublishedWorld
  const open = async (calendar: string) => (world = await PublishedWorld.open(calendar))
  afterEach(() => world.close())

  const feedOf = async (secret: string): Promise<CalendarFeed> =>
    calendarFeedSchema.parse(JSON.parse((await world.ask(`/published/${secret}/calendar.json`)).body))

  it('is all of it where there is more than one lookup takes, each entry once', async () => {
    // Every hour of 62 days, twenty minutes each: 1,488 entries, where a lookup takes 1,000.
    await open(calendarOf(['DTSTART:20261101T000000Z', 'DURATION:PT20M', 'RRULE:FREQ=HOURLY;COUNT=1488', 'SUMMARY:x']))
    const feed = await feedOf(world.addLink())
    expect([feed.entries[0]?.start, feed.entries.at(-1)?.end]).to.deep.equal([
      '2026-11-01T00:00:00.000Z',
      '2027-01-01T23:20:00.000Z',
    ])
    expect(new Set(feed.entries.map(({ start }) => start)).size).to.equal(1_488)
    expect(feed.entries).to.have.length(1_488)
  })

  it('is unknown, and stays so, on a day of which there is too much', async () => {
    const events = Array.from({ length: 1_001 }, (_, i) => [
      'DTSTART:20261126T130000Z',
      'DURATION:PT5M',
      `SUMMARY:${i}`,
    ])
    await open(calendarOf(OTHER, ...events))
    const { entries } = await feedOf(world.addLink())
    expect(entries.map(({ start, end, status }) => [start, end, status].join(' '))).to.deep.equal([
      '2026-11-25T23:00:00.000Z 2026-11-26T23:00:00.000Z NoData',
      '2026-11-27T13:00:00.000Z 2026-11-27T14:00:00.000Z Busy',
    ])
  })

  it('has notes only where everything is shared', async () => {
    await open(calendarOf(MEETING))
    const [all, details] = [world.addLink(), world.addLink({ level: 'LimitedDetails' })]
    expect((await feedOf(all)).entries[0]).to.deep.include({
      subject: 'Budget',
      description: 'Bring the figures',
      organizer: { name: 'Anna', address: 'anna@fabrikam.example' },
    })
    expect((await feedOf(details)).entries[0])
      .to.include({ subject: 'Budget' })
      .and.not.to.have.any.keys('description')
    const page = await world.ask(`/published/${all}/?view=agenda`)
    expect(page.body).to.contain('Bring the figures').and.to.contain('Organizer: Anna')
    const ics = await world.ask(`/published/${all}/calendar.ics`)
    expect(ics.body).to.contain('ORGANIZER;CN="Anna":mailto:anna@fabrikam.example')
  })

  it('is unknown, never free, for hidden categories and outside the hours that are shared', async () => {
    await open(calendarOf(MEETING, OTHER))
    const hidden = await feedOf(world.addLink({ hiddenCategories: ['family'] }))
    expect(hidden.entries.map(({ start, status }) => [start.slice(5, 13), status])).to.deep.equal([
      ['11-26T13', 'NoData'],
      ['11-27T13', 'Busy'],
    ])
    const hours = [{ days: ['Thursday' as const], start: 8 * 60, end: 17 * 60 }]
    const secret = world.addLink({ hours, back: 'OneDay', ahead: 'OneDay' })
    // 08:00 to 17:00 in Stockholm is 07:00 to 16:00 in UTC, and its days begin at 23:00 of the day before.
    expect(
      (await feedOf(secret)).entries.map(({ start, end, status }) => [start, end, status].join(' ')),
    ).to.deep.equal([
      '2026-11-24T23:00:00.000Z 2026-11-26T07:00:00.000Z NoData',
      '2026-11-26T13:00:00.000Z 2026-11-26T14:00:00.000Z Busy',
      '2026-11-26T16:00:00.000Z 2026-11-27T23:00:00.000Z NoData',
    ])
  })

  it('PU6: is decided again after it was waited for', async () => {
    await open(calendarOf(MEETING))
    const [revoked, lowered] = [world.addLink(), world.addLink()]
    const looks = [revoked, lowered].map((secret) => {
      const seen = world.calendars.open(linkSecretHash(secret))
      if (seen === null) throw new Error('the link shows nothing')
      return world.calendars.look(seen, WANTED)
    })
    world.change(revoked, { revokedAt: NOW })
    world.change(lowered, { level: 'AvailabilityOnly' })
    const [gone, less] = await Promise.all(looks.map((look) => Promise.resolve(look)))
    expect(gone).to.deep.equal({ kind: 'closed' })
    expect(less?.kind === 'shown' && less.rendered.answer.body.toString())
      .to.contain('"Busy"')
      .and.not.to.contain('Budget')
  })

  it('PU6: shows less at once, though it was shown before, when its owner shares fewer notes, categories or hours', async () => {
    await open(calendarOf(MEETING, OTHER))
    const secret = world.addLink()
    const told = async (): Promise<string> => {
      const leaves = ['?view=agenda', 'calendar.ics', 'calendar.json']
      const answers = await Promise.all(leaves.map((leaf) => world.ask(`/published/${secret}/${leaf}`)))
      return answers.map(({ body }) => body).join()
    }
    expect(await told()).to.include('Bring the figures')
    world.change(secret, { level: 'LimitedDetails' })
    expect(await told())
      .to.include('Budget')
      .and.not.to.include('Bring the figures')
    world.change(secret, { hiddenCategories: ['family'] })
    expect(await told())
      .to.include('Review')
      .and.not.to.include('Budget')
    world.change(secret, { hours: [{ days: ['Thursday'], start: 8 * 60, end: 17 * 60 }] })
    expect(await told()).not.to.include('Review')
  })

  it('is unknown while its calendar is away, and there again half a minute later without any change', async () => {
    await open(calendarOf(MEETING))
    const secret = world.addLink()
    world.calendarAway = true
    expect((await feedOf(secret)).entries.map(({ status }) => status)).to.deep.equal(['NoData'])
    world.calendarAway = false
    world.now += 30_000
    expect((await feedOf(secret)).entries.map(({ status }) => status)).to.deep.equal(['Busy'])
  })

  it('names its entries by nothing that stood under the address before a reset', async () => {
    await open(calendarOf(MEETING, OTHER))
    const [before, after] = [world.addLink(), newLinkSecret(random)]
    const names = async (secret: string): Promise<readonly string[]> =>
      (await world.ask(`/published/${secret}/calendar.ics`)).body.match(/^UID:.*$/gm) ?? []
    const old = await names(before)
    const link = world.links.get(linkSecretHash(before))
    if (link === undefined) throw new Error('no such link')
    world.links.set(linkSecretHash(after), { ...link, secretHash: linkSecretHash(after) })
    const reset = await names(after)
    expect([old.length, reset.length]).to.deep.equal([2, 2])
    expect(new Set([...old, ...reset]).size).to.equal(4)
  })

  it('is of the day it is in each zone, whatever was shown a minute before', async () => {
    await open(calendarOf(MEETING))
    const secret = world.addLink()
    const today = async (zone: string): Promise<string | undefined> => {
      const { body } = await world.ask(`/published/${secret}/?view=agenda&zone=${zone}`)
      return /<h2 aria-current="date">([^<]*)</.exec(body)?.[1]
    }
    world.now = Date.parse('2026-11-26T22:59:59Z')
    expect([await today('Europe/Stockholm'), await today('UTC')]).to.deep.equal(Array(2).fill('Thursday 26 November'))
    world.now += 1_000
    expect(await today('Europe/Stockholm')).to.equal('Friday 27 November')
    expect(await today('UTC')).to.equal('Thursday 26 November')
  })

  it('is shown as by default where a visitor asks for what is not there', async () => {
    await open(calendarOf(MEETING))
    const secret = world.addLink()
    const usual = await world.ask(`/published/${secret}/`)
    for (const query of [
      'zone=Mars/Olympus',
      'view=year',
      'date=2026-02-30',
      'date=x',
      'lang=de',
      `x=${'y'.repeat(400)}`,
    ]) {
      expect((await world.ask(`/published/${secret}/?${query}`)).body, query).to.equal(usual.body)
    }
    const far = await world.ask(`/published/${secret}/?date=9999-12-31`)
    expect(far.body).to.contain('26 February 2027')
  })
})
