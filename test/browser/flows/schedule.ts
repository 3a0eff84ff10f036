import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { CALENDAR_TEXTS } from '../../../gateway/console/calendar-texts.ts'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { LOOKED_TEXTS } from '../../../gateway/console/looked-texts.ts'
import { OWNER_TEXTS } from '../../../gateway/console/owner-texts.ts'
import { SCHEDULE_TEXTS } from '../../../gateway/console/schedule/schedule-texts.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { makeTrust, readOwnIdentity, simulateOrganization } from '../../organizations/index.ts'
import type { SimulatedOrganization, TrustParty } from '../../organizations/index.ts'
import { CLIENT, startProvider } from '../../protocols/openid/real-provider.ts'
import type { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow, Surroundings } from '../flow.ts'
import { follow, press, shown } from '../press.ts'
import type { Walk } from '../walk.ts'

const VERA = 'vera@contoso.example'
const KARL = 'karl@contoso.example'
const ANNA = 'anna@fabrikam.example'
const HIDDEN = 'hidden@adatum.example'
const NOBODY = 'nobody@adatum.example'

/** A Monday that is never far off, and never over. */
const MONDAY = new Date(Math.ceil((Date.now() / DAY - 4) / 7) * 7 * DAY + 4 * DAY + 7 * DAY).toISOString().slice(0, 10)

/** Busy every day from one hour to another, in Stockholm. */
const busyDaily = (from: string, until: string, subject: string): string =>
  [
    ...[
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//t//t//EN',
      'BEGIN:VEVENT',
      `UID:${from}`,
      'DTSTAMP:20260101T000000Z',
    ],
    `DTSTART;TZID=Europe/Stockholm:20260105T${from}00`,
    `DTEND;TZID=Europe/Stockholm:20260105T${until}00`,
    ...['RRULE:FREQ=DAILY', `SUMMARY:${subject}`, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n')

const gives = (partner: string, level: string) => ({
  ...{ name: partner, domains: [`${partner}.example`], freeBusyAccessEnabled: true, freeBusyAccessLevel: level },
  requests: { enabled: true, level: 'LimitedDetails' },
})

const partner = (name: string, mailboxes: readonly object[], calendars: Readonly<Record<string, string>>) =>
  simulateOrganization({
    ...{ domain: `${name}.example`, calendars },
    policy: {
      organization: { id: name, domains: [`${name}.example`] },
      mailboxes,
      relationships: [gives('contoso', 'AvailabilityOnly')],
    },
  })

interface Beside extends Surroundings {
  readonly partners: readonly SimulatedOrganization[]
}

/** Two partners beside the gateway, and a provider whose people have addresses. */
async function surroundings(): Promise<Beside> {
  const origin = `http://127.0.0.1:${await freePort()}`
  const redirectUri = `${origin}/console/sign-in/openid/back`
  const accounts = {
    vera: { groups: ['staff'], name: 'Vera', email: VERA },
    karl: { groups: ['staff'], name: 'Karl', email: KARL },
    olle: { groups: ['staff'], name: 'Olle', email: KARL, emailVerified: false },
  }
  const provider = await startProvider({ redirectUri, accounts, host: 'localhost' })
  const openid = { name: 'Contoso', issuer: provider.issuer, clientId: CLIENT.id, clientSecretFile: 'client-secret' }
  const listen = { host: '127.0.0.1', port: Number(new URL(origin).port) }
  const roles = { claim: 'groups', administrator: ['admins'], owner: ['staff'] }
  const console = { publicUrl: origin, listen, openid: { ...openid, roles } }
  const more = { outbound: { loopback: true }, trust: { unprovenDomains: 'allow' }, console }
  const partners = [
    await partner('fabrikam', [{ address: ANNA, default: 'LimitedDetails' }], {
      anna: busyDaily('1300', '1430', 'A secret of theirs'),
    }),
    await partner('adatum', [{ address: HIDDEN, default: 'None' }], { hidden: busyDaily('0900', '1000', 'Hidden') }),
  ]
  const files = { 'client-secret': CLIENT.secret, 'calendars/karl.ics': busyDaily('0900', '1100', 'Budget <b>&"') }
  const relationships = [gives('fabrikam', 'LimitedDetails'), gives('adatum', 'LimitedDetails')]
  return {
    ...{ served: { more, files, relationships }, origin, others: [provider.issuer], partners },
    end: async () => {
      await provider.stop()
      for (const one of partners) await one.close()
    },
  }
}

async function contosoOf({ url, token }: ServedGateway): Promise<TrustParty> {
  const metadataUrl = `${url}/organizations/contoso/.well-known/federation-metadata`
  const identity = await readOwnIdentity(metadataUrl)
  return { ...identity, organization: 'contoso', domains: ['contoso.example'], metadataUrl, admin: { url, token } }
}

const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor()

async function signIn(walk: Walk, login: string): Promise<Page> {
  const texts = CONSOLE_TEXTS[walk.reader.language]
  const page = await walk.open('/console/sign-in')
  await page.getByRole('link', { name: texts.signInWith('Contoso') }).click()
  await page.getByLabel('Name').fill(login)
  await press(page, 'Continue')
  await heading(page, texts.startTitle)
  return page
}

/** Types a question and asks it. */
async function ask(page: Page, walk: Walk, { people, date = MONDAY, view = 'day' }: Record<string, string>) {
  const texts = SCHEDULE_TEXTS[walk.reader.language]
  const folded = page.locator('details.question:not([open]) > summary')
  if ((await folded.count()) > 0) await folded.click()
  await page.getByLabel(texts.people, { exact: true }).fill(people ?? '')
  await page.getByLabel(texts.date, { exact: true }).fill(date)
  await page.getByRole('combobox', { name: texts.view, exact: true }).selectOption(view)
  await page.getByLabel(texts.zone, { exact: true }).selectOption('Europe/Stockholm')
  await press(page, texts.ask)
}

const rowOf = (page: Page, who: string) => page.getByRole('row').filter({ hasText: who })

/** Each told what she may know of it, and nothing besides. */
async function sideBySide(page: Page, walk: Walk): Promise<void> {
  const { language } = walk.reader
  const [texts, calendar] = [SCHEDULE_TEXTS[language], CALENDAR_TEXTS[language]]
  await ask(page, walk, { people: `${KARL}, ${ANNA}\n${HIDDEN} ${NOBODY}` })
  await page.getByRole('heading', { level: 2, name: texts.side }).waitFor()
  expect(await rowOf(page, KARL).textContent())
    .to.include('Budget <b>&"')
    .and.to.include(texts.told.details)
  const anna = (await rowOf(page, ANNA).textContent()) ?? ''
  expect(anna).to.include(texts.told.times).and.to.include(calendar.statuses.Busy).and.to.not.include('secret')
  const [hidden, nobody] = [await rowOf(page, HIDDEN).textContent(), await rowOf(page, NOBODY).textContent()]
  expect(hidden?.replaceAll('hidden', 'nobody'), 'hidden and not there').to.equal(nobody)
  expect(nobody).to.include(calendar.statuses.NoData).and.to.include(texts.whys.nothing)
  const proposed = await page.locator('.proposed li').allTextContents()
  expect(proposed.length).to.be.greaterThan(0)
  for (const one of proposed) expect(one).to.include(HIDDEN).and.to.include(NOBODY)
  await rowOf(page, ANNA).getByText(texts.why, { exact: true }).click()
  await walk.see(page, 'schedule, side by side')
  await ask(page, walk, { people: `${KARL} ${ANNA}` })
  for (const one of await page.locator('.proposed li').allTextContents()) {
    expect(one).to.include(texts.everybodyFree)
    expect(one, 'none while one of them is busy').to.not.match(/ (09|10|13):\d\d–| 14:(00|15)–/)
  }
}

async function otherViews(page: Page, walk: Walk): Promise<void> {
  const texts = SCHEDULE_TEXTS[walk.reader.language]
  await follow(page, texts.views.days)
  await page.getByRole('heading', { level: 2, name: texts.side }).waitFor()
  expect(await page.locator('table.side thead th').count(), 'Monday to Friday').to.equal(6)
  await walk.see(page, 'schedule, days of the week')
  await ask(page, walk, { people: `${KARL} ${ANNA} ${NOBODY}`, view: 'weeks' })
  await page.getByRole('heading', { level: 2, name: texts.over }).waitFor()
  expect(await shown(page))
    .to.include(texts.noFree)
    .and.to.include(NOBODY)
  await walk.see(page, 'schedule, two weeks')
  await page.getByRole('link', { name: texts.later }).click()
  await page.getByRole('heading', { level: 2, name: texts.over }).waitFor()
}

async function wrongInput(page: Page, walk: Walk): Promise<void> {
  const texts = SCHEDULE_TEXTS[walk.reader.language]
  await page.goto('/console/schedule')
  await heading(page, texts.title)
  await walk.see(page, 'schedule, before anything is asked')
  await page.goto('/console/schedule?people=karl@contoso.example+<script>&minutes=7')
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent())
    .to.include(texts.problems.address('<script>'))
    .and.to.include(texts.problems.choice)
  expect(await page.getByLabel(texts.people, { exact: true }).inputValue()).to.equal(`${KARL} <script>`)
  await walk.see(page, 'schedule, wrong input')
}

/** A link carries the question, and whoever opens it is asked who she is. */
async function followLink(page: Page, walk: Walk): Promise<void> {
  const texts = SCHEDULE_TEXTS[walk.reader.language]
  await ask(page, walk, { people: KARL })
  const address = (await page.locator('a.address').getAttribute('href')) ?? ''
  await page.goto(address)
  await page.getByRole('heading', { level: 2, name: texts.side }).waitFor()
  const other = await walk.open(new URL(address).pathname + new URL(address).search)
  await other.getByRole('link', { name: CONSOLE_TEXTS[walk.reader.language].signInWith('Contoso') }).click()
  await other.getByLabel('Name').fill('olle')
  await press(other, 'Continue')
  await heading(other, texts.noneTitle)
  await walk.see(other, 'schedule, no mailbox')
}

/** From the console to who looked at her; there she lowers it for a colleague in one press, and takes that back. */
async function ownPages(page: Page, walk: Walk): Promise<void> {
  const { language } = walk.reader
  const [owner, looked, texts] = [OWNER_TEXTS[language], LOOKED_TEXTS[language], SCHEDULE_TEXTS[language]]
  const colleague = await signIn(walk, 'karl')
  await colleague.goto(`/console/schedule?people=${VERA}&date=${MONDAY}`)
  const told = async () => (await rowOf(colleague, VERA).textContent()) ?? ''
  expect(await told()).to.include(texts.told.details)
  await page.goto('/console/')
  expect(await shown(page)).to.include(VERA)
  await walk.see(page, 'console, start of an owner')
  await page.getByRole('link', { name: CONSOLE_TEXTS[language].ownPages }).click()
  await heading(page, owner.openTitle)
  await press(page, owner.open)
  await heading(page, owner.who)
  await page.getByRole('link', { name: owner.looked, exact: true }).click()
  await heading(page, owner.looked)
  const buttons = page.getByRole('group', { name: looked.lowerFor(KARL) }).first()
  for (let tries = 0; tries < 50 && !(await buttons.isVisible()); tries++) {
    await page.waitForTimeout(200)
    await page.reload()
  }
  await walk.see(page, 'owner, who looked and can be told less')
  await buttons.getByRole('button', { name: owner.levels.AvailabilityOnly, exact: true }).click()
  await page.getByText(looked.lowered(KARL, owner.levels.AvailabilityOnly)).waitFor()
  await walk.see(page, 'owner, lowered')
  await colleague.reload()
  expect(await told()).to.include(texts.told.times)
  await press(page, looked.undo)
  await page.getByText(looked.undone).waitFor()
  await colleague.reload()
  expect(await told()).to.include(texts.told.details)
}

async function walk(walk: Walk, gateway: ServedGateway, { partners }: Beside): Promise<void> {
  const contoso = await contosoOf(gateway)
  for (const { party } of partners) await makeTrust(contoso, party)
  const page = await signIn(walk, 'vera')
  await page.getByRole('link', { name: SCHEDULE_TEXTS[walk.reader.language].title, exact: true }).first().click()
  await wrongInput(page, walk)
  await sideBySide(page, walk)
  await otherViews(page, walk)
  await followLink(page, walk)
  await ownPages(page, walk)
}

export const SCHEDULE: Flow<Beside> = {
  name: 'somebody of ours finds a time with people of three organizations on the schedule of the console, and lowers what a colleague is told',
  languages: ['en', 'sv'],
  scripts: ['off'],
  surroundings,
  walk,
}
