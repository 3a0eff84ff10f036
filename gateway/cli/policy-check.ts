import { Command, InvalidArgumentError } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'
import type { PolicyCheck } from '../../trust/policies/check-policy.ts'
import { describeValue, problemAt } from '../../trust/policies/document-problem.ts'
import { callAdmin, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { checkReport, describeReport } from './check-report.ts'
import type { CheckReport } from './check-report.ts'
import { ExitCode } from './exit-code.ts'
import { readGivenFile } from './read-given-file.ts'

interface CheckOptions extends AdminOptions {
  readonly organization?: string
  readonly strict?: true
  readonly most: number
}

const NOTHING_READ: PolicyCheck = { document: null, problems: [], lints: [] }
/** Of each kind, where nothing is said. */
const MOST_TOLD = 20

interface ShownTrust {
  /** Name of ours. */
  readonly organization: string
  readonly state: string
  readonly domains: readonly { readonly domain: string }[]
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
  const expected = `the domains of the configuration, ${describeValue(there)}`
  const domains = there === said ? [] : [problemAt('organization.domains', describeValue(said), expected)]
  return { problems: [...problems, ...domains], lints: [...lints, ...lintTrusts(document, trusted)] }
}

/** Everything that is found in a file; of what is no YAML its syntax, and what it means as far as that is sure. */
export async function checkFile(file: string, options: CheckOptions): Promise<CheckReport> {
  const [{ readYaml }, { checkPolicy }] = await Promise.all([
    import('../../config/read-yaml.ts'),
    import('../../trust/policies/check-policy.ts'),
  ])
  const yaml = readYaml(readGivenFile(file, 'the policy'))
  const whole = yaml.read ? yaml : yaml.repeating
  const syntax = yaml.read ? [] : yaml.problems
  const check = whole === null ? NOTHING_READ : checkPolicy(whole.value, Date.now())
  const { organization } = options
  const { problems, lints } = organization === undefined ? check : await besideGateway(check, organization, options)
  const found = { problems: [...syntax, ...problems], lints: syntax.length > 0 ? [] : lints }
  return checkReport(file, found, { most: options.most, place: whole?.place ?? (() => null) })
}

function exitCodeOf({ errors, warnings }: CheckReport, strict: boolean): number {
  if (errors > 0) return ExitCode.config
  return strict && warnings > 0 ? ExitCode.checks : ExitCode.done
}

function readMost(text: string): number {
  const most = Number(text)
  if (/^\d{1,9}$/.test(text) && most > 0) return most
  throw new InvalidArgumentError('expected a whole number above zero.')
}

/** `ledig policy check FILE`: every problem of a document, and what of it was probably not meant. */
export function policyCheckCommand(): Command {
  return withAdminOptions(new Command('check'))
    .description('Say what is wrong with a policy document, and what of it was probably not meant. Needs no gateway.')
    .argument('<file>', 'a whole policy document, in YAML or JSON')
    .option('--organization <name>', 'look also at a running gateway: the domains and the trusts of this organization')
    .option('--most <number>', 'how many of each kind of warning, and how many errors, are told', readMost, MOST_TOLD)
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
      process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : describeReport(report))
      process.exitCode = exitCodeOf(report, options.strict === true)
    })
}
