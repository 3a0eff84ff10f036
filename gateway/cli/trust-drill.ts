import { Command } from 'commander'
import type { DrillCause } from '../../trust/organization/drill.ts'
import { administer, print, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { ExitCode } from './exit-code.ts'

interface ShownFinding {
  readonly cause: DrillCause
  readonly from: string | null
  readonly about: string | null
  readonly mendsItself: boolean
}

interface ShownDrill {
  readonly at: string
  readonly failing: number
  readonly trusts: readonly {
    readonly organization: string
    readonly partner: { readonly name: string }
    readonly fails: boolean
    readonly findings: readonly ShownFinding[]
  }[]
}

const CAUSES: Readonly<Record<DrillCause, string>> = {
  state: 'it does not serve',
  'own-certificate': 'our certificate is over: ledig trust roll',
  'partner-certificate': "the partner's certificate is over",
  'agreed-end': 'the agreed end has passed',
  'domain-proof': 'a domain is not proven any more',
  'partner-token-keys': "the partner's token keys that we know are over",
  'partner-metadata': "the partner's metadata that we hold is over",
}

function findingLine({ cause, from, about, mendsItself }: ShownFinding): string {
  const what = about === null ? CAUSES[cause] : `${CAUSES[cause]} (${about})`
  const itself = mendsItself ? '; mends itself while both run' : ''
  return `    ${(from ?? 'now').slice(0, 10).padEnd(12)}${what}${itself}`
}

function inWords({ at, failing, trusts }: ShownDrill): string {
  const sections = trusts.flatMap(({ organization, partner, fails, findings }) => [
    `  ${organization} and ${partner.name}: ${fails ? 'FAILS' : 'holds'}`,
    ...findings.map(findingLine),
  ])
  return [`On ${at.slice(0, 10)} ${failing} of ${trusts.length} trusts would fail.`, ...sections, ''].join('\n')
}

export function drillCommand(): Command {
  return withAdminOptions(new Command('drill'))
    .description('Say which trusts would fail on a day to come, and why. Exits with 8 if any would.')
    .requiredOption('--at <day>', 'the day, such as 2027-06-01')
    .action(async ({ at, ...options }: AdminOptions & { at: string }) => {
      const { body } = await administer({ method: 'GET', path: '/drill', query: { at } }, options)
      print(options, body, inWords)
      if ((body as ShownDrill).failing > 0) process.exitCode = ExitCode.checks
    })
}
