import type { Instant } from '../../protocols/availability/time-window.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import type { StoredEntry } from '../../trust/stores/state-engine.ts'
import { entryFinderOf } from './entry-finder.ts'
import type { LookOrder } from './find-looks.ts'

/** Which entries are looked for; null where it does not matter. */
export interface EntryFilter {
  readonly event: string | null
  readonly requestId: string | null
  /** Who did it, as it stands in the entry. */
  readonly actor: string | null
  /** An address that stands beside the entry. */
  readonly person: string | null
  readonly since: Instant | null
  readonly until: Instant | null
}

interface Said {
  readonly event: string
  readonly requestId: string | null
  readonly actor: string
}

function isWanted(
  said: Said,
  { event, requestId, actor }: Pick<EntryFilter, 'event' | 'requestId' | 'actor'>,
): boolean {
  return (
    (event === null || said.event === event) &&
    (requestId === null || said.requestId === requestId) &&
    (actor === null || said.actor === actor)
  )
}

/** @param limit entries at most. `next` is the number to start the next page with; null where this is the last */
export async function pageOfEntries(
  state: StateStore,
  { event, requestId, actor, person, since, until }: EntryFilter,
  { newestFirst, start }: LookOrder,
  limit: number,
): Promise<{ readonly entries: readonly StoredEntry[]; readonly next: number | null }> {
  const { auditSize } = await state.head()
  const addresses = person === null ? [] : [person]
  const search = { addresses, requestId, since: since ?? -Infinity, until: until ?? Infinity, newestFirst, start }
  const entries: StoredEntry[] = []
  for await (const entry of entryFinderOf(state).find(search, auditSize)) {
    const said = JSON.parse(entry.text ?? '') as Said
    if (!isWanted(said, { event, requestId, actor })) continue
    if (entries.length === limit) return { entries, next: entry.index }
    entries.push(entry)
  }
  return { entries, next: null }
}
