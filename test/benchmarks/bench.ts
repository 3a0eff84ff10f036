import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildProduct } from '../built-product.ts'
import { Child } from './child-process.ts'
import { LOOKUPS, calendars } from './lookup-cases.ts'
import { measureCalendarSize, measureMemory } from './measure-calendars.ts'
import { measureLimits } from './measure-limits.ts'
import { Loader, measureLookup } from './measure-lookups.ts'
import type { Effort, Tools } from './measure-lookups.ts'
import { measurePolicy } from './measure-policy.ts'
import { measurePublished } from './measure-published.ts'
import { measureStore } from './measure-store.ts'
import { measureTokens } from './measure-tokens.ts'
import { measureTrace } from './measure-trace.ts'
import { measureTrusts } from './measure-trusts.ts'
import { measureWhatIf } from './measure-what-if.ts'
import { nextMonday } from './messages.ts'
import { table, thisMachine } from './report.ts'
import type { Ratio } from './report.ts'
import { World } from './world.ts'

/**
 * `npm run bench`: what lookups cost, as ratios to what they could cost at least, both measured in this run on this
 * machine, turn by turn. Progress goes to standard error; standard output has the report and nothing else.
 */
const USAGE = `npm run bench -- [--json] [--quick] [--only NAME]...
  --json       print { machine, ratios } as JSON instead of a table
  --quick      few repetitions: shows that the bench runs, not what anything costs
  --only NAME  only this ratio, or all ratios that begin with NAME-`

const FULL: Effort = { rounds: 5, share: 1 }
const QUICK: Effort = { rounds: 1, share: 0.02 }

const progress = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** What there is to measure, by the names its ratios begin with. */
const GROUPS = [
  ...LOOKUPS.map((lookup) => lookup.name),
  'calendar',
  'limits',
  'memory',
  'policy',
  'published',
  'store',
  'token',
  'trusts',
]

async function measureAll(effort: Effort, wanted: (group: string) => boolean): Promise<readonly Ratio[]> {
  const monday = nextMonday(Date.now())
  const client = await Child.start('load-client.ts')
  const steps = await Child.start('floors/single-steps.ts')
  const ratios: Ratio[] = []
  try {
    const lookups = LOOKUPS.filter((lookup) => wanted(lookup.name))
    if (lookups.length > 0 || wanted('calendar')) {
      const world = await World.open(calendars(), monday)
      try {
        await world.befriend(monday)
        const tools: Tools = { world, loader: new Loader(client), steps, monday, effort, progress }
        for (const lookup of lookups) {
          progress(`measuring ${lookup.name}`)
          ratios.push(...(await measureLookup(tools, lookup)))
        }
        if (wanted('calendar')) ratios.push(...(await measureCalendarSize(tools)))
      } finally {
        await world.end()
      }
    }
    if (wanted('limits')) ratios.push(...measureLimits(effort, progress))
    if (wanted('policy-decide')) ratios.push(...(await measurePolicy(effort, progress)))
    if (wanted('policy-diff')) ratios.push(...(await measureWhatIf({ effort, monday, progress })))
    if (wanted('policy-trace')) ratios.push(...(await measureTrace({ client, effort, monday, progress })))
    if (wanted('published')) ratios.push(...(await measurePublished({ client, effort, progress })))
    if (wanted('store')) ratios.push(...(await measureStore({ client, effort, monday, progress })))
    if (wanted('token')) ratios.push(...(await measureTokens(effort, progress)))
    if (wanted('trusts')) ratios.push(...(await measureTrusts({ client, effort, monday, progress })))
    if (wanted('memory')) ratios.push(...(await measureMemory(client, effort, monday, progress)))
  } finally {
    await Promise.all([client.end(), steps.end()])
  }
  return ratios
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
})
const only = values.only
const named = (name: string): boolean =>
  only.length === 0 || only.some((one) => name === one || name.startsWith(`${one}-`))
const groupWanted = (group: string): boolean =>
  only.length === 0 || only.some((one) => `${group}-`.startsWith(`${one}-`) || one.startsWith(`${group}-`))

if (values.help) {
  process.stdout.write(`${USAGE}\n`)
} else if (!GROUPS.some(groupWanted)) {
  process.stderr.write(`There is no such ratio. They begin with: ${GROUPS.join(', ')}\n`)
  process.exitCode = 2
} else {
  const machine = thisMachine()
  Child.built = buildProduct()
  const ratios = (await measureAll(values.quick ? QUICK : FULL, groupWanted)).filter((ratio) => named(ratio.name))
  const about = `${machine.processor}, ${String(machine.cores)} cores, Node ${machine.node}, load ${String(machine.load)}`
  process.stdout.write(values.json ? `${JSON.stringify({ machine, ratios })}\n` : `${about}\n\n${table(ratios)}\n`)
}
