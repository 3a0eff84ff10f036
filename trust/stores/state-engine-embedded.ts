import { mkdir } from 'node:fs/promises'
import { ClassicLevel } from 'classic-level'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import { missingFile, readHolder, removeHolder, writeHolder } from './embedded-folder.ts'
import { inspectLogs } from './embedded-log.ts'
import { answerKey, batchOf, HEAD_KEY, recordKey, recordRange } from './embedded-layout.ts'
import type { EmbeddedOperation } from './embedded-layout.ts'
import { EmbeddedSnapshot } from './embedded-snapshot.ts'
import { EntryPages } from './entry-pages-embedded.ts'
import type {
  EngineFollower,
  PersonalLeft,
  StateBatch,
  StateEngine,
  StateHead,
  StateSnapshot,
  StoredEntry,
} from './state-engine.ts'
import { readHead } from './state-head.ts'
import type { RecordKind, RecordName } from './state-record.ts'

export interface EmbeddedOptions {
  /** Made where it is not there, 0700. */
  readonly folder: string
  readonly clock: Clock
  readonly log: (level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>) => void
  /** What every write passes before it reaches the disk: for tests of a disk that fails. */
  readonly beforeWrite?: () => Promise<void>
}

/** How often a store that could not be written to is opened anew. */
const RETRY_MS = 5_000
/** Bytes held back before LevelDB sorts them into a file: four times its own choice, so that it sorts less while we write. */
const WRITE_BUFFER = 16 * 2 ** 20

/**
 * Opens the store in a folder, for this process alone.
 *
 * @throws FederationError `ERR_STORE_LOCKED` while another process has it open, `ERR_STORE_DAMAGED` where it cannot be
 * read, `ERR_STORE_UNAVAILABLE` where the file system refuses
 */
export async function openEmbeddedEngine(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const { folder, clock, log } = options
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const before = await readHolder(folder)
    const missing = await missingFile(folder)
    if (missing !== null) throw damagedStore(folder, missing)
    const { damaged, unfinished } = await inspectLogs(folder)
    if (damaged !== null) throw damagedStore(folder, `${damaged} has records after one that cannot be read`)
    const level = new ClassicLevel<string, string>(folder, { createIfMissing: true, writeBufferSize: WRITE_BUFFER })
    await level.open()
    await writeHolder(folder, new Date(clock.now()))
    if (before !== null || unfinished > 0) log('warn', 'store recovered', { folder, lastHolder: before, unfinished })
    return new EmbeddedEngine(level, options)
  } catch (error) {
    throw await openingFailed(folder, error)
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

function damagedStore(folder: string, detail: string, cause?: unknown): FederationError {
  const message = `the store in ${folder} is damaged (${detail}); restore a backup`
  return new FederationError('ERR_STORE_DAMAGED', message, { folder }, { cause })
}

async function openingFailed(folder: string, error: unknown): Promise<FederationError> {
  if (error instanceof FederationError) return error
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const code = codeOf(cause) || codeOf(error)
  const detail = cause instanceof Error ? cause.message : String(cause)
  if (code === 'LEVEL_LOCKED') {
    const holder = await readHolder(folder)
    const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host} since ${holder.since}`
    const message = `the store in ${folder} is held by ${who}; several gateways share a store on Redis`
    return new FederationError('ERR_STORE_LOCKED', message, { folder }, { cause })
  }
  if (code === 'LEVEL_CORRUPTION' || /corrupt/i.test(detail)) return damagedStore(folder, detail, cause)
  return new FederationError(
    'ERR_STORE_UNAVAILABLE',
    `the store in ${folder} cannot be opened: ${detail}`,
    { folder },
    { cause },
  )
}

/** State in a LevelDB of this process: one writer, every write synced to the disk before it is acknowledged. */
export class EmbeddedEngine implements StateEngine {
  readonly kind = 'embedded'
  readonly #level: ClassicLevel<string, string>
  readonly #options: EmbeddedOptions
  readonly #pages: EntryPages
  #follower: EngineFollower | null = null
  /** Set once a write failed: nothing is written until the store has been opened anew (an fsync is never tried again). */
  #failedAt: Instant | null = null
  #why = ''

  constructor(level: ClassicLevel<string, string>, options: EmbeddedOptions) {
    this.#level = level
    this.#options = options
    this.#pages = new EntryPages(level, (operations) => this.#sync(operations))
  }

  async begin(): Promise<StateHead | null> {
    if (this.#failedAt !== null) await this.#reopen(this.#failedAt)
    return this.#head()
  }

  read(names: readonly RecordName[]): Promise<readonly (string | null)[]> {
    return Promise.resolve(names.map((name) => this.#text(recordKey(name))))
  }

  readAnswer(id: string, now: Instant): Promise<string | null> {
    const kept = this.#text(answerKey(id))
    if (kept === null) return Promise.resolve(null)
    const space = kept.indexOf(' ')
    return Promise.resolve(Number(kept.slice(0, space)) > now ? kept.slice(space + 1) : null)
  }

  async write(batch: StateBatch): Promise<'written' | 'raced'> {
    await this.#sync(batchOf(batch), 'ERR_OUTCOME_UNKNOWN')
    const { records, after } = batch
    const texts = records.map(({ text }) => text)
    if (records.length > 0) await this.#follower?.changed(records, after.sequence, texts)
    return 'written'
  }

  abandon(): Promise<void> {
    return Promise.resolve()
  }

  settled(): Promise<void> {
    return Promise.resolve()
  }

  async list(kind: RecordKind, page: { prefix: string; after: string | null; limit: number }) {
    const { start, gte, lt } = recordRange(kind, page.prefix)
    const lower = page.after === null ? { gte } : { gt: recordKey({ kind, key: page.after }) }
    const from = 'gt' in lower && lower.gt < gte ? { gte } : lower
    const found = await this.#level.iterator({ ...from, lt, limit: page.limit }).all()
    return found.map(([key, text]) => ({ key: key.slice(start.length), text }))
  }

  snapshot(): Promise<StateSnapshot> {
    return Promise.resolve(this.#level.status === 'open' ? new EmbeddedSnapshot(this.#level) : this.#unreadable())
  }

  entries(from: number, limit: number): Promise<readonly StoredEntry[]> {
    return this.#pages.entries(from, limit)
  }

  erase(index: number, left: PersonalLeft): Promise<void> {
    return this.#pages.erase(index, left)
  }

  prune(before: number): Promise<void> {
    return this.#pages.prune(before)
  }

  forget(): Promise<void> {
    return this.#pages.forget()
  }

  async sweep(now: Instant): Promise<void> {
    const over: EmbeddedOperation[] = []
    for await (const [key, text] of this.#level.iterator({ gte: answerKey(''), lt: 'i0' })) {
      if (Number(text.slice(0, text.indexOf(' '))) <= now) over.push({ type: 'del', key })
    }
    await this.#sync(over)
  }

  follow(_sequence: number, follower: EngineFollower): Promise<void> {
    this.#follower = follower
    return Promise.resolve()
  }

  /** Nobody else can change anything, so what is held in memory is true, even while the disk is full. */
  fresh(): boolean {
    return true
  }

  async close(): Promise<void> {
    await this.#level.close()
    // Where this fails the next start says "recovered", which is harmless.
    await removeHolder(this.#options.folder).catch(() => undefined)
  }

  #text(key: string): string | null {
    return this.#level.status === 'open' ? (this.#level.getSync(key) ?? null) : this.#unreadable()
  }

  #unreadable(): never {
    throw new FederationError('ERR_STORE_UNAVAILABLE', 'the store is being opened anew', { store: 'embedded' })
  }

  #head(): StateHead | null {
    return readHead(this.#text(HEAD_KEY))
  }

  async #sync(
    operations: readonly EmbeddedOperation[],
    failure: 'ERR_OUTCOME_UNKNOWN' | 'ERR_STORE_UNAVAILABLE' = 'ERR_STORE_UNAVAILABLE',
  ): Promise<void> {
    if (operations.length === 0) return
    try {
      await this.#options.beforeWrite?.()
      await this.#writeAll(operations)
    } catch (cause) {
      this.#failedAt = this.#options.clock.now()
      this.#why =
        cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : 'unknown'
      this.#options.log('error', 'store not written', { folder: this.#options.folder, detail: this.#why })
      throw new FederationError(
        failure,
        `the store could not be written: ${this.#why}`,
        { store: 'embedded' },
        { cause },
      )
    }
  }

  /** One batch put together natively: an array of operations costs four times as much. */
  async #writeAll(operations: readonly EmbeddedOperation[]): Promise<void> {
    const batch = this.#level.batch()
    for (const operation of operations) {
      if (operation.type === 'put') batch.put(operation.key, operation.value)
      else batch.del(operation.key)
    }
    await batch.write({ sync: true })
  }

  /** Opening replays what reached the disk, so that a write whose fate was unknown is either there or not from then on. */
  async #reopen(failedAt: Instant): Promise<void> {
    const { clock, folder, log } = this.#options
    const refused = { store: 'embedded', backOffMs: RETRY_MS }
    if (clock.now() - failedAt < RETRY_MS && clock.now() >= failedAt) {
      throw new FederationError('ERR_STORE_UNAVAILABLE', `the store cannot be written: ${this.#why}`, refused)
    }
    this.#failedAt = clock.now()
    try {
      await this.#level.close()
      await this.#level.open()
      await this.#options.beforeWrite?.()
      await writeHolder(folder, new Date(clock.now()))
    } catch (cause) {
      this.#why = cause instanceof Error ? cause.message : this.#why
      throw new FederationError('ERR_STORE_UNAVAILABLE', `the store cannot be written: ${this.#why}`, refused, {
        cause,
      })
    }
    this.#failedAt = null
    log('info', 'store writable again', { folder })
    await this.#follower?.lost()
  }
}
