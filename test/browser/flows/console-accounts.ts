import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { ACCOUNTS_TEXTS } from '../../../gateway/console/accounts/accounts-texts.ts'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { freePort } from '../../conformance/redis-server.ts'
import type { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow, Surroundings } from '../flow.ts'
import { follow, press, shown } from '../press.ts'
import type { Walk } from '../walk.ts'

const PASSWORD = 'fifteen letters and more'
const [FIRST, SECOND] = ['a password that was handed on', 'another one, typed later']

async function surroundings(): Promise<Surroundings> {
  const origin = `http://127.0.0.1:${await freePort()}`
  const console = { publicUrl: origin, listen: { host: '127.0.0.1', port: Number(new URL(origin).port) } }
  return { served: { more: { console } }, origin, end: () => Promise.resolve() }
}

interface Walking {
  readonly walk: Walk
  readonly page: Page
  readonly texts: (typeof ACCOUNTS_TEXTS)['en']
  readonly common: (typeof CONSOLE_TEXTS)['en']
}

const titled = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor()

async function signIn(page: Page, walk: Walk, name: string, password: string): Promise<void> {
  const texts = CONSOLE_TEXTS[walk.reader.language]
  await page.getByLabel(texts.name, { exact: true }).fill(name)
  await page.getByLabel(texts.password, { exact: true }).fill(password)
  await press(page, texts.signIn)
  await titled(page, texts.startTitle)
}

/** A gateway that is administered by its access token alone says so, until somebody administers it by her name. */
async function firstNamed(walk: Walk, gateway: ServedGateway): Promise<Page> {
  const { nobodyNamed } = CONSOLE_TEXTS[walk.reader.language]
  const page = await walk.open('/console/')
  expect(await shown(page, 'body')).to.include(nobodyNamed)
  await walk.see(page, 'accounts, nobody administers by name')
  const passwordHash = await hashPassword(PASSWORD, randomBytes(16))
  const made = await gateway.ask('PUT', '/administrators/karin', { role: 'administrator', passwordHash })
  expect(made.status).to.equal(200)
  await page.reload()
  expect(await shown(page, 'body')).to.not.include(nobodyNamed)
  await signIn(page, walk, 'karin', PASSWORD)
  expect(await shown(page, 'body')).to.not.include(nobodyNamed)
  return page
}

async function typeAccount({ page, texts }: Walking, name: string, password: string, again = password): Promise<void> {
  await page.getByLabel(texts.name, { exact: true }).fill(name)
  await page.getByLabel(texts.password, { exact: true }).fill(password)
  await page.getByLabel(texts.again, { exact: true }).fill(again)
  await press(page, texts.go)
}

/** Wrong in each way, with what was typed still there; then right. */
async function add(walking: Walking): Promise<void> {
  const { walk, page, texts, common } = walking
  await follow(page, texts.add)
  await titled(page, texts.addTitle)
  await walk.see(page, 'accounts, a new one')
  await typeAccount(walking, 'Bo <b>Ek', 'too short')
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).to.include(texts.nameWrong)
  expect(await page.locator('#password-wrong').count()).to.equal(1)
  expect(await page.getByLabel(texts.name, { exact: true }).inputValue()).to.equal('Bo <b>Ek')
  await walk.see(page, 'accounts, wrong input')
  await typeAccount(walking, 'karin', FIRST, SECOND)
  await page.locator('#name-wrong').getByText(texts.nameTaken).waitFor()
  await page.locator('#again-wrong').getByText(texts.problems.other()).waitFor()
  await walk.see(page, 'accounts, a name that is taken')
  await typeAccount(walking, 'bo', FIRST)
  await page.getByText(texts.addSays('bo', common.roles.auditor)).waitFor()
  await walk.see(page, 'accounts, add it?')
  await press(page, texts.yesAdd)
  await page.getByText(texts.saidAdded('bo')).waitFor()
  await walk.see(page, 'accounts, added')
  await follow(page, common.goOn)
}

/** Another role, and back by Undo; then another password, which has no way back. */
async function change({ walk, page, texts, common }: Walking): Promise<void> {
  await follow(page, texts.changeOf('bo'))
  await titled(page, texts.changeOf('bo'))
  await press(page, texts.go)
  await page.getByText(texts.nothingNew).first().waitFor()
  await walk.see(page, 'accounts, nothing to change')
  await page.getByLabel(common.roles.administrator, { exact: true }).check()
  await press(page, texts.go)
  await page.getByText(texts.roleSays('bo', common.roles.administrator)).waitFor()
  await walk.see(page, 'accounts, another role?')
  await press(page, texts.yesChange)
  await page.getByText(texts.saidChanged('bo')).waitFor()
  await walk.see(page, 'accounts, another role')
  await press(page, common.undo)
  await page.getByText(texts.saidChanged('bo')).waitFor()
  await follow(page, common.goOn)
  await follow(page, texts.changeOf('bo'))
  expect(await page.getByLabel(common.roles.auditor, { exact: true }).isChecked()).to.equal(true)
  await page.getByLabel(texts.password, { exact: true }).fill(SECOND)
  await page.getByLabel(texts.again, { exact: true }).fill(SECOND)
  await press(page, texts.go)
  await page.getByText(texts.passwordSays('bo')).waitFor()
  await walk.see(page, 'accounts, another password?')
  await press(page, texts.yesChange)
  await page.getByText(texts.saidChanged('bo')).waitFor()
  expect(await page.getByRole('button', { name: common.undo, exact: true }).count()).to.equal(0)
  await follow(page, common.goOn)
}

/** Bo reads everything here and finds nothing to change; then somebody ends his session. */
async function auditor({ walk, page, texts, common }: Walking): Promise<void> {
  const his = await walk.open('/console/')
  await signIn(his, walk, 'bo', SECOND)
  await follow(his, common.sections.accounts)
  await titled(his, texts.title)
  expect(await his.locator('a[href*="accounts/of/"], a[href$="accounts/add"]').count()).to.equal(0)
  expect(await his.locator('main form').count()).to.equal(0)
  await walk.see(his, 'accounts, as an auditor reads them')
  await follow(page, common.sections.accounts)
  await walk.see(page, 'accounts and sessions')
  const sessions = page.getByRole('region', { name: texts.sessions })
  await sessions.getByRole('row').filter({ hasText: 'bo' }).getByRole('button').click()
  await titled(page, texts.revokeTitle)
  await walk.see(page, 'accounts, revoke a session?')
  await press(page, texts.revoke)
  await page.getByText(texts.saidRevoked).waitFor()
  await walk.see(page, 'accounts, a session revoked')
  await his.reload()
  await titled(his, common.signInTitle)
  await follow(page, common.goOn)
}

/** The second account goes with a question; the last named administrator only with a warning, and the banner is back. */
async function remove({ walk, page, texts, common }: Walking): Promise<void> {
  await press(page, texts.removeOf('bo'))
  await page.getByText(texts.removeSays('bo')).waitFor()
  expect(await shown(page, 'body')).to.not.include(texts.last)
  await walk.see(page, 'accounts, remove it?')
  await press(page, texts.yesRemove)
  await page.getByText(texts.saidRemoved('bo')).waitFor()
  await follow(page, common.goOn)
  await press(page, texts.removeOf('karin'))
  await page.getByText(texts.last).waitFor()
  expect(await shown(page, 'body')).to.include(texts.signedOutYou)
  await walk.see(page, 'accounts, remove the last administrator?')
  await follow(page, common.cancel)
  await titled(page, texts.title)
  await press(page, texts.removeOf('karin'))
  await press(page, texts.yesRemove)
  await page.getByText(texts.saidRemoved('karin')).waitFor()
  await walk.see(page, 'accounts, she removed herself')
  await page.goto('/console/')
  await titled(page, common.signInTitle)
  expect(await shown(page, 'body')).to.include(common.nobodyNamed)
}

async function walk(walk: Walk, gateway: ServedGateway): Promise<void> {
  const { language } = walk.reader
  const page = await firstNamed(walk, gateway)
  const walking = { walk, page, texts: ACCOUNTS_TEXTS[language], common: CONSOLE_TEXTS[language] }
  await follow(page, walking.common.sections.accounts)
  await titled(page, walking.texts.title)
  await add(walking)
  await change(walking)
  await auditor(walking)
  await remove(walking)
}

export const CONSOLE_ACCOUNTS: Flow = {
  name: 'accounts: an administrator adds, changes and removes accounts and ends a session; an auditor reads',
  languages: ['en', 'sv'],
  scripts: ['off'],
  surroundings,
  walk,
}
