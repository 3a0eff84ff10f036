import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { verifyAudit } from '../../trust/audit/verify-audit.ts'
import { MIGRATIONS } from '../../trust/stores/migrations/schema-migrations.ts'
import { openEmbeddedEngine } from '../../trust/stores/state-engine-embedded.ts'
import { openRedisEngine } from '../../trust/stores/state-engine-redis.ts'
import type { StateEngine, StateHead } from '../../trust/stores/state-engine.ts'
import type { HeldRecord, Json } from '../../trust/stores/state-record.ts'
import { StateStore } from '../../trust/stores/state-store.ts'
import { describeWithRedis } from '../conformance/redis-server.ts'
import { committed, eventOf, everything } from '../conformance/state-store.ts'
import { VirtualClock } from '../trust/known-organizations.ts'
import { random } from '../trust/stores/redis-instances.ts'

const TRUSTS = 9_000
const PROCESS = fileURLToPath(new URL('migrating-process.ts', import.meta.url))
const clock = new VirtualClock()

/** Of schema 1, every third without domains; long as real ones are. */
function trustOfSchema1(i: number): Json {
  const common = { local: 'us', partner: `partner ${i}`, metadata: { certificate: 'A'.repeat(1_200) } }
  if (i % 3 === 0) return { ...common, is: { state: 'revoked', revokedAt: i, reason: 'x' } }
  const domains = [{ domain: `a${i}.example`, proof: 'unproven' }]
  return { ...common, is: { state: 'active', activeSince: i, signer: 'S', domains, brokerFor: [] } }
}

/** The same by hand in schema 2. */
function trustOfSchema2(i: number): Json {
  const trust = trustOfSchema1(i) as { readonly is: object }
  if (i % 3 === 0) return trust as Json
  return { ...trust, is: { ...trust.is, domains: [{ domain: `a${i}.example`, proof: { state: 'unproven' } }] } } as Json
}

async function seed(engine: StateEngine): Promise<void> {
  const store = new StateStore(engine, { clock, random, checksumKey: null, migrations: [] })
  await store.open()
  for (let at = 0; at < TRUSTS; at += 500) {
    const writes = Array.from({ length: 500 }, (_, i) => ({
      ...{ kind: 'trust' as const, key: `us partner ${at + i}`, before: 0 },
      value: trustOfSchema1(at + i),
    }))
    const mailbox = { kind: 'mailbox' as const, key: `m${at}`, before: 0, value: { proof: 'unproven' } }
    await committed(store.commit({ writes: [...writes, mailbox], audit: [eventOf('seeded', { who: `${at}` })] }))
  }
}

/** Starts the migration and ends the process, or what `strike` ends, with its write number `writes`. True: it was done. */
async function migrateUntil(place: string, writes: number, strike?: () => Promise<void>): Promise<boolean> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROCESS, place], { stdio: ['pipe', 'pipe', 'ignore'] })
  // It may be gone before it reads.
  child.stdin.on('error', () => undefined)
  const ended = once(child, 'exit')
  let count = 0
  let done = false
  let struck: Promise<void> = Promise.resolve()
  for await (const line of createInterface({ input: child.stdout })) {
    done ||= line === 'open'
    if (line !== 'write') continue
    // No further than this write, however late it is ended.
    child.stdin.write('.')
    if (++count !== writes) continue
    if (strike === undefined) child.kill('SIGKILL')
    else struck = strike()
  }
  await ended
  await struck
  return done
}

/** Kills at one write after the other, each time a little further into what is left. */
async function killAgainAndAgain(
  place: string,
  open: () => Promise<StateEngine>,
  strike?: () => Promise<void>,
): Promise<{ kills: number; halfway: number }> {
  let [kills, halfway] = [0, 0]
  for (; kills < 40; kills++) {
    if (await migrateUntil(place, 2 + (kills % 2), kills % 2 === 1 ? strike : undefined)) break
    const engine = await open()
    const head = (await engine.begin()) as StateHead
    await engine.abandon()
    if (head.migration !== null) halfway++
    await engine.close()
  }
  return { kills, halfway }
}

async function expectMigrated(engine: StateEngine, before: Awaited<ReturnType<typeof everything>>): Promise<void> {
  const store = new StateStore(engine, { clock, random, checksumKey: null, migrations: MIGRATIONS.slice(0, 1) })
  await store.open()
  const found = new Map<string, HeldRecord>()
  // Checks each checksum, their number and their sum.
  await store.follow({
    reload: async (records) => {
      for await (const record of records) found.set(`${record.kind} ${record.key}`, record)
    },
    changed: () => undefined,
  })
  const { head, entries } = await everything(engine)
  expect(head).to.include({ schema: 2, migration: null, epoch: before.head?.epoch })
  expect(found.size).to.equal(before.records.length)
  for (let i = 0; i < TRUSTS; i++) {
    const { value, version } = found.get(`trust us partner ${i}`) as HeldRecord
    expect([value, version]).to.deep.equal([trustOfSchema2(i), Math.floor(i / 500) + 1])
  }
  expect(found.get('mailbox m500')?.value).to.deep.equal({ proof: 'unproven' })
  expect(entries.slice(0, -1)).to.deep.equal(before.entries)
  const facts = { from: 1, to: 2, records: (TRUSTS * 2) / 3 }
  expect(JSON.parse(entries.at(-1)?.text ?? '')).to.deep.include({ event: 'store.migrated', facts })
  const size = entries.length
  const report = await verifyAudit(each(entries), { size, last: head?.auditLast ?? '' })
  expect(report).to.include({ ok: true, entries: size })
}

async function* each<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items
}

describe('A migration that is killed again and again', function () {
  this.timeout(300_000)

  it('ends with everything there, each record as its migration alone would make it: embedded store', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ledig-migration-'))
    const open = () => openEmbeddedEngine({ folder, clock, log: () => undefined })
    try {
      let engine: StateEngine = await open()
      await seed(engine)
      const before = await everything(engine)
      await engine.close()
      const { kills, halfway } = await killAgainAndAgain(folder, open)
      expect(kills).to.be.within(3, 39)
      expect(halfway).to.be.greaterThan(1)
      engine = await open()
      await expectMigrated(engine, before)
      await engine.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  describeWithRedis('with a redis-server', (server) => {
    it('ends with everything there, also where Redis itself was killed', async () => {
      const open = () => openRedisEngine({ url: server.url, clock, random })
      let engine = await open()
      await seed(engine)
      const before = await everything(engine)
      await engine.close()
      const { kills, halfway } = await killAgainAndAgain(server.url, open, async () => {
        await server.kill()
        await server.start()
      })
      expect(kills).to.be.within(3, 39)
      expect(halfway).to.be.greaterThan(1)
      engine = await open()
      await expectMigrated(engine, before)
      await engine.close()
    })
  })
})
