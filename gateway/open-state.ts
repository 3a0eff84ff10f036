import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { StoreSettings } from '../config/read-config.ts'
import { FederationError } from '../protocols/federation-error.ts'
import type { Clock } from '../trust/clock.ts'
import { checksumKeyOf, parseSealingKey } from '../trust/keys/sealed-identity.ts'
import type { SealingKey } from '../trust/keys/sealed-identity.ts'
import type { Randomness } from '../trust/randomness.ts'
import { openEmbeddedReplayStore } from '../trust/stores/replay-store-embedded.ts'
import { MemoryReplayStore } from '../trust/stores/replay-store-memory.ts'
import { openRedisReplayStore } from '../trust/stores/replay-store-redis.ts'
import type { ReplayStore } from '../trust/stores/replay-store.ts'
import { openEmbeddedEngine } from '../trust/stores/state-engine-embedded.ts'
import { MemoryEngine } from '../trust/stores/state-engine-memory.ts'
import { openRedisEngine } from '../trust/stores/state-engine-redis.ts'
import type { StateEngine } from '../trust/stores/state-engine.ts'
import { StateStore } from '../trust/stores/state-store.ts'
import type { Log, LogFields } from './log.ts'
import { makeFolder } from './make-folder.ts'
import { problemContext } from './set-up/start-problem.ts'

export interface StateParts {
  readonly clock: Clock
  readonly random: Randomness
  readonly log: Log
}

export interface OpenState {
  readonly state: StateStore
  readonly sealingKey: SealingKey
}

const KEY_BYTES = 32
const OTHERS = 0o077
/** Of our clock and that of Redis, which forgets spent tokens by its own. */
const MOST_SKEW_MS = 5_000
/** Tells one run of the machine from another, where the system has it (Linux). */
const BOOT_ID = '/proc/sys/kernel/random/boot_id'

function makeSealingKey(file: string, random: Randomness): void {
  const text = random.bytes(KEY_BYTES).toString('base64url')
  try {
    makeFolder(dirname(file), 0o700)
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true })
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    const context = { file, ...problemContext('unmade', file, cause) }
    throw new FederationError('ERR_STORE_UNAVAILABLE', `${file} cannot be made: ${detail}`, context, { cause })
  }
}

/** The key kept in a file of ours alone; made where there is none. */
export function ownSealingKey(file: string, random: Randomness): SealingKey {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) makeSealingKey(file, random)
  if ((statSync(file).mode & OTHERS) !== 0) {
    throw new FederationError('ERR_CONFIG_INVALID', `${file} must be readable by its owner only`, {
      ...{ file, problem: 'read-by-others', path: file },
    })
  }
  return parseSealingKey(readFileSync(file, 'utf8'), file)
}

type EngineLog = (level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>) => void

function engineLog(log: Log): EngineLog {
  return (level, event, fields) => {
    const plain = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ])
    log[level](event, Object.fromEntries(plain) as LogFields)
  }
}

/** Opens the place of a store, whatever it holds. */
export function openEngine(settings: StoreSettings, { clock, random, log }: StateParts): Promise<StateEngine> {
  if (settings.kind === 'memory') return Promise.resolve(new MemoryEngine())
  if (settings.kind === 'embedded') return openEmbeddedEngine({ folder: settings.folder, clock, log: engineLog(log) })
  return openRedisEngine({ url: settings.url.reveal(), clock, random, log: engineLog(log), mostSkewMs: MOST_SKEW_MS })
}

/** The key of a store; that of an embedded one is made where there is none. */
export function sealingKeyOf(settings: StoreSettings, random: Randomness): SealingKey {
  if (settings.kind === 'memory') return random.bytes(KEY_BYTES)
  if (settings.kind === 'embedded' && settings.key === undefined) return ownSealingKey(settings.keyFile, random)
  return parseSealingKey(settings.key?.reveal() ?? '', 'store key')
}

/**
 * Opens what outlives the process, and makes it where there is nothing yet.
 *
 * @throws FederationError `ERR_STORE_LOCKED`, `ERR_STORE_DAMAGED`, `ERR_STORE_UNAVAILABLE`, `ERR_CONFIG_INVALID`
 */
export async function openState(settings: StoreSettings, parts: StateParts): Promise<OpenState> {
  const sealingKey = sealingKeyOf(settings, parts.random)
  const engine = await openEngine(settings, parts)
  try {
    const state = new StateStore(engine, { ...parts, sealingKey, checksumKey: checksumKeyOf(sealingKey) })
    await state.open()
    return { state, sealingKey }
  } catch (error) {
    await engine.close()
    throw error
  }
}

/** Whether this instance should be sent requests, as far as its store goes. */
export function readinessOf(state: StateStore): 'ready' | 'store away' | 'clock differs' {
  if (!state.fresh()) return 'store away'
  return state.engine.peers?.clockAgrees() === false ? 'clock differs' : 'ready'
}

function bootId(): string | null {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim()
  } catch {
    return null
  }
}

/** Spent tokens live where the state does. */
export async function openSpentTokens(
  settings: StoreSettings,
  { clock, random, log }: StateParts,
): Promise<ReplayStore & { close(): void }> {
  if (settings.kind === 'embedded') {
    const folder = join(settings.folder, 'spent')
    return openEmbeddedReplayStore({ folder, clock, bootId: bootId(), log: engineLog(log) })
  }
  if (settings.kind === 'redis') {
    return openRedisReplayStore({
      url: settings.url.reveal(),
      clock,
      random: () => random.fraction(),
      onError: (error) => log.error('spent-token store failed', { detail: error.message }),
    })
  }
  const store = new MemoryReplayStore({ clock })
  return Object.assign(store, { close: () => undefined })
}
