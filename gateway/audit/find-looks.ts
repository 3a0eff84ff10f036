import type { Instant } from '../../protocols/availability/time-window.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { entryFinderOf } from './entry-finder.ts'
import { looksIn } from './look.ts'
import type { Look, LookOutcome } from './look.ts'

/** Which looks are looked for; null where it does not matter. */
export interface LookFilter {
  /** An address, or everybody of a domain: `@fabrikam.example`. A sub-domain is another domain. */
  readonly from: string | null
  readonly about: string | null
  /** Ids of organizations that asked. */
  readonly organizations: readonly string[] | null
  readonly since: Instant | null
  readonly until: Instant | null
  readonly requestId: string | null
  readonly outcome: LookOutcome | null
}

export interface LookOrder {
  readonly newestFirst: boolean
  /** Number of the first entry looked at; null: the oldest, or the newest. */
  readonly start: number | null
}

const names = (wanted: string | null, address: string | null): boolean =>
  wanted === null || (address !== null && (wanted.startsWith('@') ? address.endsWith(wanted) : address === wanted))

/** Whether a look is one of those looked for, its instant apart. */
function isWanted(look: Look, { from, about, organizations, requestId, outcome }: LookFilter): boolean {
  return (
    names(from, look.from) &&
    names(about, look.about) &&
    (organizations === null || organizations.includes(look.organization)) &&
    (requestId === null || look.requestId === requestId) &&
    (outcome === null || look.outcome === outcome)
  )
}

/** The looks of one question that were looked for, with the number of its entry. */
export interface FoundLooks {
  readonly index: number
  readonly looks: readonly Look[]
}

/**
 * Every lookup with a look that is looked for; of one question the looks stand in the order asked.
 *
 * @param limit lookups at most
 */
export async function* findLooks(
  state: StateStore,
  filter: LookFilter,
  { newestFirst, start }: LookOrder,
  limit = Infinity,
): AsyncIterable<FoundLooks> {
  let left = limit
  const { auditSize } = await state.head()
  const addresses = [filter.from, filter.about].filter((one) => one !== null && !one.startsWith('@')) as string[]
  const { since, until, requestId } = filter
  const search = { addresses, requestId, since: since ?? -Infinity, until: until ?? Infinity, newestFirst, start }
  for await (const entry of entryFinderOf(state).find(search, auditSize)) {
    const looks = looksIn(entry).filter((look) => isWanted(look, filter))
    if (looks.length === 0) continue
    if (left-- === 0) return
    yield { index: entry.index, looks }
  }
}

export interface LookPage {
  readonly looks: readonly Look[]
  /** The number to start the next page with; null where this is the last. */
  readonly next: number | null
}

/** @param limit lookups at most, each about up to a hundred mailboxes */
export async function pageOfLooks(
  state: StateStore,
  filter: LookFilter,
  order: LookOrder,
  limit: number,
): Promise<LookPage> {
  const looks: Look[] = []
  let lookups = 0
  for await (const found of findLooks(state, filter, order)) {
    if (lookups++ === limit) return { looks, next: found.index }
    looks.push(...found.looks)
  }
  return { looks, next: null }
}
