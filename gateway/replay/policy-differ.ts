import { setImmediate as nextTurn } from 'node:timers/promises'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Policy } from '../../trust/policies/policy.ts'
import type { PolicyStore } from '../../trust/policies/policy-store.ts'
import type { EffectReport } from '../../trust/policies/replay/policy-diff.ts'
import type { StateEngine } from '../../trust/stores/state-engine.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { firstSince } from '../audit/find-lookup.ts'
import { lookupIn } from '../audit/lookup-entry.ts'
import type { RecordedLookup } from '../audit/lookup-entry.ts'
import type { LastLooks } from '../../trust/sharing/last-looks.ts'
import type { PublishedLinks } from '../../trust/sharing/link-store.ts'
import type { Directory } from '../broker/directory.ts'
import { PolicyReplay } from './policy-replay.ts'
import { PublishedReplay } from './published-replay.ts'
import type { PublishedReport } from './published-replay.ts'

/** How much later than it happened something is on record at most: lookups wait for a store that is away. */
const LATEST = DAY
const READ_AT_ONCE = 1_000
/** So much work, in questions, before others have their turn: a few milliseconds. */
const DECIDED_AT_ONCE = 250
/** Somebody who is refused because another replay is under way. */
const BACK_OFF_MS = 5_000
const MOST_PAIRS = 10

export interface DiffOrder {
  /** Name of one of our organizations. */
  readonly organization: string
  readonly draft: Policy
  /** Lookups from then on, up to now. */
  readonly since: Instant
  /** Groups, and lines of each list, at most. */
  readonly most: number
  /** Ends the work between two slices. */
  readonly signal: AbortSignal
}

/** What a draft would change, by the lookups on record. */
export interface PolicyDiff {
  readonly organization: string
  readonly since: Instant
  readonly until: Instant
  /** Lookups on record that the organization's policy has a say in, and the mailboxes asked about in them. */
  readonly lookups: number
  /** The draft beside what counts now. */
  readonly drafted: EffectReport
  /** What counts now beside what was given then; of whoever is in it, something has changed since. */
  readonly meanwhile: EffectReport
  readonly published: PublishedReport
  readonly erased: number
  readonly unhosted: number
  readonly unread: number
  /** A policy or a trust was changed while this was worked out: some of it may be of before, some of after. */
  readonly changedMeanwhile: boolean
}

/** Replays recorded lookups against a draft. @throws FederationError `ERR_BUSY` where another replay is under way */
export type DiffPolicy = (order: DiffOrder) => Promise<PolicyDiff>

export interface DifferParts {
  readonly directory: Directory
  readonly policies: Pick<PolicyStore, 'version'>
  readonly state: StateStore
  readonly links: Pick<PublishedLinks, 'linksIn'>
  readonly lastLooks: Pick<LastLooks, 'of'>
}

/** Entries from `since` on, a page at a time; some of shortly before are among them. */
async function* pagesSince(
  engine: StateEngine,
  size: number,
  since: Instant,
): AsyncIterable<readonly RecordedLookup[]> {
  // Whatever is on record before an entry of a day earlier happened before it too.
  for (let from = await firstSince(engine, size, since - LATEST); from < size; from += READ_AT_ONCE) {
    const entries = await engine.entries(from, Math.min(READ_AT_ONCE, size - from))
    yield entries.map(lookupIn).filter((lookup) => lookup !== null)
  }
}

/** Takes its turns between those of everybody else: no lookup waits for more than one slice. */
async function replayAll(
  replay: PolicyReplay,
  pages: AsyncIterable<readonly RecordedLookup[]>,
  { since, signal }: Pick<DiffOrder, 'since' | 'signal'>,
): Promise<void> {
  let work = 0
  for await (const page of pages) {
    for (const lookup of page) {
      if (Date.parse(lookup.at) < since) continue
      work += replay.replay(lookup)
      if (work < DECIDED_AT_ONCE) continue
      work = 0
      await othersTurn(signal)
    }
    await othersTurn(signal)
  }
}

async function othersTurn(signal: AbortSignal): Promise<void> {
  await nextTurn()
  if (signal.aborted) throw new FederationError('ERR_BUSY', 'Who asked for this went away before it was done.')
}

/** The same of what visitors of published calendars see. */
async function replayPublished(
  { links, lastLooks }: DifferParts,
  now: Policy,
  today: Instant,
  { organization, draft, since, signal }: DiffOrder,
): Promise<PublishedReplay> {
  const replay = new PublishedReplay({ now, draft }, lastLooks, today)
  let seen = 0
  for (const link of links.linksIn(organization)) {
    replay.replay(link, since)
    if (++seen % DECIDED_AT_ONCE === 0) await othersTurn(signal)
  }
  return replay
}

async function diffPolicy(parts: DifferParts, order: DiffOrder): Promise<PolicyDiff> {
  const { directory, policies, state } = parts
  const { organization, draft, since, most, signal } = order
  const hosted = directory.hostedByName(organization)
  if (hosted === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
  const [until, version, trusts] = [state.now(), policies.version, directory.trusts()]
  const replay = new PolicyReplay(directory, hosted, draft, until)
  const { auditSize } = await state.head()
  await replayAll(replay, pagesSince(state.engine, auditSize, since), { since, signal })
  const published = await replayPublished(parts, hosted.policy, until, order)
  const { lookups, erased, unhosted, unread } = replay
  const bounds = { groups: most, pairs: MOST_PAIRS }
  return {
    ...{ organization, since, until, lookups, erased, unhosted, unread },
    drafted: replay.drafted.report(bounds),
    meanwhile: replay.meanwhile.report(bounds),
    published: published.report(most),
    changedMeanwhile: policies.version !== version || directory.trusts() !== trusts,
  }
}

/** One replay at a time: each may take seconds, and the lookups of the day are to go on. */
export function policyDiffer(parts: DifferParts): DiffPolicy {
  let underWay = false
  return async (order) => {
    if (underWay) {
      const message = 'Another draft is being tried at the moment; try again when that is done.'
      throw new FederationError('ERR_BUSY', message, { backOffMs: BACK_OFF_MS })
    }
    underWay = true
    try {
      return await diffPolicy(parts, order)
    } finally {
      underWay = false
    }
  }
}
