import { randomBytes } from 'node:crypto'
import express from 'express'
import { expect } from 'chai'
import request from 'supertest'
import { Secret } from '../../../config/secrets.ts'
import { AccessTokens } from '../../../gateway/admin/access-tokens.ts'
import { adminRouter } from '../../../gateway/admin/admin-router.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import { RecentLookups } from '../../../gateway/broker/lookup-trace.ts'
import { OwnerLinks } from '../../../gateway/sharing/owner-link.ts'
import { openLog } from '../../../gateway/log.ts'
import { linkSecretHash } from '../../../trust/sharing/published-link.ts'
import { MemoryReplayStore } from '../../../trust/stores/replay-store-memory.ts'
import { budgetsOfNobody } from '../limits/budget-limits.ts'
import { silentInvitations } from './silent-invitations.ts'
import { CONTOSO, random, sharingWorld, VERA } from '../sharing/sharing-world.ts'

const TOKEN = 'the-token-of-the-configuration-file'
const SHARES = `/mailboxes/${VERA}/shares`

/** The administration of one gateway, as far as shares and policies need it. */
async function start(document = CONTOSO) {
  const world = await sharingWorld({ document })
  const { state, clock, policies, trusts, contoso, sharing, looks } = world
  const spent = new MemoryReplayStore({ clock })
  const gateway = contoso.id
  const parts = { spent, gateway, clock, random, sealingKey: randomBytes(32), publicUrl: 'https://gateway.example' }
  const ownerLinks = new OwnerLinks(parts)
  const tokens = new AccessTokens(state, random, new Secret(TOKEN))
  const used = {
    state,
    clock,
    random,
    policies,
    trusts,
    tokens,
    sharing,
    ownerLinks,
    lastLooks: looks,
    lookups: new RecentLookups(),
    budgets: budgetsOfNobody(),
    invitations: silentInvitations(state),
    log: openLog('silent'),
  }
  const app = express().use('/admin/v1', adminRouter(used as unknown as Administration))
  return { ...world, app, ownerLinks }
}

type Started = Awaited<ReturnType<typeof start>>
type Method = 'get' | 'post' | 'patch' | 'delete'

function call({ app }: Started, method: Method, path: string) {
  return request(app)[method](`/admin/v1${path}`).set('Authorization', `Bearer ${TOKEN}`)
}

interface Told {
  readonly share: { readonly id: string; readonly version: number; readonly level?: string; readonly standing?: string }
  readonly address: string | null
}

const told = ({ body }: { readonly body: unknown }): Told => body as Told
const secretIn = (address: string | null): string => /\/published\/([^/]+)\/$/.exec(address ?? '')?.[1] ?? ''
const at = (id: string): string => `${SHARES}/${encodeURIComponent(id)}`

describe('shares, administered', () => {
  let started: Started
  beforeEach(async () => {
    started = await start()
  })

  it('are made, shown, listed, changed, given another address and revoked', async () => {
    const made = await call(started, 'post', SHARES).send({ level: 'LimitedDetails' })
    expect(made.status).to.equal(201)
    const { share, address } = told(made)
    expect(started.links.byHash(linkSecretHash(secretIn(address)))?.mailbox).to.equal(VERA)
    const shown = await call(started, 'get', at(share.id))
    expect(shown.body).to.deep.equal({ share: { ...share, invitation: null } })
    expect((await call(started, 'get', SHARES)).body).to.deep.equal({
      ...{ organization: 'contoso', mailbox: VERA, shares: [{ ...share, invitation: null }] },
    })
    const changed = await call(started, 'patch', at(share.id))
      .set('If-Match', String(shown.headers['etag']))
      .send({ level: 'AvailabilityOnly', until: null })
    expect(told(changed).share).to.deep.include({ level: 'AvailabilityOnly', until: null, ahead: 'ThreeMonths' })
    const reset = told(await call(started, 'post', `${at(share.id)}/reset`).send({}))
    expect(started.links.byHash(linkSecretHash(secretIn(address)))).to.equal(undefined)
    expect(started.links.byHash(linkSecretHash(secretIn(reset.address)))).to.not.equal(undefined)
    const revoked = await call(started, 'delete', at(share.id))
    expect(told(revoked).share.standing).to.equal('revoked')
    expect(revoked.text).to.not.include('published/')
  })

  it('are changed from the version that was read, or not at all', async () => {
    const { share } = told(await call(started, 'post', SHARES).send({}))
    expect((await call(started, 'patch', at(share.id)).send({ searchable: true })).status).to.equal(428)
    const change = () => call(started, 'patch', at(share.id)).set('If-Match', `"${share.version}"`)
    expect((await change().send({ searchable: true })).status).to.equal(200)
    expect((await change().send({ searchable: false })).status).to.equal(409)
    expect((await change().send({ level: 'None' })).status).to.equal(400)
  })

  it('are made once under an idempotency key, and their address is told once', async () => {
    const add = () => call(started, 'post', SHARES).set('Idempotency-Key', 'once').send({ level: 'Reviewer' })
    const [first, again] = [await add(), await add()]
    expect(again.headers['idempotency-replayed']).to.equal('true')
    expect(told(again).share).to.deep.equal(told(first).share)
    expect([told(first).address === null, told(again).address]).to.deep.equal([false, null])
    expect(started.links.linksOf('contoso', VERA)).to.have.length(1)
    const reset = () =>
      call(started, 'post', `${at(told(first).share.id)}/reset`)
        .set('Idempotency-Key', 'r')
        .send({})
    const both = [told(await reset()).address, told(await reset()).address]
    expect(both[1]).to.equal(null)
    expect(started.links.byHash(linkSecretHash(secretIn(both[0] ?? null)))).to.not.equal(undefined)
  })

  it('change nothing in a dry run, and tell no address', async () => {
    const dry = await call(started, 'post', `${SHARES}?dryRun=true`).send({})
    expect([dry.status, told(dry).address]).to.deep.equal([201, null])
    const { share } = told(await call(started, 'post', SHARES).send({}))
    await call(started, 'delete', `${at(share.id)}?dryRun=true`)
    expect(told(await call(started, 'get', at(share.id))).share.standing).to.equal('open')
    expect(started.links.linksOf('contoso', VERA)).to.have.length(1)
  })

  it('are grants where the other side can ask, and refused with the reason where it cannot', async () => {
    const add = async (body: object) => {
      const answer = await call(started, 'post', SHARES).send(body)
      return [answer.status, (answer.body as { share?: { id: string } }).share?.id ?? answer.text] as const
    }
    expect(await add({ to: 'anna@fabrikam.example' })).to.deep.equal([201, 'grant:anna@fabrikam.example'])
    const [status, text] = await add({ to: 'kim@adatum.example' })
    expect([status, text]).to.satisfy(() => status === 409 && text.includes('(NO_TRUST)'))
    const [none, because] = await add({ to: 'ines@example.org', kind: 'grant' })
    expect([none, because]).to.satisfy(() => none === 409 && because.includes('(NO_RELATIONSHIP)'))
    expect((await add({ to: 'ines@example.org', mail: false }))[1]).to.match(/^link:/)
    expect((await add({ to: 'ines@example.org' }))[1]).to.include('(MAIL_OFF)')
  })

  it('take nothing that is no share', async () => {
    const hostile = [
      ...[{ to: 'a@b.example\r\nBcc: evil@evil.example' }, { to: 'a@b.example,c@d.example' }, { level: 'Everything' }],
      ...[{ until: 'tomorrow' }, { hours: [] }, { hours: [{ days: ['Monday'], start: '17:00', end: '09:00' }] }],
      ...[{ back: 'OneCentury' }, { kind: 'grant' }, { kind: 'grant', to: 'anna@fabrikam.example', back: 'OneDay' }],
      ...[{ to: '@fabrikam.example', kind: 'link' }, { note: 'x'.repeat(5_000) }, { secret: 'x' }, { language: 'xx' }],
      ...[{ hiddenCategories: Array.from({ length: 101 }, (_, i) => `c${i}`) }, { codeByMail: true }],
    ]
    for (const body of hostile) {
      const answer = await call(started, 'post', SHARES).send(body)
      expect(answer.status, JSON.stringify(body).slice(0, 80)).to.equal(400)
    }
    const grant = { kind: 'grant', to: 'anna@fabrikam.example', back: 'OneDay', codeByMail: true }
    const { text } = await call(started, 'post', SHARES).send(grant)
    expect(text).to.include('back: expected in a link only').and.to.include('codeByMail: expected in a link only')
    for (const path of [
      '/mailboxes/nobody@contoso.example/shares',
      '/mailboxes/ines@example.org/shares',
      at('link:x'),
    ]) {
      expect((await call(started, 'get', path)).status, path).to.equal(404)
    }
    expect((await call(started, 'get', '/mailboxes/no-address/shares')).status).to.equal(400)
    expect(started.links.linksOf('contoso', VERA)).to.deep.equal([])
  })

  it('are forgotten to have been looked through with everything else known of a person', async () => {
    const annas = { organization: 'contoso', mailbox: VERA, share: 'grant:anna@fabrikam.example' }
    started.looks.note(annas, started.clock.now())
    const erase = (path: string) => call(started, 'post', path).send({ address: 'anna@fabrikam.example' })
    expect((await erase('/audit/erasures?dryRun=true')).status).to.equal(200)
    expect(started.looks.of(annas)).to.not.equal(null)
    expect((await erase('/audit/erasures')).status).to.equal(200)
    expect(started.looks.of(annas)).to.equal(null)
  })

  it("have an address of an owner's page made, on record, told once", async () => {
    const make = () => call(started, 'post', `/mailboxes/${VERA}/owner-link`).set('Idempotency-Key', 'l').send({})
    const [made, again] = [await make(), await make()]
    const { address, until } = made.body as { address: string; until: string }
    expect(Date.parse(until) - started.clock.now()).to.equal(15 * 60_000)
    const token = address.slice('https://gateway.example/owner/open/'.length)
    expect(await started.ownerLinks.verify(token)).to.deep.equal({ organization: 'contoso', mailbox: VERA })
    expect((again.body as { address: null }).address).to.equal(null)
    const { auditSize } = await started.state.head()
    const [entry] = await started.state.engine.entries(auditSize - 1, 1)
    expect(entry?.text).to.include('"event":"owner.link-made"')
    expect([entry?.text?.includes(token), entry?.text?.includes(VERA)]).to.deep.equal([false, false])
  })
})
