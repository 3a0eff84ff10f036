import type { Finding } from './finding.ts'
import { findingLine } from './finding-words.ts'
import type { DoctorCode, Remedy } from './remedies.ts'

/** What stands between a question and its answer, in the order in which each needs those before it. */
export const STEPS = [
  'dns', // the partner's names have addresses that may be connected to
  'tcp', // something listens there
  'tls', // and is who it should be
  'discovery', // the metadata address answers with a document
  'clock', // both clocks agree
  'metadata', // the document is the partner's, sound and in time
  'keys', // its certificate is the one that was compared, and there are keys to sign and verify with
  'relationship', // the trust is in force and both sides' policies let the question pass
  'token', // the partner's server accepts a token of ours
  'lookup', // and answers about the person
] as const

export type StepName = (typeof STEPS)[number]

/** What came of one step: for `failed`, whose side it is and what to do. */
export type Verdict =
  | { readonly outcome: 'passed'; readonly detail: string; readonly found: Finding }
  | ({
      readonly outcome: 'failed'
      readonly code: string
      /** Under which the remedy stands: `code` itself, or the one that stands for all like it. */
      readonly remedyCode: DoctorCode
      /** `found` in a line of English. */
      readonly detail: string
      readonly found: Finding
    } & Remedy)

export type ExaminedStep = { readonly step: StepName } & (
  Verdict | { readonly outcome: 'not tried'; readonly detail: string }
)

export interface Examination {
  readonly ok: boolean
  /** The one step that fails; null where none does. */
  readonly failedAt: StepName | null
  readonly steps: readonly ExaminedStep[]
}

/** A step's verdict with what later steps need of it. */
export type Found<T> = { readonly verdict: Extract<Verdict, { outcome: 'passed' }>; readonly value: T }

export const passed = (found: Finding): Extract<Verdict, { outcome: 'passed' }> => ({
  ...{ outcome: 'passed', detail: findingLine(found), found },
})

/** Writes down step after step; what comes after the first that fails is not tried, since it would fail for the same reason. */
export class Chart {
  readonly #steps: ExaminedStep[] = []
  #failedAt: StepName | null = null

  /** Carries out one step; null where it failed, or one before it did. */
  async take<T>(step: StepName, carryOut: () => Promise<Found<T> | Verdict> | Found<T> | Verdict): Promise<T | null> {
    if (this.#failedAt !== null) return this.#leave(step, this.#why(''))
    const found = await carryOut()
    const verdict = 'verdict' in found ? found.verdict : found
    this.#steps.push({ step, ...verdict })
    if (verdict.outcome === 'failed') this.#failedAt = step
    return 'verdict' in found ? found.value : null
  }

  /** The same for a step that goes on from what an earlier one found, which is null where that failed. */
  takeFrom<N, T>(
    needed: N | null,
    step: StepName,
    carryOut: (needed: N) => Promise<Found<T> | Verdict> | Found<T> | Verdict,
  ): Promise<T | null> {
    return needed === null ? Promise.resolve(this.#leave(step, this.#why(''))) : this.take(step, () => carryOut(needed))
  }

  /** Leaves out a step there is nothing to carry out with. */
  leave(step: StepName, why: string): void {
    this.#leave(step, this.#why(why))
  }

  #why(otherwise: string): string {
    return this.#failedAt === null ? otherwise : `${this.#failedAt} failed`
  }

  #leave(step: StepName, detail: string): null {
    this.#steps.push({ step, outcome: 'not tried', detail })
    return null
  }

  examination(): Examination {
    return { ok: this.#failedAt === null, failedAt: this.#failedAt, steps: this.#steps }
  }
}
