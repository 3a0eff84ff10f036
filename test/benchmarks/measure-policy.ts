import { Child } from './child-process.ts'
import type { DecisionCosts, DecisionOrder } from './decisions-under-load.ts'
import type { Effort } from './measure-lookups.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'

const TURNS = 4_000

/** What deciding about one mailbox costs in a large policy, beside one read of a `Map` of as many entries as it has mailboxes. */
export async function measurePolicy(effort: Effort, progress: (line: string) => void): Promise<readonly Ratio[]> {
  const child = await Child.start('decisions-under-load.ts')
  try {
    const order: DecisionOrder = { turns: Math.max(200, Math.ceil(TURNS * effort.share)) }
    const ask = async (): Promise<DecisionCosts> => (await child.ask(order)) as DecisionCosts
    await ask()
    const rounds: DecisionCosts[] = []
    for (let i = 0; i < effort.rounds; i++) {
      const round = await ask()
      rounds.push(round)
      progress(`policy: read ${round.read.toFixed(0)} ns, decide ${round.decide.toFixed(0)} ns`)
    }
    const value = median(rounds.map(({ ratio }) => ratio))
    return [{ name: 'policy-decide', value, target: 8, better: 'lower' }]
  } finally {
    await child.end()
  }
}
