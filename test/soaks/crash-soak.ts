import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildProduct } from '../built-product.ts'
import { freePort, startRedis } from '../conformance/redis-server.ts'
import type { RedisServer } from '../conformance/redis-server.ts'
import { Administrator } from './administrator.ts'
import { KilledGateway } from './killed-gateway.ts'
import { Ledger } from './ledger.ts'

/**
 * `npm run soak:crash`: kills a gateway again and again while administrators change things, and looks afterwards for
 * what was acknowledged and is gone, what was done by half, and whether the audit log still verifies.
 */
const USAGE = `npm run soak:crash -- [--rounds N] [--store embedded|redis] [--json]`

const ACKNOWLEDGED_A_ROUND = 20
const WRITERS = 6
/** One round in so many, the ledger is told a lie, which has to be found: a check that compares nothing would be seen. */
const CONTROL_EVERY = 10

interface Report {
  rounds: number
  acknowledged: number
  /** Acknowledged and gone, or replaced by an older value. */
  lost: number
  /** Two records of one change that do not agree. */
  half: number
  /** Rounds after which the audit log did not verify. */
  auditBroken: number
  killedWithWriteInFlight: number
  controls: number
  controlsSeen: number
}

function configure(folder: string, port: number, redis: RedisServer | null, token: string): string {
  const organization = (name: string): string => {
    mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, `${name}.yaml`), `organization: { id: ${name}, domains: [${name}.example] }\n`)
    const id = `urn:ledig:${randomUUID()}`
    return `  - { id: '${id}', name: ${name}, policy: ${name}.yaml, calendars: ${name}, timeZone: Etc/UTC }`
  }
  if (redis !== null) {
    writeFileSync(join(folder, 'redis-url'), redis.url, { mode: 0o600 })
    writeFileSync(join(folder, 'store-key'), randomBytes(32).toString('base64url'), { mode: 0o600 })
  }
  writeFileSync(join(folder, 'token'), token, { mode: 0o600 })
  const file = join(folder, 'ledig.yaml')
  writeFileSync(
    file,
    [
      `gateway:`,
      `  id: 'urn:ledig:${randomUUID()}'`,
      `  name: Soak`,
      `  publicUrl: http://127.0.0.1:${port}`,
      `  listen: { host: 127.0.0.1, port: ${port} }`,
      `  state: state`,
      `admin: { tokenFile: token }`,
      ...(redis === null ? [] : ['store: { kind: redis, urlFile: redis-url, keyFile: store-key }']),
      `log: { level: error }`,
      `organizations:`,
      organization('contoso'),
      organization('pairs'),
      '',
    ].join('\n'),
  )
  return file
}

/** Changes things from several sides at once until enough were acknowledged, and a random moment longer; then kills. */
async function killUnderWrites(gateway: KilledGateway, ledger: Ledger, redis: RedisServer | null): Promise<boolean> {
  const administrators = Array.from(
    { length: WRITERS },
    (_, i) => new Administrator(gateway.url, gateway.token, ledger, i),
  )
  const before = ledger.acknowledged
  const writing = administrators.map((administrator) => administrator.writeUntilStopped())
  while (ledger.acknowledged - before < ACKNOWLEDGED_A_ROUND) await new Promise((resolve) => setTimeout(resolve, 2))
  await new Promise((resolve) => setTimeout(resolve, randomInt(40)))
  // Half the kills come just when something is under way; the others when they come.
  if (randomInt(2) === 0) await administrators[0]?.inFlight()
  const inFlight = administrators.some(({ busy }) => busy)
  await (redis !== null && randomInt(2) === 0 ? redis.kill() : gateway.kill())
  for (const administrator of administrators) administrator.stop()
  await Promise.all(writing)
  return inFlight
}

async function round(
  gateway: KilledGateway,
  ledger: Ledger,
  redis: RedisServer | null,
  number: number,
  report: Report,
): Promise<void> {
  if (await killUnderWrites(gateway, ledger, redis)) report.killedWithWriteInFlight++
  await gateway.kill()
  if (redis !== null) {
    await redis.kill()
    await redis.start()
  }
  await gateway.start()
  const control = number % CONTROL_EVERY === 0
  const undo = control ? ledger.lie() : null
  const found = await ledger.compare(gateway)
  if (undo !== null) {
    report.controls++
    if (found.lost > 0) report.controlsSeen++
    undo()
  }
  report.lost += control ? Math.max(0, found.lost - 1) : found.lost
  report.half += found.half
  if (!(await gateway.auditVerifies())) report.auditBroken++
  report.rounds++
}

async function soak(rounds: number, store: 'embedded' | 'redis', progress: (line: string) => void): Promise<Report> {
  const built = buildProduct()
  const folder = mkdtempSync(join(tmpdir(), 'ledig-soak-'))
  const redis = store === 'redis' ? await startRedis({ 'maxmemory-policy': 'noeviction' }) : null
  if (store === 'redis' && redis === null)
    throw new Error('redis-server is missing: install the Debian package redis-server')
  const token = randomBytes(32).toString('base64url')
  const config = configure(folder, await freePort(), redis, token)
  const gateway = new KilledGateway(built, config, token)
  const ledger = new Ledger()
  const report: Report = {
    ...{ rounds: 0, acknowledged: 0, lost: 0, half: 0, auditBroken: 0 },
    ...{ killedWithWriteInFlight: 0, controls: 0, controlsSeen: 0 },
  }
  try {
    await gateway.start()
    for (let number = 1; number <= rounds; number++) {
      await round(gateway, ledger, redis, number, report)
      report.acknowledged = ledger.acknowledged
      if (number % 25 === 0) progress(`${number} rounds: ${JSON.stringify(report)}`)
    }
    return report
  } finally {
    await gateway.kill()
    await redis?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '500' },
    store: { type: 'string', default: 'embedded' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
if (values.help || !Number.isInteger(rounds) || rounds < 1 || !['embedded', 'redis'].includes(values.store)) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  const report = await soak(rounds, values.store as 'embedded' | 'redis', (line) => process.stderr.write(`${line}\n`))
  const text = values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)
  process.stdout.write(`${text}\n`)
  const sound = report.lost + report.half + report.auditBroken === 0 && report.controls === report.controlsSeen
  if (!sound) process.exitCode = 1
}
