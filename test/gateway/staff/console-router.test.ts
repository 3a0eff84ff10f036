import { expect } from 'chai'
import { contentSecurityPolicy } from '../../../gateway/console/layout.ts'
import { CONSOLE_SHEET } from '../../../gateway/console/console-frame.ts'
import { CONSOLE_TEXTS } from '../../../gateway/console/console-texts.ts'
import { TRUST_TEXTS } from '../../../gateway/console/trusts/trust-texts.ts'
import { CONSOLE_ROUTES, landingOf } from '../../../gateway/staff/console-routes.ts'
import { HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { CONSOLE_ROLES } from '../../../trust/sign-in/console-role.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { APPROVALS_ADMITTED } from './approvals/admitted.ts'
import { HEALTH_ADMITTED } from './health/admitted.ts'
import { KEYS_ADMITTED } from './keys/admitted.ts'
import { ACCESS_ADMITTED } from './access/admitted.ts'
import { EXPLAIN_ADMITTED } from './explain/admitted.ts'
import { RECORD_ADMITTED } from './record/admitted.ts'
import { consoleWorld, cookieOf, ORIGIN, PASSWORD, tokenIn } from './console-world.ts'
import type { Sent } from '../pages/browser-at.ts'
import type { ConsoleWorld } from './console-world.ts'
import { SHARING_ADMITTED } from './sharing/admitted.ts'
import { TRUSTS_ADMITTED } from './trusts/admitted.ts'

const EN = CONSOLE_TEXTS.en
const ANN = { name: 'ann', password: PASSWORD, to: '/console/' }
const STATES = TRUST_TEXTS.en.states

/** Where a page of the table is, for this world: of what is named by anything else there is nothing. */
const placeOf = (path: string, partner: string): string =>
  `/console${path.replace(':trust', partner).replace(':session', 'x'.repeat(43)).replaceAll(/:\w+/g, 'nothing')}`

/** Whom each page is for, written by hand: the table of the program has to say the same. */
const ADMITTED: Readonly<Record<string, string>> = {
  'get /sign-in': 'anybody',
  'post /sign-in': 'anybody',
  'get /again': 'administrator auditor owner',
  'post /again': 'administrator auditor owner',
  'get /sign-in/openid': 'anybody',
  'get /sign-in/openid/back': 'anybody',
  'get /': 'administrator auditor owner',
  'post /sessions/:session/end': 'administrator auditor owner',
  ...TRUSTS_ADMITTED,
  'get /schedule': 'administrator auditor owner',
  'get /my-calendar': 'administrator auditor owner',
  ...APPROVALS_ADMITTED,
  ...KEYS_ADMITTED,
  ...HEALTH_ADMITTED,
  'get /accounts': 'administrator auditor',
  'get /accounts/add': 'administrator fresh',
  'post /accounts/add': 'administrator fresh',
  'get /accounts/of/:name': 'administrator fresh',
  'post /accounts/of/:name': 'administrator fresh',
  'post /accounts/of/:name/remove': 'administrator fresh',
  'post /accounts/sessions/:session/revoke': 'administrator',
  'post /sign-out': 'administrator auditor owner',
  ...SHARING_ADMITTED,
  ...ACCESS_ADMITTED,
  ...EXPLAIN_ADMITTED,
  ...RECORD_ADMITTED,
}

describe('The console', () => {
  let world: ConsoleWorld
  beforeEach(async () => (world = await consoleWorld()))
  afterEach(() => world.close())

  const signIn = async (fields: Readonly<Record<string, string>> = ANN, sent: Sent = {}) =>
    world.post('/console/sign-in', fields, sent)

  describe('is signed in to by password', () => {
    it('with a new cookie that no script, other page or other host gets at', async () => {
      const answer = await signIn()
      expect([answer.status, answer.headers['location']]).to.deep.equal([303, '/console/'])
      const [cookie = ''] = answer.headers['set-cookie'] as unknown as string[]
      expect(cookie).to.match(
        /^__Host-ledig-console=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/,
      )
      const start = await world.get('/console/', { cookie: cookieOf(answer) })
      expect(start.status).to.equal(200)
      expect(start.text).to.include('ann').and.to.include(EN.byPassword)
    })

    it('and refused with the same page for a wrong password and for a name nobody has (AD1)', async () => {
      const wrong = await signIn({ ...ANN, password: 'a wrong password' })
      const nobody = await signIn({ ...ANN, name: 'bob' })
      expect([wrong.status, nobody.status]).to.deep.equal([422, 422])
      expect(nobody.text.replace('value="bob"', 'value="ann"')).to.equal(wrong.text)
      expect(wrong.headers['set-cookie']).to.equal(undefined)
      expect(wrong.text).to.include(EN.wrong).and.to.not.include('a wrong password')
    })

    it('and locked for a while after five wrong passwords, with the same answer for a name nobody has', async () => {
      for (const name of ['ann', 'bob']) {
        for (let guess = 0; guess < 5; guess++) await signIn({ ...ANN, name, password: `guess ${guess}` })
        const locked = await signIn({ ...ANN, name })
        expect([locked.status, locked.headers['retry-after']], name).to.deep.equal([429, '60'])
        expect(locked.headers['set-cookie']).to.equal(undefined)
      }
      world.clock.pass(2_000)
      expect((await signIn()).status).to.equal(303)
    })

    it('in a session of a new id each time, which ends the one before (AD3)', async () => {
      const first = cookieOf(await signIn())
      const second = cookieOf(await signIn(ANN, { cookie: first }))
      expect(second).to.not.equal(first)
      expect((await world.get('/console/', { cookie: first })).status).to.equal(303)
      expect((await world.get('/console/', { cookie: second })).status).to.equal(200)
      const forced = '__Host-ledig-console=' + 'A'.repeat(43)
      expect(cookieOf(await signIn(ANN, { cookie: forced }))).to.not.equal(forced)
    })

    it('no more once the account has another password, another role, or is gone', async () => {
      const cookie = cookieOf(await signIn())
      const passwordHash = world.consoleAccounts.hashOf('ann') ?? ''
      await world.consoleAccounts.set('ann', { role: 'auditor', passwordHash }, BY_ITSELF)
      expect((await world.get('/console/', { cookie })).status).to.equal(303)
      expect(world.consoleSessions.list()).to.deep.equal([])
      const later = cookieOf(await signIn())
      expect((await world.get('/console/', { cookie: later })).text).to.include(EN.roles.auditor)
      await world.consoleAccounts.remove('ann', BY_ITSELF)
      expect((await world.get('/console/', { cookie: later })).status).to.equal(303)
      expect((await signIn()).status).to.equal(422)
    })

    it('and is nobody with two sessions at once, of which nobody knows the one that is meant', async () => {
      const [one, other] = [await world.signedIn('auditor'), await world.signedIn('administrator')]
      expect((await world.get('/console/', { cookie: `${one.cookie}; ${other.cookie}` })).status).to.equal(303)
    })

    it('until half an hour unused, twelve hours at most, or she signs out', async () => {
      const cookie = cookieOf(await signIn())
      world.clock.pass(30 * MINUTE)
      expect((await world.get('/console/', { cookie })).status).to.equal(303)
      const busy = cookieOf(await signIn())
      for (let passed = 0; passed < 12 * HOUR; passed += 20 * MINUTE) {
        expect((await world.get('/console/', { cookie: busy })).status).to.equal(200)
        world.clock.pass(20 * MINUTE)
      }
      expect((await world.get('/console/', { cookie: busy })).status).to.equal(303)
      const last = cookieOf(await signIn())
      const token = tokenIn(await world.get('/console/', { cookie: last }))
      const left = await world.post('/console/sign-out', { token }, { cookie: last })
      expect(left.headers['set-cookie']?.[0]).to.match(/^__Host-ledig-console=; .*Max-Age=0$/)
      expect((await world.get('/console/', { cookie: last })).status).to.equal(303)
    })
  })

  describe('admits by its table of routes (AD5)', () => {
    it('which says what is written here by hand', () => {
      const said = CONSOLE_ROUTES.map((route) => {
        const roles = route.admits === 'anybody' ? ['anybody'] : route.admits
        const fresh = route.admits !== 'anybody' && route.fresh === true ? ['fresh'] : []
        return [`${route.method} ${route.path}`, [...roles, ...fresh].join(' ')]
      })
      expect(Object.fromEntries(said)).to.deep.equal(ADMITTED)
    })

    for (const route of CONSOLE_ROUTES) {
      for (const who of ['nobody', ...CONSOLE_ROLES] as const) {
        const admitted = route.admits === 'anybody' || (who !== 'nobody' && route.admits.includes(who))
        it(`${route.method} ${route.path}: ${who} ${admitted ? 'gets in' : 'does not'}`, async () => {
          const path = placeOf(route.path, world.partner)
          const caller = who === 'nobody' ? { get: world.get, post: world.post } : await world.signedIn(who)
          const before = world.trusts.snapshot()
          const answer = route.method === 'get' ? await caller.get(path) : await caller.post(path, {})
          const kept = answer.status === 303 && /^\/console\/(sign-in|again)/.test(answer.headers['location'] ?? '')
          const refused = kept || (answer.status === 403 && !/sign-in\/openid/.test(path))
          expect(refused, `${answer.status} ${answer.headers['location']}`).to.equal(!admitted)
          if (!admitted) expect(world.trusts.snapshot()).to.equal(before)
        })
      }
    }

    it('and where it says so, only who showed who she is in the last five minutes', async () => {
      for (const route of CONSOLE_ROUTES) {
        if (route.admits === 'anybody') continue
        for (const provenAt of [null, world.clock.now() - 5 * MINUTE, world.clock.now() - 5 * MINUTE + 1]) {
          const old = provenAt === null || world.clock.now() - provenAt >= 5 * MINUTE
          const { get, post } = await world.signedIn('administrator', { provenAt })
          const path = placeOf(route.path, world.partner)
          const { headers } = route.method === 'get' ? await get(path) : await post(path, { reason: '' })
          const again = headers['location']?.startsWith('/console/again?to=') === true
          expect(again, `${route.method} ${path} ${provenAt}`).to.equal(route.fresh === true && old)
        }
      }
    })

    it('everybody who is not signed in to one page, whatever is there or not', async () => {
      const paths = ['nothing', 'trusts/none/suspend/x', '.git/config', '%2e%2e/admin', 'again']
      for (const path of paths) {
        const { status, headers } = await world.get(`/console/${path}`)
        expect([status, headers['location']], path).to.deep.equal([303, '/console/sign-in?to=%2Fconsole%2F'])
      }
      const { cookie } = await world.signedIn('auditor')
      expect((await world.get('/console/nothing', { cookie })).status).to.equal(404)
      expect((await world.get('/nothing', { cookie })).status).to.equal(404)
      expect((await world.get('/')).headers['location']).to.equal('/console/')
    })
  })

  describe('takes forms of its own only (AD4)', () => {
    const FOREIGN: readonly (readonly [string, Sent])[] = [
      ['of another origin', { origin: 'https://evil.example' }],
      ['of the same host without TLS', { origin: 'http://console.example' }],
      ['of another port', { origin: 'https://console.example:8443' }],
      ['of a page without an origin', { origin: 'null' }],
      ['that does not say where it comes from', { origin: null }],
      ['of another page of the same site', { site: 'same-site' }],
      ['of another site that says our origin', { site: 'cross-site' }],
      ['as plain text', { type: 'text/plain' }],
      ['as JSON', { type: 'application/json' }],
    ]
    for (const [title, sent] of FOREIGN) {
      it(`and none ${title}`, async () => {
        const { post } = await world.signedIn('administrator')
        const before = world.trusts.snapshot()
        for (const path of [`/console/trusts/${world.partner}/suspend`, '/console/sign-out']) {
          const refused = await post(path, { reason: 'evil' }, sent)
          expect([refused.status, refused.headers['set-cookie']]).to.deep.equal([403, undefined])
        }
        const signedIn = await signIn(ANN, sent)
        expect([signedIn.status, signedIn.headers['set-cookie']], 'into a session of hers').to.deep.equal([
          403,
          undefined,
        ])
        expect(world.trusts.snapshot()).to.equal(before)
      })
    }

    it('and none without the token of the session, or with that of another', async () => {
      const [one, other] = [await world.signedIn('administrator'), await world.signedIn('administrator')]
      for (const token of ['', 'x', other.session.formToken, one.session.key]) {
        const refused = await one.post(`/console/trusts/${world.partner}/suspend`, { reason: 'evil', token })
        expect(refused.status, token).to.equal(403)
      }
      expect((await one.get('/console/')).text).to.include(STATES.active)
    })
  })

  describe('changes trust', () => {
    it('only of who shows with her password that she is still there, and then in a new session', async () => {
      const cookie = cookieOf(await signIn())
      world.clock.pass(6 * MINUTE)
      const path = `/console/trusts/${world.partner}/suspend`
      const kept = await world.get(path, { cookie })
      expect(kept.headers['location']).to.equal(`/console/again?to=${encodeURIComponent(path)}`)
      const asked = await world.get(kept.headers['location'] ?? '', { cookie })
      const token = tokenIn(asked)
      const send = (password: string) => world.post('/console/again', { token, to: path, password }, { cookie })
      expect((await send('not hers')).status).to.equal(422)
      const shown = await send(PASSWORD)
      expect(shown.headers['location']).to.equal(path)
      expect((await world.get(path, { cookie: cookieOf(shown) })).status).to.equal(200)
      expect((await world.get('/console/', { cookie })).status, 'the id before').to.equal(303)
    })

    it('of herself, whatever name a form says, and by the way she came in', async () => {
      const passwordHash = world.consoleAccounts.hashOf('ann') ?? ''
      await world.consoleAccounts.set('bob', { role: 'administrator', passwordHash }, BY_ITSELF)
      const cookie = cookieOf(await signIn())
      const token = tokenIn(await world.get('/console/', { cookie }))
      await world.post('/console/again', { token, name: 'bob', password: PASSWORD }, { cookie })
      expect(world.consoleSessions.list().map(({ name }) => name)).to.deep.equal(['ann'])
      const { post } = await world.signedIn('auditor', { name: 'ann' })
      const other = await post('/console/again', { password: PASSWORD })
      expect([other.status, other.headers['set-cookie']], 'by a provider').to.deep.equal([404, undefined])
    })
  })

  it('shows an owner no trusts, and an auditor nothing to change them with', async () => {
    const [owner, auditor] = [await world.signedIn('owner'), await world.signedIn('auditor')]
    expect((await owner.get('/console/')).text)
      .to.include(EN.ownerHint)
      .and.to.not.include(STATES.active)
    expect((await auditor.get('/console/')).text).to.include(STATES.active)
    expect((await auditor.get('/console/trusts/')).text)
      .to.include('fabrikam.example')
      .and.to.not.include('/suspend')
  })

  it('lists the sessions of one person, and ends none of another (AD5)', async () => {
    const [here, there] = [await world.signedIn('administrator'), await world.signedIn('administrator')]
    const bob = await world.signedIn('auditor')
    const { text } = await here.get('/console/')
    expect(text).to.include(there.session.key).and.to.not.include(bob.session.key)
    expect((await here.post(`/console/sessions/${bob.session.key}/end`)).status).to.equal(404)
    expect((await bob.get('/console/')).status).to.equal(200)
    const ended = await here.post(`/console/sessions/${there.session.key}/end`)
    expect(ended.headers['location']).to.equal('/console/?done=ended')
    expect((await there.get('/console/')).status).to.equal(303)
  })

  describe('goes on after signing in', () => {
    const ELSEWHERE = [
      ...[
        'https://evil.example',
        '//evil.example',
        '///evil.example',
        '/\\evil.example',
        '\\\\evil.example',
        '/\tevil',
      ],
      ...['/console/../evil', '/console//evil.example', '/console/%2e%2e/', '/console/\r\nX: 1', 'javascript:alert(1)'],
      ...['/console/@evil.example', '/console/?to=//evil', '/console/#x', ' /console/', '/console', '/CONSOLE/', ''],
      ...['http:/console/', '/console/sign-in', '/console/sign-in/openid', '/console/again', '/console/sign-out'],
      ...[
        '/console/trusts/a/suspend/',
        '/console/trusts//suspend',
        '/console/trusts/a/b/suspend',
        '/console/trusts/..%2f/suspend',
      ],
      ...[
        '/console/trusts/\u202e/suspend',
        '/console/trusts/a/suspend?x=1',
        `/console/trusts/${'a'.repeat(201)}/suspend`,
      ],
      ...[
        'data:text/html,x',
        '/%09/evil.example',
        '/console/\u0000',
        '/console/trusts/a\\b/suspend',
        '/consolee/',
        '/admin/v1',
      ],
    ]
    it('only to pages of its table (AD7)', async () => {
      for (const to of ELSEWHERE) {
        const { headers } = await signIn({ ...ANN, to })
        expect(headers['location'], JSON.stringify(to)).to.equal('/console/')
        world.clock.pass(MINUTE)
      }
      for (const to of ['/console/', '/console/trusts/0123456789abcdef/suspend']) {
        expect((await signIn({ ...ANN, to })).headers['location']).to.equal(to)
        expect(landingOf('/console/', to)).to.equal(to)
      }
      expect(landingOf('/console/', null)).to.equal('/console/')
    })

    it('to where she was going, also when she came from elsewhere and brought no cookie (RFC 6265bis 5.2)', async () => {
      const path = `/console/trusts/${world.partner}/suspend`
      const first = await world.get(path, { site: 'cross-site' })
      expect([first.status, first.headers['refresh']]).to.deep.equal([200, `0; url=${path}?here=1`])
      const second = await world.get(`${path}?here=1`, { site: 'cross-site' })
      expect(second.headers['location'], 'and is led in no circle').to.equal(
        `/console/sign-in?to=${encodeURIComponent(path)}`,
      )
      const { cookie } = await world.signedIn('administrator')
      expect((await world.get(`${path}?here=1`, { cookie, site: 'same-origin' })).status).to.equal(200)
    })
  })

  it('says the same of itself everywhere, errors too (UI1, UI2, UI3)', async () => {
    const { get, post } = await world.signedIn('administrator')
    const answers = [
      ...(await Promise.all(['/console/', '/console/nothing', '/nothing', '/console/again'].map((path) => get(path)))),
      ...(await Promise.all(
        ['/console/', '/console/sign-in', '/', '/console/sign-in/openid/back'].map((path) => world.get(path)),
      )),
      ...[
        await post('/console/sign-out', {}, { origin: 'null' }),
        await post('/console/again', { x: 'x'.repeat(70_000) }),
      ],
    ]
    for (const { headers } of answers) {
      expect(headers).to.include({
        'content-security-policy': contentSecurityPolicy(false, CONSOLE_SHEET),
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'strict-transport-security': 'max-age=31536000',
      })
      const policy = headers['content-security-policy'] ?? ''
      expect(policy).to.include("default-src 'none'").and.to.include("require-trusted-types-for 'script'")
      expect(policy)
        .to.include("frame-ancestors 'none'")
        .and.to.include("form-action 'self'")
        .and.to.not.include('unsafe')
    }
  })

  it('shows nothing while what is held may be out of date', async () => {
    const { get, post } = await world.signedIn('administrator')
    world.state.fresh = () => false
    for (const answer of [await get('/console/'), await post('/console/sign-out'), await signIn()]) {
      expect([answer.status, answer.headers['set-cookie']]).to.deep.equal([503, undefined])
      expect(answer.text).to.not.include('fabrikam.example')
    }
  })

  it('hears nobody who has missed twenty times in a minute, whatever names were tried', async () => {
    const { cookie } = await world.signedIn('auditor')
    for (let guess = 0; guess < 20; guess++) await signIn({ ...ANN, name: `name${guess}` })
    expect((await world.get('/console/', { cookie })).status).to.equal(429)
    world.clock.pass(MINUTE)
    expect((await world.get('/console/', { cookie })).status).to.equal(200)
  })

  it('hears nobody who has looked for twenty pages in a minute that are not there', async () => {
    const { get } = await world.signedIn('auditor')
    for (let guess = 0; guess < 20; guess++) expect((await get(`/console/nothing${guess}`)).status).to.equal(404)
    expect((await get('/console/')).status).to.equal(429)
  })

  it('hears nobody who has asked for six hundred pages in a minute, right ones too', async () => {
    const { get } = await world.signedIn('auditor')
    for (let looks = 0; looks < 600; looks++) expect((await get('/console/')).status, `look ${looks}`).to.equal(200)
    expect((await get('/console/')).status).to.equal(429)
    world.clock.pass(MINUTE)
    expect((await get('/console/')).status).to.equal(200)
  })

  describe('puts on record', () => {
    it('who signed in and out, whose session was ended, and by whom', async () => {
      const cookie = cookieOf(await signIn())
      const [{ facts = {}, personal = {}, actor = '' } = {}] = world.entries('console.signed-in')
      expect(facts).to.deep.equal({ role: 'administrator', by: 'password' })
      expect(personal).to.deep.include({ name: 'ann' })
      const token = tokenIn(await world.get('/console/', { cookie }))
      await world.post('/console/sign-out', { token }, { cookie })
      expect(world.entries('console.signed-out')).to.have.length(1)
      expect(world.entries('console.signed-out')[0]).to.deep.include({
        actor,
        facts: { session: actor, role: 'administrator' },
      })
      const [here, there] = [await world.signedIn('administrator'), await world.signedIn('administrator')]
      await here.post(`/console/sessions/${there.session.key}/end`)
      const [revoked] = world.entries('console.revoked')
      expect(revoked?.actor).to.equal(`session:${here.session.key.slice(0, 16)}`)
      expect(revoked?.facts).to.deep.equal({
        session: `session:${there.session.key.slice(0, 16)}`,
        role: 'administrator',
      })
    })

    it('who was refused, without what was typed for a name that nobody has: it may be a password', async () => {
      await signIn({ ...ANN, password: 'wrong' })
      await signIn({ name: PASSWORD, password: 'ann', to: '' })
      const refused = world.entries('console.sign-in-refused')
      expect(refused.map(({ facts }) => facts)).to.deep.equal([
        { by: 'password', because: 'wrong' },
        { by: 'password', because: 'wrong' },
      ])
      expect(refused.map(({ personal }) => personal['name'])).to.deep.equal(['ann', undefined])
      expect(JSON.stringify([...world.world.entries.values()])).to.not.include(PASSWORD)
    })

    it('of a flood of refused sign-ins thirty a minute, and how many more there were (AU5)', async () => {
      for (let guess = 0; guess < 40; guess++) {
        await world.door.refused.add({ by: 'password', because: 'locked', name: null, source: '192.0.2.1' })
      }
      expect(world.entries('console.sign-in-refused')).to.have.length(30)
      world.clock.pass(MINUTE)
      await world.door.refused.add({ by: 'password', because: 'wrong', name: null, source: '192.0.2.1' })
      expect(world.entries('console.sign-in-refused').at(-1)?.facts['unlistedBefore']).to.equal(10)
    })
  })

  it('speaks Swedish and English', async () => {
    const { cookie } = await world.signedIn('administrator')
    for (const [language, tag] of [
      ['sv', 'sv-SE'],
      ['en', 'en-GB'],
    ] as const) {
      const { text } = await world.get('/console/', { cookie, language: tag })
      expect(text).to.include(`<html lang="${language}">`).and.to.include(CONSOLE_TEXTS[language].sessionsWhy)
    }
  })

  it('shows names of others as text, whatever is in them', async () => {
    const name = '<script>alert(1)</script>"\'&\u202e'
    const { get } = await world.signedIn('administrator', { name })
    const { text } = await get('/console/')
    expect(text).to.include('&lt;script&gt;alert(1)&lt;/script&gt;').and.to.not.include('<script')
  })

  it('is on loopback without TLS under a plain cookie name', async () => {
    const plain = await consoleWorld(null, 'http://127.0.0.1:8027')
    const answer = await plain.post('/console/sign-in', ANN)
    expect(answer.headers['set-cookie']?.[0]).to.match(/^ledig-console=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; /)
    expect(answer.headers['strict-transport-security']).to.equal(undefined)
    plain.close()
    expect(ORIGIN).to.match(/^https:/)
  })
})
