import process from 'node:process'
import { parseArgs } from 'node:util'
import { startRedis } from '../conformance/redis-server.ts'
import type { RedisServer } from '../conformance/redis-server.ts'

/** A number on the command line of a soak. */
interface Asked {
  /** Where nothing is said. */
  readonly usual: number
  readonly least: number
}

export interface Soak<Name extends string, Report> {
  /** Its command and options, as it is told who asks for help or says something else. */
  readonly usage: string
  readonly numbers: Readonly<Record<Name, Asked>>
  readonly run: (said: Readonly<Record<Name, number>>) => Promise<Report>
  readonly isSound: (report: Report) => boolean
}

/** A line beside the report. */
export const progress = (line: string): void => void process.stderr.write(`${line}\n`)

/** What is said of each number; null for help, or where one is none. */
function readNumbers<Name extends string>(
  numbers: Soak<Name, unknown>['numbers'],
  values: Readonly<Record<string, unknown>>,
): Record<Name, number> | null {
  const said = Object.entries<Asked>(numbers).map(([name, { least }]) => [name, Number(values[name]), least] as const)
  if (!said.every(([, number, least]) => Number.isInteger(number) && number >= least)) return null
  return Object.fromEntries(said) as Record<Name, number>
}

/** Runs a soak as its command line says, and prints what it counted. Exit code 1: not sound; 2: the words are off. */
export async function soakCommand<Name extends string, Report>(soak: Soak<Name, Report>): Promise<void> {
  const named = Object.entries<Asked>(soak.numbers).map(
    ([name, { usual }]) => [name, { type: 'string', default: String(usual) }] as const,
  )
  const { values } = parseArgs({
    options: {
      ...Object.fromEntries(named),
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const said = readNumbers(soak.numbers, values)
  if (values.help || said === null) {
    progress(soak.usage)
    process.exitCode = values.help ? 0 : 2
    return
  }
  const report = await soak.run(said)
  process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
  if (!soak.isSound(report)) process.exitCode = 1
}

/** With a Redis of its own. @throws Error where there is no redis-server */
export async function withRedis<Outcome>(work: (redis: RedisServer) => Promise<Outcome>): Promise<Outcome> {
  const redis = await startRedis({ 'maxmemory-policy': 'noeviction' })
  if (redis === null) throw new Error('redis-server is missing: install the Debian package redis-server')
  try {
    return await work(redis)
  } finally {
    await redis.stop()
  }
}
