import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { FIELD_TEXTS } from '../../../gateway/console/sharing/field-texts.ts'
import { SHARING_TEXTS } from '../../../gateway/console/sharing/sharing-texts.ts'
import { WHAT_IF_TEXTS } from '../../../gateway/console/sharing/what-if-texts.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { colleague, questionAbout } from '../../scenarios/served-gateway.ts'
import type { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow, Surroundings } from '../flow.ts'
import { follow, press, shown } from '../press.ts'
import type { Walk } from '../walk.ts'

const PASSWORD = 'fifteen letters and more'
const ANNA = 'anna@adatum.example'
const VERA = 'vera@contoso.example'

/** A second organization on the same gateway: what its people ask is decided by both policies, and goes on record. */
const ADATUM = {
  organization: { id: 'adatum', domains: ['adatum.example'] },
  relationships: [
    { name: 'contoso', domains: ['contoso.example'], requests: { enabled: true, level: 'LimitedDetails' } },
  ],
}

const CONTOSO = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  groups: { board: [VERA], 'a < b & c': [VERA] },
  mailboxes: [
    { address: VERA, default: 'AvailabilityOnly' },
    { address: 'room@contoso.example', kind: 'room' },
  ],
  relationships: [
    { name: 'adatum', domains: ['adatum.example'] },
    { name: '<img src=x onerror=alert(1)>', domains: ['naughty.example'], enabled: false },
  ],
  sharingPolicies: [{ name: 'everyday', default: true, domains: ['*: CalendarSharingFreeBusySimple'] }],
}

async function surroundings(): Promise<Surroundings> {
  const origin = `http://127.0.0.1:${await freePort()}`
  const port = Number(new URL(origin).port)
  const hosted = (name: string, address: string, passwordHash: string) => ({
    ...{ name, id: `urn:ledig:${randomUUID()}`, policy: `${name}.yaml`, calendars: 'calendars', timeZone: 'Etc/UTC' },
    users: [{ address, passwordHash }],
  })
  const passwordHash = await hashPassword(PASSWORD, randomBytes(16), 10)
  const vera = await colleague()
  const more = {
    console: { publicUrl: origin, listen: { host: '127.0.0.1', port } },
    organizations: [hosted('contoso', vera.address, vera.passwordHash), hosted('adatum', ANNA, passwordHash)],
  }
  const files = { 'contoso.yaml': JSON.stringify(CONTOSO), 'adatum.yaml': JSON.stringify(ADATUM) }
  return { served: { more, files }, origin, end: () => Promise.resolve() }
}

/** Anna asks about Vera, and the question goes on record. */
async function annaAsks(gateway: ServedGateway): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${ANNA}:${PASSWORD}`).toString('base64')}`
  const headers = { 'content-type': 'text/xml; charset=utf-8', authorization }
  const answer = await fetch(`${gateway.url}/EWS/Exchange.asmx`, {
    ...{ method: 'POST', headers, body: questionAbout(VERA) },
  })
  expect(answer.status).to.equal(200)
}

interface Walking {
  readonly walk: Walk
  readonly page: Page
  readonly press: (name: string) => Promise<void>
  readonly follow: (name: string) => Promise<void>
  readonly titled: (name: string) => Promise<void>
  readonly texts: (typeof SHARING_TEXTS)['en']
  readonly fields: (typeof FIELD_TEXTS)['en']['fields']
}

async function signedIn(walk: Walk, name: string): Promise<Page> {
  const texts = CONSOLE_TEXTS[walk.reader.language]
  const page = await walk.open('/console/')
  await page.getByLabel(texts.name, { exact: true }).fill(name)
  await page.getByLabel(texts.password, { exact: true }).fill(PASSWORD)
  await press(page, texts.signIn)
  await page.getByRole('heading', { level: 1, name: texts.startTitle }).waitFor()
  return page
}

/** Typed wrong in every field of one form: each says what it has to be, and nothing typed is lost. */
async function wrongRelationship({ walk, page, press, follow, titled, texts, fields }: Walking): Promise<void> {
  await follow(texts.new.relationship)
  await titled(texts.new.relationship)
  await page.getByText(FIELD_TEXTS[walk.reader.language].groups.rare).click()
  await walk.see(page, 'sharing, new relationship')
  await page.getByLabel(texts.name, { exact: true }).fill('x')
  await page.getByLabel(fields.domains.label, { exact: true }).fill('adatum.example\nno domain')
  await page.getByLabel(fields.exclude.label, { exact: true }).fill('a@b@c')
  await page.getByLabel(fields.broker.label, { exact: true }).fill('gateway')
  await press(texts.check)
  await page.getByRole('alert').waitFor()
  for (const name of ['domains', 'exclude', 'broker']) expect(await page.locator(`#${name}-wrong`).count()).to.equal(1)
  expect(await page.getByLabel(fields.broker.label, { exact: true }).inputValue()).to.equal('gateway')
  await walk.see(page, 'sharing, a relationship that is none')
  await follow(CONSOLE_TEXTS[walk.reader.language].cancel)
}

/** More is given: the question says to whom, and Undo takes it back. */
async function changeRelationship(walking: Walking, gateway: ServedGateway): Promise<void> {
  const { walk, page, press, follow, titled, texts, fields } = walking
  const { language } = walk.reader
  const whatIf = WHAT_IF_TEXTS[language]
  await follow(texts.ofPart(texts.change, 'adatum'))
  await titled(texts.ofPart(texts.relationship, 'adatum'))
  await page.getByLabel(fields.gives.label, { exact: true }).check()
  await page.getByLabel(fields.givesLevel.label, { exact: true }).selectOption('AvailabilityOnly')
  await page.getByLabel(fields.validUntil.label, { exact: true }).fill('2031-12-31T23:00')
  await walk.see(page, 'sharing, a relationship')
  for (let tries = 0; tries < 60; tries++) {
    await press(texts.check)
    await titled(texts.questions.changed.relationship)
    if ((await shown(page)).includes(ANNA)) break
    await page.waitForTimeout(250)
    await page.goBack()
  }
  const asked = await shown(page)
  expect(asked).to.include(whatIf.effects.first).and.to.include(whatIf.tellsMore).and.to.include(VERA)
  await walk.see(page, 'sharing, what it would have changed')
  await press(texts.save)
  await page.getByText(texts.done.changed).waitFor()
  await walk.see(page, 'sharing, changed')
  const kept = async () =>
    JSON.stringify((await gateway.ask('GET', '/organizations/contoso/relationships/adatum')).body)
  expect(await kept()).to.include('2031-12-31T23:00:00Z')
  await press(CONSOLE_TEXTS[language].undo)
  await page.getByText(texts.undone).waitFor()
  expect(await kept()).to.not.include('2031')
  await walk.see(page, 'sharing, undone')
  await follow(CONSOLE_TEXTS[language].goOn)
}

/** Somebody else is first; then what switching off and taking away would come to. */
async function somebodyFirst(
  { walk, page, press, follow, titled, texts, fields }: Walking,
  gateway: ServedGateway,
): Promise<void> {
  await follow(texts.ofPart(texts.change, 'adatum'))
  const path = '/organizations/contoso/relationships/adatum'
  const { body } = await gateway.ask('GET', path)
  const theirs = { ...(body['value'] as object), freeBusyAccessLevel: 'LimitedDetails' }
  const headers = { 'if-match': `"${String(body['version'])}"` }
  expect((await gateway.ask('PUT', path, theirs, headers)).status).to.equal(200)
  await page.getByLabel(fields.givesLevel.label, { exact: true }).selectOption('Reviewer')
  await press(texts.check)
  await page.getByText(texts.staleTitle).waitFor()
  await walk.see(page, 'sharing, somebody else was first')
  await follow(CONSOLE_TEXTS[walk.reader.language].cancel)
  await press(texts.ofPart(texts.switchOff, 'adatum'))
  await titled(texts.questions.changed.relationship)
  await walk.see(page, 'sharing, switch off')
  await follow(CONSOLE_TEXTS[walk.reader.language].cancel)
  await press(texts.ofPart(texts.remove, 'adatum'))
  await titled(texts.questions.removed.relationship)
  await walk.see(page, 'sharing, take away')
  await follow(CONSOLE_TEXTS[walk.reader.language].cancel)
}

async function changeSettings({ walk, page, press, follow, titled, texts }: Walking): Promise<void> {
  await page.getByLabel(texts.anonymousUsers, { exact: true }).check()
  await page.getByLabel(texts.anonymousLevel, { exact: true }).selectOption('LimitedDetails')
  await press(texts.check)
  await titled(texts.settingsQuestion)
  await walk.see(page, 'sharing, what people may share')
  await press(texts.save)
  await page.getByText(texts.done.changed).waitFor()
  await follow(CONSOLE_TEXTS[walk.reader.language].goOn)
  await follow(texts.ofPart(texts.change, 'everyday'))
  expect(await page.locator('#who-1').inputValue()).to.equal('Anonymous')
  await page.locator('#who-2').fill('no domain')
  await press(texts.check)
  await page.getByRole('alert').waitFor()
  await walk.see(page, 'sharing, a rule that is none')
  await page.locator('#who-2').fill('naughty.example')
  await press(texts.check)
  await titled(texts.questions.changed.policy)
  await walk.see(page, 'sharing, a rule more')
  await press(texts.save)
  await page.getByText(texts.done.changed).waitFor()
  await follow(CONSOLE_TEXTS[walk.reader.language].goOn)
}

/** Federation off: the question says who would have been told nothing, and Undo takes it back. */
async function changeSwitches({ walk, page, press, follow, titled, texts, fields }: Walking): Promise<void> {
  const { language } = walk.reader
  await follow(texts.ofPart(texts.change, texts.switches))
  await titled(texts.switchesOf('contoso'))
  await walk.see(page, 'sharing, the whole organization')
  await page.getByLabel(fields.smallestGroup.label, { exact: true }).fill('none')
  await press(texts.check)
  await page.getByRole('alert').waitFor()
  expect(await page.getByLabel(fields.smallestGroup.label, { exact: true }).inputValue()).to.equal('none')
  await walk.see(page, 'sharing, switches that are none')
  await page.getByLabel(fields.smallestGroup.label, { exact: true }).fill('5')
  await page.getByLabel(fields.federation.label, { exact: true }).uncheck()
  await press(texts.check)
  await titled(texts.switchesQuestion)
  await walk.see(page, 'sharing, switches asked about')
  await press(texts.save)
  await page.getByText(texts.done.changed).waitFor()
  await press(CONSOLE_TEXTS[language].undo)
  await page.getByText(texts.undone).waitFor()
  await follow(CONSOLE_TEXTS[language].goOn)
}

async function changeMailbox({ walk, page, press, follow, titled, texts, fields }: Walking): Promise<void> {
  await follow(texts.mailboxes)
  await titled(texts.mailboxes)
  await walk.see(page, 'sharing, mailboxes and groups')
  await page.getByLabel(texts.search, { exact: true }).fill('ve')
  await page.getByRole('button', { name: texts.find, exact: true }).first().click()
  expect(await shown(page)).to.not.include('room@contoso.example')
  await follow(texts.ofPart(texts.change, VERA))
  await page.getByLabel(fields.outside.label, { exact: true }).selectOption('None')
  await page.getByLabel(fields.sharingPolicy.label, { exact: true }).selectOption('everyday')
  await walk.see(page, 'sharing, a mailbox')
  await press(texts.check)
  await titled(texts.questions.changed.mailbox)
  await press(texts.save)
  await page.getByText(texts.done.changed).waitFor()
  await press(CONSOLE_TEXTS[walk.reader.language].undo)
  await page.getByText(texts.undone).waitFor()
  await page.goto('/console/sharing/contoso/mailboxes')
  await follow('a < b & c')
  await walk.see(page, 'sharing, a group')
}

async function auditor(walk: Walk): Promise<void> {
  const texts = SHARING_TEXTS[walk.reader.language]
  const page = await signedIn(walk, 'revisor')
  await page.goto('/console/sharing/contoso')
  expect(await page.getByRole('link', { name: texts.ofPart(texts.change, 'adatum') }).count()).to.equal(0)
  await walk.see(page, 'sharing, as an auditor reads it')
}

async function walk(walk: Walk, gateway: ServedGateway): Promise<void> {
  for (const [name, role] of [
    ['karin', 'administrator'],
    ['revisor', 'auditor'],
  ] as const) {
    const passwordHash = await hashPassword(PASSWORD, randomBytes(16))
    expect((await gateway.ask('PUT', `/administrators/${name}`, { role, passwordHash })).status).to.equal(200)
  }
  await annaAsks(gateway)
  const { language } = walk.reader
  const texts = SHARING_TEXTS[language]
  const page = await signedIn(walk, 'karin')
  const walking: Walking = {
    ...{ walk, page, texts, fields: FIELD_TEXTS[language].fields },
    press: (name) => press(page, name),
    follow: (name) => follow(page, name),
    titled: (name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor(),
  }
  await walking.follow(CONSOLE_TEXTS[language].sections.sharing)
  await walking.titled(texts.title)
  await walk.see(page, 'sharing, organizations')
  await walking.follow('contoso')
  await walking.titled(texts.titleOf('contoso'))
  await walk.see(page, 'sharing of an organization')
  await wrongRelationship(walking)
  await changeRelationship(walking, gateway)
  await somebodyFirst(walking, gateway)
  await changeSettings(walking)
  await changeSwitches(walking)
  await changeMailbox(walking)
  await auditor(walk)
}

export const CONSOLE_SHARING: Flow = {
  name: 'sharing: an administrator changes a relationship with its what-if, takes it back, and changes settings and a mailbox',
  languages: ['en', 'sv'],
  scripts: ['on', 'off'],
  surroundings,
  walk,
}
