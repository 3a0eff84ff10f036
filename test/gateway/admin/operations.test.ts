import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect } from 'chai'
import request from 'supertest'
import { Secret } from '../../../config/secrets.ts'
import { adminRouter } from '../../../gateway/admin/admin-router.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import { OPERATIONS } from '../../../gateway/admin/operations.ts'
import { openApiDocument } from '../../../gateway/admin/openapi.ts'
import { SCOPES } from '../../../gateway/admin/operation.ts'
import type { Operation, Scope } from '../../../gateway/admin/operation.ts'
import type { MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { known } from '../../trust/known-organizations.ts'
import type { VirtualClock } from '../../trust/known-organizations.ts'
import { administrationWorld } from './administration-world.ts'

const FILE = 'the-token-of-the-configuration-file'

interface Started {
  readonly app: express.Express
  readonly administration: Administration
  readonly world: MemoryWorld
  readonly clock: VirtualClock
}

async function start(file: Secret | null = new Secret(FILE)): Promise<Started> {
  const organizations = { gateway: await known('Gateway') }
  const { administration, world, clock } = await administrationWorld({ organizations, file })
  const app = express().use('/admin/v1', adminRouter(administration))
  return { app, administration, world, clock }
}

const pathOf = ({ path }: Operation): string =>
  `/admin/v1${path.replace('{organization}', 'contoso').replaceAll(/\{\w+\}/g, 'nothing-of-this-name')}`

type Method = Operation['method']

function call({ app }: Started, method: Method, path: string, token = FILE) {
  return request(app)[method](`/admin/v1${path}`).set('Authorization', `Bearer ${token}`)
}

async function tokenOf(started: Started, scope: Scope): Promise<string> {
  const { body } = await call(started, 'post', '/access-tokens').send({ name: scope, scope })
  return (body as { token: string }).token
}

const RELATIONSHIP = '/organizations/contoso/relationships/fabrikam'
const VALUE = { domains: ['fabrikam.example'], freeBusyAccessEnabled: true }

describe('the operations of the administration', () => {
  let started: Started

  beforeEach(async () => {
    started = await start()
  })

  it('let each scope do what is its own and nothing more, on every route there is', async () => {
    for (const scope of SCOPES) {
      const token = await tokenOf(started, scope)
      for (const operation of OPERATIONS) {
        const agent = request(started.app)
        const answer = await agent[operation.method](pathOf(operation))
          .set('Authorization', `Bearer ${token}`)
          .send(operation.method === 'get' ? undefined : {})
        if (operation.scope === null) continue
        const may = SCOPES.indexOf(scope) >= SCOPES.indexOf(operation.scope)
        expect(answer.status === 403, `${operation.id} with ${scope} answered ${answer.status}`).to.equal(!may)
        expect(answer.status, operation.id).to.be.lessThan(500)
      }
    }
  })

  it('answer nobody without a token, with the same words for every reason', async () => {
    const token = await tokenOf(started, 'admin')
    const refusals = await Promise.all([
      request(started.app).get('/admin/v1/trusts'),
      call(started, 'get', '/trusts', 'wrong'),
      call(started, 'get', '/trusts', `${token}x`),
      call(started, 'get', '/trusts', token.replace(/_[0-9a-f]{16}_/, '_0123456789abcdef_')),
      call(started, 'get', '/nothing', 'wrong'),
      call(started, 'get', '/trusts', FILE.slice(0, -1)),
    ])
    expect(new Set(refusals.map(({ status, text }) => `${status} ${text}`)).size).to.equal(1)
    expect(refusals[0]?.status).to.equal(401)
  })

  it('end at once for a revoked token and on time for one with an end', async () => {
    const token = await tokenOf(started, 'read')
    expect((await call(started, 'get', '/trusts', token)).status).to.equal(200)
    const id = token.split('_')[1] ?? ''
    expect((await call(started, 'delete', `/access-tokens/${id}`)).status).to.equal(200)
    expect((await call(started, 'get', '/trusts', token)).status).to.equal(401)
    const expiresAt = new Date(started.clock.now() + 60_000).toISOString()
    const { body } = await call(started, 'post', '/access-tokens').send({ name: 'x', scope: 'read', expiresAt })
    const { token: short } = body as { token: string }
    started.clock.pass(59_999)
    expect((await call(started, 'get', '/trusts', short)).status).to.equal(200)
    started.clock.pass(1)
    expect((await call(started, 'get', '/trusts', short)).status).to.equal(401)
  })

  it('take no password of the console that is no hash, or of another cost, which would tell by time that a name exists', async () => {
    const tail = `${'A'.repeat(22)}$${'A'.repeat(43)}`
    const put = (name: string, body: object) =>
      call(started, 'put', `/administrators/${encodeURIComponent(name)}`).send(body)
    const right = { role: 'administrator', passwordHash: `scrypt$15$8$3$${tail}` }
    const wrong = [`scrypt$10$8$1$${tail}`, `scrypt$16$8$3$${tail}`, `scrypt$15$8$3$${tail}x`, 'a password', '']
    for (const passwordHash of wrong) expect((await put('karin', { ...right, passwordHash })).status).to.equal(400)
    for (const name of ['-karin', 'ka rin', 'k/arin', 'kärin', 'x'.repeat(101), '\u202ekarin']) {
      expect((await put(name, right)).status, name).to.equal(400)
    }
    expect((await put('karin', { ...right, role: 'owner' })).status).to.equal(400)
    expect((await put('karin', { ...right, more: 1 })).status).to.equal(400)
    const made = await put('Karin', right)
    expect([made.status, made.body]).to.deep.equal([200, { name: 'karin', role: 'administrator', mailbox: null }])
    const { text } = await call(started, 'get', '/administrators')
    expect(text).to.include('"karin"').and.to.not.include('scrypt')
    expect((await call(started, 'delete', '/administrators/karin')).status).to.equal(200)
    expect((await call(started, 'delete', '/administrators/karin')).status).to.equal(404)
  })

  it('keep no text of a token anywhere', async () => {
    const token = await tokenOf(started, 'admin')
    // The secret is base64url, which may have an underscore of its own.
    const secret = token.split('_').slice(2).join('_')
    expect(secret).to.have.length.above(40)
    const kept = [...started.world.records.values()].flatMap((records) => [...records.values()])
    const entries = [...started.world.entries.values()].map((entry) => JSON.stringify(entry))
    expect([...kept, ...entries].filter((text) => text.includes(secret))).to.deep.equal([])
  })

  it('make a relationship, change it from the version that was read, and take it away', async () => {
    expect((await call(started, 'put', RELATIONSHIP).send(VALUE)).status).to.equal(428)
    const made = await call(started, 'put', RELATIONSHIP).set('If-None-Match', '*').send(VALUE)
    expect(made.status).to.equal(201)
    const shown = await call(started, 'get', RELATIONSHIP)
    expect(shown.headers['etag']).to.equal(made.headers['etag'])
    expect(shown.body).to.deep.equal(made.body)
    expect((await call(started, 'put', RELATIONSHIP).send(VALUE)).status).to.equal(428)
    const tag = String(shown.headers['etag'])
    const changed = await call(started, 'put', RELATIONSHIP)
      .set('If-Match', tag)
      .send({ ...VALUE, enabled: false })
    expect(changed.status).to.equal(200)
    expect((await call(started, 'delete', RELATIONSHIP).set('If-Match', tag)).status).to.equal(409)
    const gone = await call(started, 'delete', RELATIONSHIP).set('If-Match', String(changed.headers['etag']))
    expect(gone.status).to.equal(200)
    expect((await call(started, 'get', RELATIONSHIP)).status).to.equal(404)
  })

  it('take nothing away that is not there: 404, no sequence number, nothing on record', async () => {
    const before = await started.administration.state.head()
    const places = ['relationships/nobody', 'policies/nothing', 'groups/nobody', 'mailboxes/nobody@contoso.example']
    for (const [place, header, value] of places.flatMap((each) => [
      [each, 'If-None-Match', '*'] as const,
      [each, 'If-Match', '"7"'] as const,
    ])) {
      const answer = await call(started, 'delete', `/organizations/contoso/${place}`).set(header, value)
      expect([answer.status, answer.text], place).to.satisfy(
        ([status, text]: [number, string]) => status === 404 && text.includes('There is no'),
      )
    }
    expect(await started.administration.state.head()).to.deep.equal(before)
    expect((await call(started, 'put', RELATIONSHIP).set('If-None-Match', '*').send(VALUE)).status).to.equal(201)
    expect((await call(started, 'delete', RELATIONSHIP).set('If-None-Match', '*')).status).to.equal(409)
  })

  it('change single fields by a merge patch, from the version that was read', async () => {
    const patch = (body: object, header: string, value: string) =>
      call(started, 'patch', RELATIONSHIP).type('application/merge-patch+json').set(header, value).send(body)
    const made = await patch(VALUE, 'If-None-Match', '*')
    expect(made.status).to.equal(201)
    const tag = String(made.headers['etag'])
    const changed = await patch({ freeBusyAccessLevel: 'LimitedDetails', enabled: null }, 'If-Match', tag)
    expect((changed.body as { value: object }).value).to.deep.include({ freeBusyAccessLevel: 'LimitedDetails' })
    expect((changed.body as { value: object }).value).to.not.have.property('enabled')
    expect((await patch({ enabled: true }, 'If-Match', tag)).status).to.equal(409)
    expect((await call(started, 'patch', RELATIONSHIP).send({})).status).to.equal(428)
  })

  it('answer a command that is repeated under its key as the first time, whatever was read before it', async () => {
    const set = (header: string, value: string) =>
      call(started, 'patch', RELATIONSHIP).set(header, value).set('Idempotency-Key', 'set-1').send(VALUE)
    const first = await set('If-None-Match', '*')
    const other = call(started, 'patch', RELATIONSHIP).set('If-Match', String(first.headers['etag']))
    const since = await other.send({ enabled: false })
    const again = await set('If-Match', String(since.headers['etag']))
    expect([again.status, again.body]).to.deep.equal([201, first.body])
    const remove = (header: string, value: string) =>
      call(started, 'delete', RELATIONSHIP).set(header, value).set('Idempotency-Key', 'gone-1')
    const gone = await remove('If-Match', String(since.headers['etag']))
    const sequence = (await started.administration.state.head()).sequence
    const repeated = await remove('If-None-Match', '*')
    expect([gone.status, repeated.status, repeated.body]).to.deep.equal([200, 200, gone.body])
    expect((await started.administration.state.head()).sequence).to.equal(sequence)
  })

  it('tell the second of two administrators what both wanted', async () => {
    const made = await call(started, 'put', RELATIONSHIP).set('If-None-Match', '*').send(VALUE)
    const tag = String(made.headers['etag'])
    const edit = (level: string) =>
      call(started, 'put', RELATIONSHIP)
        .set('If-Match', tag)
        .send({ ...VALUE, freeBusyAccessLevel: level })
    const outcomes = await Promise.all([edit('AvailabilityOnly'), edit('LimitedDetails')])
    expect(outcomes.map(({ status }) => status).sort()).to.deep.equal([200, 409])
    const { error } = outcomes.find(({ status }) => status === 409)?.body as {
      error: {
        code: string
        theirs: { value: { freeBusyAccessLevel: string } }
        yours: { freeBusyAccessLevel: string }
      }
    }
    expect(error.code).to.equal('CONFLICT')
    expect([error.theirs.value.freeBusyAccessLevel, error.yours.freeBusyAccessLevel].sort()).to.deep.equal([
      'AvailabilityOnly',
      'LimitedDetails',
    ])
  })

  it('carry a request with an idempotency key out once, and answer it the same each time, for a day', async () => {
    const send = () =>
      call(started, 'put', RELATIONSHIP).set('If-None-Match', '*').set('Idempotency-Key', 'key-1').send(VALUE)
    const answers = await Promise.all(Array.from({ length: 100 }, send))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).to.equal(1)
    expect(answers[0]?.status).to.equal(201)
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).to.have.length(99)
    const other = call(started, 'put', RELATIONSHIP).set('If-None-Match', '*').set('Idempotency-Key', 'key-1')
    expect((await other.send({ ...VALUE, enabled: false })).status).to.equal(422)
    const token = await tokenOf(started, 'admin')
    const foreign = call(started, 'put', RELATIONSHIP, token).set('If-None-Match', '*').set('Idempotency-Key', 'key-1')
    expect((await foreign.send(VALUE)).status).to.equal(409)
    started.clock.pass(24 * 3_600_000)
    expect((await send()).status).to.equal(409)
  })

  it('make of a hundred keys, each sent ten times at once, a hundred changes (TH8)', async () => {
    const server = started.app.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/admin/v1`
    const headers = { authorization: `Bearer ${FILE}`, 'content-type': 'application/json' }
    const send = async (key: number): Promise<string> => {
      const body = JSON.stringify({ name: `token ${key}`, scope: 'read' })
      const answer = await fetch(`${url}/access-tokens`, {
        ...{ method: 'POST', headers: { ...headers, 'idempotency-key': `key-${key}` }, body },
      })
      const text = await answer.text()
      // The text of a token is told to one of them only.
      return `${answer.status} ${text.replace(/"ledig_[^"]+"/, 'null')}`
    }
    try {
      const before = (await started.administration.state.head()).auditSize
      const keys = Array.from({ length: 1_000 }, (_, i) => i % 100)
      const answers = await Promise.all(keys.map(send))
      for (let key = 0; key < 100; key++) {
        expect(new Set(answers.filter((_, i) => keys[i] === key)).size, `key ${key}`).to.equal(1)
      }
      expect(answers.every((answer) => answer.startsWith('201 '))).to.equal(true)
      expect(started.administration.tokens.list()).to.have.length(100)
      expect((await started.administration.state.head()).auditSize - before).to.equal(100)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('answer the repetition of an erasure as the first time', async () => {
    const address = 'vera@contoso.example'
    const name = `/organizations/contoso/mailboxes/${address}`
    await call(started, 'put', name).set('If-None-Match', '*').send({})
    const erase = (of: string) =>
      call(started, 'post', '/audit/erasures').set('Idempotency-Key', 'once').send({ address: of })
    expect((await erase(address)).body).to.deep.equal({ erased: 1 })
    const size = (await started.administration.state.head()).auditSize
    expect((await erase(address)).body).to.deep.equal({ erased: 1 })
    expect((await started.administration.state.head()).auditSize).to.equal(size)
    expect((await erase('bo@contoso.example')).status).to.equal(422)
  })

  it('tell nobody who was erased out of memory, and a dry run erases nobody', async () => {
    const vera = parseMailboxAddress('vera@contoso.example')
    const refused = { at: started.clock.now(), because: 'ERR_BUSY', detail: `of ${vera}`, found: null, requester: null }
    started.administration.lookups.refusals.remember({ ...refused, requestId: 'refused' })
    const show = async () => (await call(started, 'get', '/lookups/refused')).status
    await call(started, 'post', '/audit/erasures?dryRun=true').send({ address: vera })
    expect(await show()).to.equal(200)
    await call(started, 'post', '/audit/erasures').send({ address: vera })
    expect(await show()).to.equal(404)
  })

  it('change nothing in a dry run, and say what would be', async () => {
    const before = await started.administration.state.head()
    const dry = await call(started, 'put', `${RELATIONSHIP}?dryRun=true`).set('If-None-Match', '*').send(VALUE)
    expect(dry.status).to.equal(201)
    expect(dry.headers['dry-run']).to.equal('true')
    const created = await call(started, 'post', '/access-tokens?dryRun=true').send({ name: 'x', scope: 'read' })
    expect(created.body).to.include({ token: null })
    const document = { organization: { id: 'contoso', domains: ['contoso.example'] }, groups: { g: [] } }
    const applied = await call(started, 'put', '/organizations/contoso/policy-document?dryRun=true').send(document)
    expect(applied.body).to.deep.include({ changes: [{ kind: 'group', name: 'g', change: 'added' }] })
    expect(await started.administration.state.head()).to.deep.equal(before)
  })

  it('name what is wrong with a body, a parameter and a header', async () => {
    const put = (path: string, body: unknown) =>
      call(started, 'put', path)
        .set('If-None-Match', '*')
        .send(body as object)
    const cases: readonly (readonly [Promise<{ status: number; text: string }>, RegExp])[] = [
      [put(RELATIONSHIP, { ...VALUE, freeBusy: 1 }).then(), /freeBusy/],
      [put(RELATIONSHIP, { domains: 'x' }).then(), /domains/],
      [put('/organizations/contoso/groups/g', ['nobody']).then(), /nobody/],
      [call(started, 'post', '/access-tokens').send({ name: 'x', scope: 'all' }).then(), /scope/],
      [
        call(started, 'post', '/access-tokens').send({ name: 'x', scope: 'read', expiresAt: 'soon' }).then(),
        /expiresAt: expected an instant such as/,
      ],
      [call(started, 'post', '/backups').send({ passphrase: 'short' }).then(), /at least 12 characters/],
      [call(started, 'get', '/organizations/contoso/groups?limt=3').then(), /limt/],
      [call(started, 'get', '/organizations/contoso/groups?limit=0').then(), /limit/],
      [call(started, 'put', RELATIONSHIP).set('If-Match', 'W/"1"').send(VALUE).then(), /If-Match/],
      [call(started, 'put', RELATIONSHIP).set('Idempotency-Key', 'a b').send(VALUE).then(), /Idempotency-Key/],
      [call(started, 'post', '/access-tokens').type('json').send('{"a":').then(), /JSON/],
      [
        call(started, 'post', '/access-tokens')
          .type('json')
          .send(`${'['.repeat(40)}${']'.repeat(40)}`)
          .then(),
        /deep/,
      ],
    ]
    for (const [answer, words] of cases) {
      const { status, text } = await answer
      expect(status, text).to.equal(400)
      expect(text).to.match(words)
    }
  })

  it('refuse what is nested too deep, also under an idempotency key, and tell a hundred problems at most', async () => {
    const path = '/organizations/contoso/policy-document'
    const put = (body: string) => call(started, 'put', path).set('Idempotency-Key', 'k').type('json').send(body)
    const deep = await put(`${'['.repeat(500_000)}${']'.repeat(500_000)}`)
    expect([deep.status, deep.text.includes('deep')]).to.deep.equal([400, true])
    const members = JSON.stringify(Array<string>(20_000).fill('@'))
    const wrong = await put(`{"organization":{"id":"contoso","domains":["contoso.example"]},"groups":{"g":${members}}}`)
    expect([wrong.status, wrong.text.includes('groups.g.99:'), wrong.text.includes('groups.g.100:')]).to.deep.equal([
      400,
      true,
      false,
    ])
    expect(wrong.text).to.include('19900 further problems')
  })

  it('tell of a policy, or a part of one, where each problem is, what was found and what was expected', async () => {
    const send = (path: string, body: object) =>
      call(started, 'put', `/organizations/contoso/${path}`).set('If-None-Match', '*').send(body)
    const whole = await send('policy-document', {
      organization: { id: 'contoso', domains: ['contoso.example'] },
      mailboxes: [{ address: 'vera', sharingPolicy: 'nowhere' }],
    })
    expect(whole.status).to.equal(400)
    const { problems } = (whole.body as { error: { problems: Record<string, string>[] } }).error
    expect(problems.map(({ path }) => path)).to.deep.equal(['mailboxes.0.address', 'mailboxes.0.sharingPolicy'])
    for (const { found, expected } of problems) expect([found, expected].every((words) => words !== '')).to.equal(true)
    const parts: readonly (readonly [string, object, ...string[]])[] = [
      ['policies/open', { domains: ['*: Everything'] }, 'domains.0'],
      ['groups/sales', ['@', 'nobody'], '0', '1'],
      [
        'mailboxes/vera@elsewhere.example',
        { inside: 'Some', sharingPolicy: 'none' },
        'address',
        'inside',
        'sharingPolicy',
      ],
      [
        'relationships/second',
        { domains: ['contoso.example'], freeBusyAccessLevel: 'Some', exclude: ['nobody'] },
        ...['domains.0', 'exclude.0', 'freeBusyAccessLevel'],
      ],
    ]
    for (const [path, body, ...places] of parts) {
      const answer = await send(path, body)
      expect(answer.status, path).to.equal(400)
      const told = (answer.body as { error: { problems: { path: string }[] } }).error.problems
      expect(told.map((problem) => problem.path).sort(), path).to.deep.equal(places)
    }
  })

  it('take no field they do not know, on every route there is', async () => {
    const good: Readonly<Record<string, object>> = {
      'trust.propose': { organization: 'gateway', metadataUrl: 'https://fabrikam.example/' },
      'trust.accept': { fingerprint: '00', domains: [], brokerFor: [] },
      'trust.suspend': { reason: 'x' },
      'trust.revoke': { reason: 'x' },
      'token.create': { name: 'x', scope: 'read' },
      'administrator.claim': { code: 'x', name: 'x' },
      'audit.erase': { address: 'vera@contoso.example' },
      'backup.create': { passphrase: 'twelve letters and more' },
      'organization.set': { id: 'contoso', domains: ['contoso.example'] },
      'relationship.set': { name: 'nothing-of-this-name', domains: ['x.example'] },
      'policy.set': {},
      'group.set': {},
      'policy.apply': { organization: { id: 'contoso', domains: ['contoso.example'] } },
      'policy.apply.merge': { base: {}, document: {} },
    }
    for (const operation of OPERATIONS) {
      if (operation.method === 'get') continue
      const path =
        operation.id.startsWith('mailbox.set') || operation.id === 'mailbox.remove'
          ? '/organizations/contoso/mailboxes/vera@contoso.example'
          : pathOf(operation).slice('/admin/v1'.length)
      const body = { ...good[operation.id.replace('.fields', '')], madeUp: 1 }
      const answer = await call(started, operation.method, path).set('If-None-Match', '*').send(body)
      expect(answer.status, `${operation.id}: ${answer.text}`).to.equal(400)
      // A group is a list: what is told is that it is none.
      expect(answer.text, operation.id).to.match(operation.id.startsWith('group.set') ? /expected a list/ : /madeUp/)
    }
  })

  it('page through what there is by name', async () => {
    for (let i = 0; i < 7; i++) {
      const path = `/organizations/contoso/mailboxes/M${i}@contoso.example`
      expect((await call(started, 'put', path).set('If-None-Match', '*').send({})).status).to.equal(201)
    }
    const names: string[] = []
    for (let after = ''; ;) {
      const rest = after === '' ? '' : `&after=${encodeURIComponent(after)}`
      const { body } = await call(started, 'get', `/organizations/contoso/mailboxes?limit=3${rest}`)
      const { items, next } = body as { items: { name: string }[]; next: string | null }
      names.push(...items.map(({ name }) => name))
      if (next === null) break
      after = next
    }
    expect(names).to.deep.equal(Array.from({ length: 7 }, (_, i) => `m${i}@contoso.example`))
  })

  it('put every change on record with the token that made it', async () => {
    await call(started, 'put', RELATIONSHIP).set('If-None-Match', '*').send(VALUE)
    const newest = [...started.world.entries.values()].at(-1)
    expect(JSON.parse(newest?.text ?? '')).to.deep.include({
      event: 'relationship.added',
      actor: 'token:file',
      facts: { organization: 'contoso', name: 'fabrikam' },
    })
  })

  it('let guesses from one address end in 429, and keep out nobody there who has a token', async () => {
    const answers = []
    for (let i = 0; i < 25; i++) answers.push(await call(started, 'get', '/trusts', `guess-${i}`))
    expect(answers.map(({ status }) => status)).to.deep.equal([
      ...Array<number>(20).fill(401),
      ...Array<number>(5).fill(429),
    ])
    expect(answers[24]?.headers['retry-after']).to.match(/^\d+$/)
    const claim = request(started.app).post('/admin/v1/first-administrator').send({ code: 'x', name: 'x' })
    expect((await claim).status).to.equal(429)
    expect((await call(started, 'get', '/trusts')).status).to.equal(200)
  })
})

describe('the first administrator', () => {
  it('needs the one-time code, which works once, for a day, and no longer than until the next start', async () => {
    const started = await start(null)
    const claim = (code: string) =>
      request(started.app).post('/admin/v1/first-administrator').send({ code, name: 'Ann' })
    const old = await started.administration.tokens.firstCode()
    const code = await started.administration.tokens.firstCode()
    expect((await claim(old ?? '')).status).to.equal(401)
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => claim(` ${(code ?? '').toUpperCase()} `)))
    expect(outcomes.map(({ status }) => status).sort()).to.deep.equal([201, ...Array<number>(9).fill(401)])
    const { token } = outcomes.find(({ status }) => status === 201)?.body as { token: string }
    expect((await call(started, 'get', '/access-tokens', token)).status).to.equal(200)
    expect(await started.administration.tokens.firstCode()).to.equal(null)
  })

  it('comes too late a day after the start', async () => {
    const started = await start(null)
    const code = await started.administration.tokens.firstCode()
    started.clock.pass(24 * 3_600_000)
    const late = await request(started.app).post('/admin/v1/first-administrator').send({ code, name: 'Ann' })
    expect(late.status).to.equal(401)
  })

  it('is not wanted where the configuration names a token', async () => {
    expect(await (await start()).administration.tokens.firstCode()).to.equal(null)
  })
})

describe('the description of the administration', () => {
  const document = openApiDocument(OPERATIONS)

  it('has every operation once, with its scope, parameters and body', () => {
    const paths = document['paths'] as Record<string, Record<string, { operationId: string; parameters: object[] }>>
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    expect(ids.sort()).to.deep.equal(OPERATIONS.map(({ id }) => id).sort())
    expect(new Set(ids).size).to.equal(ids.length)
    for (const { path, method } of OPERATIONS) {
      const inPath = paths[path]?.[method]?.parameters.filter((one) => (one as { in: string }).in === 'path') ?? []
      expect(inPath).to.have.length([...path.matchAll(/\{/g)].length)
    }
  })

  it('names no component that it has not, in the dialect of OpenAPI 3.1', () => {
    const text = JSON.stringify(document)
    const { schemas } = document['components'] as { schemas: Record<string, unknown> }
    const named = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !Object.hasOwn(schemas, name))).to.deep.equal([])
    expect(document['openapi']).to.match(/^3\.1\./)
    expect(text).to.not.include('"nullable"')
  })

  it('is served to anybody, with a page that lets nothing of elsewhere in', async () => {
    const { app } = await start()
    const served = await request(app).get('/admin/v1/openapi.json')
    expect(served.body).to.deep.equal(JSON.parse(JSON.stringify(document)))
    const page = await request(app).get('/admin/v1/docs')
    expect(page.headers['content-security-policy']).to.include("default-src 'none'")
    expect(page.text).to.not.match(/<script>|style="|onclick|https?:\/\//)
    for (const { id } of OPERATIONS) expect(page.text).to.include(`id="${id}"`)
    for (const [, file = ''] of page.text.matchAll(/(?:href|src)="(\/admin\/v1\/docs\.\w+)"/g)) {
      expect((await request(app).get(file)).status, file).to.equal(200)
    }
  })
})
