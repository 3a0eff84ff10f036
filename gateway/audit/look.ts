import type { View } from '../../protocols/availability/view.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import { valuesOf } from '../../trust/audit/personal.ts'
import type { Personal } from '../../trust/audit/personal.ts'
import type { StoredEntry } from '../../trust/stores/state-engine.ts'

export const LOOK_OUTCOMES = ['answer', 'refuse', 'unknown'] as const
export type LookOutcome = (typeof LOOK_OUTCOMES)[number]

/** One mailbox asked about once, as the audit log has it. */
export interface Look {
  /** Number of the entry; the mailboxes of one question have the same. */
  readonly index: number
  /** ISO 8601, UTC; `window` too. */
  readonly at: string
  readonly requestId: string | null
  /** Id of the organization that asked. */
  readonly organization: string
  readonly kind: 'inside' | 'partner'
  /** Null where the address was erased; `about` too. */
  readonly from: string | null
  readonly about: string | null
  readonly window: { readonly start: string; readonly end: string }
  readonly asked: View
  readonly outcome: LookOutcome
  /** Null where nothing was given; `given`, the view that was, too. */
  readonly level: AccessLevel | null
  readonly given: View | null
  /** The step of the decision, and whose. */
  readonly decidedBy: string
  readonly side: 'asking' | 'answering'
}

/** Level and view where something was given; where nothing is known a reason, since 2026-11-26. */
type Decided =
  | readonly ['answer', string, Look['side'], AccessLevel, View]
  | readonly ['refuse' | 'unknown', string, Look['side'], string?]
/** For how many mailboxes in turn; before 2026-11-26 each stood by itself, without a count. */
type Run = readonly [number, ...Decided] | Decided

interface LookupText {
  readonly at: string
  readonly event: string
  readonly requestId: string | null
  readonly facts: {
    readonly by: string
    readonly kind: Look['kind']
    readonly view: View
    readonly window: readonly [number, number]
    readonly mailboxes: readonly Run[]
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

const iso = (instant: number): string => new Date(instant).toISOString()

/** The looks of an entry, in the order asked; none of what is no lookup, or no longer kept. */
export function looksIn({ index, text, personal }: StoredEntry): readonly Look[] {
  const said = text === null ? null : (JSON.parse(text) as LookupText)
  if (said?.event !== 'lookup') return []
  const { by: organization, kind, view: asked, window, mailboxes } = said.facts
  const each = decisions(mailboxes)
  const about = aboutOf(personal ?? {}, each.length)
  const question = {
    ...{ index, at: said.at, requestId: said.requestId, organization, kind, asked },
    from: valueOf(personal ?? {}, 'from'),
    window: { start: iso(window[0]), end: iso(window[1]) },
  }
  return each.map((decided, i) => {
    const [outcome, decidedBy, side] = decided
    const [level, given] = decided[0] === 'answer' ? [decided[3], decided[4]] : [null, null]
    return { ...question, about: about[i] ?? null, outcome, level, given, decidedBy, side }
  })
}
