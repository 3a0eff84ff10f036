import { randomBytes, randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import { auditTreeOf, keepTreeHead } from '../../../gateway/audit/audit-operations.ts'
import { HEAD_WELL_KNOWN, KeptHeads, publishHeads } from '../../../gateway/audit/publish-heads.ts'
import { PartnerWatch, seenHeadOf } from '../../../gateway/audit/watch-partners.ts'
import { openLog } from '../../../gateway/log.ts'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import { HOUR } from '../../../protocols/availability/time-window.ts'
import { sealEntry } from '../../../trust/audit/audit-entry.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { NOW, smallWorld } from '../broker/small-world.ts'
import type { SmallWorld } from '../broker/small-world.ts'

/** A party with an audit log, which publishes its head over HTTP. */
interface Publisher {
  readonly url: string
  readonly kept: MemoryWorld
  /** Begins to serve what is kept, with nothing in memory. */
  restart(): Promise<void>
  write(entries: number): Promise<void>
  close(): Promise<void>
}

describe('the audit logs of partners', () => {
  const clock = { time: NOW, now: () => clock.time }
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
  let world: SmallWorld
  let own: StateStore
  let partner: Publisher
  let watch: PartnerWatch
  let trust: FederationTrust
  const http = outboundHttp({ allow: { loopback: true, networks: [], ports: [], ownOrigins: [] } })
  after(() => http.close())

  async function stateOver(kept: MemoryWorld): Promise<StateStore> {
    const state = new StateStore(new MemoryEngine(kept), { clock, random, checksumKey: null })
    await state.open()
    return state
  }

  async function publish(organization: Organization): Promise<Publisher> {
    let app = express()
    const server: Server = express()
      .use((request, response, next) => app(request, response, next))
      .listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const kept = new MemoryWorld()
    let state = await stateOver(kept)
    let tree = auditTreeOf(state)
    const restart = async (): Promise<void> => {
      state = await stateOver(kept)
      tree = auditTreeOf(state)
      const heads = new KeptHeads()
      await state.follow(heads)
      const directory = { gateway: organization, hostedByName: () => undefined, hostedDomain: () => undefined }
      const identities = { current: () => ({ organization, sequence: 1 }) }
      app = express()
      app.get(HEAD_WELL_KNOWN, publishHeads({ heads, tree, directory, identities }).bare)
    }
    const write = async (entries: number): Promise<void> => {
      for (let i = 0; i < entries; i++) {
        const event = { event: 'test.written', actor: 'gateway', requestId: null, facts: { i }, personal: {} }
        await state.commit({ writes: [], audit: [{ ...event, at: clock.time }] })
      }
      await keepTreeHead(state, tree, organization)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await restart()
    const { port } = server.address() as AddressInfo
    const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
    return { url: `http://127.0.0.1:${port}`, kept, restart, write, close }
  }

  beforeEach(async () => {
    clock.time = NOW
    world = await smallWorld()
    own = await stateOver(new MemoryWorld())
    partner = await publish(world.fabrikam)
    const organizations = new Map([['contoso', world.contoso]])
    watch = new PartnerWatch({ state: own, organizations, trusts: world.store, http, clock, log: openLog('silent') })
    const held = world.store.snapshot().trusts(world.contoso.id)
    const found = [...held].find(({ partner: id }) => id === world.fabrikam.id) as FederationTrust
    trust = { ...found, metadataUrl: `${partner.url}/.well-known/federation-metadata` }
  })
  afterEach(() => partner.close())

  const seen = async () => (await seenHeadOf(own, trust))?.seen

  it('are followed as they grow, each time with the proof that nothing before was changed', async () => {
    await partner.write(5)
    expect(await watch.look(trust)).to.equal('first')
    expect(await watch.look(trust)).to.equal('unchanged')
    await partner.write(2_000)
    expect(await watch.look(trust)).to.equal('grown')
    expect(await seen()).to.include({ size: 2_005, rewrittenAt: null })
  })

  it('are found out when one tells another past, with both signed heads on record', async () => {
    await partner.write(5)
    await watch.look(trust)
    await partner.write(1)
    let previous = '0'.repeat(64)
    for (const [index, entry] of partner.kept.entries) {
      const said = JSON.parse(entry.text ?? '') as { at: string; event: string; actor: string }
      const event = { ...said, at: Date.parse(said.at), requestId: null, facts: { i: 'another' }, personal: {} }
      const forged = sealEntry(event, index, previous, () => '00')
      partner.kept.entries.set(index, forged)
      previous = forged.leaf
    }
    if (partner.kept.head !== null) partner.kept.head = { ...partner.kept.head, auditLast: previous }
    await partner.restart()
    await partner.write(1)
    expect(await watch.look(trust)).to.equal('rewritten')
    expect(await seen(), 'believed at the first sight').to.include({ size: 5, rewrittenAt: null })
    expect(await watch.look(trust)).to.equal('rewritten')
    expect(await seen()).to.include({ size: 7, rewrittenAt: new Date(NOW).toISOString() })
    const [entry] = await own.engine.entries(0, 1)
    const { event, facts } = JSON.parse(entry?.text ?? '') as {
      event: string
      facts: { earlier: string; later: string }
    }
    expect(event).to.equal('partner.audit-rewritten')
    expect([facts.earlier.split('.').length, facts.later.split('.').length]).to.deep.equal([3, 3])
    await partner.write(1)
    expect(await watch.look(trust)).to.equal('grown')
    expect((await seen())?.rewrittenAt, 'forgotten').to.equal(new Date(NOW).toISOString())
  })

  it('are told apart from another log under the same name', async () => {
    await partner.write(3)
    await watch.look(trust)
    if (partner.kept.head !== null) partner.kept.head = { ...partner.kept.head, epoch: randomUUID() }
    await partner.restart()
    await partner.write(1)
    expect([await watch.look(trust), await watch.look(trust)]).to.deep.equal(['begun anew', 'begun anew'])
  })

  it('say nothing where nothing is published, another certificate signs, or the trust is no longer active', async () => {
    expect(await watch.look(trust)).to.equal(null)
    await partner.write(2)
    const other = await publish(world.contoso)
    await other.write(2)
    const elsewhere = { ...trust, metadataUrl: `${other.url}/.well-known/federation-metadata` }
    expect(await watch.look(elsewhere)).to.equal(null)
    await other.close()
    expect(await watch.look(elsewhere), 'nobody listens').to.equal(null)
    expect(await watch.look({ ...trust, metadataUrl: `${partner.url}/elsewhere` })).to.equal(null)
    const suspended = { state: 'suspended', suspendedAt: NOW, reason: 'test' } as const
    expect(await watch.look({ ...trust, is: { ...trust.is, ...suspended } as FederationTrust['is'] })).to.equal(null)
    expect(await seen()).to.equal(undefined)
  })

  it('are looked at once an hour', async () => {
    let looks = 0
    watch.look = () => Promise.resolve((looks++, null))
    for (let minute = 0; minute <= 60; minute++) {
      await watch.watchDue()
      clock.time += HOUR / 60
    }
    const active = [...world.store.snapshot().trusts(world.contoso.id)].filter(({ is }) => is.state === 'active')
    expect(looks)
      .to.equal(2 * active.length)
      .and.to.be.greaterThan(0)
  })
})
