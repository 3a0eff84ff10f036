import { Child } from './child-process.ts'
import { Loader } from './measure-lookups.ts'
import type { Effort } from './measure-lookups.ts'
import { question } from './messages.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'
import { CONTOSO, World } from './world.ts'

interface TrustTools {
  readonly client: Child
  readonly effort: Effort
  readonly monday: number
  readonly progress: (line: string) => void
}

const FEW = 10
const MANY_AT_START = 10_000
const MANY_AT_LOOKUP = 100_000
const REQUESTS = 6_000
const CONNECTIONS = 32
const CALENDARS = new Map([['vera', { inside: 10, outside: 90 }]])

/** A gateway that trusts so many partners, started anew on them. */
async function worldWith(trusts: number, monday: number): Promise<World> {
  const world = await World.open(CALENDARS, monday)
  await world.stop()
  const child = await Child.start('store-under-load.ts')
  try {
    await child.ask({ open: world.storeFolder })
    await child.ask({ trusts, local: CONTOSO })
    await child.ask({ close: true })
  } finally {
    await child.end()
  }
  await world.restart()
  return world
}

/** What trusts cost that nobody asks about: at the start, and in every lookup. */
export async function measureTrusts(tools: TrustTools): Promise<readonly Ratio[]> {
  return [...(await measureStart(tools)), ...(await measureLookups(tools))]
}

interface StartSeconds {
  /** Of the processor: other processes have none of theirs in it. */
  readonly cpu: number
  /** By the clock, until it answers: with whatever it waits for, and whatever else runs meanwhile. */
  readonly wall: number
}

async function startAnew(world: World): Promise<StartSeconds> {
  await world.stop()
  const began = performance.now()
  await world.restart()
  const wall = (performance.now() - began) / 1e3
  const { user, system } = (await world.gateway.usage()).cpu
  return { cpu: (user + system) / 1e6, wall }
}

const told = ({ cpu, wall }: StartSeconds): string => `${cpu.toFixed(2)} s of CPU (${wall.toFixed(2)} s)`

async function measureStart({ effort, monday, progress }: TrustTools): Promise<Ratio[]> {
  const many = Math.ceil(MANY_AT_START * effort.share)
  const worlds = [await worldWith(FEW, monday), await worldWith(many, monday)] as const
  try {
    const rounds: StartSeconds[] = []
    for (let i = 0; i < Math.min(3, effort.rounds); i++) {
      const few = await startAnew(worlds[0])
      const all = await startAnew(worlds[1])
      rounds.push({ cpu: all.cpu - few.cpu, wall: all.wall - few.wall })
      progress(`trusts: started on ${FEW} in ${told(few)}, on ${many} in ${told(all)}`)
    }
    const target = effort.share === 1 ? 2 : null
    const more = (of: keyof StartSeconds) => median(rounds.map((round) => round[of]))
    return [
      { name: 'trusts-start-10000-more-seconds', value: more('cpu'), target, better: 'lower' },
      { name: 'trusts-start-10000-more-wall-seconds', value: more('wall'), target, better: 'lower' },
    ]
  } finally {
    for (const world of worlds) await world.end()
  }
}

async function measureLookups({ client, effort, monday, progress }: TrustTools): Promise<Ratio[]> {
  const many = Math.ceil(MANY_AT_LOOKUP * effort.share)
  const worlds = [await worldWith(FEW, monday), await worldWith(many, monday)] as const
  try {
    for (const world of worlds) await world.befriend(monday)
    const loader = new Loader(client)
    const body = question(['vera@contoso.example'], monday, 'DetailedMerged').toString('base64')
    const requests = Math.max(2 * CONNECTIONS, Math.ceil(REQUESTS * effort.share))
    const cost = async (world: World): Promise<number> => {
      const order = { url: world.started.ewsUrl, body, requests, connections: CONNECTIONS, token: world.token(CONTOSO) }
      return (await loader.load(world.gateway, order)).cpu
    }
    for (const world of worlds) await cost(world)
    const rounds: number[] = []
    for (let i = 0; i < Math.min(3, effort.rounds); i++) {
      const [few, all] = [await cost(worlds[0]), await cost(worlds[1])]
      rounds.push(all / few)
      progress(`trusts: a lookup with ${FEW} ${few.toFixed(0)} µs, with ${many} ${all.toFixed(0)} µs`)
    }
    return [{ name: 'trusts-lookup-100000-over-10', value: median(rounds), target: 1.2, better: 'lower' }]
  } finally {
    for (const world of worlds) await world.end()
  }
}
