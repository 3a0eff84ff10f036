import { expect } from 'chai'
import type { Locator, Page } from 'playwright-core'
import { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow } from '../flow.ts'
import type { Walk } from '../walk.ts'

interface Sent {
  readonly status: number
  readonly shown: string
}

type Typed = Readonly<Record<string, string | true>>

const formOf = (page: Page, id: string): Locator => page.locator(`details[id="${id}"] form`)

/** Fills the form of one operation in, sends it, and waits for what it shows. */
async function send(page: Page, id: string, typed: Typed = {}): Promise<Sent> {
  const form = formOf(page, id)
  for (const [name, value] of Object.entries(typed)) {
    const field = form.locator(`[name="${name}"]`)
    if (value === true) await field.check()
    else await field.fill(value)
  }
  const output = form.locator('pre')
  // What an earlier answer left there must not be taken for this one.
  await output.evaluate((element) => void (element.textContent = ''))
  await form.getByRole('button', { name: 'Send' }).click()
  await output.filter({ hasText: /^(\d{3}|Nothing was sent)/ }).waitFor()
  const shown = (await output.textContent()) ?? ''
  return { status: Number(shown.slice(0, 3)), shown }
}

/** What no answer to a person has in it. */
const INTERNAL = /ERR_|undefined|\[object|\n\s+at .+:\d+|node:internal/

const ORGANIZATION: Typed = { organization: 'contoso' }
const named = (name: string): Typed => ({ ...ORGANIZATION, name })
const body = (value: unknown): Typed => ({ body: JSON.stringify(value) })
const fresh: Typed = { 'If-None-Match': '*' }
const dry: Typed = { dryRun: true }

/** Right input by operation, for what needs no partner, in an order in which each finds what it needs. */
const RIGHT: readonly (readonly [id: string, typed: Typed, shows: RegExp])[] = [
  ['organization.list', {}, /"contoso"/],
  ['organization.show', ORGANIZATION, /contoso\.example/],
  [
    'organization.set.fields',
    { ...ORGANIZATION, ...dry, 'If-Match': '"1"', ...body({ federationEnabled: true }) },
    /federationEnabled/,
  ],
  ['group.set', { ...named('board'), ...fresh, ...body(['vera@contoso.example']) }, /^201 {2}ETag/],
  ['group.show', named('board'), /vera@contoso\.example/],
  ['group.list', ORGANIZATION, /"board"/],
  ['mailbox.list', ORGANIZATION, /vera@contoso\.example/],
  ['mailbox.set', { ...named('bo@contoso.example'), ...fresh, ...body({ address: 'bo@contoso.example' }) }, /^201/],
  [
    'relationship.set.fields',
    { ...named('fabrikam'), ...fresh, ...body({ domains: ['fabrikam.example'] }) },
    /^20[01]/,
  ],
  ['relationship.show', named('fabrikam'), /fabrikam\.example/],
  ['policy.list', ORGANIZATION, /"items"/],
  ['policy.export', ORGANIZATION, /"relationships"/],
  ['trust.list', {}, /"trusts": \[\]/],
  ['certificate.show', ORGANIZATION, /"current"/],
  ['certificate.create', { ...ORGANIZATION, ...dry }, /"next"/],
  ['roll.status', ORGANIZATION, /"next": null/],
  ['trust.drill', { at: '2030-01-01' }, /^200/],
  ['approval.list', {}, /"approvals": \[\]/],
  ['token.create', body({ name: 'monitoring', scope: 'read' }), /ledig_/],
  ['token.list', {}, /monitoring/],
  ['audit.list', { limit: '5' }, /"entries"/],
  ['audit.verify', {}, /"ok": true/],
  ['audit.prove', { entry: '0' }, /"proof"/],
  ['audit.erase', { ...dry, ...body({ address: 'nobody@contoso.example' }) }, /"erased": 0/],
]

async function valuesOf(elements: Locator, attribute: string): Promise<readonly string[]> {
  const values: string[] = []
  for (const element of await elements.all()) values.push((await element.getAttribute(attribute)) ?? '')
  return values
}

async function openAll(page: Page): Promise<readonly string[]> {
  const ids = await valuesOf(page.locator('details'), 'id')
  for (const id of ids) await page.locator(`details[id="${id}"] > summary`).click()
  return ids
}

/** Without a token: one sentence for every reason, and after so many attempts that there were too many. */
async function withoutToken(page: Page): Promise<void> {
  for (const token of ['', 'ledig_0000000000000000_nothing', 'not a token: \u{1f511}']) {
    await page.getByLabel('Access token').fill(token)
    const { shown } = await send(page, 'organization.list')
    expect(shown).to.match(/^401\n[^]*This needs an access token that counts|^Nothing was sent/)
  }
  await page.getByLabel('Access token').fill('')
  const claimed = await send(page, 'administrator.claim', body({ code: 'no-code', name: 'Ann' }))
  expect(claimed.shown).to.match(/^401\n[^]*This code is wrong, over or used/)
}

/** Every form with nothing in it, which the browser stops, and with nonsense in each field. */
async function wrongEverywhere(page: Page, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const form = formOf(page, id)
    const names = await valuesOf(form.locator('[data-in="path"]'), 'name')
    expect(await form.locator('input:invalid').count(), `${id} wants its fields`).to.equal(names.length)
    const wanted = await form.locator('[name="body"]').count()
    const nonsense = Object.fromEntries(names.map((name) => [name, '../<b>no such\u202e thing</b>']))
    const wrong = await send(page, id, { ...nonsense, ...(wanted > 0 && { body: '{"nobody knows": 1' }) })
    if (names.length > 0 || wanted > 0) expect(wrong.status, `${id}: ${wrong.shown}`).to.be.within(400, 404)
    expect(wrong.shown, id).to.not.match(INTERNAL)
  }
}

async function backUp(page: Page): Promise<void> {
  expect((await send(page, 'backup.create', body({ passphrase: 'short' }))).status).to.equal(400)
  const { shown } = await send(page, 'backup.create', body({ passphrase: 'long enough to be one' }))
  expect(shown).to.match(/^200\nSave \d+ bytes$/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    formOf(page, 'backup.create').getByRole('link').click(),
  ])
  expect(download.suggestedFilename()).to.match(/^backup\.create/)
}

/** The partner's own administrator says yes, not by a page. */
export async function partnerSaysYes(partner: ServedGateway, metadataUrl: string): Promise<void> {
  const proposal = await partner.ask('POST', '/trusts', { organization: 'gateway', metadataUrl })
  const { id, partner: us } = proposal.body as { id: string; partner: { fingerprint: { words: string } } }
  const yes = { fingerprint: us.fingerprint.words, domains: ['tailspin.example'], unproven: true }
  expect((await partner.ask('POST', `/trusts/${id}/accept`, yes)).status).to.equal(200)
}

async function untilActive(page: Page, trust: Typed): Promise<void> {
  for (let looks = 0; looks < 60; looks++) {
    if ((await send(page, 'trust.show', trust)).shown.includes('"state": "active"')) return
    await page.waitForTimeout(500)
  }
  throw new Error('the trust did not become active')
}

/** From a proposal to the end of a trust, with the forms alone. */
async function trustPartner(page: Page, partner: ServedGateway, ourMetadata: string): Promise<void> {
  const metadataUrl = `${partner.url}/.well-known/federation-metadata`
  const proposed = await send(page, 'trust.propose', body({ organization: 'contoso', metadataUrl }))
  expect(proposed.status, proposed.shown).to.be.oneOf([200, 201])
  const { id, partner: shown } = JSON.parse(proposed.shown.slice(proposed.shown.indexOf('\n'))) as {
    id: string
    partner: { fingerprint: { words: string } }
  }
  const trust = { trust: id }
  const yes = { fingerprint: shown.fingerprint.words, domains: ['fabrikam.example'], unproven: true }
  const accepting: Steps = [
    ['trust.accept', { ...trust, ...body({ ...yes, fingerprint: 'koala' }) }, 400],
    ['trust.accept', { ...trust, ...body(yes) }, 200],
  ]
  const active: Steps = [
    ['trust.resume', trust, 409],
    ['trust.refresh', trust, 200],
    ['trust.check-domains', trust, 200],
    ['trust.test', { ...trust, ...body({}) }, 200],
    ['trust.suspend', { ...trust, ...body({ reason: 'a rehearsal' }) }, 200],
    ['trust.resume', trust, 200],
    ['trust.export', trust, 200],
    ['trust.revoke', { ...trust, ...body({ reason: 'over' }) }, 200],
    ['trust.revoke', { ...trust, ...body({ reason: 'over' }) }, 409],
  ]
  await take(page, accepting)
  await partnerSaysYes(partner, ourMetadata)
  await untilActive(page, trust)
  await take(page, active)
}

type Steps = readonly (readonly [id: string, typed: Typed, status: number])[]

async function take(page: Page, steps: Steps): Promise<void> {
  for (const [operation, typed, status] of steps) {
    const sent = await send(page, operation, typed)
    expect(sent.status, `${operation}: ${sent.shown}`).to.equal(status)
    expect(sent.shown, operation).to.not.match(INTERNAL)
  }
}

/** From the address bar to an answer without a mouse. */
async function byKeyboard(walk: Walk, token: string): Promise<void> {
  const page = await walk.open('/admin/v1/docs')
  const reach = async (selector: string): Promise<void> => {
    for (let presses = 0; presses < 40; presses++) {
      if ((await page.locator(`${selector}:focus`).count()) > 0) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`${selector} is not reached by the keyboard`)
  }
  await reach('#token')
  await page.keyboard.type(token)
  await reach('details[id="organization.list"] > summary')
  await page.keyboard.press('Enter')
  await reach('details[id="organization.list"] button')
  await page.keyboard.press('Space')
  await formOf(page, 'organization.list').locator('pre').filter({ hasText: /^200/ }).waitFor()
}

async function walk(walk: Walk, gateway: ServedGateway): Promise<void> {
  const page = await walk.open('/admin/v1/docs')
  await walk.see(page, 'administration, closed')
  const ids = await openAll(page)
  await withoutToken(page)
  await page.getByLabel('Access token').fill(gateway.token)
  await wrongEverywhere(page, ids)
  await walk.see(page, 'administration, after wrong input')
  await page.reload()
  const unlike: string[] = []
  await openAll(page)
  await page.getByLabel('Access token').fill(gateway.token)
  for (const [id, typed, shows] of RIGHT) {
    const { shown } = await send(page, id, typed)
    if (!shows.test(shown)) unlike.push(`${id}: ${shown}`)
  }
  expect(unlike.join('\n')).to.equal('')
  await backUp(page)
  const partner = new ServedGateway()
  try {
    await partner.configure({ more: TRYING_OUT })
    await partner.start()
    await trustPartner(page, partner, `${gateway.url}/organizations/contoso/.well-known/federation-metadata`)
  } finally {
    await partner.remove()
  }
  await byKeyboard(walk, gateway.token)
}

const TRYING_OUT = { outbound: { loopback: true }, trust: { unprovenDomains: 'allow' } }

export const ADMINISTRATION_PAGE: Flow = {
  name: 'an administrator tries the operations on their page',
  languages: ['en'],
  scripts: ['on'],
  served: { more: TRYING_OUT },
  walk,
}
