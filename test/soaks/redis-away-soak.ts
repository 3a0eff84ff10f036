import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RedisServer } from '../conformance/redis-server.ts'
import { ServedGateway } from '../scenarios/served-gateway.ts'
import { soakCommand, withRedis } from './soak-command.ts'

/**
 * `npm run soak:redis-away`: stops Redis in its tracks (SIGSTOP) under a gateway that is asked all the time, and looks
 * what it answers: as before while its lease lasts, then "try again later", and everything again when Redis goes on.
 */
const USAGE = `npm run soak:redis-away -- [--seconds N] [--json]`

const PAUSE_MS = 50
const GIVEN_UP_MS = 60_000

interface Report {
  readonly seconds: number
  /** Lookups answered before the lease was over. */
  readonly answered: number
  /** Lookups put off after it, with the protocol's own answer. */
  readonly putOff: number
  /** Any other answer, or one after the first that was put off. */
  readonly other: number
  readonly slowestMs: number
  /** Changes that were taken while Redis was away. */
  readonly changesTaken: number
  /** From Redis going on to the first lookup answered, and to the first change taken. */
  readonly lookupsBackMs: number
  readonly changesBackMs: number
}

async function openGateway(redis: RedisServer): Promise<ServedGateway> {
  const gateway = new ServedGateway()
  const store = { kind: 'redis', urlFile: 'redis-url', keyFile: 'store-key' }
  await gateway.configure({ more: { store, log: { level: 'error' } } })
  writeFileSync(join(gateway.folder, 'redis-url'), redis.url, { mode: 0o600 })
  writeFileSync(join(gateway.folder, 'store-key'), randomBytes(32).toString('base64url'), { mode: 0o600 })
  await gateway.start()
  return gateway
}

const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))

/** Milliseconds until `holds`. */
async function until(holds: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > GIVEN_UP_MS) throw new Error('it did not come back within a minute')
    await wait()
  }
  return Math.round(performance.now() - began)
}

async function ask(gateway: ServedGateway, seconds: number) {
  const counts = { answered: 0, putOff: 0, other: 0, slowestMs: 0, changesTaken: 0 }
  const began = performance.now()
  const goesOn = (): boolean => {
    const ms = performance.now() - began
    // Where all is slow the lease may be over only after the last lookup of these seconds.
    return ms < seconds * 1_000 || (counts.putOff === 0 && ms < GIVEN_UP_MS)
  }
  for (let i = 0; goesOn(); i++) {
    const asked = performance.now()
    const outcome = await gateway.lookup()
    counts.slowestMs = Math.max(counts.slowestMs, Math.round(performance.now() - asked))
    if (outcome === 'NoError' && counts.putOff === 0) counts.answered++
    else if (outcome === 'ErrorServerBusy') counts.putOff++
    else counts.other++
    if (i % 10 === 0 && (await gateway.makeGroup(`while-away-${i}`)) !== 503) counts.changesTaken++
    await wait()
  }
  return counts
}

async function soak(redis: RedisServer, seconds: number): Promise<Report> {
  const gateway = await openGateway(redis)
  try {
    if ((await gateway.lookup()) !== 'NoError') throw new Error('the gateway did not answer before the pause')
    redis.pause()
    const counts = await ask(gateway, seconds).finally(() => redis.resume())
    const [lookupsBackMs, changesBackMs] = await Promise.all([
      until(async () => (await gateway.lookup()) === 'NoError'),
      until(() => gateway.hasGroupMade('afterwards')),
    ])
    return { seconds, ...counts, lookupsBackMs, changesBackMs }
  } finally {
    await gateway.remove()
  }
}

await soakCommand({
  usage: USAGE,
  numbers: { seconds: { usual: 30, least: 7 } },
  run: ({ seconds }) => withRedis((redis) => soak(redis, seconds)),
  isSound: ({ answered, putOff, other, changesTaken }) =>
    answered > 0 && putOff > 0 && other === 0 && changesTaken === 0,
})
