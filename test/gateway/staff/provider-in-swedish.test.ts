import { expect } from 'chai'
import type { Response } from 'supertest'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { CONSOLE_BASE } from '../../../gateway/staff/console-router.ts'
import { BACK_PATH } from '../../../gateway/staff/sign-in-by-provider.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import { OpenIdProvider } from '../../../protocols/openid/openid-provider.ts'
import { CLIENT, ProviderVisitor, startProvider } from '../../protocols/openid/real-provider.ts'
import type { RealProvider } from '../../protocols/openid/real-provider.ts'
import { englishTexts } from '../pages/english-left.ts'
import { SwedishWalk } from '../pages/swedish-walk.ts'
import { consoleWorld, cookieOf, ORIGIN } from './console-world.ts'
import type { ConsoleWorld } from './console-world.ts'

const SV = CONSOLE_TEXTS.sv
const [LANGUAGE, PENDING, START] = ['sv-SE', '__Host-ledig-sign-in', '/console/sign-in/openid']
const BACK = `${CONSOLE_BASE}${BACK_PATH}`
const ACCOUNTS = { ann: { groups: ['admins'], name: 'Ann' }, mallory: { groups: ['visitors'], name: 'Mallory' } }

/** The console beside a real provider, and a browser that reads Swedish. */
class SwedishSignIn {
  readonly #world: ConsoleWorld
  readonly walk: SwedishWalk

  constructor(world: ConsoleWorld, texts: ReadonlySet<string>) {
    this.#world = world
    const reader = {
      get: (path: string, language: string) => world.get(path, { language }),
      post: (path: string, fields: Parameters<ConsoleWorld['post']>[1], language: string) =>
        world.post(path, fields, { language }),
    }
    this.walk = new SwedishWalk(reader, { from: [], base: CONSOLE_BASE, except: /^$/, texts })
  }

  async page(name: string, path: string, cookie = ''): Promise<Response> {
    const page = await this.#world.get(path, { cookie, language: LANGUAGE, site: 'cross-site' })
    this.walk.read(`${name} ${page.status}`, page, null)
    return page
  }

  async begin(): Promise<{ readonly pending: string; readonly at: URL }> {
    const left = await this.#world.get(START, { language: LANGUAGE })
    return { pending: cookieOf(left, PENDING), at: new URL(left.headers['location'] ?? '') }
  }

  /** To the provider and back, and the page on which she lands. */
  async around(login: string): Promise<Response> {
    const { pending, at } = await this.begin()
    const { back } = await new ProviderVisitor().signIn(at, login)
    return this.page(login, `${back.pathname}${back.search}`, pending)
  }
}

describe('Signing in with a provider, in Swedish', function () {
  this.timeout(60_000)
  let real: RealProvider
  let world: ConsoleWorld
  let browser: SwedishSignIn
  const http = outboundHttp({ allow: { loopback: true } })
  const redirectUri = `${ORIGIN}${BACK}`
  before(async () => {
    real = await startProvider({ redirectUri, accounts: ACCOUNTS, afterSignOut: `${ORIGIN}/console/sign-in` })
    const more = {
      issuer: real.issuer,
      clientId: CLIENT.id,
      secretIn: 'header' as const,
      scopes: ['openid', 'profile'],
    }
    const roles = { claim: 'groups', values: { administrator: ['admins'], auditor: [], owner: [] } }
    const settings = { ...more, name: 'Contoso', nameClaim: 'preferred_username', mailboxClaim: 'email', roles }
    const provider = new OpenIdProvider({ ...more, clientSecret: CLIENT.secret, redirectUri }, http, () => Date.now())
    world = await consoleWorld({ provider, settings }, ORIGIN)
    world.clock.time = Date.now()
    browser = new SwedishSignIn(world, await englishTexts())
  })
  after(async () => {
    world.close()
    await http.close()
    await real.stop()
  })
  afterEach(() => {
    real.break(null)
    expect([...browser.walk.english].map(([text, page]) => `${page}: ${text}`)).to.deep.equal([])
    expect([...browser.walk.quoted]).to.deep.equal([])
  })

  it('is offered, and goes on to the console', async () => {
    expect((await browser.page('way in', '/console/sign-in')).text).to.include(SV.signInWith('Contoso'))
    const landed = await browser.around('ann')
    expect([landed.status, landed.text.includes(SV.goOnTitle)]).to.deep.equal([200, true])
  })

  it('asks once more who she is before she changes anything', async () => {
    const cookie = cookieOf(await browser.around('ann'))
    world.clock.pass(10 * MINUTE)
    const again = await world.get('/console/again', { cookie, language: LANGUAGE })
    browser.walk.read('again', again, null)
    expect(again.text).to.include(SV.againWith('Contoso'))
  })

  it('says why where nobody of hers may come in, and where the provider says no', async () => {
    const nobody = await browser.around('mallory')
    expect([nobody.status, nobody.text.includes(SV.nobodyTitle)]).to.deep.equal([403, true])
    const { pending } = await browser.begin()
    const no = await browser.page('denied', `${BACK}?error=access_denied&error_description=The+user+said+no`, pending)
    expect([no.status, no.text.includes(SV.notTakenTitle)]).to.deep.equal([403, true])
    const strange = await browser.page('begun elsewhere', `${BACK}?code=x&state=y`)
    expect([strange.status, strange.text.includes(SV.notTakenTitle)]).to.deep.equal([403, true])
  })

  it('says so where the provider is away, before and after', async () => {
    const { pending, at } = await browser.begin()
    const { back } = await new ProviderVisitor().signIn(at, 'ann')
    real.break((path, body) => (path === '/token' ? null : body))
    const after = await browser.page('away after', `${back.pathname}${back.search}`, pending)
    expect([after.status, after.text.includes(SV.providerAwayTitle)]).to.deep.equal([503, true])
    real.break(() => '<!doctype html><title>down</title>')
    const anew = await consoleWorld({
      ...(world.door.openid as NonNullable<typeof world.door.openid>),
      provider: fresh(),
    })
    const before = await anew.get(START, { language: LANGUAGE })
    anew.close()
    browser.walk.read('away before', before, null)
    expect([before.status, before.text.includes(SV.providerAwayTitle)]).to.deep.equal([503, true])
  })

  /** Has asked the provider nothing yet. */
  const fresh = () =>
    new OpenIdProvider(
      {
        ...{ issuer: real.issuer, clientId: CLIENT.id, secretIn: 'header', scopes: ['openid'] },
        ...{ clientSecret: CLIENT.secret, redirectUri },
      },
      http,
      () => Date.now(),
    )

  it('is nothing where no provider is configured', async () => {
    const alone = await consoleWorld()
    for (const path of [START, `${BACK}?code=x`]) {
      const page = await alone.get(path, { language: LANGUAGE })
      browser.walk.read(path, page, null)
      expect([page.status, page.text.includes(SV.nothingTitle)]).to.deep.equal([404, true])
    }
    alone.close()
  })
})
