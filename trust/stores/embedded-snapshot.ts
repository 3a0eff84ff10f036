import type { ClassicLevel } from 'classic-level'
import { HEAD_KEY, personalKey, readPage } from './embedded-layout.ts'
import type { StateHead, StateSnapshot, StoredEntry } from './state-engine.ts'
import { readHead } from './state-head.ts'
import { RECORD_KINDS } from './state-record.ts'
import type { RecordKind, RecordName } from './state-record.ts'

type Level = ClassicLevel<string, string>

const KINDS: ReadonlySet<string> = new Set(RECORD_KINDS)
const AT_ONCE = 1_000

/** A LevelDB snapshot: taken when it is made, and unmoved by what is written afterwards. */
export class EmbeddedSnapshot implements StateSnapshot {
  readonly head: StateHead | null
  readonly #level: Level
  readonly #snapshot: ReturnType<Level['snapshot']>

  constructor(level: Level) {
    this.#level = level
    this.#snapshot = level.snapshot()
    // From the snapshot: another thread may be writing the next head right now.
    this.head = readHead(level.getSync(HEAD_KEY, { snapshot: this.#snapshot }))
  }

  async *records(): AsyncIterable<RecordName & { readonly text: string }> {
    for await (const [path, text] of this.#range('r/', 'r0')) {
      const slash = path.indexOf('/', 2)
      const kind = path.slice(2, slash)
      // A kind of a newer release cannot be here: its schema number would have been refused.
      if (KINDS.has(kind)) yield { kind: kind as RecordKind, key: path.slice(slash + 1), text }
    }
  }

  async *entries(): AsyncIterable<StoredEntry> {
    for await (const [key, text] of this.#range('a/', 'a0')) {
      const personal = this.#level.getSync(personalKey(Number(key.slice(2))), { snapshot: this.#snapshot })
      yield* readPage(key, text, personal).entries
    }
  }

  async close(): Promise<void> {
    await this.#snapshot.close()
  }

  /** In pages, since each step of an iterator costs a turn of the event loop. */
  async *#range(gte: string, lt: string): AsyncIterable<[string, string]> {
    const iterator = this.#level.iterator({ gte, lt, snapshot: this.#snapshot })
    try {
      for (;;) {
        const page = await iterator.nextv(AT_ONCE)
        if (page.length === 0) return
        yield* page
      }
    } finally {
      await iterator.close()
    }
  }
}
