import { bodyOf, calendars, LOOKUPS } from './lookup-cases.ts'
import type { LookupCase } from './lookup-cases.ts'
import type { StoreTools } from './measure-store.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'
import { CONTOSO, World } from './world.ts'

/** Of one mailbox, and of as many as a question may be about. */
const TRACED = ['local1', 'local100-merged']
const CONNECTIONS = 32
/** Of each round of a lookup's own measurement: the difference is smaller than what two rounds differ by. */
const TIMES_THE_ROUNDS = 3

/**
 * What its trace adds to a lookup, kept step by step and put on record, at one gateway that does so in every other round:
 * the time its process spent, over the same without.
 */
export async function measureTrace({ client, effort, monday, progress }: StoreTools): Promise<Ratio[]> {
  const world = await World.open(calendars(), monday)
  const measure = async (lookup: LookupCase): Promise<Ratio> => {
    const order = {
      ...{ url: world.started.ewsUrl, token: world.token(CONTOSO), connections: CONNECTIONS },
      body: bodyOf(lookup, monday).toString('base64'),
      requests: Math.max(2 * CONNECTIONS, Math.ceil(lookup.requests * effort.share)),
    }
    const cost = async (traced: boolean): Promise<number> => {
      await world.gateway.ask({ traced })
      const before = (await world.gateway.usage()).cpu
      await client.ask(order)
      // What waits to be written belongs to this round.
      await world.gateway.ask({ traced })
      const after = (await world.gateway.usage()).cpu
      return (after.user + after.system - before.user - before.system) / order.requests
    }
    await cost(true)
    const quotients: number[] = []
    for (let i = 0; i < TIMES_THE_ROUNDS * effort.rounds; i++) {
      const [kept, not] = [await cost(true), await cost(false)]
      quotients.push(kept / not)
      progress(`policy: ${lookup.name} ${kept.toFixed(0)} µs, without its trace ${not.toFixed(0)} µs`)
    }
    return { name: `policy-trace-${lookup.name}`, value: median(quotients), target: 1.15, better: 'lower' }
  }
  try {
    await world.befriend(monday)
    const ratios: Ratio[] = []
    for (const lookup of LOOKUPS) if (TRACED.includes(lookup.name)) ratios.push(await measure(lookup))
    return ratios
  } finally {
    await world.end()
  }
}
