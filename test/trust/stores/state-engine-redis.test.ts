import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { FederationError } from '../../../protocols/federation-error.ts'
import { changedDigest, EMPTY_DIGEST } from '../../../trust/stores/record-text.ts'
import { MIGRATIONS, STATE_SCHEMA } from '../../../trust/stores/migrations/schema-migrations.ts'
import { openRedisEngine } from '../../../trust/stores/state-engine-redis.ts'
import type { StateEngine } from '../../../trust/stores/state-engine.ts'
import { eventually } from '../../conformance/redis-group.ts'
import { describeWithRedis } from '../../conformance/redis-server.ts'
import { describeStateMigration } from '../../conformance/state-migration.ts'
import { committed, describeStateStore, eventOf } from '../../conformance/state-store.ts'
import type { StateStoreUnderTest } from '../../conformance/state-store.ts'
import { VirtualClock } from '../known-organizations.ts'
import { codeOf, cutOff, random, World, write } from './redis-instances.ts'
import type { Instance } from './redis-instances.ts'

describeWithRedis('with a redis-server', (server) => {
  const make = async (clock: VirtualClock): Promise<StateStoreUnderTest> => {
    const opened: StateEngine[] = []
    const prefix = `${randomUUID()}:`
    const open = async () => {
      const engine = await openRedisEngine({ url: server.url, clock, random, prefix })
      opened.push(engine)
      return engine
    }
    const engine = await open()
    return {
      engine,
      other: open,
      reopen: async () => {
        await engine.close()
        return open()
      },
      close: async () => {
        for (const one of opened) await one.close()
      },
    }
  }
  describeStateStore('RedisEngine', make)
  describeStateMigration('RedisEngine', make)

  describe('a gateway over Redis', () => {
    const LEASE = { leaseMs: 1_000, marginMs: 200, pollMs: 100 }
    let world: World

    beforeEach(() => {
      world = new World(server)
    })
    afterEach(async () => {
      server.resume()
      await world.close()
    })

    it('hears of changes of another instance although no news come through', async () => {
      const one = await world.open({ lease: LEASE, hints: false })
      const other = await world.open({ lease: LEASE, hints: false })
      for (let i = 0; i < 5; i++) {
        await committed(one.store.commit(write(`m${i}`, i)))
        expect(other.copy.get(`m${i}`)).to.equal(i)
      }
    })

    for (const [what, change] of [
      ['changes', (i: number) => write(`m${i}`, i)],
      ['audit entries', (i: number) => ({ writes: [], audit: [eventOf(`e${i}`)] })],
    ] as const) {
      it(`may go on deciding while it writes ${what} all the time`, async () => {
        // Time goes on with each write and not by itself: how long the machine takes for one is not the question.
        let now = 0
        const { engine, store } = await world.open({ lease: { ...LEASE, monotonic: () => now } })
        let lapses = 0
        for (let i = 0; now < 3 * LEASE.leaseMs; i++, now += LEASE.leaseMs / 50) {
          await committed(store.commit(change(i)))
          if (!engine.fresh()) lapses++
        }
        expect(lapses).to.equal(0)
      })
    }

    it('waits with its acknowledgement until the lease of a mute instance has run out', async () => {
      const one = await world.open({ lease: LEASE })
      const proxy = await cutOff(server)
      const mute = await world.open({ lease: LEASE, url: proxy.url })
      await eventually(() => mute.engine.fresh())
      proxy.cut()
      await committed(one.store.commit(write('vera', 1)))
      expect(mute.copy.get('vera')).to.equal(undefined)
      expect(mute.engine.fresh()).to.equal(false)
      proxy.mend()
      await eventually(() => mute.engine.fresh())
      expect(mute.copy.get('vera')).to.equal(1)
      proxy.close()
    })

    it('acknowledges no change before the other instances have applied it, over many changes from both', async () => {
      const both = [await world.open({ lease: LEASE }), await world.open({ lease: LEASE })]
      for (let i = 0; i < 40; i++) {
        await committed((both[i % 2] as Instance).store.commit(write(`m${i}`, i)))
        for (const { copy } of both) expect(copy.get(`m${i}`)).to.equal(i)
      }
    })

    it('waits no longer than a lease for an instance that asks on and can apply nothing', async () => {
      const one = await world.open({ lease: LEASE })
      const stuck = await world.open({ lease: LEASE })
      await stuck.store.follow({
        reload: () => Promise.resolve(),
        changed: () => {
          throw new Error('not understood')
        },
      })
      await committed(one.store.commit(write('vera', 1)))
      expect(stuck.engine.fresh()).to.equal(false)
    })

    it('stops deciding once another release brings the store forward, and is waited for no more', async () => {
      const earlier = await world.open({ lease: LEASE })
      await committed(earlier.store.commit(write('vera', 1)))
      const newer = await world.open({ lease: LEASE }, [...MIGRATIONS, { mailbox: () => 'migrated' }])
      await eventually(() => !earlier.store.fresh())
      expect(earlier.engine.fresh()).to.equal(false)
      expect(earlier.copy.get('vera')).to.equal(1)
      expect(await codeOf(earlier.store.commit(write('late', 1)))).to.equal('ERR_STORE_UNAVAILABLE')
      expect(newer.copy.get('vera')).to.equal('migrated')
      await committed(newer.store.commit(write('next', 1)))
      await newer.store.close()
      expect(await world.admin.get(`${world.prefix}{ledig}:head`)).to.include(`"schema":${STATE_SCHEMA + 1},`)
      await eventually(() => world.logged.join().includes(`the store is of schema ${STATE_SCHEMA + 1} now`))
    })

    it('keeps a head that the first release, which looks at no schema while it runs, never takes for its own', async () => {
      const { store } = await world.open({ lease: LEASE })
      const { schema, epoch, sequence, records, digest, auditSize, auditLast } = await store.head()
      // What that release compares before each write, and what it wrote itself.
      const itsOwn = JSON.stringify({ schema, epoch, sequence, records, digest, auditSize, auditLast })
      const key = `${world.prefix}{ledig}:head`
      expect(await world.admin.get(key)).to.not.equal(itsOwn)
      await world.admin.set(key, itsOwn.replace(`"schema":${schema}`, '"schema":1'))
      const next = await world.open({ lease: LEASE })
      expect(await next.store.head()).to.include({ schema: STATE_SCHEMA, migration: null, auditSize: auditSize + 1 })
      await committed(next.store.commit(write('vera', 1)))
    })

    it('does not wait for an instance that was closed', async () => {
      const one = await world.open({ lease: { ...LEASE, leaseMs: 600_000 } })
      const other = await world.open({ lease: { ...LEASE, leaseMs: 600_000 } })
      await other.store.close()
      await committed(one.store.commit(write('vera', 1)))
    })

    for (const [how, away, back] of [
      ['killed', () => server.kill(), () => server.start()],
      ['paused', () => server.pause(), () => server.resume()],
    ] as const) {
      it(`may decide until its lease ends when Redis is ${how}, refuses changes, and goes on by itself`, async function () {
        this.timeout(60_000)
        const { engine, store, copy } = await world.open({ lease: LEASE })
        await committed(store.commit(write('before', 1)))
        await away()
        expect(await codeOf(engine.begin())).to.equal('ERR_STORE_UNAVAILABLE')
        expect(await codeOf(engine.readAnswer('x', 0))).to.equal('ERR_STORE_UNAVAILABLE')
        await eventually(() => !engine.fresh())
        expect(await codeOf(store.commit(write('meanwhile', 1)))).to.equal('ERR_STORE_UNAVAILABLE')
        await back()
        await eventually(() => engine.fresh())
        await eventually(async () => (await codeOf(store.commit(write('after', 1)))) === 'done')
        expect([...copy.keys()].sort()).to.deep.equal(['after', 'before'])
      })
    }

    it('says that the fate of a change is not known when Redis hangs while it is written', async () => {
      const { engine, store } = await world.open({ lease: LEASE })
      const head = await engine.begin()
      if (head === null) throw new Error('it has a head')
      server.pause()
      const batch = { records: [], entries: [], answers: [], changes: [] }
      const after = { ...head, auditSize: 1, auditLast: 'f'.repeat(64) }
      expect(await codeOf(engine.write({ ...batch, before: head, after }))).to.equal('ERR_OUTCOME_UNKNOWN')
      server.resume()
      await eventually(async () => (await codeOf(store.head())) === 'done')
    })

    it('never writes over what came while its connection was gone', async () => {
      const { engine, store } = await world.open({ lease: LEASE })
      const other = await world.open({ lease: LEASE })
      const head = await engine.begin()
      if (head === null) throw new Error('it has a head')
      await world.admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      await eventually(async () => (await codeOf(other.store.commit(write('vera', 1)))) === 'done')
      const batch = { records: [], entries: [], answers: [], changes: [] }
      expect(await codeOf(engine.write({ ...batch, before: head, after: { ...head, records: 7 } }))).to.equal(
        'ERR_STORE_UNAVAILABLE',
      )
      await eventually(async () => (await codeOf(store.head())) === 'done')
      expect((await store.head()).records).to.equal(1)
    })

    it('does not go back with a store that lost what it acknowledged, and reads it anew when it is ahead again', async () => {
      const { engine, store, copy } = await world.open({ lease: LEASE })
      await committed(store.commit(write('old', 1)))
      const early = await world.dump()
      await committed(store.commit(write('new', 1)))
      await world.restore(early)
      await eventually(() => !engine.fresh())
      expect(copy.get('new')).to.equal(1)
      expect(await codeOf(store.commit(write('more', 1)))).to.equal('ERR_STORE_UNAVAILABLE')
      // Somebody who never saw the newer state writes another history.
      const stranger = await world.open({ lease: LEASE })
      await committed(stranger.store.commit(write('other', 1)))
      await committed(stranger.store.commit(write('another', 1)))
      await eventually(() => engine.fresh())
      expect([...copy.keys()].sort()).to.deep.equal(['another', 'old', 'other'])
    })

    it('does not go on with an emptied store', async () => {
      const { engine, store } = await world.open({ lease: LEASE })
      await world.admin.flushall()
      await eventually(() => !engine.fresh())
      expect(await codeOf(store.commit(write('vera', 1)))).to.equal('ERR_STORE_UNAVAILABLE')
    })

    it('reads everything anew when it missed more changes than are kept', async () => {
      const { store } = await world.open({ lease: LEASE })
      const proxy = await cutOff(server)
      const late = await world.open({ lease: LEASE, url: proxy.url })
      proxy.cut()
      for (let i = 0; i < 5; i++) await committed(store.commit(write(`m${i}`, i)))
      await world.admin.xtrim(`${world.prefix}{ledig}:changes`, 'MAXLEN', 1)
      proxy.mend()
      await eventually(() => late.engine.fresh())
      expect([...late.copy.keys()].sort()).to.deep.equal(['m0', 'm1', 'm2', 'm3', 'm4'])
      proxy.close()
    })

    it('shows a snapshot as of one moment over several pages, with records changed, removed and added', async function () {
      this.timeout(60_000)
      const { engine, store } = await world.open({ lease: LEASE })
      const names = Array.from({ length: 9_000 }, (_, i) => `m${String(i).padStart(5, '0')}`)
      const writes = names.map((key) => ({ kind: 'mailbox' as const, key, value: 'old', before: 0 }))
      await committed(store.commit({ writes, audit: [eventOf('a')] }))
      const snapshot = await engine.snapshot()
      const texts: string[] = []
      const keys: string[] = []
      for await (const { key, text } of snapshot.records()) {
        if (keys.length === 10) {
          await committed(store.commit(write('m00003', 'new', 1)))
          await committed(store.commit(write('m04500', null, 1)))
          await committed(store.commit(write('m08000', 'new', 1)))
          await committed(store.commit(write('m08000', 'newer', 4)))
          await committed(store.commit(write('m04500x', 'new')))
          await committed(store.commit(write('z', 'new')))
          await committed(store.commit(write('z', null, 7)))
          await committed(store.commit(write('m08999', null, 1)))
        }
        keys.push(key)
        texts.push(text)
      }
      await snapshot.close()
      expect(keys).to.deep.equal(names)
      expect(changedDigest(EMPTY_DIGEST, texts, [], null)).to.equal(snapshot.head?.digest)
    })

    it('says in one line of the log which settings it found good', async () => {
      world.logged.length = 0
      await world.open({ lease: LEASE })
      const lines = world.logged.filter((line) => line.includes('store opened'))
      const settings = { appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' }
      const store = `Redis at ${new URL(server.url).host}`
      expect(lines).to.deep.equal([`info store opened ${JSON.stringify({ store, ...settings })}`])
    })

    for (const [offMs, words] of [
      [-6_000, /^the clock here is [567]\.\d s behind that of Redis at 127\.0\.0\.1:\d+; 5 s are allowed$/],
      [6_000, /^the clock here is [567]\.\d s ahead of that of Redis/],
      [-3_000, null],
      [3_000, null],
    ] as const) {
      it(`is ${words === null ? 'opened' : 'refused'} by a clock that is ${offMs} ms off that of Redis`, async () => {
        const clock = { now: () => Date.now() + offMs }
        const opening = openRedisEngine({
          url: server.url,
          clock,
          random,
          prefix: `${random.uuid()}:`,
          mostSkewMs: 5_000,
        })
        const outcome = await opening.then(
          (engine) => engine.close(),
          (error: unknown) => error,
        )
        if (words === null) return expect(outcome).to.equal(undefined)
        expect(outcome).to.be.instanceOf(FederationError).with.property('code', 'ERR_CONFIG_INVALID')
        expect((outcome as Error).message).to.match(words)
      })
    }

    it('sees that its clock has moved away from that of Redis, says so once, and sees it come back (TK17)', async () => {
      let [offMs, passed] = [0, 0]
      const clock = { now: () => Date.now() + offMs }
      const lease = { ...LEASE, monotonic: () => passed }
      const { engine } = await world.open({ lease, clock, mostSkewMs: 5_000 })
      const agrees = (): boolean | undefined => engine.peers?.clockAgrees()
      const polls = () => new Promise((resolve) => setTimeout(resolve, 3 * LEASE.pollMs))
      for (const moved of [8_000, -8_000]) {
        expect(agrees()).to.equal(true)
        offMs = moved
        await eventually(() => Promise.resolve(agrees() === false))
        await polls()
        passed += LEASE.leaseMs
        await eventually(() => engine.fresh())
        offMs = moved / 2
        await eventually(() => Promise.resolve(agrees() === true))
      }
      const lines = world.logged.filter((line) => line.includes('clock')).map((line) => line.replace(/ \{.*/, ''))
      const [differs, again] = ['error clock differs from that of the store', 'info clock agrees with the store again']
      expect(lines).to.deep.equal([differs, again, differs, again])
    })

    it('counts the instances that are alive, itself among them', async () => {
      const one = await world.open({ lease: LEASE })
      const other = await world.open({ lease: LEASE })
      await eventually(() => Promise.resolve(one.engine.peers?.instances() === 2))
      await eventually(() => Promise.resolve(other.engine.peers?.instances() === 2))
      await other.engine.close()
      await eventually(() => Promise.resolve(one.engine.peers?.instances() === 1))
    })

    for (const [setting, value] of [
      ['appendonly', 'no'],
      ['appendfsync', 'everysec'],
      ['maxmemory-policy', 'allkeys-lru'],
    ] as const) {
      it(`is not opened over a Redis with ${setting} ${value}, nor goes on with one (ST6)`, async () => {
        const { engine } = await world.open({ lease: LEASE })
        const before = (await world.admin.config('GET', setting)) as readonly string[]
        await world.admin.config('SET', setting, value)
        try {
          const refusal = await world.open({ lease: LEASE }).catch((error: unknown) => error)
          expect(refusal).to.be.instanceOf(FederationError).with.property('code', 'ERR_CONFIG_INVALID')
          const wanted = { appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' }[setting]
          const where = new URL(server.url).host
          expect((refusal as Error).message).to.equal(
            `Redis at ${where} runs with ${setting} ${value}; it must be ${wanted}`,
          )
          await world.admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
          await eventually(() => !engine.fresh())
          expect(await codeOf(engine.begin())).to.equal('ERR_STORE_UNAVAILABLE')
          await eventually(() => world.logged.some((line) => line.startsWith('error') && line.includes(setting)))
        } finally {
          await world.admin.config('SET', setting, before[1] ?? '')
        }
        await eventually(() => engine.fresh())
      })
    }
  })
})

describe('without a Redis', () => {
  it('no engine is opened', async () => {
    const options = { url: 'redis://ledig:geheim@127.0.0.1:1', clock: new VirtualClock(), random }
    const refusal = await openRedisEngine(options).catch((error: unknown) => error)
    expect(refusal).to.be.instanceOf(FederationError).with.property('code', 'ERR_STORE_UNAVAILABLE')
    expect((refusal as Error).message).to.equal('Redis at 127.0.0.1:1 did not answer')
  })
})
