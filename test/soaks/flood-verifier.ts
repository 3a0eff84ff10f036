import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Child } from '../benchmarks/child-process.ts'
import type { VerifierOrder, VerifierResult } from '../benchmarks/verifier-under-flood.ts'

/** The verifier by itself, its times in microseconds from when a token was due until it was verified. */
export interface VerifierReport {
  readonly quietP50: number
  readonly quietP99: number
  readonly floodP50: number
  readonly floodP99: number
  /** Processor's microseconds for one that is refused. */
  readonly refusedMicros: number
  readonly offered: number
  readonly goodFailed: number
  readonly badAccepted: number
  readonly refusals: Readonly<Record<string, number>>
}

/** Good tokens beside bad ones in one process, with nothing before the verifier. */
export async function floodVerifier(goodPerSecond: number, rate: number, seconds: number): Promise<VerifierReport> {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-flood-'))
  const child = await Child.start('verifier-under-flood.ts')
  try {
    const ask = async (badPerSecond: number): Promise<VerifierResult> =>
      (await child.ask({ folder, seconds, goodPerSecond, badPerSecond } satisfies VerifierOrder)) as VerifierResult
    await ask(rate)
    const [quiet, loud] = [await ask(0), await ask(rate)]
    return {
      ...{ quietP50: quiet.p50, quietP99: quiet.p99, floodP50: loud.p50, floodP99: loud.p99 },
      refusedMicros: ((loud.core - quiet.core) * seconds * 1e6) / loud.bad,
      ...{ offered: loud.bad, refusals: loud.refusals },
      ...{ goodFailed: quiet.goodFailed + loud.goodFailed, badAccepted: loud.badAccepted },
    }
  } finally {
    await child.end()
    rmSync(folder, { recursive: true, force: true })
  }
}
