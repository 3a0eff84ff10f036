import type { AvailabilityQuestion } from '../../protocols/availability/availability-question.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Charge, Wait } from './account.ts'
import { KEPT_BACK } from './quotas.ts'
import type { Scope } from './quotas.ts'
import { BLOCK_MINUTES, tellingInBlocks, tellingOf } from './telling.ts'
import type { Telling } from './telling.ts'

/** What is told of a question: as asked, or in blocks of so many minutes. */
export interface Allowance {
  readonly blockMinutes: number | null
  /** Whose budget of slots has not enough left for telling more; null where everything is told. */
  readonly short: Scope | null
}

export const AS_ASKED: Allowance = Object.freeze({ blockMinutes: null, short: null })

/** A way to answer, from the finest to the coarsest. */
interface Way extends Pick<Allowance, 'blockMinutes'> {
  readonly telling: Telling
  /** Of each budget that may be used up in this way: each way leaves half of the rest to those that tell less. */
  readonly share: number
}

/** One after the other, since hardly ever more than the first is needed. */
function* waysOf(question: AvailabilityQuestion): Generator<Way> {
  const asked = tellingOf(question)
  const coarser = BLOCK_MINUTES.filter((minutes) => minutes > asked.slotMinutes)
  const shareAt = (i: number): number => (i === coarser.length ? 1 : 1 - KEPT_BACK / 2 ** i)
  yield { blockMinutes: null, telling: asked, share: shareAt(0) }
  for (const [i, blockMinutes] of coarser.entries()) {
    yield { blockMinutes, telling: tellingInBlocks(question.window, blockMinutes), share: shareAt(i + 1) }
  }
}

/**
 * The finest way that everybody concerned has enough left for.
 *
 * @throws FederationError `ERR_BUSY` with the milliseconds until something can be told
 */
export function allowanceOf(
  charges: readonly Charge[],
  question: AvailabilityQuestion,
): { readonly telling: Telling; readonly allowance: Allowance } {
  refuseAfter(charges.map((charge) => charge.waitToAsk()))
  let waits: readonly Wait[] = []
  let short: Scope | null = null
  for (const way of waysOf(question)) {
    waits = charges.map((charge) => charge.waitToTell(way.telling, way.share))
    if (waits.every(({ ms }) => ms === 0))
      return { telling: way.telling, allowance: { blockMinutes: way.blockMinutes, short } }
    short ??= longestOf(waits).scope
  }
  throw usedUp(waits)
}

const longestOf = (waits: readonly Wait[]): Wait => waits.reduce((most, wait) => (wait.ms > most.ms ? wait : most))

/** @throws FederationError `ERR_BUSY` where there is anything to wait for */
function refuseAfter(waits: readonly Wait[]): void {
  if (waits.some(({ ms }) => ms > 0)) throw usedUp(waits)
}

/** Names nobody, since it is logged. */
function usedUp(waits: readonly Wait[]): FederationError {
  const longest = longestOf(waits)
  const detail = `the budget of the ${longest.scope} in ${longest.unit} is used up`
  const { scope, unit, ms } = longest
  return new FederationError('ERR_BUSY', detail, { backOffMs: Math.ceil(ms), scope, unit })
}
