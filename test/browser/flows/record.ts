import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { ACCESS_TEXTS } from '../../../gateway/console/access/access-texts.ts'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { EXPLAIN_TEXTS } from '../../../gateway/console/explain/explain-texts.ts'
import { RECORD_TEXTS } from '../../../gateway/console/record/record-texts.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { outcomeOf } from '../../scenarios/served-gateway.ts'
import type { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow, Surroundings } from '../flow.ts'
import { press, shown } from '../press.ts'
import type { Walk } from '../walk.ts'

const PASSWORD = 'fifteen letters and more'
const [VERA, BO, NOBODY] = ['vera@contoso.example', 'bo@contoso.example', 'nobody@contoso.example']
const ANNA = 'anna@fabrikam.example'
const FABRIKAM = {
  ...{ name: 'fabrikam <b>&', domains: ['fabrikam.example'], freeBusyAccessEnabled: true },
  ...{ freeBusyAccessLevel: 'LimitedDetails', requests: { enabled: true, level: 'AvailabilityOnly' } },
}

async function surroundings(): Promise<Surroundings> {
  const origin = `http://127.0.0.1:${await freePort()}`
  const console = { publicUrl: origin, listen: { host: '127.0.0.1', port: Number(new URL(origin).port) } }
  const served = { more: { console }, relationships: [FABRIKAM] }
  return { served, origin, end: () => Promise.resolve() }
}

const textsOf = ({ reader: { language } }: Walk) => ({
  common: CONSOLE_TEXTS[language],
  access: ACCESS_TEXTS[language],
  explain: EXPLAIN_TEXTS[language],
  record: RECORD_TEXTS[language],
})

const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor()

/** One answered, one refused, one of which nothing is known; by Vera, over EWS. */
async function lookUp(gateway: ServedGateway): Promise<void> {
  const bo = await gateway.ask(
    'PUT',
    `/organizations/contoso/mailboxes/${BO}`,
    { address: BO },
    { 'if-none-match': '*' },
  )
  expect(bo.status).to.be.oneOf([200, 201])
  for (const about of [VERA, NOBODY, BO]) await outcomeOf(`${gateway.url}/EWS/Exchange.asmx`, about)
}

async function signIn(walk: Walk, name: string): Promise<Page> {
  const { common } = textsOf(walk)
  const page = await walk.open('/console/')
  await page.getByLabel(common.name, { exact: true }).fill(name)
  await page.getByLabel(common.password, { exact: true }).fill(PASSWORD)
  await press(page, common.signIn)
  await heading(page, common.startTitle)
  return page
}

const go = (page: Page, walk: Walk, section: 'access' | 'explain' | 'record'): Promise<void> =>
  page
    .getByRole('navigation', { name: textsOf(walk).common.navigation })
    .getByRole('link', { name: textsOf(walk).common.sections[section], exact: true })
    .click()

/** Everything on record is found, and the steps of each lookup by the link beside it. */
async function inTheRecord(page: Page, walk: Walk): Promise<void> {
  const { record, explain, common } = textsOf(walk)
  await go(page, walk, 'record')
  await heading(page, record.title)
  await walk.see(page, 'record, lookups')
  for (const outcome of ['answer', 'refuse', 'unknown'] as const) {
    await page.getByLabel(record.outcome, { exact: true }).selectOption(outcome)
    await press(page, record.find)
    expect(await shown(page)).to.include(record.outcomes[outcome])
    await page
      .getByRole('link', { name: record.explainOf(VERA, { answer: VERA, refuse: NOBODY, unknown: BO }[outcome]) })
      .click()
    await heading(page, explain.lookupTitle)
    expect(await shown(page)).to.include(explain.outcomes[outcome])
    await walk.see(page, `record, a lookup: ${outcome}`)
    await go(page, walk, 'record')
  }
  await page.getByLabel(record.from, { exact: true }).fill('<i>nobody</i>')
  await page.getByLabel(record.about, { exact: true }).fill('@')
  await press(page, record.find)
  expect(await page.getByRole('alert').textContent()).to.include(common.errors(2))
  expect(await page.getByLabel(record.from, { exact: true }).inputValue()).to.equal('<i>nobody</i>')
  await walk.see(page, 'record, wrong input')
}

/** All entries, the table, and whether it is whole. */
async function wholeRecord(page: Page, walk: Walk): Promise<void> {
  const { record } = textsOf(walk)
  await page.getByRole('link', { name: record.entries, exact: true }).click()
  await page.getByLabel(record.event, { exact: true }).selectOption('lookup')
  await press(page, record.find)
  expect(await page.locator('ul.shares > li').count()).to.equal(3)
  await walk.see(page, 'record, entries')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: record.csv, exact: true }).click(),
  ])
  expect(download.suggestedFilename()).to.equal('entries.csv')
  await page.getByRole('link', { name: record.whole, exact: true }).click()
  await press(page, record.verify)
  await page.getByRole('status').waitFor()
  await walk.see(page, 'record, whole')
  await page.getByRole('link', { name: record.budgets, exact: true }).click()
  await walk.see(page, 'record, budgets')
  await page.getByRole('link', { name: 'contoso', exact: true }).click()
  await page.getByRole('heading', { level: 2, name: record.budgetsOf('contoso'), exact: true }).waitFor()
  await walk.see(page, 'record, budgets of one organization')
}

/** Two addresses typed wrong, then right; decided only, and then asked. */
async function explained(page: Page, walk: Walk): Promise<void> {
  const { explain, common } = textsOf(walk)
  await go(page, walk, 'explain')
  await walk.see(page, 'explain')
  await page.getByLabel(explain.from, { exact: true }).fill('"><script>alert(1)</script>')
  await press(page, explain.explain)
  expect(await page.getByRole('alert').textContent()).to.include(common.errors(2))
  await walk.see(page, 'explain, wrong input')
  await page.getByLabel(explain.from, { exact: true }).fill(ANNA)
  await page.getByLabel(explain.about, { exact: true }).fill(VERA)
  await press(page, explain.explain)
  await page.getByText(explain.outcomes.refuse, { exact: true }).waitFor()
  expect(await shown(page))
    .to.include('TRUST_NONE')
    .and.to.include(explain.askedDry)
  await walk.see(page, 'explain, refused')
  // The link carries the question back into the form.
  await page.getByRole('link', { name: explain.explain, exact: true }).last().click()
  expect(await page.getByLabel(explain.about, { exact: true }).inputValue()).to.equal(VERA)
  await page.getByLabel(explain.from, { exact: true }).fill(VERA)
  await page.getByLabel(explain.real, { exact: true }).check()
  await press(page, explain.explain)
  await heading(page, explain.realTitle)
  await walk.see(page, 'explain, asked once')
  await press(page, explain.realYes)
  await page.getByText(explain.stepNames.answer, { exact: true }).waitFor()
  await walk.see(page, 'explain, answered')
}

/** The table of who can see what, for whoever is there. */
async function whoSeesWhat(page: Page, walk: Walk): Promise<void> {
  const { access } = textsOf(walk)
  await go(page, walk, 'access')
  await heading(page, access.title)
  await walk.see(page, 'access')
  await page.getByLabel(access.domain, { exact: true }).fill('not a domain')
  await press(page, access.show)
  await page.getByRole('alert').waitFor()
  await walk.see(page, 'access, wrong input')
  await page.getByLabel(access.domain, { exact: true }).fill('')
  await page.getByLabel(access.with, { exact: true }).selectOption('fabrikam.example')
  await press(page, access.show)
  expect(await shown(page))
    .to.include(VERA)
    .and.to.include('fabrikam <b>&')
    .and.to.include('TRUST_NONE')
  await walk.see(page, 'access, a partner')
  await page.getByLabel(access.find, { exact: true }).fill('bo@')
  await press(page, access.list)
  expect(await page.locator('#each ~ table tbody tr').count()).to.equal(1)
  await page.getByLabel(access.with, { exact: true }).selectOption('links')
  await press(page, access.show)
  expect(await shown(page)).to.include('ANONYMOUS_OFF')
  await walk.see(page, 'access, by link')
}

async function walk(walk: Walk, gateway: ServedGateway): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD, randomBytes(16))
  for (const [name, role] of [
    ['karin', 'administrator'],
    ['revisor', 'auditor'],
  ] as const) {
    expect((await gateway.ask('PUT', `/administrators/${name}`, { role, passwordHash })).status).to.equal(200)
  }
  await lookUp(gateway)
  const page = await signIn(walk, 'karin')
  await inTheRecord(page, walk)
  await wholeRecord(page, walk)
  await explained(page, walk)
  await whoSeesWhat(page, walk)
  const auditor = await signIn(walk, 'revisor')
  await go(auditor, walk, 'explain')
  expect(await auditor.getByLabel(textsOf(walk).explain.from, { exact: true }).count()).to.equal(0)
  await go(auditor, walk, 'record')
  expect(await shown(auditor)).to.include(VERA)
}

export const RECORD: Flow = {
  name: 'record: an administrator finds lookups, explains them, and looks at who can see what; an auditor reads',
  languages: ['en', 'sv'],
  scripts: ['off'],
  surroundings,
  walk,
}
