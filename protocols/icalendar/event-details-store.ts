import { mkdtemp, open, rmdir, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { FederationError } from '../federation-error.ts'
import type { EventTexts } from './expand-calendar.ts'

/** Where one version of one calendar's details lies. */
export interface DetailsSegment {
  /** Never used twice: what is in memory of an older version is never taken for this one's. */
  readonly serial: number
  readonly file: DetailsFile
  readonly at: number
  /** As in `ExpandedCalendar`. */
  readonly ends: Uint32Array
}

const NO_TEXTS: EventTexts = []
const MIB = 1024 * 1024
/** Of Latin letters; an array and each of its strings have a head of their own, and a place in the cache. */
const decodedSize = (bytes: number): number => bytes + 256

/** A file without a name: nobody else can open it, and it is gone with the process, however that ends. */
class DetailsFile {
  readonly #handle: FileHandle
  size = 0
  live = 0
  #uses = 1

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  static async make(folder: string): Promise<DetailsFile> {
    const own = await mkdtemp(join(folder, 'ledig-details-'))
    const path = join(own, 'details')
    const handle = await open(path, 'wx+', 0o600)
    await unlink(path)
    await rmdir(own)
    return new DetailsFile(handle)
  }

  /** Places are given out at once, so that two writers never meet. */
  async append(bytes: Uint8Array): Promise<number> {
    const at = this.size
    this.size += bytes.length
    this.live += bytes.length
    await this.using(() => this.#handle.write(bytes, 0, bytes.length, at))
    return at
  }

  async read(at: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length)
    const { bytesRead } = await this.using(() => this.#handle.read(buffer, 0, length, at))
    return buffer.subarray(0, bytesRead)
  }

  async using<T>(work: () => Promise<T>): Promise<T> {
    if (this.#uses === 0) throw new FederationError('ERR_INTERNAL', 'details are closed')
    this.#uses++
    try {
      return await work()
    } finally {
      await this.drop()
    }
  }

  /** Closes the file once its last user is done. */
  async drop(): Promise<void> {
    if (--this.#uses === 0) await this.#handle.close()
  }
}

export interface DetailsStoreOptions {
  /** Where the nameless file is made. */
  readonly stateFolder: string
  /** Bytes of decoded details kept in memory. */
  readonly cacheBytes: number
}

/**
 * Subjects and locations of all calendars of a folder, and, in segments of their own, descriptions and organizers; on
 * disk. Written when a calendar is read, read when a question asks for them.
 */
export class EventDetailsStore {
  readonly #folder: string
  readonly #texts: LRUCache<number, EventTexts>
  #made = 0
  #file: DetailsFile

  private constructor(options: DetailsStoreOptions, file: DetailsFile) {
    this.#folder = options.stateFolder
    this.#file = file
    this.#texts = new LRUCache({ maxSize: options.cacheBytes })
  }

  static async open(options: DetailsStoreOptions): Promise<EventDetailsStore> {
    return new EventDetailsStore(options, await DetailsFile.make(options.stateFolder))
  }

  async write(details: Uint8Array, ends: Uint32Array): Promise<DetailsSegment> {
    const file = this.#file
    return { serial: this.#made++, file, at: await file.append(details), ends }
  }

  /** The calendar has been read anew, or is gone. */
  release(segment: DetailsSegment): void {
    segment.file.live -= segment.ends.at(-1) ?? 0
  }

  /** Whether most of the file is details of calendars that have changed since. */
  get mostlyOld(): boolean {
    return this.#file.size > 64 * MIB && this.#file.size > 4 * this.#file.live
  }

  /** Starts a new file; the old one stays until the last segment in it is read anew and `retire` is called. */
  async renew(): Promise<() => Promise<void>> {
    const old = this.#file
    this.#file = await DetailsFile.make(this.#folder)
    return () => old.drop()
  }

  /** Texts, if they are in memory; those of an event without any always are. */
  cached(segment: DetailsSegment, detail: number): EventTexts | undefined {
    const known = this.#texts.get(keyOf(segment, detail))
    return known ?? (segment.ends[detail] === startOf(segment, detail) ? NO_TEXTS : undefined)
  }

  async load(segment: DetailsSegment, detail: number): Promise<EventTexts> {
    const from = startOf(segment, detail)
    const length = (segment.ends[detail] as number) - from
    if (length === 0) return NO_TEXTS
    const bytes = await segment.file.read(segment.at + from, length)
    const texts = JSON.parse(bytes.toString()) as EventTexts
    this.#texts.set(keyOf(segment, detail), texts, { size: decodedSize(length) })
    return texts
  }

  async close(): Promise<void> {
    this.#texts.clear()
    await this.#file.drop()
  }
}

const startOf = ({ ends }: DetailsSegment, detail: number): number => (detail === 0 ? 0 : (ends[detail - 1] as number))

/** A file of 5 MB has far fewer than a million events. */
const MOST_DETAILS = 2 ** 20

function keyOf(segment: DetailsSegment, detail: number): number {
  return segment.serial * MOST_DETAILS + detail
}
