import type { View } from '../../protocols/availability/availability-question.ts'
import { compareLevels, levelOfView, viewAtLevel } from './access-level.ts'
import type { AccessLevel } from './access-level.ts'
import type { Ask, Decision, DecisionCode, Granted, GroupMerge } from './decision.ts'
import type { VisiblePart } from './visible-part.ts'

/** Why a grant that there is does not count: the organization ignores grants, or its time has not come or is over. */
export type VoidGrant = 'ignored' | 'not begun' | 'over'

/**
 * One step of a decision as it is told: a gate that let the question through or not, a ceiling and where it lies, or a
 * grant that would have been a ceiling if it counted.
 */
export type Step =
  | { readonly code: DecisionCode; readonly kind: 'gate'; readonly passed: boolean }
  | { readonly code: DecisionCode; readonly kind: 'ceiling'; readonly level: AccessLevel }
  | { readonly code: 'GRANT'; readonly kind: 'void'; readonly because: VoidGrant }

/** Where the steps of a decision are written down, in their order: a list, or what remembers lists (`StepPaths`). */
export interface StepKeeper {
  push(step: Step): unknown
}

/** Where the answer goes and what is held back of it besides the level. */
export type Manner = Pick<Extract<Decision, { outcome: 'answer' }>, 'outsider' | 'joinBlocks' | 'giveWorkingHours'>

export const INSIDE: Manner = { outsider: false, joinBlocks: false, giveWorkingHours: true }
/** For the side that only takes in: what an answer looks like is for the side that gives. */
export const AS_GIVEN: Manner = { outsider: true, joinBlocks: false, giveWorkingHours: true }
/** An offer says nothing of these, so they are at their defaults. */
export const BY_DEFAULT: Manner = { outsider: true, joinBlocks: true, giveWorkingHours: false }

/**
 * Goes through the steps of one decision in their order. A gate that is shut refuses at once; ceilings only lower, and
 * the first of the lowest decides. Deciding and explaining are the same walk; explaining keeps the steps.
 */
export class Walk {
  readonly #steps: StepKeeper | null
  #refusedBy: DecisionCode | null = null
  #level: AccessLevel = 'Reviewer'
  #lowestBy: DecisionCode | null = null

  constructor(steps: StepKeeper | null) {
    this.#steps = steps
  }

  /** Whether it is refused already, whatever follows. */
  get refuses(): boolean {
    return this.#refusedBy !== null || this.#level === 'None'
  }

  /** Says whether to go on. */
  gate(code: DecisionCode, passed: boolean): boolean {
    this.#steps?.push({ code, kind: 'gate', passed })
    if (!passed) this.#refusedBy = code
    return passed
  }

  /** A gate that is shut where there is no such thing. */
  finds<Thing extends object>(code: DecisionCode, thing: Thing | undefined): thing is Thing {
    return this.gate(code, thing !== undefined)
  }

  ceiling(code: DecisionCode, level: AccessLevel): void {
    this.#steps?.push({ code, kind: 'ceiling', level })
    if (this.#lowestBy === null || compareLevels(level, this.#level) < 0) {
      this.#level = level
      this.#lowestBy = code
    }
  }

  /** Changes nothing of what is decided, so it is found out only where the steps are kept. */
  voidGrant(find: () => VoidGrant | null): void {
    const steps = this.#steps
    if (steps === null) return
    const because = find()
    if (because !== null) steps.push({ code: 'GRANT', kind: 'void', because })
  }

  /** For a question of a lookup, which asks for a view. `part` is what of the time may be told; null: all of it. */
  decision(
    ask: Pick<Ask, 'view'>,
    manner: Manner,
    part: VisiblePart | null,
    group: GroupMerge | null = null,
  ): Decision {
    if (this.#refusedBy === null) this.ceiling('REQUESTED_VIEW', levelOfView(ask.view))
    if (group === null) return this.conclude((level) => viewAtLevel(ask.view, level), manner, part)
    const merged = this.conclude(() => 'MergedOnly', manner, part)
    return merged.outcome === 'refuse' ? merged : { ...merged, group }
  }

  /** @param viewAt the view that is granted at a level */
  conclude(viewAt: (level: Granted['level']) => View, manner: Manner, part: VisiblePart | null): Decision {
    if (this.#refusedBy !== null) return { outcome: 'refuse', decidedBy: this.#refusedBy }
    const level = this.#level
    const decidedBy = this.#lowestBy ?? 'REQUESTED_VIEW'
    if (level === 'None') return { outcome: 'refuse', decidedBy }
    const { outsider, joinBlocks, giveWorkingHours } = manner
    return { outcome: 'answer', level, view: viewAt(level), decidedBy, outsider, joinBlocks, giveWorkingHours, part }
  }
}
