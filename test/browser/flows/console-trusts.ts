import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { ADDRESS_SPACE_TEXTS } from '../../../gateway/console/trusts/address-space-texts.ts'
import { CREDENTIAL_TEXTS } from '../../../gateway/console/trusts/credential-texts.ts'
import { TERMS_TEXTS } from '../../../gateway/console/trusts/terms-texts.ts'
import { TRUST_CHANGE_TEXTS } from '../../../gateway/console/trusts/trust-change-texts.ts'
import type { TrustAct } from '../../../gateway/console/trusts/trust-acts.ts'
import { TRUST_PAGE_TEXTS } from '../../../gateway/console/trusts/trust-page-texts.ts'
import { TRUST_TEXTS } from '../../../gateway/console/trusts/trust-texts.ts'
import type { TrustStateName } from '../../../gateway/console/trusts/trust-texts.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { freePort } from '../../conformance/redis-server.ts'
import { ServedGateway } from '../../scenarios/served-gateway.ts'
import type { Flow, Surroundings } from '../flow.ts'
import { press } from '../press.ts'
import type { Walk } from '../walk.ts'

const PASSWORD = 'fifteen letters and more'
/** What a server is called that signs nothing. */
const SERVER = 'Litware <b>'

interface Beside extends Surroundings {
  readonly partner: ServedGateway
  readonly partnerConsole: string
}

/** What a gateway with a console is configured with, for trying out. */
async function withConsole() {
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const console = { publicUrl, listen: { host: '127.0.0.1', port } }
  return { publicUrl, more: { outbound: { loopback: true }, trust: { unprovenDomains: 'allow' }, console } }
}

/** Two gateways, each with a console of its own. */
async function surroundings(): Promise<Beside> {
  const [here, there] = [await withConsole(), await withConsole()]
  const partner = new ServedGateway()
  await partner.configure({ more: there.more })
  await partner.start()
  return {
    ...{ served: { more: here.more }, origin: here.publicUrl, others: [there.publicUrl] },
    ...{ partner, partnerConsole: there.publicUrl, end: () => partner.remove() },
  }
}

/** What an organization's administrator reads to the other over the telephone, and where its metadata is. */
async function readOut(gateway: ServedGateway, name: string): Promise<{ words: string; metadataUrl: string }> {
  const { body } = await gateway.ask('GET', '/organizations')
  const { organizations } = body as unknown as {
    organizations: { name: string; metadataUrl: string; fingerprint: { words: string } }[]
  }
  const found = organizations.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no organization ${name}`)
  return { words: found.fingerprint.words, metadataUrl: found.metadataUrl }
}

/** One administrator at her own console. */
class Administrator {
  readonly page: Page
  readonly #walk: Walk
  readonly #texts

  private constructor(walk: Walk, page: Page) {
    const { language } = walk.reader
    this.#walk = walk
    this.page = page
    this.#texts = { frame: CONSOLE_TEXTS[language], list: TRUST_TEXTS[language], change: TRUST_CHANGE_TEXTS[language] }
  }

  static async signedIn(walk: Walk, gateway: ServedGateway, address: string): Promise<Administrator> {
    const passwordHash = await hashPassword(PASSWORD, randomBytes(16))
    const made = await gateway.ask('PUT', '/administrators/karin', { role: 'administrator', passwordHash })
    expect(made.status).to.equal(200)
    const { name, password, signIn, startTitle } = CONSOLE_TEXTS[walk.reader.language]
    const page = await walk.open(address)
    await page.getByLabel(name, { exact: true }).fill('karin')
    await page.getByLabel(password, { exact: true }).fill(PASSWORD)
    await press(page, signIn)
    await page.getByRole('heading', { level: 1, name: startTitle }).waitFor()
    return new Administrator(walk, page)
  }

  press = (name: string): Promise<void> => press(this.page, name)
  follow = async (name: string): Promise<void> => {
    await this.page.getByRole('link', { name, exact: true }).click()
    await this.page.waitForLoadState()
  }
  fill = (label: string, text: string): Promise<void> => this.page.getByLabel(label, { exact: true }).fill(text)
  reads = (text: string): Promise<void> => this.page.getByText(text, { exact: false }).first().waitFor()
  see = (name: string): Promise<void> => this.#walk.see(this.page, `trusts, ${name}`)

  async alerted(text: string): Promise<void> {
    await this.page.getByRole('alert').filter({ hasText: text }).waitFor()
  }

  /** To the page of the one trust there is with somebody who signs. */
  async toTrust(): Promise<void> {
    await this.follow(this.#texts.frame.sections.trusts)
    await this.page.getByRole('rowheader').getByRole('link').filter({ hasNotText: SERVER }).click()
    await this.page.getByRole('heading', { level: 2, name: this.#halves }).waitFor()
  }

  get #halves(): string {
    return TRUST_PAGE_TEXTS[this.#walk.reader.language].halves
  }

  /** From the page of the trust to something that can be done about it. */
  async begin(act: TrustAct): Promise<void> {
    const { acts, ofTrust } = this.#texts.change
    const partner = (await this.page.getByRole('heading', { level: 1 }).textContent()) ?? ''
    await this.follow(ofTrust(acts[act], partner.trim()))
    await this.page.getByRole('heading', { level: 1, name: acts[act] }).waitFor()
  }

  /** On the page of the trust, until the other side has said what is waited for. */
  async until(state: TrustStateName): Promise<void> {
    for (let looks = 0; looks < 120; looks++) {
      const standing = (await this.page.locator('.standing strong').textContent()) ?? ''
      if (standing === this.#texts.list.states[state]) return
      await new Promise((resolve) => setTimeout(resolve, 500))
      await this.page.reload()
    }
    throw new Error(`the trust did not become ${state}`)
  }
}

/** From nothing to a proposal, with an address that is none and one where nothing answers. */
async function propose(walk: Walk, who: Administrator, address: string, seen: boolean): Promise<void> {
  const { language } = walk.reader
  const [list, terms] = [TRUST_TEXTS[language], TERMS_TEXTS[language]]
  await who.follow(CONSOLE_TEXTS[language].sections.trusts)
  if (seen) {
    await who.see('none yet')
    await who.follow(list.import)
    await who.press(TRUST_CHANGE_TEXTS[language].takeFile)
    await who.page.getByRole('alert').waitFor()
    await who.see('no file to take')
    await who.follow(CONSOLE_TEXTS[language].sections.trusts)
  }
  await who.follow(list.propose)
  await who.press(terms.look)
  await who.alerted(terms.noAddress)
  await who.fill(terms.address, `http://127.0.0.1:${await freePort()}/.well-known/federation-metadata`)
  await who.press(terms.look)
  await who.alerted(TRUST_CHANGE_TEXTS[language].refused)
  if (seen) await who.see('nobody at the address')
  await who.fill(terms.address, address)
  await who.press(terms.look)
  await who.reads(terms.foundWhy)
  if (seen) await who.see('what was found')
  await who.press(terms.keep)
  await who.reads(terms.kept)
}

/** The yes with what was read over the telephone: first something else, then one word misheard, then right. */
async function accept(
  walk: Walk,
  who: Administrator,
  { words, domain, seen }: { readonly words: string; readonly domain: string; readonly seen: boolean },
): Promise<void> {
  const terms = TERMS_TEXTS[walk.reader.language]
  const yes = TRUST_CHANGE_TEXTS[walk.reader.language].acts.accept
  await who.follow(terms.compareNow)
  if (seen) await who.see('say yes')
  await who.fill(terms.domains, domain)
  await who.page.getByLabel(terms.byWord, { exact: true }).check()
  await who.fill(terms.heard, words.split(' ').reverse().join(' '))
  await who.press(yes)
  await who.alerted(terms.another)
  const heard = words.split(' ').map((word, i) => (i === 4 ? (word === 'acid' ? 'acorn' : 'acid') : word))
  await who.fill(terms.heard, heard.join(' '))
  await who.press(yes)
  await who.alerted(terms.few(terms.wordAt(heard[4] ?? '', 5)))
  if (seen) await who.see('one word misheard')
  await who.fill(terms.heard, words)
  await who.press(yes)
  await who.reads(terms.accepted.slice(0, -1))
  if (seen) await who.see('yes given')
}

/** Both halves looked at, and other terms said and taken back. */
async function changeTerms(walk: Walk, who: Administrator): Promise<void> {
  const { language } = walk.reader
  const terms = TERMS_TEXTS[language]
  await who.begin('terms')
  await who.fill(terms.until, 'some day')
  await who.press(terms.check)
  await who.alerted(terms.badEnd)
  await who.see('terms, not a day')
  await who.fill(terms.until, '2031-12-31')
  await who.page.getByLabel(terms.offerSaid, { exact: true }).check()
  await who.page.getByLabel(terms.gives, { exact: true }).selectOption('AvailabilityOnly')
  await who.page.getByLabel(terms.asks, { exact: true }).selectOption('LimitedDetails')
  await who.press(terms.check)
  await who.reads(terms.confirmTitle)
  await who.see('terms, what changes')
  await who.press(terms.save)
  await who.reads(terms.changed)
  await who.toTrust()
  await who.see('both halves')
  await who.begin('terms')
  expect(await who.page.getByLabel(terms.until, { exact: true }).inputValue()).to.equal('2031-12-31')
  await who.fill(terms.until, '')
  await who.press(terms.check)
  await who.press(terms.save)
  await who.press(CONSOLE_TEXTS[language].undo)
  await who.reads(terms.changed)
  await who.toTrust()
  await who.reads('2031')
}

/** Its domains and its metadata are read again: it says that it has moved. */
async function readAgain(walk: Walk, who: Administrator, partner: ServedGateway): Promise<void> {
  const change = TRUST_CHANGE_TEXTS[walk.reader.language]
  await who.begin('check-domains')
  await who.see('look at the domains')
  await partner.move('localhost')
  await who.toTrust()
  await who.begin('refresh')
  await who.see('read the metadata')
  await who.press(change.acts.refresh)
  await who.toTrust()
  await who.begin('hosts')
  await who.reads('localhost')
  await who.see('a host to confirm')
  await who.toTrust()
}

/** How the partner shows who asks: a password that is none, a kind of token and back; and a server that knows nothing else. */
async function showsWhoAsks(walk: Walk, who: Administrator): Promise<void> {
  const { language } = walk.reader
  const [texts, server, terms] = [CREDENTIAL_TEXTS[language], ADDRESS_SPACE_TEXTS[language], TERMS_TEXTS[language]]
  const { credentials } = TRUST_PAGE_TEXTS[language]
  const act = TRUST_CHANGE_TEXTS[language].acts.credential
  await who.begin('credential')
  await who.see('how it shows who asks')
  await who.page.getByLabel(credentials.basic, { exact: true }).check()
  await who.fill(texts.account, 'role@elsewhere.example')
  await who.fill(texts.password, 'short')
  await who.press(act)
  await who.alerted(texts.noAccount)
  expect(await who.page.getByLabel(texts.account, { exact: true }).inputValue()).to.equal('role@elsewhere.example')
  expect(await who.page.getByLabel(texts.password, { exact: true }).inputValue()).to.equal('')
  await who.see('an account that is none')
  await who.page.getByLabel(credentials['access-token'], { exact: true }).check()
  await who.press(act)
  await who.reads(texts.changed)
  await who.press(CONSOLE_TEXTS[language].undo)
  await who.reads(texts.changed)
  await who.follow(CONSOLE_TEXTS[language].sections.trusts)
  await who.follow(TRUST_TEXTS[language].propose)
  await who.follow(server.title)
  await who.fill(server.name, SERVER)
  await who.fill(server.server, 'http://mail.litware.example/EWS')
  await who.press(server.look)
  await who.alerted(server.noServer)
  await who.see('a server without https')
  await who.fill(server.server, 'https://mail.litware.example/EWS/Exchange.asmx')
  await who.press(server.look)
  await who.reads(server.keepWhy)
  await who.see('a server, asked about')
  await who.press(terms.keep)
  await who.follow(server.next)
  await who.fill(terms.domains, 'litware.example')
  await who.page.getByLabel(terms.byWord, { exact: true }).check()
  await who.press(TRUST_CHANGE_TEXTS[language].acts.accept)
  await who.follow(CONSOLE_TEXTS[language].goOn)
  await moveServer(walk, who)
  await who.toTrust()
}

/** Another address for a server that publishes nothing: first the one it has, then another, and back. */
async function moveServer(walk: Walk, who: Administrator): Promise<void> {
  const { language } = walk.reader
  const server = ADDRESS_SPACE_TEXTS[language]
  const act = TRUST_CHANGE_TEXTS[language].acts.address
  await who.begin('address')
  await who.see('another address')
  await who.press(act)
  await who.alerted(server.sameServer)
  await who.see('the address it has')
  await who.fill(server.server, 'https://post.litware.example/EWS/Exchange.asmx')
  await who.press(act)
  await who.reads(server.moved)
  await who.follow(CONSOLE_TEXTS[language].goOn)
  await who.reads(server.elsewhere)
  await who.see('a server at another address')
  await who.begin('address')
  await who.fill(server.server, 'https://mail.litware.example/EWS/Exchange.asmx')
  await who.press(act)
  await who.press(CONSOLE_TEXTS[language].undo)
  await who.reads(server.moved)
}

/** Stopped and started on one side, as the other sees it, and ended there for good. */
async function stopAndEnd(walk: Walk, ours: Administrator, theirs: Administrator): Promise<void> {
  const { language } = walk.reader
  const [frame, change] = [CONSOLE_TEXTS[language], TRUST_CHANGE_TEXTS[language]]
  await ours.begin('suspend')
  await ours.fill(change.reason, 'a drill <b>&"\u202e')
  await ours.press(change.acts.suspend)
  await ours.reads(change.suspended)
  await ours.see('suspended')
  await theirs.toTrust()
  await theirs.until('suspended')
  await ours.toTrust()
  await ours.begin('resume')
  await ours.see('resume')
  await ours.press(change.acts.resume)
  await ours.reads(change.resumed)
  await theirs.until('active')
  await ours.toTrust()
  await ours.begin('suspend')
  await ours.fill(change.reason, 'another drill')
  await ours.press(change.acts.suspend)
  await ours.press(frame.undo)
  await ours.reads(change.resumed)
  await theirs.until('active')
  await theirs.begin('revoke')
  await theirs.see('revoke')
  await theirs.fill(change.reason, 'over')
  await theirs.press(change.acts.revoke)
  await theirs.reads(change.revoked)
  expect(await theirs.page.getByRole('button', { name: frame.undo }).count(), 'no way back').to.equal(0)
  await ours.toTrust()
  await ours.until('revoked')
  await ours.see('over')
}

async function walk(walk: Walk, gateway: ServedGateway, { partner, partnerConsole }: Beside): Promise<void> {
  const ours = await Administrator.signedIn(walk, gateway, '/console/')
  const theirs = await Administrator.signedIn(walk, partner, `${partnerConsole}/console/`)
  const [we, they] = [await readOut(gateway, 'contoso'), await readOut(partner, 'contoso')]
  await propose(walk, ours, they.metadataUrl, true)
  await accept(walk, ours, { words: they.words, domain: 'fabrikam.example', seen: true })
  await ours.toTrust()
  await ours.until('offered')
  await ours.see('waits for the partner')
  await propose(walk, theirs, we.metadataUrl, false)
  await accept(walk, theirs, { words: we.words, domain: 'tailspin.example', seen: false })
  await ours.until('active')
  await changeTerms(walk, ours)
  await showsWhoAsks(walk, ours)
  await readAgain(walk, ours, partner)
  await stopAndEnd(walk, ours, theirs)
  await ours.follow(CONSOLE_TEXTS[walk.reader.language].sections.trusts)
  await ours.see('list')
}

export const CONSOLE_TRUSTS: Flow<Beside> = {
  name: 'two administrators set a trust up at their consoles, change, stop and end it',
  languages: ['en', 'sv'],
  scripts: ['off'],
  surroundings,
  walk,
}
