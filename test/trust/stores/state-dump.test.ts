import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { decryptBackup, encryptBackup } from '../../../trust/stores/backup-cipher.ts'
import { fillState, sumOf } from '../../../trust/stores/fill-state.ts'
import { contentOf, dumpState, readDump } from '../../../trust/stores/state-dump.ts'
import type { StateContent } from '../../../trust/stores/state-dump.ts'
import { openEmbeddedEngine } from '../../../trust/stores/state-engine-embedded.ts'
import { MemoryEngine } from '../../../trust/stores/state-engine-memory.ts'
import type { StateEngine } from '../../../trust/stores/state-engine.ts'
import { STATE_SCHEMA } from '../../../trust/stores/migrations/schema-migrations.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { committed, eventOf } from '../../conformance/state-store.ts'
import { VirtualClock } from '../known-organizations.ts'

const clock = new VirtualClock()
const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
const passphrase = 'correct horse battery staple'

async function* one(bytes: Buffer, size = 1_000): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function whole(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const found: Buffer[] = []
  for await (const bytes of source) found.push(bytes)
  return Buffer.concat(found)
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof FederationError) return error.code
    throw error
  }
}

const checksumKey = Buffer.alloc(32, 1)

async function world(records = 2_500): Promise<StateStore> {
  const store = new StateStore(new MemoryEngine(), { clock, random, checksumKey })
  await store.open()
  for (let i = 0; i < records; i += 250) {
    const writes = Array.from({ length: 250 }, (_, n) => ({
      kind: 'mailbox' as const,
      key: `contoso m${i + n}@contoso.example`,
      value: { level: 'None', note: `é\n${i + n}` },
      before: 0,
    }))
    await committed(store.commit({ writes, audit: [eventOf('seeded', { who: `person ${i}` })] }))
  }
  await store.commit({ writes: [], audit: Array.from({ length: 1_500 }, (_, i) => eventOf(`e${i}`)) })
  await store.engine.prune(5)
  return store
}

async function backupOf(store: StateStore): Promise<Buffer> {
  const snapshot = await store.snapshot()
  const content = contentOf(snapshot, checksumKey, 'c2VhbGluZw')
  const bytes = await whole(encryptBackup(dumpState(content), passphrase, randomBytes(16)))
  await snapshot.close()
  return bytes
}

const contentIn = (backup: Buffer, phrase = passphrase): Promise<StateContent> =>
  readDump(decryptBackup(one(backup), phrase), STATE_SCHEMA)

async function restored(backup: Buffer, into: StateEngine, phrase = passphrase) {
  const content = await contentIn(backup, phrase)
  const { written, found } = await fillState(into, content, { epoch: content.epoch, checksumKey: null, random })
  expect(found).to.deep.equal(written)
  return found
}

describe('a backup', () => {
  let store: StateStore
  let backup: Buffer

  before(async function () {
    this.timeout(20_000)
    store = await world()
    backup = await backupOf(store)
  })

  it('brings back everything, under another secret and in another kind of store', async function () {
    this.timeout(20_000)
    const folder = mkdtempSync(join(tmpdir(), 'ledig-restore-'))
    const engine = await openEmbeddedEngine({ folder, clock, log: () => {} })
    try {
      const sum = await restored(backup, engine)
      expect(sum).to.deep.equal(await sumOf(store.engine, checksumKey))
      expect(sum).to.include({ records: 2_500, entries: 1_510 })
      const again = new StateStore(engine, { clock, random, checksumKey: null })
      await again.open()
      await again.follow()
      expect(again.epoch).to.equal(store.epoch)
      const key = 'contoso m7@contoso.example'
      expect(await again.get({ kind: 'mailbox', key })).to.deep.equal(await store.get({ kind: 'mailbox', key }))
      expect(await engine.entries(0, 2_000)).to.deep.equal(await store.engine.entries(0, 2_000))
      const { sequence } = await store.head()
      const next = { writes: [{ kind: 'mailbox' as const, key: 'new', value: 1, before: 0 }], audit: [] }
      expect(await committed(again.commit(next))).to.equal(sequence + 1)
    } finally {
      await engine.close()
      rmSync(folder, { recursive: true })
    }
  })

  it('carries the secret its identities are sealed under, and shows none of it', async () => {
    expect((await contentIn(backup)).sealingKey).to.equal('c2VhbGluZw')
    expect(backup.includes('c2VhbGluZw')).to.equal(false)
    expect(backup.includes('contoso.example')).to.equal(false)
  })

  it('is not read under another passphrase', async () => {
    expect(await codeOf(restored(backup, new MemoryEngine(), 'another passphrase'))).to.equal('ERR_STORE_DAMAGED')
  })

  it('is refused after any byte of it was changed, and when any end of it is missing', async function () {
    this.timeout(60_000)
    const small = await backupOf(await world(250))
    // Deriving the key takes most of the time, so few places are tried here and many in the one below.
    for (const at of [0, 14, 20, 40, Math.floor(small.length / 2), small.length - 1]) {
      const changed = Buffer.from(small)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await codeOf(restored(changed, new MemoryEngine())), `byte ${at}`).to.equal('ERR_STORE_DAMAGED')
    }
    for (const length of [0, 10, 31, 47, small.length - 1, small.length - 17]) {
      expect(await codeOf(restored(small.subarray(0, length), new MemoryEngine())), `${length}`).to.equal(
        'ERR_STORE_DAMAGED',
      )
    }
  })

  it('is refused with a chunk taken out, moved or put in', async function () {
    this.timeout(60_000)
    const plain = randomBytes(300_000)
    const sealed = await whole(encryptBackup(one(plain), passphrase, randomBytes(16)))
    expect(await whole(decryptBackup(one(sealed), passphrase))).to.deep.equal(plain)
    const chunk = 65_536 + 16
    const at = (n: number): Buffer => sealed.subarray(31 + n * chunk, 31 + (n + 1) * chunk)
    const variants = [
      [at(0), at(2), at(3), at(4)],
      [at(1), at(0), at(2), at(3), at(4)],
      [at(0), at(1), at(1), at(2), at(3), at(4)],
      [at(0), at(1), at(2), at(3)],
    ]
    for (const chunks of variants) {
      const forged = Buffer.concat([sealed.subarray(0, 31), ...chunks])
      expect(await codeOf(whole(decryptBackup(one(forged), passphrase)))).to.equal('ERR_STORE_DAMAGED')
    }
  })

  it('of a store with a damaged record ends with an error, and the process goes on', async () => {
    const damaged = await world(250)
    const content = contentOf(await damaged.snapshot(), Buffer.alloc(32, 2), 'c2VhbGluZw')
    expect(await codeOf(whole(dumpState(content)))).to.equal('ERR_STORE_DAMAGED')
  })

  it('fills no store that holds something already', async () => {
    const content = { ...(await contentIn(backup)) }
    const taken = await world(250)
    expect(await codeOf(fillState(taken.engine, content, { epoch: 'e', checksumKey: null, random }))).to.equal(
      'ERR_CONFLICT',
    )
  })

  it('leaves a store that cannot be opened where filling it was interrupted', async () => {
    const engine = new MemoryEngine()
    const content = await contentIn(backup)
    async function* broken() {
      let count = 0
      for await (const item of content.items()) {
        if (count++ > 1_200) throw new FederationError('ERR_STORE_DAMAGED', 'interrupted')
        yield item
      }
    }
    const cut = { ...content, items: broken }
    expect(await codeOf(fillState(engine, cut, { epoch: 'e', checksumKey: null, random }))).to.equal(
      'ERR_STORE_DAMAGED',
    )
    const store = new StateStore(engine, { clock, random, checksumKey: null })
    expect(await codeOf(store.open())).to.equal('ERR_STORE_LOCKED')
  })

  it('of a newer release is refused as such', async () => {
    const dump = await whole(decryptBackup(one(backup), passphrase))
    expect(await codeOf(readDump(one(dump), STATE_SCHEMA - 1))).to.equal('ERR_STORE_LOCKED')
  })
})
