import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Response } from 'supertest'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { BACK_PATH } from '../../../gateway/staff/sign-in-by-provider.ts'
import { CONSOLE_BASE } from '../../../gateway/staff/console-router.ts'
import type { ConsoleDoor } from '../../../gateway/staff/console-door.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../../protocols/availability/mailbox-address.ts'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import type { OutboundHttp } from '../../../protocols/http/outbound-http.ts'
import { OpenIdProvider } from '../../../protocols/openid/openid-provider.ts'
import { CLIENT, ProviderVisitor, startProvider } from '../../protocols/openid/real-provider.ts'
import type { RealProvider } from '../../protocols/openid/real-provider.ts'
import { CONTOSO_POLICY, policyOf } from '../broker/small-world.ts'
import { askingNobody, consoleWorld, cookieOf, ORIGIN } from './console-world.ts'
import type { ConsoleWorld } from './console-world.ts'

const EN = CONSOLE_TEXTS.en
const PENDING = '__Host-ledig-sign-in'
const START = '/console/sign-in/openid'
const ACCOUNTS = {
  ann: { groups: ['admins', 'staff'], name: 'Ann' },
  audrey: { groups: ['auditors'] },
  olle: { groups: ['staff'] },
  mallory: { groups: ['visitors'], name: 'ann' },
  vera: { groups: ['staff'], email: 'Vera@contoso.example' },
  eve: { groups: ['staff'], email: 'vera@contoso.example', emailVerified: false },
  nobody2: { groups: ['staff'], email: 'nobody@contoso.example' },
  guest: { groups: ['staff'], email: 'guest@elsewhere.example' },
}

/** Contoso alone is here, with the mailbox of vera among others. */
function askingOfContoso(): ConsoleDoor['asking'] {
  const hosted = { name: 'contoso', domains: [parseDomain('contoso.example')], policy: policyOf(CONTOSO_POLICY) }
  const directory = { hostedDomain: (domain: Domain) => (hosted.domains.includes(domain) ? hosted : undefined) }
  return { ...askingNobody(), broker: { directory } as unknown as ConsoleDoor['asking']['broker'] }
}

describe('Signing in to the console with a provider', function () {
  this.timeout(30_000)
  let real: RealProvider
  let http: OutboundHttp
  let world: ConsoleWorld

  const redirectUri = `${ORIGIN}${CONSOLE_BASE}${BACK_PATH}`
  before(async () => {
    real = await startProvider({ redirectUri, accounts: ACCOUNTS, afterSignOut: `${ORIGIN}/console/sign-in` })
    http = outboundHttp({ allow: { loopback: true } })
  })
  after(async () => {
    await http.close()
    await real.stop()
  })
  beforeEach(async () => {
    const { issuer } = real
    const more = { issuer, clientId: CLIENT.id, secretIn: 'header' as const, scopes: ['openid', 'profile', 'email'] }
    const values = { administrator: ['admins'], auditor: ['auditors'], owner: ['staff'] }
    const settings = {
      ...more,
      name: 'Contoso',
      nameClaim: 'preferred_username',
      mailboxClaim: 'email',
      roles: { claim: 'groups', values },
    }
    // The provider's own clock is the real one, and the console's has to agree with it.
    const provider = new OpenIdProvider({ ...more, clientSecret: CLIENT.secret, redirectUri }, http, () => Date.now())
    world = await consoleWorld({ provider, settings }, ORIGIN, askingOfContoso())
    world.clock.time = Date.now()
  })
  afterEach(() => {
    world.close()
    real.break(null)
  })

  const visit = (address: URL): string => `${address.pathname}${address.search}`
  const locationOf = ({ headers }: Response): string => headers['location'] ?? ''

  /** From the console to the provider and back, in one browser. */
  async function around(login: string, { query = '', cookie = '', visitor = new ProviderVisitor() } = {}) {
    const left = await world.get(`${START}${query}`, { cookie })
    const { back, asked } = await visitor.signIn(new URL(locationOf(left)), login)
    const pending = cookieOf(left, PENDING)
    // As a browser does on a way that comes from the provider: what is Strict stays at home.
    const landed = await world.get(visit(back), { cookie: pending, site: 'cross-site' })
    return { left, back, pending, landed, asked, visitor, cookie: cookieOf(landed) }
  }

  it('is offered on the page where people sign in', async () => {
    const { text } = await world.get('/console/sign-in')
    expect(text).to.include(EN.signInWith('Contoso')).and.to.include(EN.orHere)
  })

  for (const [login, role, name] of [
    ['ann', 'administrator', 'Ann'],
    ['audrey', 'auditor', 'audrey'],
    ['olle', 'owner', 'olle'],
  ] as const) {
    it(`gives ${login} the role ${role}, and goes on by a page of ours, so that the Strict cookie comes along`, async () => {
      const { landed, cookie } = await around(login)
      expect([landed.status, landed.headers['refresh']]).to.deep.equal([200, '0; url=/console/'])
      expect(landed.text).to.include('href="/console/"')
      const [session = '', gone = ''] = landed.headers['set-cookie'] as unknown as string[]
      expect(session).to.match(/^__Host-ledig-console=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; /)
      expect(gone).to.match(/^__Host-ledig-sign-in=; .*Max-Age=0$/)
      const { text } = await world.get('/console/', { cookie })
      expect(text).to.include(EN.signedInAs(name, EN.roles[role])).and.to.include(real.issuer)
      const [entry] = world.entries('console.signed-in')
      expect(entry?.facts).to.deep.equal({ role, by: 'openid' })
    })
  }

  it('gives whoever has a verified address of a mailbox here that mailbox, and nobody else any', async () => {
    for (const [login, mailbox] of [
      ['vera', 'vera@contoso.example'],
      ['eve', null],
      ['nobody2', null],
      ['guest', null],
      ['ann', null],
    ] as const) {
      const { cookie } = await around(login)
      const session = world.consoleSessions.verify(cookie)
      expect(session, login).to.not.equal(null)
      expect(session?.mailbox, login).to.equal(mailbox)
      expect((await world.get('/console/', { cookie })).text.includes('href="/console/schedule"'), login).to.equal(true)
    }
  })

  it('gives nobody a role whose groups give none, whatever she calls herself', async () => {
    const { landed } = await around('mallory')
    expect([landed.status, cookieOf(landed)]).to.deep.equal([403, ''])
    expect(landed.text).to.include(EN.nobodyTitle)
    expect(world.entries('console.sign-in-refused')[0]?.facts).to.deep.equal({ by: 'openid', because: 'no role' })
  })

  it('goes on to where she was going, and nowhere else (AD7)', async () => {
    const to = `/console/trusts/${world.partner}/suspend`
    const there = await around('ann', { query: `?to=${encodeURIComponent(to)}` })
    expect(there.landed.headers['refresh']).to.equal(`0; url=${to}`)
    const elsewhere = await around('ann', { query: `?to=${encodeURIComponent('//evil.example/')}` })
    expect(elsewhere.landed.headers['refresh']).to.equal('0; url=/console/')
  })

  it('counts in the browser it began in only, once, and for ten minutes', async () => {
    const { back, pending } = await around('ann')
    const refusals = [await world.get(visit(back), { cookie: pending }), await world.get(visit(back))]
    const other = await world.get(START)
    refusals.push(await world.get(visit(back), { cookie: cookieOf(other, PENDING) }))
    const late = await world.get(START)
    const way = await new ProviderVisitor().signIn(new URL(locationOf(late)), 'ann')
    world.clock.pass(10 * MINUTE)
    refusals.push(await world.get(visit(way.back), { cookie: cookieOf(late, PENDING) }))
    for (const refused of refusals) {
      expect([refused.status, cookieOf(refused)]).to.deep.equal([403, ''])
      expect(refused.text).to.include(EN.notTakenTitle)
    }
  })

  it('says so where the provider says no', async () => {
    const { landed } = await around('nobody')
    expect([landed.status, cookieOf(landed)]).to.deep.equal([403, ''])
    expect(landed.headers['set-cookie']?.[0], 'what was under way is over').to.match(
      /^__Host-ledig-sign-in=; .*Max-Age=0$/,
    )
    expect(landed.text).to.include(EN.notTakenTitle)
  })

  it('ends the session there was, in the same step (AD3)', async () => {
    const first = await around('ann')
    const second = await around('ann', { cookie: first.cookie, visitor: first.visitor })
    expect(second.cookie).to.not.equal(first.cookie)
    expect((await world.get('/console/', { cookie: first.cookie })).status).to.equal(303)
    expect((await world.get('/console/', { cookie: second.cookie })).status).to.equal(200)
  })

  it('counts as fresh only where the provider had her show who she is, and was asked to say when', async () => {
    const path = `/console/trusts/${world.partner}/suspend`
    const silent = await around('ann')
    const kept = await world.get(path, { cookie: silent.cookie })
    expect(locationOf(kept)).to.equal(`/console/again?to=${encodeURIComponent(path)}`)
    const asked = await world.get(locationOf(kept), { cookie: silent.cookie })
    const link = /href="(\/console\/sign-in\/openid[^"]+)"/.exec(asked.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const { visitor, cookie } = silent
    const again = await around('ann', { query: link.slice(START.length), cookie, visitor })
    expect(again.asked, 'asked though she was signed in there').to.equal(1)
    expect(again.landed.headers['refresh']).to.equal(`0; url=${path}`)
    expect((await world.get(path, { cookie: again.cookie })).status).to.equal(200)
    expect((await world.get('/console/', { cookie })).status, 'the session before').to.equal(303)
    world.clock.pass(6 * MINUTE)
    expect((await world.get(path, { cookie: again.cookie })).status).to.equal(303)
  })

  it('is fresh for no longer where the clock of the provider is ahead', async () => {
    world.clock.time = Date.now() - HOUR
    const path = `/console/trusts/${world.partner}/suspend`
    const { cookie } = await around('ann', { query: '?again=yes' })
    expect((await world.get(path, { cookie })).status).to.equal(200)
    world.clock.pass(5 * MINUTE)
    expect((await world.get(path, { cookie })).status).to.equal(303)
  })

  it('is a clear page while the provider is away, before and after; passwords go on', async () => {
    real.break(() => '<!doctype html><title>down</title>')
    const before = await world.get(START)
    expect([before.status, before.headers['retry-after']]).to.deep.equal([503, '60'])
    expect(before.text).to.include(EN.providerAwayTitle)
    expect((await world.get('/console/sign-in')).status).to.equal(200)
    real.break(null)
  })

  it('is a clear page where the provider goes away while she is with it', async () => {
    const left = await world.get(START)
    const { back } = await new ProviderVisitor().signIn(new URL(locationOf(left)), 'ann')
    real.break((path, body) => (path === '/token' ? null : body))
    const landed = await world.get(visit(back), { cookie: cookieOf(left, PENDING) })
    expect([landed.status, cookieOf(landed)]).to.deep.equal([503, ''])
    expect(landed.text).to.include(EN.providerAwayTitle)
  })

  it('is a clear page where nothing listens at the provider’s address', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const issuer = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`
    await new Promise((resolve) => closed.close(resolve))
    const { openid } = world.door
    const client = { clientId: 'x', clientSecret: null, secretIn: 'header' as const, scopes: ['openid'], redirectUri }
    const provider = new OpenIdProvider({ ...client, issuer }, http, () => Date.now())
    const away = await consoleWorld(openid && { ...openid, provider })
    const answer = await away.get(START)
    expect(answer.status).to.equal(503)
    expect(answer.text).to.include(EN.providerAwayTitle)
    away.close()
  })

  describe('and out again', () => {
    const leave = async (cookie: string) => {
      const { text } = await world.get('/console/', { cookie })
      const token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? ''
      return world.post('/console/sign-out', { token }, { cookie })
    }
    const offered = ({ text }: Response): string | undefined =>
      /href="(https?:[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')

    it('goes on at the provider, which asks who she is the next time, and comes back to the way in', async () => {
      const { cookie, visitor } = await around('ann')
      expect((await around('ann', { visitor })).asked, 'signed in there').to.equal(0)
      const left = await leave(cookie)
      expect((await world.get('/console/', { cookie })).status).to.equal(303)
      const address = new URL(offered(left) ?? '')
      expect([address.origin, address.searchParams.get('client_id')]).to.deep.equal([real.issuer, CLIENT.id])
      const back = await visitor.signOut(address)
      expect(`${back.origin}${back.pathname}`).to.equal(`${ORIGIN}/console/sign-in`)
      expect((await around('ann', { visitor })).asked, 'signed out there').to.equal(1)
    })

    it('is here alone where the provider is away, names no address, or one a browser must not go to', async () => {
      const { openid } = world.door
      const { cookie } = await around('ann')
      for (const endpoint of [undefined, 'javascript:alert(1)', 'http://evil.example/end', 'nonsense']) {
        real.break((path, body) =>
          path === '/.well-known/openid-configuration'
            ? JSON.stringify({ ...(JSON.parse(body) as object), end_session_endpoint: endpoint })
            : body,
        )
        const client = { clientId: CLIENT.id, clientSecret: null, secretIn: 'header' as const, scopes: ['openid'] }
        const anew = new OpenIdProvider({ ...client, issuer: real.issuer, redirectUri }, http, () => Date.now())
        expect(await anew.endAddress(`${ORIGIN}/console/sign-in`), endpoint).to.equal(null)
      }
      real.break(() => '<!doctype html>')
      const client = { clientId: 'x', clientSecret: null, secretIn: 'header' as const, scopes: ['openid'], redirectUri }
      const provider = new OpenIdProvider({ ...client, issuer: real.issuer }, http, () => Date.now())
      Object.assign(world.door, { openid: openid && { ...openid, provider } })
      const left = await leave(cookie)
      expect([left.status, offered(left)]).to.deep.equal([200, undefined])
      expect((await world.get('/console/', { cookie })).status).to.equal(303)
    })
  })

  it('is nothing where no provider is configured', async () => {
    const alone = await consoleWorld()
    expect((await alone.get(START)).status).to.equal(404)
    expect((await alone.get(`/console/${BACK_PATH}?code=x`)).status).to.equal(404)
    expect((await alone.get('/console/sign-in')).text).to.not.include(START)
    alone.close()
  })
})
