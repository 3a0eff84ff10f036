import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { StateEngine, StoredEntry } from '../../trust/stores/state-engine.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { addressesOf, EntryBlock, instantOf } from './entry-block.ts'

/** Which entries are looked for. */
export interface EntrySearch {
  /** Each of them stands beside the entry. */
  readonly addresses: readonly string[]
  /** Of this request alone; null: of any, or none. */
  readonly requestId: string | null
  /** From then on; `-Infinity`: from the first. */
  readonly since: Instant
  /** Before then; `Infinity`: to the last. */
  readonly until: Instant
  readonly newestFirst: boolean
  /** Number of the first entry looked at; null: the oldest, or the newest. */
  readonly start: number | null
}

/** Entries that are remembered together. */
const BLOCK = 64
/** Entries that are read at once. */
const SPAN = 1_024
const BLOCKS = SPAN / BLOCK
/** How much later than it happened something is on record at most: lookups wait for a store that is away. */
const LATEST = DAY

/** Finds entries of an audit log without reading all of it each time: what it has read once it remembers in outline. */
export class EntryFinder {
  readonly #engine: Pick<StateEngine, 'entries'>
  /** By number of the block; only of those that are complete. */
  readonly #blocks = new Map<number, EntryBlock>()

  constructor(engine: Pick<StateEngine, 'entries'>) {
    this.#engine = engine
  }

  /** @param size how many entries there are */
  async *find(search: EntrySearch, size: number): AsyncIterable<StoredEntry> {
    const { newestFirst, start } = search
    const first = Math.min(start ?? Infinity, size - 1)
    const [from, step] = newestFirst ? [first, -1] : [start ?? 0, 1]
    for (let span = Math.floor(from / SPAN); span >= 0 && span * SPAN < size; span += step) {
      if (this.#isBeyond(span, search)) return
      const found = (await this.#candidates(span, search, size)).filter(
        (entry) => (newestFirst ? entry.index <= from : entry.index >= from) && isFound(entry, search),
      )
      yield* newestFirst ? found.reverse() : found
      // Of a span that was not known before, only now.
      if (this.#isBeyond(span, search)) return
    }
  }

  /**
   * Reads what it does not know yet, the newest first, so that nobody has to wait for it.
   *
   * @param most entries at most
   */
  async learn(size: number, most: number): Promise<void> {
    let left = most
    for (let span = Math.floor((size - 1) / SPAN); span >= 0 && left > 0; span--) {
      if (this.#outline(span) !== null) continue
      await this.#read(span * SPAN, SPAN, size)
      left -= SPAN
    }
  }

  /** The blocks of a span; null where one is not known. */
  #outline(span: number): readonly EntryBlock[] | null {
    const blocks: EntryBlock[] = []
    for (let i = 0; i < BLOCKS; i++) {
      const block = this.#blocks.get(span * BLOCKS + i)
      if (block === undefined) return null
      blocks.push(block)
    }
    return blocks
  }

  /** Whether nothing from this span on can have happened in the time looked at. */
  #isBeyond(span: number, { since, until, newestFirst }: EntrySearch): boolean {
    const kept = this.#outline(span)?.filter(({ newest }) => newest !== -Infinity) ?? []
    if (kept.length === 0) return false
    return newestFirst
      ? kept.every(({ newest }) => newest < since - LATEST)
      : kept.every(({ oldest }) => oldest >= until + LATEST)
  }

  #mayHold(block: number, { addresses, requestId, since, until }: EntrySearch): boolean {
    const known = this.#blocks.get(block)
    if (known === undefined) return true
    const names = requestId === null ? addresses : [...addresses, JSON.stringify(requestId)]
    return known.newest >= since && known.oldest < until && names.every((name) => known.mayName(name))
  }

  /** The entries of a span that may be looked for; neighbouring blocks are read together. */
  async #candidates(span: number, search: EntrySearch, size: number): Promise<StoredEntry[]> {
    const found: StoredEntry[] = []
    const end = (span + 1) * BLOCKS
    for (let block = span * BLOCKS; block < end; block++) {
      let after = block
      while (after < end && this.#mayHold(after, search)) after++
      if (after === block) continue
      found.push(...(await this.#read(block * BLOCK, (after - block) * BLOCK, size)))
      block = after
    }
    return found
  }

  async #read(from: number, count: number, size: number): Promise<readonly StoredEntry[]> {
    if (from >= size) return []
    const entries = (await this.#engine.entries(from, count)).filter(({ index }) => index < size)
    for (let begin = from; begin + BLOCK <= Math.min(from + count, size); begin += BLOCK) {
      const block = begin / BLOCK
      if (this.#blocks.has(block)) continue
      const its = entries.filter(({ index }) => index >= begin && index < begin + BLOCK)
      // Where some are missing the store is damaged, and what is remembered would hide them once they are back.
      if (its.length === BLOCK) this.#blocks.set(block, new EntryBlock(its))
    }
    return entries
  }
}

function isFound(entry: StoredEntry, { addresses, requestId, since, until }: EntrySearch): boolean {
  if (entry.text === null) return false
  if (requestId !== null && !entry.text.includes(`"requestId":${JSON.stringify(requestId)}`)) return false
  if (addresses.length > 0) {
    const named = addressesOf(entry)
    if (!addresses.every((address) => named.includes(address))) return false
  }
  if (since === -Infinity && until === Infinity) return true
  const at = instantOf(entry.text)
  return at >= since && at < until
}

const finders = new WeakMap<StateStore, EntryFinder>()

/** The finder over the log of this store; one for each store, since it remembers what it has read. */
export function entryFinderOf(state: StateStore): EntryFinder {
  const known = finders.get(state)
  if (known !== undefined) return known
  const finder = new EntryFinder(state.engine)
  finders.set(state, finder)
  return finder
}
