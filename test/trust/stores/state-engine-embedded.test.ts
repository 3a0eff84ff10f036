import { randomBytes, randomUUID } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect } from 'chai'
import { ClassicLevel } from 'classic-level'
import { FederationError } from '../../../protocols/federation-error.ts'
import { openEmbeddedEngine } from '../../../trust/stores/state-engine-embedded.ts'
import type { EmbeddedEngine, EmbeddedOptions } from '../../../trust/stores/state-engine-embedded.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import type { Change } from '../../../trust/stores/state-change.ts'
import { describeStateMigration } from '../../conformance/state-migration.ts'
import { committed, describeStateStore, eventOf } from '../../conformance/state-store.ts'
import type { StateStoreUnderTest } from '../../conformance/state-store.ts'
import { VirtualClock } from '../known-organizations.ts'

const make = async (clock: VirtualClock): Promise<StateStoreUnderTest> => {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-store-'))
  let engine = await openEmbeddedEngine({ folder, clock, log: () => {} })
  return {
    engine,
    other: null,
    reopen: async () => {
      await engine.close()
      engine = await openEmbeddedEngine({ folder, clock, log: () => {} })
      return engine
    },
    close: async () => {
      await engine.close()
      rmSync(folder, { recursive: true })
    },
  }
}

describeStateStore('EmbeddedEngine', make)
describeStateMigration('EmbeddedEngine', make)

describe('an embedded store', () => {
  let folder: string
  let clock: VirtualClock
  let events: { event: string; fields: Readonly<Record<string, unknown>> }[]
  const opened: EmbeddedEngine[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-store-'))
    clock = new VirtualClock()
    events = []
  })
  afterEach(async () => {
    for (const engine of opened.splice(0)) await engine.close().catch(() => undefined)
    rmSync(folder, { recursive: true })
  })

  async function open(place = folder, more: Partial<EmbeddedOptions> = {}): Promise<StateStore> {
    const log: EmbeddedOptions['log'] = (_level, event, fields) => events.push({ event, fields })
    const engine = await openEmbeddedEngine({ folder: place, clock, log, ...more })
    opened.push(engine)
    const store = new StateStore(engine, {
      clock,
      random: { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 },
      checksumKey: null,
    })
    await store.open()
    return store
  }

  const put = (key: string, before = 0): Change => ({
    writes: [{ kind: 'mailbox', key, value: { level: 'None', note: 'x'.repeat(200) }, before }],
    audit: [eventOf('mailbox.changed', { who: key })],
  })

  /** The folder as a killed process leaves it: copied while the store is open. */
  async function killed(changes: number): Promise<string> {
    const store = await open()
    for (let i = 0; i < changes; i++) await committed(store.commit(put(`m${i}`)))
    const copy = join(folder, '..', `${basename(folder)}-copy`)
    cpSync(folder, copy, { recursive: true })
    return copy
  }

  /** How many files of the store hold these bytes. */
  const filesWith = (text: string): number =>
    readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text)).length

  for (const [what, take] of [
    ['an erased value', (engine: EmbeddedEngine) => engine.erase(7, { who: null })],
    ['the values and texts of pruned entries', (engine: EmbeddedEngine) => engine.prune(20)],
  ] as const) {
    it(`keeps no byte of ${what} in its files, in whichever of them it was`, async () => {
      // Of letters that nothing else is written with, so that no compression takes it apart.
      const secret = String.fromCharCode(...Array.from(randomBytes(24), (byte) => 0x4b + (byte % 15)))
      for (let start = 0; start < 3; start++) {
        const store = await open()
        // Each start puts what was in the log into a table.
        for (let i = 0; i < 10; i++) {
          const audit = [eventOf('mailbox.changed', { who: start === 0 && i === 7 ? secret : `${start} ${i}` })]
          await committed(store.commit({ ...put(`${start} ${i}`), audit }))
        }
        await opened.pop()?.close()
      }
      const store = await open()
      const engine = opened.at(-1) as EmbeddedEngine
      expect(filesWith(secret)).to.be.greaterThan(0)
      await take(engine)
      expect(filesWith(secret), 'before it is compacted').to.be.greaterThan(0)
      await engine.forget()
      const inPages = (await engine.entries(7, 1))[0]?.personal ?? null
      expect(JSON.stringify(inPages)).to.not.include(secret)
      expect(filesWith(secret)).to.equal(0)
      expect((await store.head()).auditSize).to.equal(30)
    })
  }

  it('is for one process: the second is told who holds it', async () => {
    await open()
    const outcome = await open().catch((error: unknown) => error)
    expect(outcome).to.be.instanceOf(FederationError).with.property('code', 'ERR_STORE_LOCKED')
    expect((outcome as Error).message).to.include(`process ${process.pid} on ${hostname()}`)
  })

  it('says when the last process did not close it, and has everything that was acknowledged', async () => {
    const copy = await killed(20)
    try {
      const store = await open(copy)
      expect(events.map(({ event }) => event)).to.deep.equal(['store recovered'])
      expect(events[0]?.fields['lastHolder']).to.include({ pid: process.pid })
      expect((await store.head()).records).to.equal(20)
    } finally {
      rmSync(copy, { recursive: true })
    }
  })

  it('leaves out a change that was only begun when the process died, and says so', async () => {
    const copy = await killed(20)
    try {
      const log = readdirSync(copy).find((name) => name.endsWith('.log')) ?? ''
      truncateSync(join(copy, log), statSync(join(copy, log)).size - 100)
      const store = await open(copy)
      expect(events[0]).to.have.property('event', 'store recovered')
      expect(events[0]?.fields['unfinished']).to.be.greaterThan(0)
      await store.follow()
      expect(await store.head()).to.include({ sequence: 19, records: 19, auditSize: 19 })
      expect(await committed(store.commit(put('m19')))).to.equal(20)
    } finally {
      rmSync(copy, { recursive: true })
    }
  })

  it('refuses to start after a byte of any change but the last was changed, and leaves out a damaged last one', async () => {
    const copy = await killed(80)
    const log = readdirSync(copy).find((name) => name.endsWith('.log')) ?? ''
    const bytes = readFileSync(join(copy, log))
    expect(bytes.length).to.be.greaterThan(40_000)
    const found: string[] = []
    try {
      for (let at = 3; at < bytes.length; at += Math.floor(bytes.length / 60)) {
        const flipped = Buffer.from(bytes)
        flipped[at] = (flipped[at] ?? 0) ^ 0x10
        writeFileSync(join(copy, log), flipped)
        found.push(await damageFound(copy))
        for (const name of readdirSync(copy)) rmSync(join(copy, name))
        cpSync(folder, copy, { recursive: true })
      }
    } finally {
      rmSync(copy, { recursive: true })
    }
    expect(found.slice(0, -2).every((what) => what === 'ERR_STORE_DAMAGED')).to.equal(true)
    expect(found.slice(-2).every((what) => what === 'ERR_STORE_DAMAGED' || what === '79')).to.equal(true)
  })

  async function damageFound(copy: string): Promise<string> {
    try {
      const store = await open(copy)
      await store.follow()
      return String((await store.list('mailbox', { limit: 100 })).length)
    } catch (error) {
      if (error instanceof FederationError) return error.code
      throw error
    } finally {
      await opened.pop()?.close()
    }
  }

  it('refuses to start where any of its files is missing, and leaves the others as they are', async function () {
    this.timeout(60_000)
    // Twice opened and flushed, so that there are sorted tables, and changes that stand in the log alone.
    const first = await open()
    for (let i = 0; i < 40; i++) await committed(first.commit(put(`m${i}`)))
    await opened.pop()?.close()
    const store = await open()
    await committed(store.commit(put('last')))
    await opened.pop()?.close()
    const files = readdirSync(folder).filter((name) => /^CURRENT$|^MANIFEST-|\.log$|\.ldb$/.test(name))
    expect(files.map((name) => name.replace(/\d+/, 'N')).sort()).to.include.members([
      'CURRENT',
      'MANIFEST-N',
      'N.ldb',
      'N.log',
    ])
    for (const file of files) {
      const copy = join(folder, '..', `${basename(folder)}-copy`)
      cpSync(folder, copy, { recursive: true })
      try {
        rmSync(join(copy, file))
        const before = readdirSync(copy).sort()
        const outcome = await open(copy).catch((error: unknown) => error)
        expect(outcome, file).to.be.instanceOf(FederationError).with.property('code', 'ERR_STORE_DAMAGED')
        expect(
          readdirSync(copy)
            .filter((name) => before.includes(name))
            .sort(),
          file,
        ).to.deep.equal(before)
      } finally {
        rmSync(copy, { recursive: true })
      }
    }
    expect((await (await open()).head()).records).to.equal(41)
  })

  it('begins anew where the process died before it had written anything', async () => {
    writeFileSync(join(folder, 'MANIFEST-000001'), '')
    expect((await (await open()).head()).records).to.equal(0)
  })

  it('refuses to follow a store from which a record is missing or in which one was changed', async () => {
    for (const tamper of [
      (level: ClassicLevel<string, string>) => level.del('r/mailbox/m3'),
      async (level: ClassicLevel<string, string>) => level.put('r/mailbox/m4', (await level.get('r/mailbox/m3')) ?? ''),
      (level: ClassicLevel<string, string>) => level.del('a/0000000000000004'),
    ]) {
      const copy = await killed(5)
      await opened.pop()?.close()
      const level = new ClassicLevel<string, string>(copy)
      await tamper(level)
      await level.close()
      expect(await damageFound(copy)).to.equal('ERR_STORE_DAMAGED')
      rmSync(copy, { recursive: true })
      rmSync(folder, { recursive: true })
    }
    mkdirSync(folder)
  })

  it('refuses changes while the disk refuses, keeps answering from what it holds, and goes on by itself', async () => {
    let full = false
    const store = await open(folder, {
      beforeWrite: () => (full ? Promise.reject(new Error('ENOSPC: no space left on device')) : Promise.resolve()),
    })
    await store.follow()
    await committed(store.commit(put('before')))
    full = true
    const codes: string[] = []
    for (let i = 0; i < 3; i++) {
      const outcome = await store.commit(put(`full${i}`)).catch((error: unknown) => error)
      codes.push((outcome as FederationError).code)
      expect((outcome as Error).message).to.include('no space left')
    }
    expect(codes).to.deep.equal(['ERR_OUTCOME_UNKNOWN', 'ERR_STORE_UNAVAILABLE', 'ERR_STORE_UNAVAILABLE'])
    expect(store.fresh()).to.equal(true)
    expect(await store.get({ kind: 'mailbox', key: 'before' })).to.include({ version: 1 })
    clock.pass(6_000)
    expect(((await store.commit(put('still')).catch((error: unknown) => error)) as FederationError).code).to.equal(
      'ERR_STORE_UNAVAILABLE',
    )
    full = false
    clock.pass(6_000)
    expect(await committed(store.commit(put('after')))).to.equal(2)
    expect(events.map(({ event }) => event)).to.deep.equal(['store not written', 'store writable again'])
    expect((await store.list('mailbox', { limit: 10 })).map(({ key }) => key)).to.deep.equal(['after', 'before'])
  })

  it('refuses a store of a newer release', async () => {
    const store = await open()
    const head = await store.head()
    await store.engine.write({
      before: head,
      after: { ...head, schema: 99 },
      records: [],
      entries: [],
      answers: [],
      changes: [],
    })
    await opened.pop()?.close()
    const outcome = await open().catch((error: unknown) => error)
    expect(outcome).to.be.instanceOf(FederationError).with.property('code', 'ERR_STORE_LOCKED')
    expect((outcome as Error).message).to.include('newer release')
  })

  it('says in words why a folder cannot be opened', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    const outcome = await open(file).catch((error: unknown) => error)
    expect(outcome).to.be.instanceOf(FederationError).with.property('code', 'ERR_STORE_UNAVAILABLE')
  })
})
