import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { NO_ENTRY, sealEntry } from '../../trust/audit/audit-entry.ts'
import type { StateEngine, StoredEntry } from '../../trust/stores/state-engine.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import type { KeptLookup, RecentLookups } from '../broker/lookup-trace.ts'
import { toldLookup, toldRefusal } from '../explain/told-lookup.ts'
import type { RememberedLookup } from '../explain/told-lookup.ts'
import { instantOfRequestId } from '../request-id.ts'
import { lookupEvent } from './audit-log.ts'
import { instantOf as instantIn } from './entry-block.ts'
import { lookupIn } from './lookup-entry.ts'
import type { RefusedSample } from './refused-requests.ts'

/** An entry is written at most so much later than its request came: the longest lookup, and what clocks may differ. */
const WRITTEN_WITHIN = 2 * MINUTE
const READ_AT_ONCE = 1_000
/** Beyond it a log is fuller than one gateway can make it in that time. */
const MOST_READ = 300_000

/** Where refused requests are counted, some are named. */
interface RefusedText {
  readonly at: string
  readonly facts: { readonly samples?: readonly RefusedSample[] }
}

/** What was pruned is older than all there is. */
const instantOf = ({ text }: StoredEntry): Instant => (text === null ? -Infinity : instantIn(text))

/**
 * The first entry from which on `instant` may be found: by halves, since entries stand in the order in which they were
 * written, and so, within `WRITTEN_WITHIN`, in that of their times.
 */
export async function firstSince(engine: StateEngine, size: number, instant: Instant): Promise<number> {
  let [low, high] = [0, size]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [entry] = await engine.entries(middle, 1)
    if (entry === undefined || instantOf(entry) < instant) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * What the entry of this request tells; those of the minutes around it are searched as texts, and only what matches is
 * parsed. Others name it too: that somebody read of it stands before it where it was written later.
 */
async function toldIn(engine: StateEngine, size: number, id: string, came: Instant): Promise<RememberedLookup | null> {
  const first = await firstSince(engine, size, came - WRITTEN_WITHIN)
  for (let from = first; from < Math.min(size, first + MOST_READ); from += READ_AT_ONCE) {
    const page = await engine.entries(from, READ_AT_ONCE)
    for (const entry of page) {
      const told = entry.text?.includes(id) === true ? toldOf(entry, id) : null
      if (told !== null) return told
    }
    const last = page.at(-1)
    if (last === undefined || instantOf(last) > came + WRITTEN_WITHIN) return null
  }
  return null
}

function toldOf(entry: StoredEntry, id: string): RememberedLookup | null {
  const lookup = lookupIn(entry)
  if (lookup !== null) return lookup.requestId === id ? toldLookup(lookup, 'audit') : null
  const { at, facts } = JSON.parse(entry.text ?? '') as RefusedText
  const sample = facts.samples?.find(([requestId]) => requestId === id)
  if (sample === undefined) return null
  const [, because, , detail = null] = sample
  const found = sample[4] ?? null
  return toldRefusal({ requestId: id, at: Date.parse(at), because, detail, found, requester: null }, 'audit')
}

/** What is still in memory of a request, told as its entry would be; null where nothing is. */
export function recallLookup(lookups: RecentLookups, id: string): RememberedLookup | null {
  // First: a lookup whose answer could not be sent was refused.
  const refused = lookups.refusals.recall(id)
  if (refused !== undefined) return toldRefusal(refused, 'memory')
  const kept = lookups.recall(id)
  return kept === undefined ? null : toldFromMemory(kept)
}

export function toldFromMemory(kept: KeptLookup): RememberedLookup {
  const entry = lookupIn(sealEntry(lookupEvent(kept), 0, NO_ENTRY, () => ''))
  if (entry === null) throw new FederationError('ERR_INTERNAL', 'a lookup whose entry is none')
  return toldLookup(entry, 'memory')
}

/**
 * A lookup by the id of its answer, out of the audit log: so it is found after a start, and at another instance. Its id says
 * when it came, so that some twenty entries are read to find the place, and those of four minutes there.
 *
 * @param oldest what came before is not looked for
 */
export async function findLookup(state: StateStore, id: string, oldest: Instant): Promise<RememberedLookup | null> {
  const came = instantOfRequestId(id)
  if (came === null || came < oldest) return null
  const { auditSize } = await state.head()
  return toldIn(state.engine, auditSize, id, came)
}
