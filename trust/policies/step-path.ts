import type { Step, StepKeeper } from './decision-walk.ts'
import type { DecisionCode } from './decision.ts'

function isSame(a: Step, b: Step): boolean {
  if (a.code !== b.code) return false
  if (a.kind === 'gate') return b.kind === 'gate' && a.passed === b.passed
  if (a.kind === 'ceiling') return b.kind === 'ceiling' && a.level === b.level
  return b.kind === 'void' && a.because === b.because
}

/**
 * The steps of a decision up to one of them. Each sequence of steps there is exists once: a decision that goes the way of
 * an earlier one makes nothing, so that every lookup can keep its steps. They are few, since a decision goes through
 * `DECISION_CODES` in one order, with at most four levels each; and nobody is named in them.
 */
export class StepPath {
  /** Before the first step. */
  static readonly START = new StepPath(null, null)

  readonly #before: StepPath | null
  readonly #step: Step | null
  readonly #codes: ReadonlySet<DecisionCode>
  readonly #after: StepPath[] = []
  /** Where the last decision went on from here: most go the same way. */
  #likely: StepPath | null = null

  private constructor(before: StepPath | null, step: Step | null) {
    this.#before = before
    this.#step = step
    this.#codes = before === null || step === null ? new Set() : new Set([...before.#codes, step.code])
  }

  /** The same path for the same step. */
  then(step: Step): StepPath {
    const likely = this.#likely
    if (likely !== null && isSame(likely.#step as Step, step)) return likely
    const known = this.#after.find((path) => isSame(path.#step as Step, step))
    const next = known ?? new StepPath(this, step)
    if (known === undefined) this.#after.push(next)
    this.#likely = next
    return next
  }

  /** Whether one of its steps has this code. */
  has(code: DecisionCode): boolean {
    return this.#codes.has(code)
  }

  #write(steps: Step[]): void {
    if (this.#before === null || this.#step === null) return
    this.#before.#write(steps)
    steps.push(this.#step)
  }

  get steps(): readonly Step[] {
    const steps: Step[] = []
    this.#write(steps)
    return steps
  }
}

/** Follows one decision. */
export class PathKeeper implements StepKeeper {
  path = StepPath.START

  push(step: Step): void {
    this.path = this.path.then(step)
  }
}
