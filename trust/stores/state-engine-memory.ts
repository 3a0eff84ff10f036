import type { Instant } from '../../protocols/availability/time-window.ts'
import { byBytes } from './by-bytes.ts'
import type {
  EngineFollower,
  PersonalLeft,
  StateBatch,
  StateEngine,
  StateHead,
  StateSnapshot,
  StoredEntry,
} from './state-engine.ts'
import { RECORD_KINDS } from './state-record.ts'
import type { RecordKind, RecordName } from './state-record.ts'

/** What one or several memory engines share: as a Redis for gateways in one process. */
export class MemoryWorld {
  head: StateHead | null = null
  readonly records = new Map<RecordKind, Map<string, string>>(RECORD_KINDS.map((kind) => [kind, new Map()]))
  readonly entries = new Map<number, StoredEntry>()
  readonly answers = new Map<string, { readonly text: string; readonly until: Instant }>()
  readonly followers = new Set<EngineFollower>()

  of(kind: RecordKind): Map<string, string> {
    return this.records.get(kind) ?? new Map<string, string>()
  }
}

/** Keeps everything for as long as the process lives: for tests, demos, and gateways without a state folder. */
export class MemoryEngine implements StateEngine {
  readonly kind = 'memory'
  readonly #world: MemoryWorld
  #follower: EngineFollower | null = null

  constructor(world = new MemoryWorld()) {
    this.#world = world
  }

  begin(): Promise<StateHead | null> {
    return Promise.resolve(this.#world.head)
  }

  read(names: readonly RecordName[]): Promise<readonly (string | null)[]> {
    return Promise.resolve(names.map(({ kind, key }) => this.#world.of(kind).get(key) ?? null))
  }

  readAnswer(id: string, now: Instant): Promise<string | null> {
    const kept = this.#world.answers.get(id)
    return Promise.resolve(kept === undefined || kept.until <= now ? null : kept.text)
  }

  async write(batch: StateBatch): Promise<'written' | 'raced'> {
    const world = this.#world
    // The identity of the head, not its sequence: an audit entry alone moves no sequence.
    if (world.head !== batch.before) return 'raced'
    world.head = batch.after
    for (const { kind, key, text } of batch.records) {
      if (text === null) world.of(kind).delete(key)
      else world.of(kind).set(key, text)
    }
    for (const entry of batch.entries) world.entries.set(entry.index, entry)
    for (const { id, text, until } of batch.answers) world.answers.set(id, { text, until })
    for (const { sequence, names } of batch.changes) {
      for (const follower of world.followers) await follower.changed(names, sequence)
    }
    return 'written'
  }

  abandon(): Promise<void> {
    return Promise.resolve()
  }

  settled(): Promise<void> {
    return Promise.resolve()
  }

  list(kind: RecordKind, page: { prefix: string; after: string | null; limit: number }) {
    const { prefix, after, limit } = page
    const keys = [...this.#world.of(kind).keys()].filter((key) => key.startsWith(prefix)).sort(byBytes)
    const rest = after === null ? keys : keys.filter((key) => byBytes(key, after) > 0)
    return Promise.resolve(rest.slice(0, limit).map((key) => ({ key, text: this.#world.of(kind).get(key) ?? '' })))
  }

  snapshot(): Promise<StateSnapshot> {
    const { head } = this.#world
    const records = [...this.#world.records].flatMap(([kind, held]) =>
      [...held].map(([key, text]) => ({ kind, key, text })),
    )
    const entries = [...this.#world.entries.values()]
    return Promise.resolve({
      head,
      records: () => each(records),
      entries: () => each(entries),
      close: () => Promise.resolve(),
    })
  }

  entries(from: number, limit: number): Promise<readonly StoredEntry[]> {
    const found: StoredEntry[] = []
    const end = Math.min(from + limit, this.#world.head?.auditSize ?? 0)
    for (let index = from; index < end; index++) {
      const entry = this.#world.entries.get(index)
      if (entry !== undefined) found.push(entry)
    }
    return Promise.resolve(found)
  }

  erase(index: number, left: PersonalLeft): Promise<void> {
    const entry = this.#world.entries.get(index)
    if (entry !== undefined) this.#world.entries.set(index, withPersonalLeft(entry, left))
    return Promise.resolve()
  }

  prune(before: number): Promise<void> {
    for (const [index, { leaf }] of this.#world.entries) {
      if (index < before) this.#world.entries.set(index, { index, leaf, text: null, personal: null })
    }
    return Promise.resolve()
  }

  forget(): Promise<void> {
    return Promise.resolve()
  }

  sweep(now: Instant): Promise<void> {
    for (const [id, { until }] of this.#world.answers) if (until <= now) this.#world.answers.delete(id)
    return Promise.resolve()
  }

  follow(_sequence: number, follower: EngineFollower): Promise<void> {
    this.#follower = follower
    this.#world.followers.add(follower)
    return Promise.resolve()
  }

  fresh(): boolean {
    return true
  }

  close(): Promise<void> {
    if (this.#follower !== null) this.#world.followers.delete(this.#follower)
    return Promise.resolve()
  }
}

/** An entry when some of its personal values are erased. */
export function withPersonalLeft(entry: StoredEntry, left: PersonalLeft): StoredEntry {
  const kept = Object.entries(entry.personal ?? {}).flatMap(([name, personal]) => {
    const now = Object.hasOwn(left, name) ? left[name] : personal
    return now === null || now === undefined ? [] : [[name, now] as const]
  })
  return { ...entry, personal: kept.length === 0 ? null : Object.fromEntries(kept) }
}

async function* each<T>(items: readonly T[]): AsyncIterable<T> {
  for (const item of items) yield await Promise.resolve(item)
}
