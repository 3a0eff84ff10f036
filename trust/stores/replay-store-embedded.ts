import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Clock } from '../clock.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import { MemoryReplayStore } from './replay-store-memory.ts'
import type { ReplayStore } from './replay-store.ts'

export interface EmbeddedReplayOptions {
  /** Made where it is not there; of this process alone. */
  readonly folder: string
  readonly clock: Clock
  /** Which run of the machine this is (on Linux /proc/sys/kernel/random/boot_id); null where nothing tells. */
  readonly bootId: string | null
  readonly log: (level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>) => void
}

export interface EmbeddedReplayStore extends ReplayStore {
  close(): void
}

const ABOUT = z.strictObject({ since: z.number(), bootId: z.string().nullable(), closed: z.boolean() })
type About = z.infer<typeof ABOUT>

interface SpentId {
  readonly print: Buffer
  readonly until: Instant
}

const ABOUT_FILE = 'spent.json'
const LOG_FILES = ['spent-0.log', 'spent-1.log'] as const
const PRINT = 12
/** Fingerprint, end in milliseconds (48 bits), and the sum of the bytes before: 20 bytes. */
const RECORD = 20
const WRITTEN_FOR = 10 * MINUTE

/**
 * Spent tokens in memory, with a log that lets a restarted process go on. Each id is with the operating system before
 * its first use is acknowledged, so that the death of the process loses none; the disk is not waited for, since a
 * restarted machine is told by its boot id, and then no token issued before is taken.
 */
export async function openEmbeddedReplayStore(options: EmbeddedReplayOptions): Promise<EmbeddedReplayStore> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  return new LoggedReplayStore(options)
}

class LoggedReplayStore implements EmbeddedReplayStore {
  readonly remembersSince: Instant
  readonly #options: EmbeddedReplayOptions
  readonly #memory: MemoryReplayStore
  readonly #record = Buffer.alloc(RECORD)
  /** When the last id in each file is over. */
  readonly #over: [Instant, Instant] = [0, 0]
  /** Which file is written to, since when; null once writing failed. */
  #writing: { readonly at: 0 | 1; readonly since: Instant; readonly file: number } | null = null
  #disowned = false

  constructor(options: EmbeddedReplayOptions) {
    const { clock } = options
    this.#options = options
    const about = this.#readAbout()
    const sameRun = about !== null && (about.closed || (about.bootId !== null && about.bootId === options.bootId))
    const logs = sameRun ? LOG_FILES.map((name) => readLog(this.#path(name))) : []
    const trusted = sameRun && logs.every((log) => log !== null)
    this.remembersSince = trusted && about !== null ? about.since : Math.floor(clock.now() / 1000) * 1000
    this.#memory = new MemoryReplayStore({
      clock,
      remembersSince: this.remembersSince,
      spent: (print, until) => this.#keep(print, until),
    })
    if (trusted) this.#restore(logs)
    this.#attempt(() => {
      if (!trusted) this.#removeLogs()
      this.#writeAbout(false)
      this.#begin(this.#over[0] <= clock.now() ? 0 : 1, this.#over[0] <= clock.now() || this.#over[1] <= clock.now())
    })
  }

  get size(): number {
    return this.#memory.size
  }

  firstUse(issuer: OrganizationId, tokenId: string, until: Instant): Promise<boolean> {
    return this.#memory.firstUse(issuer, tokenId, until)
  }

  close(): void {
    const writing = this.#writing
    this.#writing = null
    if (writing === null) return
    fdatasyncSync(writing.file)
    closeSync(writing.file)
    this.#writeAbout(true)
  }

  #readAbout(): About | null {
    try {
      return ABOUT.parse(JSON.parse(readFileSync(this.#path(ABOUT_FILE), 'utf8')))
    } catch {
      return null
    }
  }

  #restore(logs: readonly (readonly SpentId[] | null)[]): void {
    const now = this.#options.clock.now()
    logs.forEach((log, at) => {
      for (const { print, until } of log ?? []) {
        if (until > now) this.#memory.restore(print, until)
        this.#over[at] = Math.max(this.#over[at] ?? 0, until)
      }
    })
  }

  #keep(print: Buffer, until: Instant): void {
    if (this.#writing === null) {
      if (!this.#disowned) this.#disown()
      return
    }
    this.#attempt(() => {
      this.#turn()
      const { at, file } = this.#writing as { at: 0 | 1; file: number }
      print.copy(this.#record, 0, 0, PRINT)
      this.#record.writeUIntLE(Math.min(Math.ceil(until), 2 ** 48 - 1), PRINT, 6)
      this.#record.writeUInt16LE(sumOf(this.#record), RECORD - 2)
      writeSync(this.#writing?.file ?? file, this.#record)
      this.#over[at] = Math.max(this.#over[at], until)
    })
  }

  /** Goes on in the other file once this one is old and everything in the other is over. */
  #turn(): void {
    const writing = this.#writing
    const now = this.#options.clock.now()
    if (writing === null || now - writing.since < WRITTEN_FOR) return
    const other = writing.at === 0 ? 1 : 0
    if (this.#over[other] > now) return
    closeSync(writing.file)
    this.#begin(other, true)
  }

  #begin(at: 0 | 1, empty: boolean): void {
    const file = openSync(this.#path(LOG_FILES[at]), empty ? 'w' : 'a', 0o600)
    if (empty) this.#over[at] = 0
    this.#writing = { at, since: this.#options.clock.now(), file }
  }

  /**
   * A log that cannot be written (the disk is full) is disowned: lookups go on from memory, and the next start finds
   * nothing to trust, so that it takes no token issued before. One that cannot even be disowned (a read-only file system)
   * would let a token be spent again after a restart, so no more tokens are taken.
   */
  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#writing = null
      const { folder, log } = this.#options
      log('error', 'spent tokens not written', { folder, detail: detailOf(error) })
      this.#disown()
    }
  }

  #disown(): void {
    try {
      rmSync(this.#path(ABOUT_FILE), { force: true })
      this.#disowned = true
    } catch (cause) {
      this.#disowned = false
      throw new FederationError(
        'ERR_STORE_UNAVAILABLE',
        'spent tokens cannot be kept',
        { store: 'embedded' },
        { cause },
      )
    }
  }

  #writeAbout(closed: boolean): void {
    const about: About = { since: this.remembersSince, bootId: this.#options.bootId, closed }
    writeFileSync(this.#path(ABOUT_FILE), JSON.stringify(about), { mode: 0o600, flush: true })
  }

  #removeLogs(): void {
    for (const name of LOG_FILES) rmSync(this.#path(name), { force: true })
  }

  #path(name: string): string {
    return join(this.#options.folder, name)
  }
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function sumOf(record: Buffer): number {
  let sum = 1
  for (let i = 0; i < RECORD - 2; i++) sum += record[i] ?? 0
  return sum
}

/** Null where a record is damaged or cut off: then nobody knows which id it was. */
function readLog(path: string): readonly SpentId[] | null {
  if (!existsSync(path)) return []
  const bytes = readFileSync(path)
  const spent: SpentId[] = []
  for (let at = 0; at < bytes.length; at += RECORD) {
    const record = bytes.subarray(at, at + RECORD)
    if (record.length < RECORD || record.readUInt16LE(RECORD - 2) !== sumOf(record)) return null
    spent.push({ print: record.subarray(0, PRINT), until: record.readUIntLE(PRINT, 6) })
  }
  return spent
}
