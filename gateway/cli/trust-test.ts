import process from 'node:process'
import { Command } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Examination, ExaminedStep } from '../doctor/examination.ts'
import { callAdmin, print, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { ExitCode } from './exit-code.ts'

interface TestOptions extends AdminOptions {
  readonly as?: string
  readonly about?: string
}

interface ListedTrust {
  readonly id: string
  readonly organization: string
  readonly state: string
  readonly partner: { readonly id: string; readonly name: string }
  readonly domains: readonly { readonly domain: string }[]
}

interface Tested extends Examination {
  readonly organization: string
  readonly partner: string
}

const MARKS: Readonly<Record<ExaminedStep['outcome'], string>> = { passed: '✓', failed: '✗', 'not tried': '–' }
const SIDES = { ours: 'ours', theirs: "the partner's", between: 'between both, or of either' } as const

function line(step: ExaminedStep): string {
  const first = `${MARKS[step.outcome]} ${step.step.padEnd(12)} ${step.detail}`
  if (step.outcome !== 'failed') return first
  return [first, `    code    ${step.code}`, `    side    ${SIDES[step.side]}`, `    remedy  ${step.remedy}`].join('\n')
}

function words({ organization, partner, steps, failedAt }: Tested): string {
  const end = failedAt === null ? 'Nothing stands in the way.' : `It ends at ${failedAt}.`
  return [`${organization} and ${partner}`, '', ...steps.map(line), '', end, ''].join('\n')
}

const isId = (text: string): boolean => /^[0-9a-f]{16}$/.test(text)

/** By its id, or by a domain, name or id of the partner where that names one trust only. */
async function trustIdOf(partner: string, options: AdminOptions): Promise<string> {
  if (isId(partner)) return partner
  const { trusts } = (await callAdmin('GET', '/trusts', options)) as { trusts: readonly ListedTrust[] }
  const wanted = partner.toLowerCase()
  const named = trusts.filter(({ partner: { id, name }, domains }) =>
    [id, name, ...domains.map(({ domain }) => domain)].some((one) => one.toLowerCase() === wanted),
  )
  const [found, another] = named
  if (found === undefined) throw new FederationError('ERR_NOT_FOUND', `There is no trust with ${partner}.`)
  if (another === undefined) return found.id
  const all = named.map(({ id, organization }) => `  ${id}  of ${organization}`).join('\n')
  throw new FederationError('ERR_CONFLICT', `Several trusts are with ${partner}; name one by its id:\n${all}`)
}

/** Ends with 7 where a step fails, so that a script can watch a partner. */
export function testCommand(): Command {
  return withAdminOptions(new Command('test'))
    .description('Walk everything between us and a partner: names the step that fails, whose it is and what to do.')
    .argument('<partner>', 'id of the trust, or a domain, name or id of the partner')
    .option('--as <address>', 'one of our people: with --about, a real lookup is made')
    .option('--about <address>', "one of the partner's people")
    .addHelpText(
      'after',
      '\nExamples:\n  ledig trust test fabrikam.example\n' +
        '  ledig trust test fabrikam.example --as vera@contoso.example --about anna@fabrikam.example --json',
    )
    .action(async (partner: string, options: TestOptions) => {
      const { as, about } = options
      const body = { ...(as !== undefined && { as }), ...(about !== undefined && { about }) }
      const path = `/trusts/${await trustIdOf(partner, options)}/test`
      const tested = (await callAdmin('POST', path, options, body)) as Tested
      print(options, tested, words)
      if (!tested.ok) process.exitCode = ExitCode.doctor
    })
}
