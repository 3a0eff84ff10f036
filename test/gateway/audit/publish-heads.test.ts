import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import express from 'express'
import request from 'supertest'
import { auditTreeOf, keepTreeHead } from '../../../gateway/audit/audit-operations.ts'
import { HEAD_WELL_KNOWN, KeptHeads, publishHeads } from '../../../gateway/audit/publish-heads.ts'
import { isBeginning } from '../../../trust/audit/merkle-tree.ts'
import { readTreeHead, signersOf } from '../../../trust/audit/tree-head.ts'
import type { TreeHead } from '../../../trust/audit/tree-head.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { MemoryEngine } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { known, VirtualClock } from '../../trust/known-organizations.ts'

interface Published {
  readonly head: string
  readonly proof: string[] | null
}

describe('the published head of the audit log', () => {
  const clock = new VirtualClock()
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
  let state: StateStore
  let app: express.Express
  let gateway: Organization
  let contoso: Organization
  let write: (entries: number) => Promise<void>

  beforeEach(async () => {
    ;[gateway, contoso] = await Promise.all([known('Gateway'), known('Contoso')])
    state = new StateStore(new MemoryEngine(), { clock, random, checksumKey: null })
    await state.open()
    const heads = new KeptHeads()
    await state.follow(heads)
    const tree = auditTreeOf(state)
    const hosted = { identity: contoso, name: 'contoso' }
    const directory = {
      gateway,
      hostedByName: (name: string) => (name === 'contoso' ? hosted : undefined),
      hostedDomain: (domain: string) => (domain === 'contoso.example' ? hosted : undefined),
    }
    const identities = {
      current: (id: string) => ({ organization: id === contoso.id ? contoso : gateway, sequence: 1 }),
    }
    const { bare, byName } = publishHeads({ heads, tree, directory, identities })
    app = express().get(HEAD_WELL_KNOWN, bare).get(`/organizations/:name${HEAD_WELL_KNOWN}`, byName)
    write = async (entries) => {
      for (let i = 0; i < entries; i++) {
        const event = { event: 'test.written', at: clock.now(), actor: 'gateway', requestId: null, facts: { i } }
        await state.commit({ writes: [], audit: [{ ...event, personal: {} }] })
      }
      await keepTreeHead(state, tree, gateway)
      await new Promise((resolve) => setImmediate(resolve))
    }
  })

  const get = async (path: string): Promise<{ status: number; body: Published }> => {
    const { status, body } = await request(app).get(path)
    return { status, body: body as Published }
  }
  const read = (published: Published, of: Organization): TreeHead => {
    const head = readTreeHead(published.head, signersOf(of))
    if (head === null) throw new Error('the head was not believed')
    return head
  }

  it('is that of the newest hour, under the certificate of the organization whose address was asked', async () => {
    expect((await get(HEAD_WELL_KNOWN)).status).to.equal(404)
    await write(3)
    await write(4)
    const named = await get(`/organizations/contoso${HEAD_WELL_KNOWN}`)
    const byDomain = await get(`${HEAD_WELL_KNOWN}?domain=contoso.example`)
    const bare = await get(HEAD_WELL_KNOWN)
    expect(read(bare.body, gateway)).to.include({ issuer: gateway.id, size: 7, log: state.epoch })
    for (const { body } of [named, byDomain]) {
      expect(read(body, contoso)).to.include({ issuer: contoso.id, size: 7, root: read(bare.body, gateway).root })
    }
    for (const path of [`/organizations/none${HEAD_WELL_KNOWN}`, `${HEAD_WELL_KNOWN}?domain=none.example`]) {
      expect((await get(path)).status, path).to.equal(404)
    }
  })

  it('comes with the proof from any head that was shown before, and from nothing else', async () => {
    const shown: TreeHead[] = []
    for (const entries of [1, 2, 5, 9]) {
      await write(entries)
      shown.push(read((await get(HEAD_WELL_KNOWN)).body, gateway))
    }
    const newest = shown.at(-1) as TreeHead
    for (const earlier of shown) {
      const { body } = await get(`${HEAD_WELL_KNOWN}?after=${earlier.size}`)
      expect(isBeginning(earlier, newest, body.proof ?? []), String(earlier.size)).to.equal(true)
    }
    for (const after of ['2', '0', '-1', '1.5', 'x', '99']) {
      expect((await get(`${HEAD_WELL_KNOWN}?after=${after}`)).status, after).to.equal(404)
    }
  })
})
