import { readFileSync } from 'node:fs'
import type { StoreSettings } from '../config/read-config.ts'
import { Secret } from '../config/secrets.ts'
import { FederationError } from '../protocols/federation-error.ts'
import { checksumKeyOf, openIdentity, parseSealingKey, sealIdentity } from '../trust/keys/sealed-identity.ts'
import type { SealingKey } from '../trust/keys/sealed-identity.ts'
import { decodeTrust } from '../trust/organization/trust-record.ts'
import { decodeLink } from '../trust/sharing/link-record.ts'
import { fillState } from '../trust/stores/fill-state.ts'
import { migratedContent } from '../trust/stores/migrate-content.ts'
import { contentOf } from '../trust/stores/state-dump.ts'
import type { DumpedItem, StateContent, StateSum } from '../trust/stores/state-dump.ts'
import type { StateEngine } from '../trust/stores/state-engine.ts'
import type { HeldRecord } from '../trust/stores/state-record.ts'
import { openEngine, sealingKeyOf } from './open-state.ts'
import type { StateParts } from './open-state.ts'

export interface Copied {
  readonly from: StateSum
  readonly to: StateSum
}

export interface Restored extends Copied {
  /** False where the store that was put aside could not be read to its end: trusts revoked after the backup may be back. */
  readonly tombstonesKept: boolean
}

const NONCE_BYTES = 12

/** The content in this release's schema; nothing else here reads a record of another. */
const migrated = (content: StateContent, sealingKey: SealingKey, { clock, random }: StateParts): StateContent =>
  migratedContent(content, { now: clock.now(), random, sealingKey })

/**
 * The same content with its identities sealed under another key. After a restore their metadata gets a new sequence
 * number: partners may have seen a later one than the backup knows, and refuse to go back.
 */
function resealed(
  content: StateContent,
  keys: { readonly from: SealingKey; readonly to: SealingKey },
  parts: StateParts,
  raise: boolean,
): StateContent {
  const reseal = (record: HeldRecord): HeldRecord => {
    if (record.kind !== 'identity') return record
    const { organization, sequence } = openIdentity(record.key, record.value, keys.from)
    const now = Math.floor(parts.clock.now() / 1000)
    const next = raise ? Math.max(sequence + 1, now) : sequence
    const value = sealIdentity({ organization, sequence: next }, keys.to, parts.random.bytes(NONCE_BYTES))
    return { ...record, value }
  }
  return mapped(content, (item) => ('record' in item ? { record: reseal(item.record) } : item))
}

function mapped(content: StateContent, change: (item: DumpedItem) => DumpedItem): StateContent {
  async function* items(): AsyncIterable<DumpedItem> {
    for await (const item of content.items()) yield change(item)
  }
  return { ...content, items }
}

/** The trusts that were revoked in a store, its published links as they stood, and whether these are all. */
interface Tombstones {
  readonly revoked: ReadonlyMap<string, HeldRecord>
  readonly links: ReadonlyMap<string, HeldRecord>
  readonly complete: boolean
}

async function revokedIn(old: StateEngine, key: SealingKey, parts: StateParts): Promise<Tombstones> {
  const snapshot = await old.snapshot()
  const revoked = new Map<string, HeldRecord>()
  const links = new Map<string, HeldRecord>()
  try {
    const content = migrated(contentOf(snapshot, checksumKeyOf(key), null), key, parts)
    for await (const item of content.items()) {
      if (!('record' in item)) break
      const { record } = item
      if (record.kind === 'trust' && decodeTrust(record.value).is.state === 'revoked') revoked.set(record.key, record)
      if (record.kind === 'published-link') links.set(record.key, record)
    }
    return { revoked, links, complete: true }
  } catch (error) {
    // What could be read counts, also where something else cannot.
    parts.log.warn('revoked trusts not read', { detail: error instanceof Error ? error.message : String(error) })
    return { revoked, links, complete: false }
  } finally {
    await snapshot.close()
  }
}

/** The trusts revoked in a store that was put aside. */
async function tombstonesOf(store: StoreSettings, key: SealingKey, parts: StateParts): Promise<Tombstones> {
  try {
    const old = await openEngine(store, parts)
    try {
      return await revokedIn(old, key, parts)
    } finally {
      await old.close()
    }
  } catch (error) {
    parts.log.warn('revoked trusts not read', { detail: error instanceof Error ? error.message : String(error) })
    return { revoked: new Map(), links: new Map(), complete: false }
  }
}

/**
 * A revoked trust or link stays revoked, and an address that was reset stays dead, whatever an older backup says of it.
 * Whoever was on a page signs in anew.
 */
function keepingTombstones(content: StateContent, { revoked, links }: Tombstones): StateContent {
  const kept = mapped(content, (item) => {
    if (!('record' in item)) return item
    const { kind, key, version } = item.record
    const later = kind === 'trust' ? revoked.get(key) : kind === 'published-link' ? links.get(key) : undefined
    return later === undefined || !closesMore(later, item.record) ? item : { record: { ...later, version } }
  })
  return without(without(kept, 'owner-session'), 'console-session')
}

/** Whether the later record takes something away that the earlier gives: a link closed, or given another address. */
function closesMore(later: HeldRecord, earlier: HeldRecord): boolean {
  if (later.kind !== 'published-link') return true
  const [now, then] = [decodeLink(later), decodeLink(earlier)]
  return now.revokedAt !== null || now.secretHash !== then.secretHash
}

function without(content: StateContent, kind: HeldRecord['kind']): StateContent {
  async function* items(): AsyncIterable<DumpedItem> {
    for await (const item of content.items()) if (!('record' in item) || item.record.kind !== kind) yield item
  }
  return { ...content, items }
}

/** What a backup brings back. */
export interface BackupSum {
  readonly records: number
  readonly entries: number
  /** That are not revoked: any of them may have been meanwhile. */
  readonly liveTrusts: number
}

/** Also of a trust written down as an earlier release did. */
function mayBeLive({ value }: HeldRecord): boolean {
  try {
    return decodeTrust(value).is.state !== 'revoked'
  } catch {
    return true
  }
}

/** Reads a backup to its end, so that a damaged one is found before anything is touched. */
export async function sumOf(content: StateContent): Promise<BackupSum> {
  let [records, entries, liveTrusts] = [0, 0, 0]
  for await (const item of content.items()) {
    if ('entry' in item) entries++
    else {
      records++
      if (item.record.kind === 'trust' && mayBeLive(item.record)) liveTrusts++
    }
  }
  return { records, entries, liveTrusts }
}

/**
 * Whether an embedded store can be opened, so that it tells which trusts were revoked in it.
 *
 * @throws FederationError `ERR_STORE_LOCKED` while a process has the store open
 */
export async function readable(store: StoreSettings, parts: StateParts): Promise<boolean> {
  try {
    const engine = await openEngine(store, parts)
    await engine.close()
    return true
  } catch (error) {
    // What cannot be opened for any other reason is what a backup is for.
    if (error instanceof FederationError && error.code === 'ERR_STORE_LOCKED') throw error
    return false
  }
}

async function copyInto(
  store: StoreSettings,
  content: StateContent,
  parts: StateParts,
  epoch: string,
): Promise<Copied> {
  const key = sealingKeyOf(store, parts.random)
  const engine = await openEngine(store, parts)
  try {
    const filling = { epoch, checksumKey: checksumKeyOf(key), random: parts.random }
    const { written, found } = await fillState(engine, content, filling)
    return { from: written, to: found }
  } finally {
    await engine.close()
  }
}

/**
 * Fills an empty store from a backup. The copy is a store of its own: the log of audit goes on under a new epoch.
 *
 * @param aside the folder of an embedded store that was there before
 * @throws FederationError `ERR_CONFLICT` where the store is not empty, `ERR_STORE_LOCKED`, `ERR_STORE_DAMAGED`
 */
export async function restoreState(
  store: StoreSettings,
  backup: StateContent,
  aside: string | null,
  parts: StateParts,
): Promise<Restored> {
  if (backup.sealingKey === null) {
    throw new FederationError('ERR_STORE_DAMAGED', 'the backup does not say under which key its identities are sealed')
  }
  const from = parseSealingKey(backup.sealingKey, 'the backup')
  const key = sealingKeyOf(store, parts.random)
  const content = resealed(migrated(backup, from, parts), { from, to: key }, parts, true)
  const old = aside !== null && store.kind === 'embedded' ? { ...store, folder: aside } : null
  const nothing: Tombstones = { revoked: new Map(), links: new Map(), complete: true }
  const tombstones = old === null ? nothing : await tombstonesOf(old, key, parts)
  const copied = await copyInto(store, keepingTombstones(content, tombstones), parts, parts.random.uuid())
  return { ...copied, tombstonesKept: tombstones.complete }
}

/** What a store that no gateway has open holds, read to its end. */
export async function sumOfStore(store: StoreSettings, parts: StateParts): Promise<BackupSum> {
  const key = sealingKeyOf(store, parts.random)
  const engine = await openEngine(store, parts)
  try {
    const snapshot = await engine.snapshot()
    try {
      return await sumOf(contentOf(snapshot, checksumKeyOf(key), null))
    } finally {
      await snapshot.close()
    }
  } finally {
    await engine.close()
  }
}

function keyIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new FederationError('ERR_CONFIG_INVALID', `${file}: cannot read the key (${found})`, {}, { cause })
  }
}

/** Where `ledig store migrate --to` leads: a Redis by its address, or a folder. */
function targetOf(to: string, keyFile: string | null): StoreSettings {
  if (!/^rediss?(\+\w+)?:/.test(to)) return { kind: 'embedded', folder: to, keyFile: keyFile ?? `${to}-key` }
  if (keyFile === null) {
    throw new FederationError('ERR_CONFIG_INVALID', 'a Redis needs --to-key-file: 32 random bytes in base64url')
  }
  return { kind: 'redis', url: new Secret(to), key: new Secret(keyIn(keyFile)) }
}

/**
 * Copies everything from one store into another that is empty: the same store in another place, with its epoch.
 *
 * @throws FederationError as `restoreState`
 */
export async function migrateState(
  from: StoreSettings,
  to: string,
  keyFile: string | null,
  parts: StateParts,
): Promise<Copied> {
  if (from.kind === 'memory') throw new FederationError('ERR_CONFIG_INVALID', 'a store in memory cannot be migrated')
  const target = targetOf(to, keyFile)
  const key = sealingKeyOf(from, parts.random)
  const engine = await openEngine(from, parts)
  try {
    const snapshot = await engine.snapshot()
    try {
      const content = migrated(contentOf(snapshot, checksumKeyOf(key), null), key, parts)
      const there = resealed(content, { from: key, to: sealingKeyOf(target, parts.random) }, parts, false)
      return await copyInto(target, there, parts, content.epoch)
    } finally {
      await snapshot.close()
    }
  } finally {
    await engine.close()
  }
}
