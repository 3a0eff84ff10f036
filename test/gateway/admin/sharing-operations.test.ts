import express from 'express'
import { expect } from 'chai'
import request from 'supertest'
import { Secret } from '../../../config/secrets.ts'
import { AccessTokens } from '../../../gateway/admin/access-tokens.ts'
import { adminRouter } from '../../../gateway/admin/admin-router.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import { openLog } from '../../../gateway/log.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'
import { CONTOSO, random, sharingWorld } from '../sharing/sharing-world.ts'

const TOKEN = 'the-token-of-the-configuration-file'
const PATH = '/admin/v1/organizations/contoso/sharing'

async function start(sharingPolicies: readonly object[]) {
  const document = { ...CONTOSO, mailboxes: [], sharingPolicies } as unknown as WrittenDocument
  const world = await sharingWorld({ document })
  const { state, clock, policies, sharing } = world
  const tokens = new AccessTokens(state, random, new Secret(TOKEN))
  const used = { state, clock, random, policies, tokens, sharing, log: openLog('silent') } as unknown as Administration
  const app = express().use('/admin/v1', adminRouter(used))
  const show = () => request(app).get(PATH).set('Authorization', `Bearer ${TOKEN}`)
  const set = (body: object, version: number | string, key = '') =>
    request(app)
      .patch(PATH)
      .set('Authorization', `Bearer ${TOKEN}`)
      .set(version === 0 ? 'If-None-Match' : 'If-Match', version === 0 ? '*' : `"${version}"`)
      .set(key === '' ? {} : { 'Idempotency-Key': key })
      .send(body)
  /** Whatever was read last. */
  const setNow = async (body: object) => {
    const version = Number(/\d+/.exec(String((await show()).headers['etag']))?.[0])
    return set(body, version)
  }
  const written = async (name = 'everyday') =>
    (await state.get({ kind: 'sharing-policy', key: `contoso ${name}` }))?.value ?? null
  return { ...world, show, set, setNow, written }
}

const everyday = (domains: string[], over: object = {}) => ({ name: 'everyday', default: true, domains, ...over })

describe("an organization's sharing, administered", () => {
  it('is shown as the entries of its default policy, switched, and shown again', async () => {
    const { show, setNow, written } = await start([everyday(['fabrikam.example: CalendarSharingFreeBusyDetail'])])
    expect((await show()).body).to.deep.equal({
      ...{ organization: 'contoso', externalUsers: false, anonymous: false, anonymousLevel: null, note: null },
      policy: { name: 'everyday', enabled: true, domains: ['fabrikam.example: CalendarSharingFreeBusyDetail'] },
    })
    const on = await setNow({ externalUsers: true, anonymous: true, anonymousLevel: 'LimitedDetails' })
    expect(on.status, on.text).to.equal(200)
    expect(on.body).to.deep.include({ externalUsers: true, anonymous: true, anonymousLevel: 'LimitedDetails' })
    expect((await show()).body).to.deep.equal(on.body)
    expect((await written()) as object).to.deep.include({
      domains: [
        ...['fabrikam.example: CalendarSharingFreeBusyDetail', '*: CalendarSharingFreeBusySimple'],
        'Anonymous: CalendarSharingFreeBusyDetail',
      ],
    })
    const off = await setNow({ externalUsers: false, anonymous: false })
    expect(off.body).to.deep.include({ externalUsers: false, anonymous: false, anonymousLevel: null })
  })

  it('follows what the policy says by itself', async () => {
    const { show, policies, state } = await start([everyday([])])
    const held = await state.get({ kind: 'sharing-policy', key: 'contoso everyday' })
    const value = everyday(['Anonymous: CalendarSharingFreeBusyReviewer'])
    const change = { organization: 'contoso', kind: 'sharing-policy' as const, name: 'everyday', value }
    await policies.write({ ...change, before: held?.version ?? 0 }, { actor: 'x', requestId: null })
    expect((await show()).body).to.deep.include({ anonymous: true, anonymousLevel: 'Reviewer', externalUsers: false })
  })

  it('is switched from the version that was read, once under a key, and on record under its own name', async () => {
    const { show, set, state } = await start([everyday([])])
    const version = Number(/\d+/.exec(String((await show()).headers['etag']))?.[0])
    const first = await set({ anonymous: true }, version, 'k')
    const again = await set({ anonymous: true }, version, 'k')
    expect([first.status, again.status, again.headers['idempotency-replayed']]).to.deep.equal([200, 200, 'true'])
    expect(again.body).to.deep.equal(first.body)
    expect((await set({ anonymous: false }, version)).status).to.equal(409)
    const { auditSize } = await state.head()
    const [entry] = await state.engine.entries(auditSize - 1, 1)
    const facts = { organization: 'contoso', policy: 'everyday', externalUsers: false, anonymous: true }
    expect(JSON.parse(entry?.text ?? '')).to.deep.include({
      ...{ event: 'sharing.set', facts: { ...facts, anonymousLevel: 'AvailabilityOnly' } },
    })
  })

  it('without a default policy is off, says so in one sentence, and has one made when asked to', async () => {
    const { show, set, written } = await start([{ name: 'other', domains: [] }])
    expect((await show()).body).to.deep.include({ externalUsers: false, anonymous: false, policy: null })
    expect((await show()).text).to.include('There is no default sharing policy')
    const refused = await set({ anonymous: true }, 0)
    expect([refused.status, refused.text]).to.satisfy(
      () => refused.status === 409 && refused.text.includes('createPolicy (--create-policy) makes one'),
    )
    expect((await set({ anonymous: false }, 0)).status).to.equal(200)
    expect(await written('default')).to.equal(null)
    expect((await set({ anonymous: true, createPolicy: true }, 0)).status).to.equal(200)
    expect(await written('default')).to.deep.equal({
      ...{ name: 'default', default: true, domains: ['Anonymous: CalendarSharingFreeBusySimple'] },
    })
    expect((await show()).body).to.deep.include({ anonymous: true })
  })

  it('says where the name of a new default policy is taken', async () => {
    const { set } = await start([{ name: 'default', domains: [] }])
    const refused = await set({ anonymous: true, createPolicy: true }, 0)
    expect([refused.status, refused.text]).to.satisfy(
      () => refused.status === 409 && refused.text.includes('a sharing policy named default'),
    )
  })

  it('with a disabled default policy is off; enabled, it opens what was asked for and no other choice', async () => {
    const domains = ['*: CalendarSharingFreeBusyReviewer', 'Anonymous: CalendarSharingFreeBusyReviewer']
    const { show, setNow, written } = await start([everyday(domains, { enabled: false })])
    expect((await show()).body).to.deep.include({ externalUsers: false, anonymous: false })
    expect((await show()).text).to.include('is disabled, so nothing is shared by it')
    expect((await setNow({ anonymous: true })).status).to.equal(409)
    expect((await setNow({ anonymous: false })).body).to.deep.include({ anonymous: false })
    expect((await written()) as object).to.deep.include({ enabled: false, domains: domains.slice(0, 1) })
    const enabled = await setNow({ anonymous: true, enablePolicy: true })
    expect(enabled.body).to.deep.include({ externalUsers: false, anonymous: true, anonymousLevel: 'AvailabilityOnly' })
    expect((await written()) as object).to.deep.include({
      ...{ enabled: true, domains: ['Anonymous: CalendarSharingFreeBusySimple'] },
    })
  })

  it('takes no choice that contradicts itself, and no other', async () => {
    const { setNow } = await start([everyday([])])
    for (const body of [
      ...[{ anonymous: false, anonymousLevel: 'Reviewer' }, { anonymousLevel: 'None' }, { anonymous: 'on' }],
      ...[{ everybody: true }],
    ]) {
      expect((await setNow(body)).status, JSON.stringify(body)).to.equal(400)
    }
  })
})
