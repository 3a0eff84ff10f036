import type { View } from '../../protocols/availability/view.ts'
import { valuesOf } from '../../trust/audit/personal.ts'
import type { Personal } from '../../trust/audit/personal.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { Side } from '../../trust/policies/decision.ts'
import type { Scope } from '../limits/quotas.ts'
import type { StoredEntry } from '../../trust/stores/state-engine.ts'
import type { TraceWords, WayWords } from './recorded-trace.ts'

/** What was decided of one mailbox: by which step, and whose; what was given; or, since 2026-11-26, why nothing is known. */
export type Decided =
  | readonly [outcome: 'answer', decidedBy: string, side: Side, level: Exclude<AccessLevel, 'None'>, given: View]
  | readonly [outcome: 'refuse', decidedBy: string, side: Side]
  /** Of an explanation the reason alone. */
  | readonly [outcome: 'unknown', decidedBy: string | null, side: Side | null, reason?: string]
/** For how many mailboxes in turn; before 2026-11-26 each stood by itself, without a count. */
type Run = readonly [number, ...Decided] | Decided

/** One question as it stands in the audit log. */
export interface RecordedLookup {
  /** Made by an administrator to explain, and by nobody who asked. */
  readonly explained: boolean
  /** ISO 8601, UTC; `window` too. */
  readonly at: string
  readonly requestId: string | null
  /** Id of the organization that asked, and how; null where it was made to explain. */
  readonly asker: { readonly organization: string; readonly kind: 'inside' | 'partner' } | null
  /** Null where the address was erased; `about` too. */
  readonly from: string | null
  readonly window: { readonly start: string; readonly end: string }
  readonly asked: View
  /** Minutes of the blocks in which it was answered; null: as asked. */
  readonly blockMinutes: number | null
  /** Whose budget had not enough left for telling more; null where nobody's, and before 2026-11-27. */
  readonly short: Scope | null
  /** How it went before and beside the decisions; null before 2026-11-26, and where it was made to explain. */
  readonly trace: Omit<TraceWords, 'runs' | 'ways'> | null
  /** Ids of the tokens that were made for it, each with whom it was for. */
  readonly tokens: readonly (readonly [audience: string, tokenId: string])[]
  /** In the order asked. */
  readonly mailboxes: readonly {
    readonly about: string | null
    readonly decided: Decided
    /** Null where there is no trace. */
    readonly way: WayWords | null
  }[]
}

interface LookupText {
  readonly at: string
  readonly event: string
  readonly requestId: string | null
  readonly facts: {
    readonly by?: string
    readonly kind?: 'inside' | 'partner'
    readonly view: View
    readonly window: readonly [number, number]
    readonly mailboxes: readonly Run[]
    readonly tokens?: readonly (readonly [string, string])[]
    readonly trace?: TraceWords
    readonly blockMinutes?: number
    readonly short?: Scope
  }
}

function decisions(runs: readonly Run[]): readonly Decided[] {
  return runs.flatMap((run) => {
    const [first, ...rest] = run
    return typeof first === 'number' ? Array<Decided>(first).fill(rest as unknown as Decided) : [run as Decided]
  })
}

type Beside = Readonly<Record<string, Personal>>

/** A value alone; null where it was erased. */
function valueOf(personal: Beside, name: string): string | null {
  const kept = personal[name]
  const value = kept === undefined ? null : valuesOf(kept)
  return typeof value === 'string' ? value : null
}

/** Whom it was about, in the order asked; before 2026-11-26 each stood under a name of its own: `about0`, `about1`, … */
function aboutOf(personal: Beside, count: number): readonly (string | null)[] {
  const kept = personal['about']
  const values = kept === undefined ? null : valuesOf(kept)
  if (Array.isArray(values)) return values as readonly (string | null)[]
  return Array.from({ length: count }, (_, i) => valueOf(personal, `about${i}`))
}

function waysOf(trace: TraceWords | undefined): readonly WayWords[] {
  if (trace === undefined) return []
  return trace.runs.flatMap(([count, way]) => Array<WayWords>(count).fill(trace.ways[way] as WayWords))
}

const iso = (instant: number): string => new Date(instant).toISOString()

/** The question of an entry; null of what is none, or no longer kept. */
export function lookupIn({ text, personal }: StoredEntry): RecordedLookup | null {
  const said = text === null ? null : (JSON.parse(text) as LookupText)
  if (said === null || (said.event !== 'lookup' && said.event !== 'lookup.explained')) return null
  const { by, kind, view, window, mailboxes, tokens = [], trace, blockMinutes = null, short = null } = said.facts
  const each = decisions(mailboxes)
  const about = aboutOf(personal ?? {}, each.length)
  const ways = waysOf(trace)
  return {
    ...{
      tokens,
      blockMinutes,
      short,
      trace: trace ?? null,
      explained: said.event === 'lookup.explained',
      at: said.at,
      requestId: said.requestId,
      asked: view,
    },
    asker: by === undefined || kind === undefined ? null : { organization: by, kind },
    from: valueOf(personal ?? {}, 'from'),
    window: { start: iso(window[0]), end: iso(window[1]) },
    mailboxes: each.map((decided, i) => ({ about: about[i] ?? null, decided, way: ways[i] ?? null })),
  }
}
