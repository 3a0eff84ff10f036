import { demoDocument } from './demo-json.ts'
import { DEMO_ZONE } from './demo-day.ts'
import type { DemoRemains } from './demo-remains.ts'
import { runDemo } from './demo-run.ts'
import type { DemoRun, DemoTold } from './demo-run.ts'
import type { ScenarioLookup } from './demo-scenario.ts'
import { drawLookup, legend } from './timeline.ts'

/** The exit code where a lookup came out otherwise than expected (0: done, 1: failed, 2: used wrongly). */
const CHECKS_FAILED = 8

export interface DemoFlags {
  readonly once: boolean
  readonly json: boolean
  readonly tls: boolean
}

/** What a run of the demo meets of the world. */
export interface DemoStage {
  readonly out: (text: string) => void
  /** Progress, while standard output is kept for the document. */
  readonly err: (text: string) => void
  readonly colour: boolean
  readonly now: () => number
  readonly scenario: readonly ScenarioLookup[]
  /** Resolves when somebody wants the demo to end. */
  readonly ended: Promise<void>
}

/** Runs the demo and says with what the process should exit. Leaves nothing behind, whatever happens. */
export async function playDemo(flags: DemoFlags, stage: DemoStage, remains: DemoRemains): Promise<number> {
  const { scenario } = stage
  try {
    const playing = runDemo({ tls: flags.tls, scenario, clock: { now: stage.now } }, remains, teller(flags, stage))
    const run = await Promise.race([playing, stage.ended])
    playing.catch(() => {})
    if (run === undefined) return 0
    const unexpected = run.lookups.flatMap((lookup) => lookup.differences)
    conclude(run, unexpected, flags, stage)
    if (flags.once) return unexpected.length === 0 ? 0 : CHECKS_FAILED
    await stage.ended
    return 0
  } finally {
    await remains.clear()
  }
}

function teller(flags: DemoFlags, stage: DemoStage): DemoTold {
  const began = stage.now()
  const say = flags.json ? stage.err : stage.out
  const style = { timeZone: DEMO_ZONE, colour: stage.colour }
  const elapsed = (): string => `${((stage.now() - began) / 1_000).toFixed(1).padStart(5)} s`
  return {
    step: (text) => say(`${elapsed()}  ${text}\n`),
    played: ({ title, from }, { results, differences }) => {
      if (flags.json) return
      const lines = [`\n${elapsed()}  ${title}`, `         (${from} asks)`, ...drawLookup(results, style)]
      stage.out([...lines, ...differences.map((text) => `  NOT AS EXPECTED: ${text}`), ''].join('\n'))
    },
  }
}

function conclude(run: DemoRun, unexpected: readonly string[], flags: DemoFlags, stage: DemoStage): void {
  const results = run.lookups.flatMap((lookup) => lookup.results)
  if (flags.json) {
    for (const difference of unexpected) stage.err(`NOT AS EXPECTED: ${difference}\n`)
    stage.out(`${JSON.stringify(demoDocument(results, run.parties), null, 2)}\n`)
    return
  }
  stage.out(`\n  ${legend({ timeZone: DEMO_ZONE, colour: stage.colour })}\n\n`)
  const verdict =
    unexpected.length === 0 ? 'each as expected' : `${unexpected.length} differences from what was expected`
  stage.out(`${results.length} people asked about in ${run.lookups.length} lookups, ${verdict}.\n\n`)
  stage.out('Ask with any EWS client, about people of any of the three:\n\n')
  for (const { organization, ewsUrl, users } of run.parties) {
    const [person] = organization.people
    stage.out(
      `  ${organization.domain}\n    EWS URL    ${ewsUrl}\n    user name  ${person}\n    password   ${users[person] ?? ''}\n`,
    )
  }
  if (run.authority !== null) stage.out(`\n  Certificates are vouched for by ${run.authority}\n`)
  if (!flags.once) stage.out('\nEverything stays up until Ctrl-C.\n')
}
