import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { TRUST_CHANGE_TEXTS } from '../../../gateway/console/trusts/trust-change-texts.ts'
import { TRUST_TEXTS } from '../../../gateway/console/trusts/trust-texts.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { CLIENT, startProvider } from '../../protocols/openid/real-provider.ts'
import { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow, Surroundings } from '../flow.ts'
import type { Walk } from '../walk.ts'
import { press, shown } from '../press.ts'
import { partnerSaysYes } from './administration-page.ts'

const PASSWORD = 'fifteen letters and more'
const TRYING_OUT = { outbound: { loopback: true }, trust: { unprovenDomains: 'allow' } }

/** A console on a port of its own, and a provider that browsers take for another site. */
async function surroundings(): Promise<Surroundings> {
  const origin = `http://127.0.0.1:${await freePort()}`
  const redirectUri = `${origin}/console/sign-in/openid/back`
  const accounts = { audrey: { groups: ['auditors'], name: 'Audrey' }, mallory: { groups: ['visitors'] } }
  const provider = await startProvider({ redirectUri, accounts, host: 'localhost' })
  const roles = { claim: 'groups', administrator: ['admins'], auditor: ['auditors'] }
  const openid = { name: 'Contoso', issuer: provider.issuer, clientId: CLIENT.id, roles }
  const console = {
    ...{ publicUrl: origin, listen: { host: '127.0.0.1', port: Number(new URL(origin).port) } },
    openid: { ...openid, clientSecretFile: 'client-secret' },
  }
  const served = { more: { ...TRYING_OUT, console }, files: { 'client-secret': CLIENT.secret } }
  return { served, origin, others: [provider.issuer], end: () => provider.stop() }
}

/** A trust with a partner, active on both sides. */
async function trustPartner(gateway: ServedGateway, partner: ServedGateway): Promise<void> {
  const metadataUrl = `${partner.url}/.well-known/federation-metadata`
  const proposal = await gateway.ask('POST', '/trusts', { organization: 'contoso', metadataUrl })
  const { id, partner: shown } = proposal.body as { id: string; partner: { fingerprint: { words: string } } }
  const yes = { fingerprint: shown.fingerprint.words, domains: ['fabrikam.example'], unproven: true }
  expect((await gateway.ask('POST', `/trusts/${id}/accept`, yes)).status).to.equal(200)
  await partnerSaysYes(partner, `${gateway.url}/organizations/contoso/.well-known/federation-metadata`)
  for (let looks = 0; looks < 120; looks++) {
    if ((await gateway.ask('GET', `/trusts/${id}`)).body['state'] === 'active') return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('the trust did not become active')
}

async function signIn(page: Page, walk: Walk, password: string): Promise<void> {
  const texts = CONSOLE_TEXTS[walk.reader.language]
  await page.getByLabel(texts.name, { exact: true }).fill('karin')
  await page.getByLabel(texts.password, { exact: true }).fill(password)
  await press(page, texts.signIn)
}

async function started(page: Page, walk: Walk): Promise<void> {
  const { startTitle } = CONSOLE_TEXTS[walk.reader.language]
  await page.getByRole('heading', { level: 1, name: startTitle }).waitFor()
}

/** With a password: wrong, then right. */
async function byPassword(walk: Walk): Promise<Page> {
  const page = await walk.open('/console/')
  await walk.see(page, 'console, sign in')
  await signIn(page, walk, 'not her password at all')
  await page.getByRole('alert').waitFor()
  await walk.see(page, 'console, wrong password')
  await signIn(page, walk, PASSWORD)
  await started(page, walk)
  expect(await shown(page)).to.include(TRUST_TEXTS[walk.reader.language].states.active)
  await walk.see(page, 'console, start')
  return page
}

/** At the provider, which is another site, and back. */
async function byProvider(walk: Walk, login: string): Promise<Page> {
  const page = await walk.open('/console/sign-in')
  await page.getByRole('link', { name: CONSOLE_TEXTS[walk.reader.language].signInWith('Contoso') }).click()
  await page.getByLabel('Name').fill(login)
  await press(page, 'Continue')
  return page
}

async function auditor(walk: Walk): Promise<void> {
  const texts = CONSOLE_TEXTS[walk.reader.language]
  const page = await byProvider(walk, 'audrey')
  await started(page, walk)
  expect(await shown(page, 'body')).to.include(texts.signedInAs('Audrey', texts.roles.auditor))
  expect(await walk.cookies(page))
    .to.include('ledig-console')
    .and.to.not.include('ledig-sign-in')
  await walk.see(page, 'console, start of an auditor')
  const stranger = await byProvider(walk, 'mallory')
  await stranger.getByRole('heading', { level: 1, name: texts.nobodyTitle }).waitFor()
  await walk.see(stranger, 'console, no role')
  await stranger.goto('/console/sign-in/openid/back?code=x&state=y')
  await walk.see(stranger, 'console, a sign-in that is none')
}

/** Suspends the trust and lets it serve again, after she showed once more who she is. */
async function stopTrust(walk: Walk, page: Page): Promise<void> {
  const { language } = walk.reader
  const [texts, change] = [CONSOLE_TEXTS[language], TRUST_CHANGE_TEXTS[language]]
  await page.getByRole('link', { name: texts.sections.trusts, exact: true }).click()
  await page.getByRole('rowheader').getByRole('link').click()
  await page.getByRole('link', { name: change.acts.suspend }).click()
  await page.getByText(change.suspendWhy).waitFor()
  const asked = new URL(page.url()).pathname
  await press(page, change.acts.suspend)
  await page.getByRole('alert').waitFor()
  await walk.see(page, 'console, suspend without a reason')
  await page.goto(`/console/again?to=${encodeURIComponent(asked)}`)
  await page.getByRole('heading', { level: 1, name: texts.againTitle }).waitFor()
  await walk.see(page, 'console, who she is once more')
  await page.getByLabel(texts.password, { exact: true }).fill(PASSWORD)
  await press(page, texts.againNow)
  await page.getByLabel(change.reason, { exact: true }).fill('a drill <b>&"')
  await press(page, change.acts.suspend)
  await page.getByText(change.suspended).waitFor()
  await walk.see(page, 'console, suspended')
  await press(page, texts.undo)
  await page.getByText(change.resumed).waitFor()
}

/** Ends a session in another browser, and then her own. */
async function endSessions(walk: Walk, page: Page): Promise<void> {
  const texts = CONSOLE_TEXTS[walk.reader.language]
  const other = await walk.open('/console/')
  await signIn(other, walk, PASSWORD)
  await started(other, walk)
  await page.goto('/console/')
  await page.getByRole('button', { name: texts.end }).click()
  await page.getByText(texts.done.ended).waitFor()
  await other.reload()
  await other.getByRole('heading', { level: 1, name: texts.signInTitle }).waitFor()
  await press(page, texts.signOut)
  await page.getByRole('heading', { level: 1, name: texts.leftTitle }).waitFor()
  await walk.see(page, 'console, signed out')
  await page.goto('/console/')
  await page.getByRole('heading', { level: 1, name: texts.signInTitle }).waitFor()
}

async function walk(walk: Walk, gateway: ServedGateway): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD, randomBytes(16))
  const made = await gateway.ask('PUT', '/administrators/karin', { role: 'administrator', passwordHash })
  expect(made.status).to.equal(200)
  const partner = new ServedGateway()
  try {
    await partner.configure({ more: TRYING_OUT })
    await partner.start()
    await trustPartner(gateway, partner)
    const page = await byPassword(walk)
    await auditor(walk)
    await stopTrust(walk, page)
    await endSessions(walk, page)
  } finally {
    await partner.remove()
  }
}

export const CONSOLE_SIGN_IN: Flow = {
  name: 'an administrator signs in to the console, stops a trust and ends a session; an auditor comes by her provider',
  languages: ['en', 'sv'],
  scripts: ['on', 'off'],
  surroundings,
  walk,
}
