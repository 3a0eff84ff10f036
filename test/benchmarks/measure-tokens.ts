import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedis } from '../conformance/redis-server.ts'
import { Child } from './child-process.ts'
import type { Effort } from './measure-lookups.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'
import type { Measured, TokenOrder } from './tokens-under-load.ts'

const TIMES = 20_000
const KINDS = ['bare', 'embedded', 'access', 'garbage', 'broken'] as const

/** A Redis on a busy machine may not answer in time, and then nothing was measured. */
async function again(measure: () => Promise<number>, tries = 3): Promise<number> {
  try {
    return await measure()
  } catch (error) {
    if (tries <= 1) throw error
    return again(measure, tries - 1)
  }
}

/** What a token costs, beside the one check of a signature that it cannot cost less than. */
export async function measureTokens(effort: Effort, progress: (line: string) => void): Promise<readonly Ratio[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-bench-tokens-'))
  const redis = await startRedis({ appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' })
  const child = await Child.start('tokens-under-load.ts')
  try {
    const ask = async (order: TokenOrder): Promise<number> => ((await child.ask(order)) as { micros: number }).micros
    await ask({ open: { folder, redisUrl: redis?.url ?? null } })
    const times = Math.max(500, Math.ceil(TIMES * effort.share))
    const kinds: readonly Measured[] = redis === null ? KINDS : [...KINDS, 'redis']
    for (const kind of kinds) await ask({ measure: kind, times: Math.ceil(times / 4) })
    const rounds: Map<Measured, number>[] = []
    for (let i = 0; i < effort.rounds; i++) {
      const round = new Map<Measured, number>()
      for (const kind of kinds) round.set(kind, await again(() => ask({ measure: kind, times })))
      rounds.push(round)
      progress(`token: ${[...round].map(([kind, micros]) => `${kind} ${micros.toFixed(1)} µs`).join(', ')}`)
    }
    const cost = (kind: Measured): number => median(rounds.map((round) => round.get(kind) ?? NaN))
    const over = (kind: Measured, floor: Measured): number =>
      median(rounds.map((round) => (round.get(kind) ?? NaN) / (round.get(floor) ?? NaN)))
    return [
      { name: 'token-single-use-over-bare', value: over('embedded', 'bare'), target: 1.6, better: 'lower' },
      ...(redis === null
        ? []
        : [{ name: 'token-redis-over-bare', value: over('redis', 'bare'), target: 2, better: 'lower' } as const]),
      { name: 'token-access-seen-micros', value: cost('access'), target: 8, better: 'lower' },
      { name: 'token-garbage-over-verified', value: over('garbage', 'embedded'), target: 0.1, better: 'lower' },
      { name: 'token-broken-over-verified', value: over('broken', 'embedded'), target: 0.1, better: 'lower' },
    ]
  } finally {
    await child.end()
    await redis?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
