import { expect } from 'chai'
import { Redis } from 'ioredis'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { openRedisReplayStore } from '../../../trust/stores/replay-store-redis.ts'
import type { RedisReplayStore } from '../../../trust/stores/replay-store-redis.ts'
import { describeWithRedis } from '../../conformance/redis-server.ts'
import { describeReplayStore } from '../../conformance/replay-store.ts'
import { idOf, newTokenId, START, VirtualClock } from '../known-organizations.ts'

const random = (): number => 0
const issuer = idOf(1)

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof FederationError) return error.code
    throw error
  }
  return 'done'
}

describeWithRedis('with a redis-server', (server) => {
  describeReplayStore('RedisReplayStore', async (clock) => {
    const admin = new Redis(server.url)
    await admin.flushall()
    const store = await openRedisReplayStore({ url: server.url, clock, random })
    const other = await openRedisReplayStore({ url: server.url, clock, random })
    return {
      store,
      other,
      held: async () => (await admin.keys('ledig:{spent:*')).length,
      close: async () => {
        store.close()
        other.close()
        await admin.quit()
      },
    }
  })

  describe('the memory of spent tokens in Redis', () => {
    let clock: VirtualClock
    let store: RedisReplayStore
    let admin: Redis

    beforeEach(async () => {
      clock = new VirtualClock()
      admin = new Redis(server.url)
      // It is killed with its server in one of the cases.
      admin.on('error', () => undefined)
      await admin.flushall()
      store = await openRedisReplayStore({ url: server.url, clock, random })
    })
    afterEach(() => {
      store.close()
      admin.disconnect()
    })

    it('forgets an id by itself when its token is over', async () => {
      await store.firstUse(issuer, newTokenId(), clock.now() + 6 * MINUTE)
      const [key = ''] = await admin.keys('ledig:{spent:*')
      expect(key).to.match(/^ledig:\{spent:[A-Za-z0-9_-]{43}\}$/)
      const remaining = await admin.pttl(key)
      expect(remaining).to.be.at.most(6 * MINUTE)
      expect(remaining).to.be.greaterThan(5 * MINUTE)
    })

    it('knows its birth, whoever opens it later', async () => {
      clock.pass(3_600_000)
      const later = await openRedisReplayStore({ url: server.url, clock, random })
      later.close()
      expect(later.remembersSince).to.equal(START)
    })

    it('loses nothing when Redis is killed, is unavailable at once while it is down, and goes on by itself', async function () {
      this.timeout(30_000)
      const ids = Array.from({ length: 200 }, newTokenId)
      const until = clock.now() + 6 * MINUTE
      for (const id of ids) expect(await store.firstUse(issuer, id, until)).to.equal(true)
      await server.kill()
      // Not queued for later: each is refused on its own, and none hangs on to the end of the test.
      const refused = Array.from({ length: 5 }, newTokenId)
      for (const id of refused)
        expect(await codeOf(store.firstUse(issuer, id, until))).to.equal('ERR_STORE_UNAVAILABLE')
      await server.start()
      const probe = newTokenId()
      while ((await codeOf(store.firstUse(issuer, probe, until))) !== 'done') {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      for (const id of ids) expect(await store.firstUse(issuer, id, until)).to.equal(false)
      for (const id of refused) expect(await store.firstUse(issuer, id, until)).to.equal(true)
    })

    it('is unavailable, not empty, when Redis hangs', async () => {
      server.pause()
      try {
        const use = store.firstUse(issuer, newTokenId(), clock.now() + 6 * MINUTE)
        expect(await codeOf(use)).to.equal('ERR_STORE_UNAVAILABLE')
      } finally {
        server.resume()
      }
    })

    it('is not opened over a Redis that hangs', async () => {
      server.pause()
      try {
        const opened = openRedisReplayStore({ url: server.url, clock, random })
        const why = await opened.catch((error: unknown) => error)
        expect(why).to.include({ code: 'ERR_STORE_UNAVAILABLE' })
        expect(String(why)).to.include('did not answer in time')
      } finally {
        server.resume()
      }
    })

    for (const [setting, value] of [
      ['appendonly', 'no'],
      ['appendfsync', 'everysec'],
      ['maxmemory-policy', 'allkeys-lru'],
    ] as const) {
      it(`is not opened over a Redis with ${setting} ${value} (ST6)`, async () => {
        const before = (await admin.config('GET', setting)) as readonly string[]
        await admin.config('SET', setting, value)
        try {
          expect(await codeOf(openRedisReplayStore({ url: server.url, clock, random }))).to.equal('ERR_CONFIG_INVALID')
        } finally {
          await admin.config('SET', setting, before[1] ?? '')
        }
      })
    }
  })
})

describe('without a Redis', () => {
  it('no store is opened, and the failure is told once for the log', async () => {
    const errors: Error[] = []
    const options = {
      url: 'redis://127.0.0.1:1',
      clock: new VirtualClock(),
      random,
      onError: (error: Error) => errors.push(error),
    }
    expect(await codeOf(openRedisReplayStore(options))).to.equal('ERR_STORE_UNAVAILABLE')
    expect(errors.length).to.be.greaterThan(0)
  })
})
