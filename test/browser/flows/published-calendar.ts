import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { CALENDAR_TEXTS } from '../../../gateway/console/calendar-texts.ts'
import type { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow } from '../flow.ts'
import type { Walk } from '../walk.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const SUBJECT = 'Budget <img src=x onerror=alert(1)> & more'
const SHARES = '/mailboxes/vera@contoso.example/shares'

const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')

/** One meeting, today from nine to ten (UTC). */
function calendar(): string {
  const today = Math.floor(Date.now() / DAY) * DAY
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t//EN', 'BEGIN:VEVENT', 'UID:1']
  lines.push(`DTSTAMP:${stamp(today)}`, `DTSTART:${stamp(today + 9 * HOUR)}`, `DTEND:${stamp(today + 10 * HOUR)}`)
  return [...lines, `SUMMARY:${SUBJECT}`, 'LOCATION:Mälaren', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n')
}

interface Opened {
  /** Path of the published calendar. */
  readonly path: string
  readonly id: string
  readonly etag: string
}

/** An administrator lets people share, and opens a link. */
async function share(gateway: ServedGateway): Promise<Opened> {
  writeFileSync(join(gateway.folder, 'calendars', 'vera.ics'), calendar())
  const held = await gateway.ask('GET', '/organizations/contoso/sharing')
  const sharing = { anonymous: true, anonymousLevel: 'LimitedDetails', createPolicy: true }
  const before = { 'if-match': held.headers.get('etag') ?? '' }
  const set = await gateway.ask('PATCH', '/organizations/contoso/sharing', sharing, before)
  expect(set.status, JSON.stringify(set.body)).to.equal(200)
  const order = { kind: 'link', level: 'LimitedDetails' }
  const added = await gateway.ask('POST', SHARES, order)
  expect(added.status, JSON.stringify(added.body)).to.equal(201)
  const { share: made, address } = added.body as { share: { id: string }; address: string }
  return { path: new URL(address).pathname, id: made.id, etag: added.headers.get('etag') ?? '' }
}

/** The file was just written: until it has been read, the page says what it said. */
async function untilShown(page: Page, text: string): Promise<void> {
  for (let looks = 0; looks < 100 && !(await page.locator('main').innerText()).includes(text); looks++) {
    await page.waitForTimeout(100)
    await page.reload()
  }
  expect(await page.locator('main').innerText()).to.contain(text)
}

/** By links and the form alone, as somebody does who has no scripts. */
async function lookAround(walk: Walk, page: Page): Promise<void> {
  const texts = CALENDAR_TEXTS[walk.reader.language]
  await walk.see(page, 'published-week')
  for (const view of ['agenda', 'month'] as const) {
    await page.getByRole('link', { name: texts[view], exact: true }).click()
    await page.waitForURL(/view=/)
    expect(await page.locator('main').innerText()).to.contain('Budget')
    await walk.see(page, `published-${view}`)
  }
  await page.getByRole('link', { name: texts.week, exact: true }).click()
  await page.getByLabel(texts.zone, { exact: true }).selectOption('Asia/Tokyo')
  await page.getByRole('button', { name: texts.show }).click()
  await page.waitForURL(/zone=Asia/)
  expect(await page.locator('main').innerText()).to.contain('18:00–19:00')
  await page.getByRole('link', { name: texts.later }).click()
  expect(page.url()).to.contain('zone=Asia')
}

async function walkPublished(walk: Walk, gateway: ServedGateway): Promise<void> {
  const { path, id, etag } = await share(gateway)
  const { language, scripts } = walk.reader
  const texts = CALENDAR_TEXTS[language]
  const page = await walk.open(path)
  await untilShown(page, SUBJECT)
  // The reader is in Stockholm, the calendar in UTC.
  expect(await page.getByText(texts.zoneOfDevice).isVisible()).to.equal(scripts === 'on')
  expect(await walk.cookies(page)).to.deep.equal([])
  await lookAround(walk, page)

  const lowered = { level: 'AvailabilityOnly' }
  const changed = await gateway.ask('PATCH', `${SHARES}/${id}`, lowered, { 'if-match': etag })
  expect(changed.status, JSON.stringify(changed.body)).to.equal(200)
  await page.goto(path)
  expect(await page.locator('main').innerText())
    .to.contain(texts.statuses.Busy)
    .and.not.to.match(/Budget|Mälaren/)
  expect((await gateway.ask('DELETE', `${SHARES}/${id}`)).status).to.equal(200)
  await page.goto(path)
  expect(await page.locator('main').innerText()).to.contain('There is no calendar here')
  // The page is the same for everybody, in both languages, and says it is in English.
  if (language === 'en') await walk.see(page, 'published-nothing')
  const fresh = await walk.open(path)
  expect(await fresh.locator('main').innerText()).to.contain('Här finns ingen kalender')
}

/** What somebody without an account sees of a calendar whose address she was given, until it is closed. */
export const PUBLISHED_CALENDAR: Flow = {
  name: 'a visitor looks at a published calendar',
  languages: ['en', 'sv'],
  scripts: ['on', 'off'],
  walk: walkPublished,
}
