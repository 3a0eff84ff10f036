import { expect } from 'chai'
import { Redis } from 'ioredis'
import { openRedisReplayStore } from '../../../trust/stores/replay-store-redis.ts'
import type { RedisReplayStore } from '../../../trust/stores/replay-store-redis.ts'
import { openRedisEngine } from '../../../trust/stores/state-engine-redis.ts'
import type { StateEngine } from '../../../trust/stores/state-engine.ts'
import { STATE_SLOT } from '../../../trust/stores/layout-redis.ts'
import { eventually, startCluster, startSentinels } from '../../conformance/redis-group.ts'
import type { RedisCluster, RedisSentinels } from '../../conformance/redis-group.ts'
import { describeWithRedis, withoutRedis } from '../../conformance/redis-server.ts'
import type { RedisServer } from '../../conformance/redis-server.ts'
import { startScriptedSentinel } from '../../conformance/scripted-sentinel.ts'
import type { ScriptedSentinel } from '../../conformance/scripted-sentinel.ts'
import { expectMigrationToGoOn } from '../../conformance/state-migration.ts'
import { committed } from '../../conformance/state-store.ts'
import { idOf, newTokenId, START, VirtualClock } from '../known-organizations.ts'
import { codeOf, random, World, write } from './redis-instances.ts'

const LEASE = { leaseMs: 1_000, marginMs: 200, pollMs: 100 }
const MINUTES = 6 * 60_000

/** Over a place of its own in the group. */
function engineAt({ url }: { readonly url: string }): () => Promise<StateEngine> {
  const prefix = `${random.uuid()}:`
  return () => openRedisEngine({ url, clock: new VirtualClock(), random, prefix })
}

describe('with a master, its replica and three Sentinels', () => {
  let group: RedisSentinels
  let world: World

  before(async function () {
    this.timeout(180_000)
    const started = await startSentinels()
    if (started === null) withoutRedis(this)
    else group = started
    world = new World(group, group.master.url)
  })
  after(async () => {
    await world?.close()
    await group?.stop()
  })

  it('a gateway says that a change may be lost while its replica does not hear of it', async () => {
    const { store } = await world.open({ lease: LEASE })
    await committed(store.commit(write('heard', 1)))
    group.replica.pause()
    expect(await codeOf(store.commit(write('unheard', 1)))).to.equal('ERR_OUTCOME_UNKNOWN')
    group.replica.resume()
  })

  it('a store of an earlier schema is brought forward, by whoever starts after one that died', async function () {
    this.timeout(180_000)
    await expectMigrationToGoOn(engineAt(group))
  })

  it('a gateway has every change that was acknowledged after the replica took over', async function () {
    this.timeout(180_000)
    const { engine, store, copy } = await world.open({ lease: LEASE })
    const clock = new VirtualClock()
    const spent = await openRedisReplayStore({ url: group.url, clock, random: random.fraction })
    clock.pass(600_000)
    expect(spent.remembersSince).to.equal(START)
    await eventually(() => engine.fresh())
    const acknowledged: string[] = []
    let ended = false
    const writing = (async () => {
      for (let i = 0; !ended; i++) {
        if ((await codeOf(store.commit(write(`m${i}`, i)))) === 'done') acknowledged.push(`m${i}`)
        else await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    await eventually(() => acknowledged.length >= 20)
    await group.master.kill()
    const before = acknowledged.length
    await eventually(() => acknowledged.length >= before + 20)
    ended = true
    await writing
    // The word of the Sentinels may come after the new master was found, and cuts the connection once more.
    const read = () => Promise.all(acknowledged.map(async (key) => (await store.get({ kind: 'mailbox', key }))?.key))
    let found: readonly unknown[] = []
    await eventually(async () => (await codeOf(read().then((keys) => (found = keys)))) === 'done')
    expect(found).to.deep.equal(acknowledged)
    await eventually(() => engine.fresh())
    expect([...copy.keys()]).to.include.members(acknowledged)
    const until = clock.now() + MINUTES
    await eventually(async () => (await codeOf(spent.firstUse(idOf(1), newTokenId(), until))) === 'done')
    // The last ids spent at the old master may not have reached the new one.
    expect(spent.remembersSince).to.equal(clock.now())
    // The first Sentinel that is asked may not know the new master yet.
    let later: RedisReplayStore | undefined
    const open = async () => (later = await openRedisReplayStore({ url: group.url, clock, random: random.fraction }))
    await eventually(async () => (await codeOf(open())) === 'done')
    expect(later?.remembersSince).to.equal(clock.now())
    later?.close()
    spent.close()
  })
})

describeWithRedis('with a Sentinel that tells of a failover while it is asked for the master', (redis) => {
  let sentinel: ScriptedSentinel
  let world: World

  before(async () => {
    sentinel = await startScriptedSentinel(redis)
    world = new World(sentinel, redis.url)
  })
  after(async () => {
    await world.close()
    sentinel.stop()
  })

  const cutOff = async (times: number) => {
    sentinel.interrupt(times)
    await world.admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await eventually(() => sentinel.left === 0)
  }

  it('a gateway remembers spent tokens again', async () => {
    const clock = new VirtualClock()
    const spent = await openRedisReplayStore({ url: sentinel.url, clock, random: random.fraction })
    const use = async () => await spent.firstUse(idOf(1), newTokenId(), clock.now() + MINUTES)
    expect(await use()).to.equal(true)
    await cutOff(1)
    await eventually(async () => (await codeOf(use())) === 'done')
    spent.close()
  })

  it('a gateway writes its state again', async () => {
    const { store } = await world.open({ lease: LEASE })
    await committed(store.commit(write('before', 1)))
    await cutOff(2)
    await eventually(async () => (await codeOf(store.commit(write('after', 1)))) === 'done')
  })
})

describe('with a Cluster of three', () => {
  let cluster: RedisCluster
  let world: World

  before(async function () {
    this.timeout(180_000)
    const started = await startCluster()
    if (started === null) withoutRedis(this)
    else cluster = started
    world = new World(cluster, cluster.nodes[0]?.url)
  })
  after(async () => {
    await world?.close()
    await cluster?.stop()
  })

  it('a gateway keeps its state on one node, and loses nothing when its slot moves to another while it writes', async function () {
    this.timeout(180_000)
    const { engine, store, copy } = await world.open({ lease: LEASE })
    const acknowledged: string[] = []
    const codes = new Set<string>()
    let ended = false
    const writing = (async () => {
      for (let i = 0; !ended; i++) {
        const code = await codeOf(store.commit(write(`m${i}`, i)))
        codes.add(code)
        if (code === 'done') acknowledged.push(`m${i}`)
        else await new Promise((resolve) => setTimeout(resolve, 5))
      }
    })()
    await eventually(() => acknowledged.length >= 20)
    const home = await cluster.masterOf(STATE_SLOT)
    const away = cluster.nodes.find((node) => node !== home) as RedisServer
    await cluster.moveSlot(STATE_SLOT, away, () => new Promise((resolve) => setTimeout(resolve, 20)))
    expect(await cluster.masterOf(STATE_SLOT)).to.equal(away)
    const before = acknowledged.length
    await eventually(() => acknowledged.length >= before + 20)
    ended = true
    await writing
    expect([...codes]).not.to.include('ERR_OUTCOME_UNKNOWN')
    await eventually(() => engine.fresh())
    expect((await store.head()).records).to.equal(acknowledged.length)
    expect([...copy.keys()].sort()).to.deep.equal([...acknowledged].sort())
  })

  it('a store of an earlier schema is brought forward, by whoever starts after one that died', async function () {
    this.timeout(180_000)
    await expectMigrationToGoOn(engineAt(cluster))
  })

  it('spent tokens are spread over all masters, and remembered', async () => {
    const clock = new VirtualClock()
    const store = await openRedisReplayStore({ url: cluster.url, clock, random: random.fraction })
    const ids = Array.from({ length: 60 }, newTokenId)
    for (const expected of [true, false]) {
      for (const id of ids) expect(await store.firstUse(idOf(1), id, clock.now() + MINUTES)).to.equal(expected)
    }
    for (const { url } of cluster.nodes) {
      const client = new Redis(url)
      expect((await client.keys('ledig:{spent:*')).length).to.be.greaterThan(0)
      client.disconnect()
    }
    store.close()
  })

  it('no store of spent tokens is opened while one of the masters could forget', async () => {
    const client = new Redis(cluster.nodes[2]?.url ?? '')
    await client.config('SET', 'appendfsync', 'everysec')
    const options = { url: cluster.url, clock: new VirtualClock(), random: random.fraction }
    expect(await codeOf(openRedisReplayStore(options))).to.equal('ERR_CONFIG_INVALID')
    await client.config('SET', 'appendfsync', 'always')
    client.disconnect()
  })
})
