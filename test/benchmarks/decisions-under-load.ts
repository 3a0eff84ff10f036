import process from 'node:process'
import { decideAccess } from '../../trust/policies/decide-access.ts'
import { median } from './report.ts'
import { openPolicyGround, questions } from './policy-ground.ts'

export interface DecisionOrder {
  /** Turns of a hundred reads and a hundred decisions each. */
  readonly turns: number
}

/** Nanoseconds, medians over the turns. */
export interface DecisionCosts {
  readonly read: number
  readonly decide: number
  /** Of the turns, each beside its own reads. */
  readonly ratio: number
}

/** As many as a lookup asks about at most. */
const TOGETHER = 100
const ASKED = 1_000 * TOGETHER
/** No number of a mailbox and no name of a step has so many bits, which no compiler knows. */
const BEYOND = 20

const { policy, map } = openPolicyGround()
const asks = questions(ASKED)

/**
 * Which question comes next is only known when the one before is answered, as of the mailboxes of a lookup: else a processor
 * does several reads at once.
 */
function nanosecondsOf(first: number, answer: (at: number) => number): number {
  const before = process.hrtime.bigint()
  let at = first
  for (let i = 0; i < TOGETHER; i++) at = (at + 1 + (answer(at) >>> BEYOND)) % ASKED
  return Number(process.hrtime.bigint() - before) / TOGETHER
}

const read = (at: number): number => map.get(asks[at]?.about ?? NOBODY) ?? 0
const decide = (at: number): number => decideAccess(policy, asks[at] ?? NO_QUESTION, 'answering').decidedBy.length
const NO_QUESTION = asks[0] as (typeof asks)[number]
const NOBODY = NO_QUESTION.about

/** Turn by turn in short order, so that one finds the caches as the other leaves them; never about the same mailboxes. */
function measure(turns: number): DecisionCosts {
  const reads: number[] = []
  const decisions: number[] = []
  for (let i = 0; i < turns; i++) {
    const first = (i * TOGETHER) % ASKED
    reads.push(nanosecondsOf(first, read))
    decisions.push(nanosecondsOf((first + ASKED / 2) % ASKED, decide))
  }
  const ratio = median(decisions.map((cost, i) => cost / (reads[i] ?? NaN)))
  return { read: median(reads), decide: median(decisions), ratio }
}

process.on('message', ({ turns }: DecisionOrder) => process.send?.(measure(turns)))
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
