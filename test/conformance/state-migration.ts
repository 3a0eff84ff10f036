import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { FederationError } from '../../protocols/federation-error.ts'
import { leafHash } from '../../trust/audit/audit-entry.ts'
import { SEALED_HEADS } from '../../trust/stores/migrations/sealed-heads.ts'
import type { SchemaMigration } from '../../trust/stores/migrations/schema-migrations.ts'
import { changedDigest, EMPTY_DIGEST, readRecord } from '../../trust/stores/record-text.ts'
import type { StateEngine, StateHead } from '../../trust/stores/state-engine.ts'
import type { HeldRecord, Json, RecordKind } from '../../trust/stores/state-record.ts'
import { StateStore } from '../../trust/stores/state-store.ts'
import { StoreSeal } from '../../trust/stores/store-seal.ts'
import { VirtualClock } from '../trust/known-organizations.ts'
import { committed, eventOf, everything } from './state-store.ts'
import type { StateStoreUnderTest } from './state-store.ts'

/** Two steps as later releases may have them: every mailbox is touched twice, some groups go, all else stays. */
export const STEPS: readonly SchemaMigration[] = [
  {
    mailbox: ({ value }) => ({ was: value }),
    group: ({ key, value }) => (key.endsWith('0') ? null : value),
  },
  { mailbox: ({ value, key }) => ({ ...(value as object), named: key }) as Json },
]

/** The same by hand: what a record of schema 1 is in schema 3. */
function broughtForward({ kind, key, version, value }: HeldRecord): HeldRecord | null {
  if (kind === 'mailbox') return { kind, key, version, value: { was: value, named: key } }
  return kind === 'group' && key.endsWith('0') ? null : { kind, key, version, value }
}

const checksumKey = Buffer.alloc(32, 7)
const clock = new VirtualClock()

/** @param steps of the release that opens it */
export const releaseOf = (engine: StateEngine, migrations = STEPS): StateStore =>
  new StateStore(engine, {
    ...{ clock, checksumKey, migrations },
    random: { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 },
  })

const placed = (records: readonly HeldRecord[]) => records.map((record) => [`${record.kind} ${record.key}`, record])

async function recordsOf(store: StateStore): Promise<Record<string, HeldRecord>> {
  const found: HeldRecord[] = []
  await store.follow({
    reload: async (records) => {
      found.length = 0
      for await (const record of records) found.push(record)
    },
    changed: () => undefined,
  })
  return Object.fromEntries(placed(found)) as Record<string, HeldRecord>
}

/** Fills the place as the first release did, with `count` records of each of three kinds. */
export async function seedFirstRelease(engine: StateEngine, count: number): Promise<Record<string, HeldRecord>> {
  const store = releaseOf(engine, [])
  await store.open()
  const kinds: readonly RecordKind[] = ['trust', 'group', 'mailbox']
  for (const kind of kinds) {
    for (let at = 0; at < count; at += 500) {
      const keys = Array.from({ length: Math.min(500, count - at) }, (_, i) => `é ${at + i}`)
      const writes = keys.map((key) => ({ kind, key, value: { key, level: 'None' }, before: 0 }))
      await committed(store.commit({ writes, audit: [eventOf('seeded')] }))
    }
  }
  return recordsOf(store)
}

export function expectedOf(original: Record<string, HeldRecord>): Record<string, HeldRecord> {
  const left = Object.values(original).flatMap((record) => broughtForward(record) ?? [])
  return Object.fromEntries(placed(left)) as Record<string, HeldRecord>
}

/** The engine with some of its methods replaced. */
export function engineWith(engine: StateEngine, methods: Partial<StateEngine>): StateEngine {
  return new Proxy(engine, {
    get(target, name) {
      const value: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

/** Lets `writes` writes through; the next is lost with the process, before or after it reached the place. */
export function dyingEngine(engine: StateEngine, writes: number, when: 'before' | 'after'): StateEngine {
  let left = writes
  return engineWith(engine, {
    write: async (batch) => {
      if (left-- > 0) return engine.write(batch)
      if (when === 'after') await engine.write(batch)
      else await engine.abandon()
      throw new Error('killed')
    },
  })
}

async function refusalOf(work: Promise<unknown>): Promise<FederationError> {
  const outcome = await work.then(
    () => null,
    (error: unknown) => error,
  )
  expect(outcome).to.be.instanceOf(FederationError)
  return outcome as FederationError
}

/** One process dies half way, and another ends what it began. */
export async function expectMigrationToGoOn(open: () => Promise<StateEngine>): Promise<void> {
  const engines = [await open(), await open()] as const
  try {
    const original = await seedFirstRelease(engines[0], 1_205)
    await refusalOfDeath(releaseOf(dyingEngine(engines[0], 1, 'before')).open())
    const next = releaseOf(engines[1])
    expect((await next.head()).migration).to.not.equal(null)
    await next.open()
    expect(await recordsOf(next)).to.deep.equal(expectedOf(original))
  } finally {
    for (const engine of engines) await engine.close()
  }
}

/** What every place of state promises to a store of an earlier schema. */
export function describeStateMigration(
  name: string,
  make: (clock: VirtualClock) => Promise<StateStoreUnderTest>,
): void {
  describe(`${name} with a store of an earlier schema`, function () {
    this.timeout(60_000)
    let under: StateStoreUnderTest
    let engine: StateEngine

    beforeEach(async () => {
      under = await make(clock)
      engine = under.engine
    })
    afterEach(() => under.close())

    it('has every record brought through every step before anything is served, with its version', async () => {
      const original = await seedFirstRelease(engine, 1_205)
      const before = await everything(engine)
      const store = releaseOf(engine)
      await store.open()
      const after = await everything(engine)
      expect(after.head).to.include({ schema: 3, migration: null, epoch: before.head?.epoch })
      expect(await recordsOf(store)).to.deep.equal(expectedOf(original))
      expect(after.head?.records).to.equal(Object.keys(expectedOf(original)).length)
      const texts = ({ records }: typeof after) => records.filter(({ kind }) => kind === 'trust')
      expect(texts(after)).to.deep.equal(texts(before))
    })

    it('puts the migration on record once, after entries that stay as they were', async () => {
      await seedFirstRelease(engine, 1_205)
      const before = await everything(engine)
      await releaseOf(engine).open()
      await releaseOf(engine).open()
      const { entries, head } = await everything(engine)
      expect(entries.slice(0, -1)).to.deep.equal(before.entries)
      const text = entries.at(-1)?.text ?? ''
      const previous = before.entries.at(-1)?.leaf
      const facts = { from: 1, to: 3, records: 1_205 + 121 }
      expect(JSON.parse(text)).to.deep.include({ event: 'store.migrated', actor: 'gateway', previous, facts })
      expect(head).to.include({ auditSize: entries.length, auditLast: leafHash(text) })
    })

    for (const when of ['before', 'after'] as const) {
      it(`goes on wherever the process died, just ${when} a write`, async () => {
        const original = await seedFirstRelease(engine, 1_205)
        let [deaths, found] = [0, 0]
        for (; deaths < 20; deaths++) {
          const died = await releaseOf(dyingEngine(engine, when === 'after' ? 0 : 1, when))
            .open()
            .then(
              () => false,
              (error: unknown) => (error as Error).message === 'killed',
            )
          if (!died) break
          const { head } = await everything(engine)
          // Not read as of either schema by who does not know of migrations.
          if (head?.migration !== null) {
            found++
            expect(await refusalOf(releaseOf(engine, []).open())).to.include({ code: 'ERR_STORE_LOCKED' })
            expect(await refusalOf(recordsOf(releaseOf(engine)))).to.include({ code: 'ERR_STORE_UNAVAILABLE' })
          }
        }
        expect(deaths).to.be.within(1, 19)
        expect(found).to.be.greaterThan(0)
        const store = releaseOf(engine)
        await store.open()
        expect(await recordsOf(store)).to.deep.equal(expectedOf(original))
        const { entries } = await everything(engine)
        expect(entries.filter(({ text }) => text?.includes('store.migrated'))).to.have.length(1)
      })
    }

    it('goes through both steps when the release with the second meets what the first left unfinished', async () => {
      const original = await seedFirstRelease(engine, 1_205)
      const [first] = STEPS
      await refusalOfDeath(releaseOf(dyingEngine(engine, 1, 'before'), first === undefined ? [] : [first]).open())
      expect((await everything(engine)).head).to.deep.include({ schema: 2 })
      const store = releaseOf(engine)
      await store.open()
      expect(await recordsOf(store)).to.deep.equal(expectedOf(original))
      const { entries } = await everything(engine)
      const facts = entries.flatMap(({ text }) => {
        const entry = JSON.parse(text ?? '{}') as { event: string; facts: object }
        return entry.event === 'store.migrated' ? [entry.facts] : []
      })
      expect(facts).to.deep.equal([
        { from: 1, to: 2, records: 1_326 },
        { from: 2, to: 3, records: 1_205 },
      ])
    })

    describe('that had no sealed head', () => {
      const [first = {}, second = {}] = STEPS
      const SEALING = [first, SEALED_HEADS, second]
      const seal = new StoreSeal(checksumKey, SEALING)

      /** What is kept is what was kept, each record and the head under the keys of schema 4. */
      async function expectSealed(original: Record<string, HeldRecord>): Promise<void> {
        expect(await recordsOf(releaseOf(engine, SEALING))).to.deep.equal(expectedOf(original))
        const { head, records } = await everything(engine)
        expect(head).to.include({ schema: 4, migration: null })
        const texts = records.map(({ text }) => text)
        expect(head && seal.open(head)).to.equal(changedDigest(EMPTY_DIGEST, texts, [], seal.digestKeyAt(4)))
        for (const { kind, key, text } of records) readRecord({ kind, key }, text, seal.recordKeyAt(4))
      }

      it('has one, with every record under another key, wherever the process died', async () => {
        const original = await seedFirstRelease(engine, 1_205)
        let deaths = 0
        for (; deaths < 20; deaths++) {
          const died = await releaseOf(dyingEngine(engine, deaths % 2, deaths % 2 === 0 ? 'after' : 'before'), SEALING)
            .open()
            .then(
              () => false,
              (error: unknown) => (error as Error).message === 'killed',
            )
          if (!died) break
        }
        expect(deaths).to.be.within(2, 19)
        await expectSealed(original)
      })

      it('is looked at again where the earlier release wrote to it meanwhile', async function () {
        if (under.other === null) return
        const original = await seedFirstRelease(engine, 10)
        const earlier = releaseOf(await under.other(), [])
        await earlier.open()
        const added: HeldRecord = { kind: 'trust', key: 'late', version: 4, value: { level: 'None' } }
        let looks = 0
        const slow = engineWith(engine, {
          snapshot: async () => {
            const snapshot = await engine.snapshot()
            const write = { kind: added.kind, key: added.key, value: added.value, before: 0 }
            if (looks++ === 0) await committed(earlier.commit({ writes: [write], audit: [] }))
            return snapshot
          },
        })
        await releaseOf(slow, SEALING).open()
        expect(looks).to.equal(2)
        await expectSealed({ ...original, 'trust late': added })
      })
    })

    it('is left as it is once it is of the newest schema', async () => {
      await seedFirstRelease(engine, 250)
      await releaseOf(engine).open()
      const once = await everything(engine)
      await releaseOf(engine).open()
      expect(await everything(engine)).to.deep.equal(once)
    })

    it('is refused with the name of a record that was damaged, and changed in nothing', async () => {
      await seedFirstRelease(engine, 1_205)
      const head = (await engine.begin()) as StateHead
      const [text] = await engine.read([{ kind: 'trust', key: 'é 77' }])
      const records = [{ kind: 'trust' as const, key: 'é 77', text: text?.replace('None', 'Full') ?? '' }]
      await engine.write({ before: head, after: { ...head }, records, entries: [], answers: [], changes: [] })
      const before = await everything(engine)
      const refusal = await refusalOf(releaseOf(engine).open())
      expect(refusal).to.include({ code: 'ERR_STORE_DAMAGED' })
      expect(refusal.message).to.include('the trust record é 77 was changed')
      expect(await everything(engine)).to.deep.equal(before)
    })

    it('is refused with the name of a record that no step understands, and changed in nothing', async () => {
      await seedFirstRelease(engine, 1_205)
      const before = await everything(engine)
      const strict: SchemaMigration = {
        mailbox: ({ key, value }) => {
          if (key === 'é 999') throw new Error('it has no level')
          return { was: value }
        },
      }
      const refusal = await refusalOf(releaseOf(engine, [strict]).open())
      expect(refusal).to.include({ code: 'ERR_STORE_DAMAGED' })
      expect(refusal.message).to.equal('the mailbox record é 999 cannot be brought to schema 2: it has no level')
      expect(await everything(engine)).to.deep.equal(before)
    })

    it('is refused where a record is missing, and changed in nothing', async () => {
      await seedFirstRelease(engine, 250)
      const head = (await engine.begin()) as StateHead
      const records = [{ kind: 'mailbox' as const, key: 'é 7', text: null }]
      await engine.write({ before: head, after: { ...head }, records, entries: [], answers: [], changes: [] })
      const before = await everything(engine)
      expect(await refusalOf(releaseOf(engine).open())).to.include({ code: 'ERR_STORE_DAMAGED' })
      expect(await everything(engine)).to.deep.equal(before)
    })

    it('is left alone when it is of a newer release', async () => {
      await seedFirstRelease(engine, 10)
      await releaseOf(engine).open()
      const before = await everything(engine)
      const refusal = await refusalOf(releaseOf(engine, []).open())
      expect(refusal).to.include({ code: 'ERR_STORE_LOCKED' })
      expect(refusal.message).to.equal('the store was written by a newer release (schema 3, this one knows 1)')
      expect(await everything(engine)).to.deep.equal(before)
    })

    it('is migrated once by two instances that start at the same time', async function () {
      if (under.other === null) return
      const original = await seedFirstRelease(engine, 2_005)
      const stores = [releaseOf(engine), releaseOf(await under.other())]
      await Promise.all(stores.map((store) => store.open()))
      for (const store of stores) expect(await recordsOf(store)).to.deep.equal(expectedOf(original))
      const { entries } = await everything(engine)
      expect(entries.filter(({ text }) => text?.includes('store.migrated'))).to.have.length(1)
    })

    it('is taken as it is by an instance whose look at it was overtaken by another that migrated it', async function () {
      if (under.other === null) return
      const original = await seedFirstRelease(engine, 1_205)
      const other = releaseOf(await under.other())
      const overtaken = engineWith(engine, {
        snapshot: async () => {
          const snapshot = await engine.snapshot()
          await other.open()
          return snapshot
        },
      })
      await releaseOf(overtaken).open()
      expect(await recordsOf(releaseOf(engine))).to.deep.equal(expectedOf(original))
    })

    it('is no longer written to, nor read, by an instance of the earlier release that is still running', async function () {
      if (under.other === null) return
      await seedFirstRelease(engine, 10)
      const earlier = releaseOf(engine, [])
      await earlier.open()
      await recordsOf(earlier)
      await releaseOf(await under.other()).open()
      const before = await everything(engine)
      const write = { writes: [{ kind: 'mailbox' as const, key: 'new', value: 1, before: 0 }], audit: [] }
      const refusal = await refusalOf(earlier.commit(write))
      expect(refusal).to.include({ code: 'ERR_STORE_UNAVAILABLE' })
      expect(refusal.message).to.include('stop this gateway')
      expect(await refusalOf(earlier.get({ kind: 'mailbox', key: 'é 1' }))).to.include({
        code: 'ERR_STORE_UNAVAILABLE',
      })
      expect(await refusalOf(earlier.list('mailbox', { limit: 1 }))).to.include({ code: 'ERR_STORE_UNAVAILABLE' })
      expect(earlier.fresh()).to.equal(false)
      expect(await everything(engine)).to.deep.equal(before)
    })
  })
}

async function refusalOfDeath(work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => null,
    (found: unknown) => found as Error,
  )
  expect(error?.message).to.equal('killed')
}
