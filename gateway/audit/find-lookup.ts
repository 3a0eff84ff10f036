import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { valuesOf } from '../../trust/audit/personal.ts'
import type { StateEngine, StoredEntry } from '../../trust/stores/state-engine.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import type { RememberedLookup, TracedMailbox } from '../broker/lookup-trace.ts'
import { instantOfRequestId } from '../request-id.ts'

/** An entry is written at most so much later than its request came: the longest lookup, and what clocks may differ. */
const WRITTEN_WITHIN = 2 * MINUTE
const READ_AT_ONCE = 1_000
/** Beyond it a log is fuller than one gateway can make it in that time. */
const MOST_READ = 300_000

type Side = 'asking' | 'answering'
type Level = NonNullable<TracedMailbox['level']>
type View = TracedMailbox['asked']

/** For how many mailboxes in a row, and what was decided of each. */
type Run =
  | readonly [count: number, outcome: 'answer', decidedBy: string, side: Side, level: Level, view: View]
  | readonly [count: number, outcome: 'refuse', decidedBy: string, side: Side]
  /** The reason is not there in entries of earlier releases. */
  | readonly [count: number, outcome: 'unknown', decidedBy: string | null, side: Side | null, reason?: string]

/** The parts of an entry that are read here; it is our own, and sealed. */
interface ReadEntry {
  readonly at: string
  readonly event: string
  readonly requestId: string | null
  readonly facts: {
    readonly view?: View
    readonly window?: readonly [Instant, Instant]
    readonly mailboxes?: readonly Run[]
    readonly samples?: readonly (readonly [requestId: string, because: string])[]
  }
}

/** What was pruned is older than all there is. */
const instantOf = ({ text }: StoredEntry): Instant =>
  text === null ? -Infinity : Date.parse((JSON.parse(text) as ReadEntry).at)

/**
 * The first entry from which on `instant` may be found: by halves, since entries stand in the order in which they were
 * written, and so, within `WRITTEN_WITHIN`, in that of their times.
 */
async function firstSince(engine: StateEngine, size: number, instant: Instant): Promise<number> {
  let [low, high] = [0, size]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [entry] = await engine.entries(middle, 1)
    if (entry === undefined || instantOf(entry) < instant) low = middle + 1
    else high = middle
  }
  return low
}

/** The entry that names this request; those of the minutes around it are searched as texts, and only what matches is parsed. */
async function entryOf(engine: StateEngine, size: number, id: string, came: Instant): Promise<StoredEntry | null> {
  const first = await firstSince(engine, size, came - WRITTEN_WITHIN)
  for (let from = first; from < Math.min(size, first + MOST_READ); from += READ_AT_ONCE) {
    const page = await engine.entries(from, READ_AT_ONCE)
    const found = page.find(({ text }) => text?.includes(id) === true)
    if (found !== undefined) return found
    const last = page.at(-1)
    if (last === undefined || instantOf(last) > came + WRITTEN_WITHIN) return null
  }
  return null
}

const iso = (instant: Instant): string => new Date(instant).toISOString()

function personalOf({ personal }: StoredEntry, name: string): readonly (string | null)[] {
  const kept = personal?.[name]
  if (kept === undefined) return []
  const values = valuesOf(kept)
  return typeof values === 'string' ? [values] : values
}

function mailboxOf(about: string | null, asked: View, run: Run): TracedMailbox {
  const common = { about, route: null, asked }
  const [, outcome, decidedBy, side] = run
  if (outcome === 'answer') {
    const [, , , , level, view] = run
    return { ...common, outcome, decidedBy, side, level, view }
  }
  if (outcome === 'refuse') return { ...common, outcome, decidedBy, side }
  return { ...common, outcome, decidedBy: run[4] ?? decidedBy ?? '' }
}

function toldOf(entry: StoredEntry, id: string): RememberedLookup | null {
  const { at, event, requestId, facts } = JSON.parse(entry.text ?? '') as ReadEntry
  const common = { requestId: id, at, source: 'audit' } as const
  const because = facts.samples?.find(([sample]) => sample === id)?.[1]
  if (because !== undefined) {
    return { ...common, from: null, window: null, mailboxes: [], explained: false, refused: because }
  }
  const { view, window, mailboxes } = facts
  if (requestId !== id || view === undefined || window === undefined || mailboxes === undefined) return null
  const about = personalOf(entry, 'about')
  const runs = mailboxes.flatMap((run) => Array.from({ length: run[0] }, () => run))
  return {
    ...common,
    from: personalOf(entry, 'from')[0] ?? null,
    window: { start: iso(window[0]), end: iso(window[1]) },
    mailboxes: runs.map((run, i) => mailboxOf(about[i] ?? null, view, run)),
    ...{ explained: event === 'lookup.explained', refused: null },
  }
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
  const entry = await entryOf(state.engine, auditSize, id, came)
  return entry === null ? null : toldOf(entry, id)
}
