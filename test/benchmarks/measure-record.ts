import type { LoadOrder } from './load-client.ts'
import { bodyOf, calendars, LOOKUPS } from './lookup-cases.ts'
import type { LookupCase } from './lookup-cases.ts'
import type { StoreTools } from './measure-store.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'
import { CONTOSO, World } from './world.ts'

/** Of one mailbox, and of as many as a question may be about. */
const RECORDED = ['local1', 'local100-merged']
const CONNECTIONS = 32
/** Of each round of a lookup's own measurement: the difference is smaller than what two rounds differ by. */
const TIMES_THE_ROUNDS = 3

/** What the record of lookups adds, at one gateway that keeps it in every other round: two are never equally fast. */
export async function measureRecord({ client, effort, monday, progress }: StoreTools): Promise<Ratio[]> {
  const world = await World.open(calendars(), monday)
  const cost = async (order: LoadOrder, onRecord: boolean): Promise<number> => {
    await world.gateway.ask({ onRecord })
    const before = (await world.gateway.usage()).cpu
    await client.ask(order)
    // What waits to be written belongs to this round.
    await world.gateway.ask({ onRecord })
    const after = (await world.gateway.usage()).cpu
    return (after.user + after.system - before.user - before.system) / order.requests
  }
  const measure = async (lookup: LookupCase): Promise<Ratio> => {
    const order = {
      ...{ url: world.started.ewsUrl, token: world.token(CONTOSO), connections: CONNECTIONS },
      body: bodyOf(lookup, monday).toString('base64'),
      requests: Math.max(2 * CONNECTIONS, Math.ceil(lookup.requests * effort.share)),
    }
    await cost(order, true)
    const quotients: number[] = []
    for (let i = 0; i < TIMES_THE_ROUNDS * effort.rounds; i++) {
      const [on, off] = [await cost(order, true), await cost(order, false)]
      quotients.push(on / off)
      progress(`store: ${lookup.name} ${on.toFixed(0)} µs, not on record ${off.toFixed(0)} µs`)
    }
    return { name: `store-${lookup.name}-record`, value: median(quotients), target: 1.1, better: 'lower' }
  }
  try {
    await world.befriend(monday)
    const ratios: Ratio[] = []
    for (const lookup of LOOKUPS) if (RECORDED.includes(lookup.name)) ratios.push(await measure(lookup))
    return ratios
  } finally {
    await world.end()
  }
}
