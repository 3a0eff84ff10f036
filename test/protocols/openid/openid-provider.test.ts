import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { HOUR } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import type { OutboundHttp } from '../../../protocols/http/outbound-http.ts'
import { OpenIdProvider } from '../../../protocols/openid/openid-provider.ts'
import type { OpenIdClient, SignInSecrets } from '../../../protocols/openid/openid-provider.ts'
import { CLIENT, ProviderVisitor, startProvider } from './real-provider.ts'
import type { RealProvider } from './real-provider.ts'

const BACK = 'http://127.0.0.1:9/console/sign-in/openid/back'
const secret = (): string => randomBytes(32).toString('base64url')
const secrets = (): SignInSecrets => ({ state: secret(), nonce: secret(), verifier: secret() })

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    expect(error).to.be.instanceOf(FederationError)
    return (error as FederationError).code
  }
  return 'none'
}

/** A token whose claims are others under the same signature. */
function forged(body: string, change: (claims: Record<string, unknown>) => void): string {
  const answer = JSON.parse(body) as { id_token: string }
  const [head = '', claims = '', signature = ''] = answer.id_token.split('.')
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
  change(read)
  const id_token = [head, Buffer.from(JSON.stringify(read)).toString('base64url'), signature].join('.')
  return JSON.stringify({ ...answer, id_token })
}

describe('Signing in at an OpenID provider', function () {
  this.timeout(30_000)
  let real: RealProvider
  let http: OutboundHttp
  const clock = { time: Date.now(), now: () => clock.time }

  const clientOf = (issuer: string): OpenIdClient => ({
    ...{ issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret, secretIn: 'header' as const },
    ...{ scopes: ['openid', 'profile'], redirectUri: BACK },
  })
  const provider = (more: Partial<OpenIdClient> = {}) =>
    new OpenIdProvider({ ...clientOf(real.issuer), ...more }, http, clock.now)

  before(async () => {
    const accounts = { ann: { groups: ['admins'], name: 'Ann' } }
    real = await startProvider({ redirectUri: BACK, accounts, groupsInToken: false })
    http = outboundHttp({ allow: { loopback: true } })
  })
  after(async () => {
    await http.close()
    await real.stop()
  })
  afterEach(() => real.break(null))

  async function back(by = provider(), again = false, visitor = new ProviderVisitor()) {
    const kept = secrets()
    const { back: url, asked } = await visitor.signIn(await by.address(kept, again), 'ann')
    return { by, kept, url, asked, visitor }
  }

  it('tells who it was and what groups she is in, wherever the provider says that', async () => {
    const { by, kept, url } = await back()
    const person = await by.take(url.search, kept, false, { wanted: 'groups' })
    expect(person.subject).to.equal('ann')
    expect(person.claims).to.deep.include({ preferred_username: 'Ann', groups: ['admins'] })
    expect(real.asked.filter((path) => path === '/me')).to.have.length(1)
    await back().then((next) => next.by.take(next.url.search, next.kept, false, { wanted: 'sub' }))
    expect(
      real.asked.filter((path) => path === '/me'),
      'asked for no more than is wanted',
    ).to.have.length(1)
  })

  it('asks for what is welcome too, and goes on without it where only that endpoint fails', async () => {
    const asked = () => real.asked.filter((path) => path === '/me').length
    const before = asked()
    const { by, kept, url } = await back()
    const person = await by.take(url.search, kept, false, { wanted: 'sub', welcome: ['groups'] })
    expect([person.claims['groups'], asked() - before]).to.deep.equal([['admins'], 1])
    const mixed = await back()
    const both = await mixed.by.take(mixed.url.search, mixed.kept, false, { wanted: 'sub', welcome: ['aud', 'groups'] })
    expect([both.claims['aud'], both.claims['groups']], 'all of one place').to.deep.equal([undefined, ['admins']])
    const fault = (path: string, body: string) => (path === '/me' ? null : body)
    const next = await back()
    real.break(fault)
    const without = await next.by.take(next.url.search, next.kept, false, { wanted: 'sub', welcome: ['groups'] })
    expect([without.subject, without.claims['groups']]).to.deep.equal(['ann', undefined])
    real.break(null)
    const last = await back()
    real.break(fault)
    const wanted = { wanted: 'groups', welcome: ['sub'] }
    expect(await failure(last.by.take(last.url.search, last.kept, false, wanted))).to.equal('ERR_PARTNER_UNREACHABLE')
  })

  it('sends the browser with state, nonce and an S256 challenge, and never the secret (RFC 7636 4.3)', async () => {
    const kept = secrets()
    const address = await provider().address(kept, false)
    const sent = Object.fromEntries(address.searchParams)
    expect(sent).to.deep.include({
      response_type: 'code',
      client_id: CLIENT.id,
      redirect_uri: BACK,
      state: kept.state,
      nonce: kept.nonce,
      code_challenge_method: 'S256',
    })
    expect(address.href).to.not.include(kept.verifier).and.to.not.include(encodeURIComponent(CLIENT.secret))
  })

  it('asks her again only where that is wanted, and then the provider says when she did', async () => {
    const first = await back()
    const silent = await back(first.by, false, first.visitor)
    expect([first.asked, silent.asked]).to.deep.equal([1, 0])
    const again = await back(first.by, true, first.visitor)
    expect(again.asked).to.equal(1)
    const person = await again.by.take(again.url.search, again.kept, true, { wanted: 'sub' })
    expect(person.provenAt).to.be.a('number').and.to.be.closeTo(Date.now(), 60_000)
  })

  it('takes no answer to another sign-in: state, nonce, verifier, code', async () => {
    const { by, kept, url } = await back()
    for (const [title, wrong] of [
      ['state', { state: secret() }],
      ['nonce', { nonce: secret() }],
      ['verifier', { verifier: secret() }],
    ] as const) {
      const fresh = await back()
      expect(
        await failure(fresh.by.take(fresh.url.search, { ...fresh.kept, ...wrong }, false, { wanted: 'sub' })),
        title,
      ).to.equal('ERR_REQUESTER_UNTRUSTED')
    }
    for (const query of [
      '',
      '?code=x',
      `?code=guess&state=${kept.state}`,
      `?error=access_denied&state=${kept.state}`,
    ]) {
      expect(await failure(by.take(query, kept, false, { wanted: 'sub' })), query).to.equal('ERR_REQUESTER_UNTRUSTED')
    }
    await by.take(url.search, kept, false, { wanted: 'sub' })
    expect(await failure(by.take(url.search, kept, false, { wanted: 'sub' })), 'a code twice').to.equal(
      'ERR_REQUESTER_UNTRUSTED',
    )
  })

  const FORGED: readonly (readonly [string, (claims: Record<string, unknown>) => void])[] = [
    ['of somebody else', (claims) => (claims['sub'] = 'bob')],
    ['for another client', (claims) => (claims['aud'] = 'another')],
    ['of another issuer', (claims) => (claims['iss'] = 'https://evil.example')],
    ['that is over', (claims) => (claims['exp'] = 1)],
    ['with the signature of another token', (claims) => (claims['groups'] = ['admins'])],
  ]
  for (const [title, change] of FORGED) {
    it(`takes no ID token ${title}`, async () => {
      const { by, kept, url } = await back()
      real.break((path, body) => (path === '/token' ? forged(body, change) : body))
      expect(await failure(by.take(url.search, kept, false, { wanted: 'sub' }))).to.equal('ERR_REQUESTER_UNTRUSTED')
    })
  }

  it('takes no old proof where she was to show who she is again', async () => {
    const { by, kept, url } = await back()
    expect(await failure(by.take(url.search, kept, true, { wanted: 'sub' })), 'no auth_time').to.equal(
      'ERR_REQUESTER_UNTRUSTED',
    )
  })

  const AWAY: readonly (readonly [string, (path: string, body: string) => string | null])[] = [
    ['cuts the connection', () => null],
    ['answers HTML', () => '<!doctype html><title>Sign in to the network</title>'],
    ['is another than it says', (_path, body) => body.replace(/"issuer":"[^"]+"/, '"issuer":"https://evil.example"')],
    ['says nothing of itself', () => '{}'],
  ]
  for (const [title, fault] of AWAY) {
    it(`is not possible while the provider ${title}, and is as soon as it answers`, async () => {
      const by = provider()
      real.break(fault)
      const looks = real.asked.length
      for (let tries = 0; tries < 5; tries++) {
        expect(await failure(by.address(secrets(), false))).to.equal('ERR_PARTNER_UNREACHABLE')
      }
      expect(real.asked.length - looks, 'asked once for all who come in the next seconds').to.equal(1)
      real.break(null)
      clock.time += 5_000
      expect((await by.address(secrets(), false)).origin).to.equal(real.issuer)
    })
  }

  it('reads what the provider says of itself once in an hour', async () => {
    const by = provider()
    const looks = () => real.asked.filter((path) => path === '/.well-known/openid-configuration').length
    const before = looks()
    await Promise.all([by.address(secrets(), false), by.address(secrets(), false)])
    expect(looks() - before).to.equal(1)
    clock.time += HOUR
    await by.address(secrets(), false)
    expect(looks() - before).to.equal(2)
  })

  it('goes no other way out than every request: a provider inside is not asked unless it is allowed', async () => {
    const dialled: unknown[] = []
    const resolve = (name: string) => Promise.resolve(name === 'inside.example' ? ['10.0.0.7'] : ['169.254.169.254'])
    const closed = outboundHttp({
      ...{ allow: {}, resolve },
      dial: (target) => {
        dialled.push(target)
        throw new Error('dialled')
      },
    })
    for (const issuer of [
      'https://inside.example',
      'https://metadata.example',
      'https://127.0.0.1',
      'http://127.0.0.1:1',
    ]) {
      const by = new OpenIdProvider(clientOf(issuer), closed, clock.now)
      expect(await failure(by.address(secrets(), false)), issuer).to.equal('ERR_ADDRESS_REFUSED')
    }
    expect(dialled).to.deep.equal([])
    await closed.close()
  })
})
