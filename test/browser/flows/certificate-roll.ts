import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { APPROVAL_TEXTS } from '../../../gateway/console/approvals/approval-texts.ts'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { DOCTOR_TEXTS } from '../../../gateway/console/health/doctor-texts.ts'
import { HEALTH_TEXTS } from '../../../gateway/console/health/health-texts.ts'
import { KEY_CHANGE_TEXTS } from '../../../gateway/console/keys/key-change-texts.ts'
import { KEYS_TEXTS } from '../../../gateway/console/keys/keys-texts.ts'
import type { KeysTexts } from '../../../gateway/console/keys/keys-texts.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { outcomeOf, ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow, Surroundings } from '../flow.ts'
import { follow, press } from '../press.ts'
import type { Walk } from '../walk.ts'

const PASSWORD = 'fifteen letters and more'
const LOOPBACK = { outbound: { loopback: true } }

/** What one gives the other, and asks of it. */
const relationshipWith = (name: string) => ({
  ...{ name, domains: [`${name}.example`], freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
  requests: { enabled: true, level: 'AvailabilityOnly' },
})

/** A console where a change of trust takes two, and a partner that hosts Fabrikam. */
async function surroundings(): Promise<Surroundings> {
  const origin = `http://127.0.0.1:${await freePort()}`
  const listen = { host: '127.0.0.1', port: Number(new URL(origin).port) }
  const more = {
    ...LOOPBACK,
    trust: { unprovenDomains: 'allow', approvals: 2 },
    console: { publicUrl: origin, listen },
  }
  const served = { more, relationships: [relationshipWith('fabrikam')] }
  return { served, origin, end: () => Promise.resolve() }
}

async function openPartner(): Promise<ServedGateway> {
  const partner = new ServedGateway()
  const policy = {
    organization: { id: 'fabrikam', domains: ['fabrikam.example'] },
    mailboxes: [{ address: 'vera@fabrikam.example', default: 'AvailabilityOnly' }],
    relationships: [relationshipWith('contoso')],
  }
  const hosted = { name: 'fabrikam', policy: 'fabrikam.yaml', calendars: 'calendars', timeZone: 'Etc/UTC' }
  const organizations = [{ id: partner.ids.organization, ...hosted }]
  await partner.configure({
    more: { ...LOOPBACK, trust: { unprovenDomains: 'allow' }, organizations },
    files: { 'fabrikam.yaml': JSON.stringify(policy) },
  })
  await partner.start()
  return partner
}

const metadataOf = (gateway: ServedGateway, name: string): string =>
  `${gateway.url}/organizations/${name}/.well-known/federation-metadata`

/** Asks to say yes to the other; where two have to, it waits. */
async function accept(one: ServedGateway, organization: string, other: ServedGateway, partner: string) {
  const metadataUrl = metadataOf(other, partner)
  const { body } = await one.ask('POST', '/trusts', { organization, metadataUrl })
  const { id, partner: shown } = body as { id: string; partner: { fingerprint: { words: string } } }
  const yes = { fingerprint: shown.fingerprint.words, domains: [`${partner}.example`], unproven: true }
  const { status } = await one.ask('POST', `/trusts/${id}/accept`, yes)
  return { id, status }
}

const says = async (page: Page, words: string): Promise<void> => page.getByText(words).first().waitFor()

async function signIn(walk: Walk, name: string): Promise<Page> {
  const texts = CONSOLE_TEXTS[walk.reader.language]
  const page = await walk.open('/console/')
  await page.getByLabel(texts.name, { exact: true }).fill(name)
  await page.getByLabel(texts.password, { exact: true }).fill(PASSWORD)
  await press(page, texts.signIn)
  await page.getByRole('heading', { level: 1, name: texts.startTitle }).waitFor()
  return page
}

/** What the bearer of a token asked for, a person gives. */
async function giveTrust(walk: Walk, page: Page): Promise<void> {
  const { language } = walk.reader
  const texts = APPROVAL_TEXTS[language]
  await follow(page, CONSOLE_TEXTS[language].sections.approvals)
  await says(page, texts.operations['trust.accept'] ?? '')
  await walk.see(page, 'console, what waits for a second yes')
  await page.getByRole('link', { name: new RegExp(`^${texts.giveWhat('', '').split(':')[0] ?? ''}:`) }).click()
  await says(page, texts.compare)
  await walk.see(page, 'console, the second yes')
  await press(page, texts.give)
  await says(page, texts.given)
  await walk.see(page, 'console, given')
}

async function untilActive(gateway: ServedGateway, id: string): Promise<void> {
  for (let looks = 0; looks < 120; looks++) {
    if ((await gateway.ask('GET', `/trusts/${id}`)).body['state'] === 'active') return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('the trust did not become active')
}

/** What can be done about an organization's keys, without doing it. */
async function glance(walk: Walk, page: Page, act: keyof KeysTexts['act']): Promise<void> {
  const { language } = walk.reader
  await follow(page, KEYS_TEXTS[language].act[act])
  await walk.see(page, `console, keys: ${act}`)
  await follow(page, CONSOLE_TEXTS[language].cancel)
}

/** Makes the next certificate, with wrong input first. */
async function announce(walk: Walk, page: Page): Promise<void> {
  const { language } = walk.reader
  const [texts, change] = [KEYS_TEXTS[language], KEY_CHANGE_TEXTS[language]]
  await follow(page, CONSOLE_TEXTS[language].sections.keys)
  await walk.see(page, 'console, certificates and keys')
  await follow(page, 'contoso')
  await walk.see(page, 'console, certificates of one organization')
  for (const act of ['request', 'import', 'token-keys'] as const) await glance(walk, page, act)
  await follow(page, texts.act.create)
  await page.getByLabel(change.days, { exact: true }).fill('for ever')
  await press(page, change.go)
  await page.getByRole('alert').waitFor()
  await walk.see(page, 'console, a certificate for no number of days')
  await page.getByLabel(change.days, { exact: true }).fill('400')
  await press(page, change.go)
  await walk.see(page, 'console, make a certificate')
  await press(page, change.createYes)
  await says(page, change.announced)
  await walk.see(page, 'console, announced')
  await follow(page, CONSOLE_TEXTS[language].goOn)
}

/** Who is not ready would be cut off; once it has read the metadata, nobody is. */
async function becomeReady(walk: Walk, page: Page, partner: ServedGateway): Promise<void> {
  const { language } = walk.reader
  const [texts, change] = [KEYS_TEXTS[language], KEY_CHANGE_TEXTS[language]]
  await says(page, texts.readinessOf['not yet'])
  await walk.see(page, 'console, a partner is not ready')
  await glance(walk, page, 'cancel')
  await follow(page, texts.act.switch)
  await says(page, change.switchBehind(1))
  await walk.see(page, 'console, who would be cut off')
  await follow(page, CONSOLE_TEXTS[language].cancel)
  const { trusts } = (await partner.ask('GET', '/trusts')).body as { trusts: { id: string }[] }
  expect((await partner.ask('POST', `/trusts/${trusts[0]?.id ?? ''}/refresh`, {})).status).to.equal(200)
  for (let looks = 0; looks < 120 && !(await page.content()).includes(texts.counts(1, 1)); looks++) {
    await page.waitForTimeout(250)
    await page.reload()
  }
  await says(page, texts.counts(1, 1))
  await walk.see(page, 'console, every partner is ready')
}

/** One asks for the switch, another gives it; she who asked cannot. */
async function switchByTwo(walk: Walk, page: Page): Promise<void> {
  const { language } = walk.reader
  const [texts, change, second] = [KEYS_TEXTS[language], KEY_CHANGE_TEXTS[language], APPROVAL_TEXTS[language]]
  await follow(page, texts.act.switch)
  await says(page, change.switchReady)
  await walk.see(page, 'console, switch')
  await press(page, change.switchYes)
  await follow(page, second.seeWaiting)
  await says(page, second.own)
  await walk.see(page, 'console, what she asked for herself')
  await page.getByRole('link', { name: new RegExp(`^${second.withdrawWhat('', '').split(':')[0] ?? ''}:`) }).click()
  await walk.see(page, 'console, ask no longer')
  const other = await signIn(walk, 'berit')
  await follow(other, CONSOLE_TEXTS[language].sections.approvals)
  await other.getByRole('link', { name: new RegExp(`^${second.giveWhat('', '').split(':')[0] ?? ''}:`) }).click()
  await press(other, second.give)
  await says(other, second.given)
  await other.goto('/console/keys/contoso')
  await says(other, texts.slotWhy.previous)
  await says(other, texts.noNext)
  await walk.see(other, 'console, switched')
  await glance(walk, other, 'finish')
  await other.goto('/console/drill?at=2099-01-01')
  await says(other, change.causes['own-certificate'])
  await walk.see(other, 'console, what would fail')
}

/** What was asked of the partner is drawn; the way to it is walked while it answers, and when it does not. */
async function health(walk: Walk, page: Page, gateway: ServedGateway, partner: ServedGateway): Promise<void> {
  const { language } = walk.reader
  const [texts, doctor] = [HEALTH_TEXTS[language], DOCTOR_TEXTS[language]]
  for (const about of ['vera', 'vera', 'vera', 'nobody'])
    await outcomeOf(`${gateway.url}/EWS/Exchange.asmx`, `${about}@fabrikam.example`)
  await follow(page, CONSOLE_TEXTS[language].sections.health)
  await says(page, texts.well)
  await walk.see(page, 'console, health of partners')
  await page.getByRole('link', { name: new RegExp(`^${texts.details}`) }).click()
  await page.getByText(texts.table).first().click()
  await walk.see(page, 'console, health of one partner')
  await page.getByRole('link', { name: new RegExp(`^${texts.test}`) }).click()
  await walk.see(page, 'console, test the way')
  await page.getByLabel(doctor.as, { exact: true }).fill('vera')
  await press(page, doctor.run)
  await page.getByRole('alert').waitFor()
  await page.getByLabel(doctor.as, { exact: true }).fill('vera@contoso.example')
  await page.getByLabel(doctor.about, { exact: true }).fill('vera@fabrikam.example')
  await press(page, doctor.run)
  await says(page, doctor.well)
  await walk.see(page, 'console, nothing stands in the way')
  await partner.kill()
  await press(page, doctor.again)
  await says(page, doctor.remedies.REACH_TCP)
  await walk.see(page, 'console, where the way ends')
}

async function walk(walk: Walk, gateway: ServedGateway): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD, randomBytes(16))
  for (const name of ['karin', 'berit']) {
    const made = await gateway.ask('PUT', `/administrators/${name}`, { role: 'administrator', passwordHash })
    expect(made.status).to.equal(200)
  }
  const partner = await openPartner()
  try {
    const asked = await accept(gateway, 'contoso', partner, 'fabrikam')
    expect(asked.status).to.equal(202)
    const page = await signIn(walk, 'karin')
    await giveTrust(walk, page)
    expect((await accept(partner, 'fabrikam', gateway, 'contoso')).status).to.equal(200)
    await untilActive(gateway, asked.id)
    await announce(walk, page)
    await becomeReady(walk, page, partner)
    await switchByTwo(walk, page)
    await health(walk, page, gateway, partner)
  } finally {
    await partner.remove()
  }
}

export const CERTIFICATE_ROLL: Flow = {
  name: 'keys: two administrators roll a certificate; one looks at the health of a partner and finds where the way ends',
  languages: ['en', 'sv'],
  scripts: ['off'],
  surroundings,
  walk,
}
