import type { HeldRecord } from './state-record.ts'
import type { StateFollower } from './state-store.ts'

const PAGE = 1_000

/** Null at the end. */
type Offer = readonly HeldRecord[] | null | Error

/** One reader of what is read once for all: pages handed over, the next only when the last was taken. */
class Reader {
  readonly #wanted: StateFollower['kinds']
  #page: HeldRecord[] = []
  #offered: { readonly page: Offer } | null = null
  /** Tells who offered that the page was read. */
  #taken: () => void = () => undefined
  #awaited: () => void = () => undefined
  #gone = false

  constructor(wanted: StateFollower['kinds']) {
    this.#wanted = wanted
  }

  add(record: HeldRecord): Promise<void> | null {
    if (this.#gone || this.#wanted?.has(record.kind) === false) return null
    return this.#page.push(record) < PAGE ? null : this.flush()
  }

  flush(): Promise<void> {
    const page = this.#page
    this.#page = []
    return page.length === 0 ? Promise.resolve() : this.#offer(page)
  }

  end(): Promise<void> {
    return this.#offer(null)
  }

  /** What was read cannot be believed. */
  fail(error: Error): void {
    void this.#offer(error)
  }

  /** The follower stopped reading: what comes is for nobody. */
  leave(): void {
    this.#gone = true
    this.#taken()
  }

  async *records(): AsyncIterable<HeldRecord> {
    for (;;) {
      if (this.#offered === null) await new Promise<void>((resolve) => (this.#awaited = resolve))
      const page = this.#offered?.page ?? null
      this.#offered = null
      if (page instanceof Error) throw page
      if (page === null) return
      yield* page
      this.#taken()
    }
  }

  #offer(page: Offer): Promise<void> {
    if (this.#gone) return Promise.resolve()
    return new Promise((taken) => {
      this.#offered = { page }
      this.#taken = taken
      this.#awaited()
    })
  }
}

async function deal(records: AsyncIterable<HeldRecord>, readers: readonly Reader[]): Promise<void> {
  for await (const record of records) {
    for (const reader of readers) {
      const full = reader.add(record)
      if (full !== null) await full
    }
  }
  await Promise.all(readers.map((reader) => reader.flush()))
}

/** Reads all records once, and gives each follower those it wants; none has its end before the whole was sound. */
export async function spreadRecords(
  records: AsyncIterable<HeldRecord>,
  sequence: number,
  followers: readonly StateFollower[],
): Promise<void> {
  const reading = followers.map((follower) => {
    const reader = new Reader(follower.kinds)
    const done = follower.reload(reader.records(), sequence).finally(() => reader.leave())
    return { reader, done }
  })
  // A follower that fails is heard below; until then its rejection has a listener.
  const all = Promise.all(reading.map(({ done }) => done))
  all.catch(() => undefined)
  const readers = reading.map(({ reader }) => reader)
  try {
    await deal(records, readers)
  } catch (error) {
    for (const reader of readers) reader.fail(error as Error)
    throw error
  }
  await Promise.all(readers.map((reader) => reader.end()))
  await all
}
