import { byBytes } from './by-bytes.ts'
import { unavailable } from './connection-redis.ts'
import { ENTRIES_IN_CHUNK, keyRange, placeOf, readChanges, storedEntry } from './layout-redis.ts'
import type { KeptEntry, RedisLayout } from './layout-redis.ts'
import type { RedisLink } from './link-redis.ts'
import type { StateHead, StateSnapshot, StoredEntry } from './state-engine.ts'
import { readHead } from './state-head.ts'
import { RECORD_KINDS } from './state-record.ts'
import type { RecordKind, RecordName } from './state-record.ts'

const PAGE = 4_000
const PAGE_MS = 5_000
const CHANGES_AT_ONCE = 1_000

/** Reads entries; what is missing is left out. */
export async function readEntries(
  link: RedisLink,
  layout: RedisLayout,
  from: number,
  limit: number,
): Promise<readonly StoredEntry[]> {
  const head = readHead(await link.within(link.redis.get(layout.head), PAGE_MS))
  const end = Math.min(from + limit, head?.auditSize ?? 0)
  const found: StoredEntry[] = []
  for (let at = Math.max(from, 0); at < end;) {
    const until = Math.min(end, (Math.floor(at / ENTRIES_IN_CHUNK) + 1) * ENTRIES_IN_CHUNK)
    found.push(...(await readChunk(link, layout, at, until)))
    at = until
  }
  return found
}

async function readChunk(
  link: RedisLink,
  layout: RedisLayout,
  from: number,
  until: number,
): Promise<readonly StoredEntry[]> {
  const indexes = Array.from({ length: until - from }, (_, i) => from + i)
  const texts = await link.within(link.redis.hmget(layout.entries(from), ...indexes.map(String)), PAGE_MS)
  const kept = indexes.flatMap((index, i) => {
    const text = texts[i] ?? null
    return text === null ? [] : [{ index, entry: JSON.parse(text) as KeptEntry }]
  })
  const fields = kept.flatMap(({ index, entry }) => entry.names.map((name) => `${index} ${name}`))
  const values =
    fields.length === 0 ? [] : await link.within(link.redis.hmget(layout.personal(from), ...fields), PAGE_MS)
  let at = 0
  return kept.map(({ index, entry }) => storedEntry(index, entry, values.slice(at, (at += entry.names.length))))
}

/** Keys of one kind in order, with their texts. */
export async function readPage(
  link: RedisLink,
  layout: RedisLayout,
  kind: RecordKind,
  page: { readonly prefix: string; readonly after: string | null; readonly limit: number },
): Promise<readonly { readonly key: string; readonly text: string | null }[]> {
  const [min, max] = keyRange(page.prefix, page.after)
  const asked = link.redis.zrangebylex(layout.keys(kind), min, max, 'LIMIT', 0, page.limit)
  const keys = await link.within(asked, PAGE_MS)
  if (keys.length === 0) return []
  const texts = await link.within(link.redis.hmget(layout.records(kind), ...keys), PAGE_MS)
  return keys.map((key, i) => ({ key, text: texts[i] ?? null }))
}

/**
 * Everything as it was at `head`. Redis keeps no past: pages are read as they are now, and what was changed since is
 * taken from the stream, which says of each change what was there before.
 */
export class RedisSnapshot implements StateSnapshot {
  readonly head: StateHead | null
  readonly #openLink: () => Promise<RedisLink>
  readonly #layout: RedisLayout
  #link: Promise<RedisLink> | null = null
  /** What the records changed since `head` held at `head`. */
  readonly #before = new Map<string, RecordName & { readonly text: string | null }>()
  #heard: number

  constructor(head: StateHead | null, layout: RedisLayout, openLink: () => Promise<RedisLink>) {
    this.head = head
    this.#layout = layout
    this.#openLink = openLink
    this.#heard = head?.sequence ?? 0
  }

  async *records(): AsyncIterable<RecordName & { text: string }> {
    if (this.head === null) return
    for (const kind of RECORD_KINDS) {
      let after: string | null = null
      for (;;) {
        const link = await this.#connection()
        const page = await readPage(link, this.#layout, kind, { prefix: '', after, limit: PAGE })
        await this.#hear(link)
        const last: string | null = page.length < PAGE ? null : (page.at(-1)?.key ?? null)
        yield* this.#asOfHead(kind, page, after, last)
        if (last === null) break
        after = last
      }
    }
  }

  async *entries(): AsyncIterable<StoredEntry> {
    const size = this.head?.auditSize ?? 0
    for (let from = 0; from < size; from += ENTRIES_IN_CHUNK) {
      const link = await this.#connection()
      yield* await readChunk(link, this.#layout, from, Math.min(size, from + ENTRIES_IN_CHUNK))
    }
  }

  async close(): Promise<void> {
    const link = await this.#link?.catch(() => null)
    this.#link = null
    link?.close()
  }

  #connection(): Promise<RedisLink> {
    this.#link ??= this.#openLink()
    return this.#link
  }

  /** One page, between two keys, with what was changed since put back; `last` null: to the end of the kind. */
  #asOfHead(
    kind: RecordKind,
    page: readonly { readonly key: string; readonly text: string | null }[],
    after: string | null,
    last: string | null,
  ): readonly (RecordName & { readonly text: string })[] {
    const within = ({ key }: RecordName): boolean =>
      (after === null || byBytes(key, after) > 0) && (last === null || byBytes(key, last) <= 0)
    const restored = [...this.#before.values()].filter((name) => name.kind === kind && within(name))
    const untouched = page.filter(({ key }) => !this.#before.has(placeOf({ kind, key })))
    const all = [...untouched, ...restored].flatMap(({ key, text }) => (text === null ? [] : [{ kind, key, text }]))
    return restored.length === 0 ? all : all.sort((one, other) => byBytes(one.key, other.key))
  }

  /** Takes in every change up to now; of a record changed twice the first tells what `head` held. */
  async #hear(link: RedisLink): Promise<void> {
    for (;;) {
      const from = `${this.#heard + 1}-0`
      const asked = link.redis
        .multi()
        .get(this.#layout.head)
        .xrange(this.#layout.changes, from, '+', 'COUNT', CHANGES_AT_ONCE)
      const [text, stream] = await link.ask(asked, PAGE_MS)
      const now = readHead(text as string | null)
      if (now?.epoch !== this.head?.epoch || now === null) throw unavailable('the store was replaced while it was read')
      for (const { sequence, touched } of readChanges(stream)) {
        if (sequence !== this.#heard + 1) break
        this.#heard = sequence
        for (const { kind, key, before } of touched) {
          const place = placeOf({ kind, key })
          if (!this.#before.has(place)) this.#before.set(place, { kind, key, text: before })
        }
      }
      if (this.#heard >= now.sequence) return
      if ((stream as readonly unknown[]).length < CHANGES_AT_ONCE) throw unavailable('too much was changed meanwhile')
    }
  }
}
