import type { ClassicLevel } from 'classic-level'
import { FederationError } from '../../protocols/federation-error.ts'
import { entryKey, personalKey, readPage, writePage } from './embedded-layout.ts'
import type { EmbeddedOperation, EntryPage } from './embedded-layout.ts'
import type { PersonalLeft, StoredEntry } from './state-engine.ts'
import { withPersonalLeft } from './state-engine-memory.ts'

const PRUNED_AT_ONCE = 5_000

function withoutTexts({ first, entries }: EntryPage, before: number): EntryPage {
  const left = entries.map((entry) => (entry.index < before ? { ...entry, text: null, personal: null } : entry))
  return { first, entries: left }
}

/** The audit entries of an embedded store, in pages: read from anywhere, and written anew where something is taken out. */
export class EntryPages {
  readonly #level: ClassicLevel<string, string>
  readonly #write: (operations: readonly EmbeddedOperation[]) => Promise<void>
  /** A page is read and written anew: two at once would undo each other. */
  #rewriting: Promise<void> = Promise.resolve()
  /** First and last page that was written anew since LevelDB put old values away for good. */
  #rewritten: readonly [number, number] | null = null

  /** @param write durably, all or nothing */
  constructor(level: ClassicLevel<string, string>, write: (operations: readonly EmbeddedOperation[]) => Promise<void>) {
    this.#level = level
    this.#write = write
  }

  async entries(from: number, limit: number): Promise<readonly StoredEntry[]> {
    const pages = await this.#pages(from, from + limit)
    const found = pages.flatMap(({ entries }) => entries)
    return found.filter(({ index }) => index >= from && index < from + limit)
  }

  erase(index: number, left: PersonalLeft): Promise<void> {
    return this.#inTurn(async () => {
      for (const { first, entries } of await this.#pages(index, index + 1)) {
        const now = entries.map((entry) => (entry.index === index ? withPersonalLeft(entry, left) : entry))
        this.#noteRewritten(first, first)
        await this.#write(writePage({ first, entries: now }))
      }
    })
  }

  prune(before: number): Promise<void> {
    return this.#inTurn(async () => {
      this.#noteRewritten(0, before)
      for (let from = 0; from < before; from += PRUNED_AT_ONCE) {
        const pages = await this.#pages(from, Math.min(from + PRUNED_AT_ONCE, before))
        const full = pages.filter(({ entries }) => entries.some(({ index, text }) => index < before && text !== null))
        await this.#write(full.flatMap((page) => writePage(withoutTexts(page, before))))
      }
    })
  }

  /** LevelDB writes a new value beside the old one, which stays in its files until they are compacted. */
  async forget(): Promise<void> {
    const rewritten = this.#rewritten
    if (rewritten === null) return
    const [first, last] = rewritten
    // What is written anew meanwhile is for the next time.
    this.#rewritten = null
    try {
      for (const key of [entryKey, personalKey]) await this.#level.compactRange(key(first), key(last))
    } catch (cause) {
      this.#noteRewritten(first, last)
      const message = 'what was erased may still be in the files of the store; erase it again'
      throw new FederationError('ERR_STORE_UNAVAILABLE', message, { store: 'embedded' }, { cause })
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#rewriting.then(work)
    this.#rewriting = done.catch(() => undefined)
    return done
  }

  #noteRewritten(first: number, last: number): void {
    const [from, to] = this.#rewritten ?? [first, last]
    this.#rewritten = [Math.min(from, first), Math.max(to, last)]
  }

  /** The pages that have entries from `from` on, below `end`; the first may begin earlier. */
  async #pages(from: number, end: number): Promise<EntryPage[]> {
    const [start] = await this.#level.keys({ gte: 'a/', lte: entryKey(from), reverse: true, limit: 1 }).all()
    const found = await this.#level.iterator({ gte: start ?? entryKey(from), lt: entryKey(end) }).all()
    return found.map(([key, text]) => readPage(key, text, this.#level.getSync(personalKey(Number(key.slice(2))))))
  }
}
