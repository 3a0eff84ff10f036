import { Command } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Lint } from '../../trust/policies/lints/lint.ts'
import type { PolicyCheck } from '../../trust/policies/check-policy.ts'
import type { DocumentProblem } from '../../trust/policies/document-problem.ts'
import { callAdmin, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { ExitCode } from './exit-code.ts'
import { readYamlFile } from './part.ts'
import { printable } from './printable.ts'

interface CheckOptions extends AdminOptions {
  readonly organization?: string
  readonly strict?: true
}

interface ShownTrust {
  /** Name of ours. */
  readonly organization: string
  readonly state: string
  readonly domains: readonly { readonly domain: string }[]
}

/** One thing that was found, as JSON: an error refuses the document, a warning does not. */
type Finding = { readonly severity: 'error' | 'warning'; readonly file: string } & (Lint | DocumentProblem)

export interface CheckReport {
  readonly errors: number
  readonly warnings: number
  readonly findings: readonly Finding[]
}

/** States in which a trust answers and asks. */
const SERVING = ['active', 'attention']

const domainsOf = async (organization: string, options: AdminOptions): Promise<readonly string[]> => {
  const path = `/organizations/${encodeURIComponent(organization)}`
  const { value } = (await callAdmin('GET', path, options)) as { value: { domains: readonly string[] } }
  return value.domains
}

/** Domains of partners whose trust serves, and of the organizations hosted beside it, which need none. */
async function domainsTrusted(organization: string, options: AdminOptions): Promise<ReadonlySet<string>> {
  const { trusts } = (await callAdmin('GET', '/trusts', options)) as { trusts: readonly ShownTrust[] }
  const { organizations } = (await callAdmin('GET', '/organizations', options)) as { organizations: { name: string }[] }
  const serving = trusts.filter((trust) => trust.organization === organization && SERVING.includes(trust.state))
  const beside = organizations.map(async ({ name }) => {
    try {
      return await domainsOf(name, options)
    } catch (error) {
      // The gateway itself is one of them and has no mailboxes.
      if (error instanceof FederationError && error.code === 'ERR_NOT_FOUND') return []
      throw error
    }
  })
  const theirs = serving.flatMap(({ domains }) => domains.map(({ domain }) => domain))
  return new Set([...theirs, ...(await Promise.all(beside)).flat()])
}

/** What only a running gateway knows: which domains it has for the organization, and whom it trusts. */
async function besideGateway(
  { document, problems, lints }: PolicyCheck,
  organization: string,
  options: AdminOptions,
): Promise<Pick<PolicyCheck, 'problems' | 'lints'>> {
  const held = await domainsOf(organization, options)
  if (document === null) return { problems, lints }
  const { lintTrusts } = await import('../../trust/policies/lints/lint-trusts.ts')
  const trusted = await domainsTrusted(organization, options)
  const [there, said] = [held, document.organization.domains].map((some) => [...some].sort().join(' '))
  const problem = `found ${JSON.stringify(said)}; expected the domains of the configuration, ${JSON.stringify(there)}`
  const domains = there === said ? [] : [{ path: 'organization.domains', problem }]
  return { problems: [...problems, ...domains], lints: [...lints, ...lintTrusts(document, trusted)] }
}

export async function checkFile(file: string, options: CheckOptions): Promise<CheckReport> {
  const { checkPolicy } = await import('../../trust/policies/check-policy.ts')
  const check = checkPolicy(await readYamlFile(file), Date.now())
  const { organization } = options
  const { problems, lints } = organization === undefined ? check : await besideGateway(check, organization, options)
  const findings = [
    ...problems.map((problem) => ({ severity: 'error' as const, file, ...problem })),
    ...lints.map((lint) => ({ severity: 'warning' as const, file, ...lint })),
  ]
  return { errors: problems.length, warnings: lints.length, findings }
}

function describe({ errors, warnings, findings }: CheckReport): string {
  const lines = findings.map((finding) => {
    const { severity, file, path, problem } = finding
    const where = `${file}: ${printable(path)}: ${printable(problem)}`
    return 'todo' in finding ? `${severity} ${finding.code}  ${where}\n  ${finding.todo}\n` : `${severity}  ${where}\n`
  })
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
  return `${lines.join('')}${count(errors, 'error')}, ${count(warnings, 'warning')}\n`
}

function exitCodeOfReport({ errors, warnings }: CheckReport, strict: boolean): number {
  if (errors > 0) return ExitCode.config
  return strict && warnings > 0 ? ExitCode.checks : ExitCode.done
}

/** `ledig policy check FILE`: every problem of a document, and what of it was probably not meant. */
export function policyCheckCommand(): Command {
  return withAdminOptions(new Command('check'))
    .description('Say what is wrong with a policy document, and what of it was probably not meant. Needs no gateway.')
    .argument('<file>', 'a whole policy document, in YAML or JSON')
    .option('--organization <name>', 'look also at a running gateway: the domains and the trusts of this organization')
    .option('--strict', 'end with code 8 where there are warnings')
    .addHelpText(
      'after',
      `
Exit codes: 0 it is sound, with or without warnings; 3 it is not; 8 with --strict, there are warnings.

Examples:
  $ ledig policy check contoso.policy.yaml --strict
  $ ledig policy check contoso.policy.yaml --organization contoso`,
    )
    .action(async (file: string, options: CheckOptions) => {
      const report = await checkFile(file, options)
      process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : describe(report))
      process.exitCode = exitCodeOfReport(report, options.strict === true)
    })
}
