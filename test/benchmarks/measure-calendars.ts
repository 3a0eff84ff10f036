import type { Child } from './child-process.ts'
import { LARGE_CALENDAR, SMALL_CALENDAR } from './lookup-cases.ts'
import { orderFor } from './measure-lookups.ts'
import type { Effort, Tools } from './measure-lookups.ts'
import { question } from './messages.ts'
import type { CalendarShape } from './messages.ts'
import { median } from './report.ts'
import type { Ratio } from './report.ts'
import { World } from './world.ts'

/** A lookup in a long calendar over one in a short calendar, the same ten meetings in the week asked about. */
export async function measureCalendarSize(tools: Tools): Promise<readonly Ratio[]> {
  const cost = async (address: string): Promise<number> => {
    const order = orderFor(tools, { addresses: [address], view: 'DetailedMerged', brokered: false, requests: 4_000 })
    return (await tools.loader.load(tools.world.gateway, order)).cpu
  }
  const quotients: number[] = []
  await cost(SMALL_CALENDAR.address)
  await cost(LARGE_CALENDAR.address)
  for (let i = 0; i < tools.effort.rounds; i++) {
    const small = await cost(SMALL_CALENDAR.address)
    quotients.push((await cost(LARGE_CALENDAR.address)) / small)
  }
  return [{ name: 'calendar-10000-over-100', value: median(quotients), target: 1.3, better: 'lower' }]
}

interface MemoryCase {
  readonly name: string
  readonly shape: CalendarShape
  readonly target: number | null
}

const MEMORY: readonly MemoryCase[] = [
  { name: 'memory-single-events-mib', shape: { inside: 5, outside: 95 }, target: 300 },
  { name: 'memory-weekly-series-mib', shape: { inside: 0, outside: 0, series: 10 }, target: null },
]

/**
 * Resident memory, in MiB, of a gateway with ten thousand mailboxes, after it was asked about a thousand of them.
 */
export async function measureMemory(
  client: Child,
  effort: Effort,
  monday: number,
  progress: (line: string) => void,
): Promise<readonly Ratio[]> {
  const mailboxes = Math.max(100, Math.ceil(10_000 * effort.share))
  const ratios: Ratio[] = []
  for (const { name, shape, target } of MEMORY) {
    const calendars = new Map(Array.from({ length: mailboxes }, (_, i) => [`m${String(i)}`, shape] as const))
    const world = await World.open(calendars, monday)
    try {
      await world.befriend(monday)
      const used = await residentAfterLookups(world, client, monday, mailboxes)
      progress(
        `${name}: ${used.toFixed(0)} MiB with ${String(mailboxes)} mailboxes, ready after ${(world.started.took / 1000).toFixed(1)} s`,
      )
      ratios.push({ name, value: used, target: effort.share === 1 ? target : null, better: 'lower' })
    } finally {
      await world.end()
    }
  }
  return ratios
}

async function residentAfterLookups(world: World, client: Child, monday: number, mailboxes: number): Promise<number> {
  for (let first = 0; first < Math.min(1_000, mailboxes); first += 100) {
    const asked = Array.from({ length: 100 }, (_, i) => `m${String((first + i) % mailboxes)}@contoso.example`)
    await world.askOnce(client, question(asked, monday, 'DetailedMerged'))
  }
  return (await world.gateway.usage()).rss / 2 ** 20
}
