import { demoDocument } from './demo-json.ts'
import { DEMO_ZONE } from './demo-day.ts'
import type { DemoParty } from './demo-processes.ts'
import type { ExpectedPublication } from './demo-publication.ts'
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
  readonly publication: ExpectedPublication
  /** Resolves when somebody wants the demo to end. */
  readonly ended: Promise<void>
}

/** Runs the demo and says with what the process should exit. Leaves nothing behind, whatever happens. */
export async function playDemo(flags: DemoFlags, stage: DemoStage, remains: DemoRemains): Promise<number> {
  const { scenario, publication } = stage
  const options = { tls: flags.tls, scenario, publication, clock: { now: stage.now } }
  const playing = runDemo(options, remains, teller(flags, stage))
  try {
    const run = await Promise.race([playing, stage.ended])
    if (run === undefined) return 0
    const unexpected = [...run.lookups, run.publication].flatMap(({ differences }) => differences)
    conclude(run, unexpected, flags, stage)
    if (flags.once) return unexpected.length === 0 ? 0 : CHECKS_FAILED
    await stage.ended
    return 0
  } finally {
    await remains.clear(playing)
  }
}

const unexpectedly = (difference: string): string => `  NOT AS EXPECTED: ${difference}`

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
      stage.out([...lines, ...differences.map(unexpectedly), ''].join('\n'))
    },
    published: ({ title }, { owner, recipient, seen, differences }) => {
      if (flags.json) return
      const lines = [`\n${elapsed()}  ${title}`, `         (${owner} invites ${recipient}, who opens the address)`]
      const shown = seen.page.map((line) => `  ${line}`)
      stage.out([...lines, ...shown, ...differences.map(unexpectedly), ''].join('\n'))
    },
  }
}

function conclude(run: DemoRun, unexpected: readonly string[], flags: DemoFlags, stage: DemoStage): void {
  if (flags.json) {
    for (const difference of unexpected) stage.err(`NOT AS EXPECTED: ${difference}\n`)
    stage.out(`${JSON.stringify(demoDocument(run), null, 2)}\n`)
    return
  }
  stage.out(`\n  ${legend({ timeZone: DEMO_ZONE, colour: stage.colour })}\n\n`)
  const asked = run.lookups.flatMap(({ results }) => results).length
  const verdict =
    unexpected.length === 0 ? 'each as expected' : `${unexpected.length} differences from what was expected`
  stage.out(`${asked} people asked about in ${run.lookups.length} lookups and one calendar published, ${verdict}.\n\n`)
  stage.out('Ask with any EWS client, about people of any of the three:\n\n')
  for (const party of run.parties) stage.out(endpoint(party))
  if (run.authority !== null) stage.out(`\n  Certificates are vouched for by ${run.authority}\n`)
  stage.out(console(run))
  stage.out(invited(run))
  if (!flags.once) stage.out(`${whatToTry(run)}\nEverything stays up until Ctrl-C.\n`)
}

function endpoint({ organization, ewsUrl, users }: DemoParty): string {
  const [person] = organization.people
  const password = users[person] ?? ''
  return `  ${organization.domain}\n    EWS URL    ${ewsUrl}\n    user name  ${person}\n    password   ${password}\n`
}

/** Each way in, with what to type there. */
function console({ console: { url, accounts, provider } }: DemoRun): string {
  const rows = accounts.map(({ name, role, password }) => `    ${role.padEnd(15)}${name.padEnd(9)}${password}\n`)
  const owners = `    ${'calendar owner'.padEnd(15)}Sign in with ${provider.name}, as ${provider.people.join(' or ')}; there is no password\n`
  return `\nOpen the console in a browser:\n\n    ${url}\n\n${rows.join('')}${owners}`
}

const invited = ({ publication: { owner, recipient, email, link } }: DemoRun): string =>
  `\nOpen the calendar of ${owner} in a browser, as ${recipient} would:\n\n    e-mail     ${email}\n    link       ${link}\n`

/** How to have the page show more, then less, and to close its address: by commands, or on its owner's page. */
function whatToTry({
  parties,
  publication: { owner, share, level, anonymousLevel },
  tokenFile,
  authority,
}: DemoRun): string {
  const options = authority === null ? '' : ` --authority ${authority}`
  const access = `export LEDIG_GATEWAY=${parties[0]?.party.admin.url ?? ''} LEDIG_ADMIN_TOKEN_FILE=${tokenFile}`
  const commands = [
    `set ${owner} ${share} --level ${anonymousLevel}`,
    `set ${owner} ${share} --level ${level}`,
    `reset ${owner} ${share}`,
  ]
  const lines = commands.map((command) => `npm run -s ledig -- share ${command}${options}`)
  const told = [access, ...lines].map((line) => `    ${line}\n`).join('')
  const own = `    npm run -s ledig -- mailbox link ${owner}${options}\n`
  return [
    `\nShow more of it, then less, then give it another address, and load the page again after each:\n\n${told}`,
    `\nOr do the same on the page of ${owner}, whose address this prints:\n\n${own}`,
  ].join('')
}
