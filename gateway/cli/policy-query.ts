import { Command, Option } from 'commander'
import { domainOf, readDomain, readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Step } from '../../trust/policies/decision-walk.ts'
import type { PolicyDocument } from '../../trust/policies/policy-document.ts'
import type { Asked, Askers, PolicyAnswer, PolicyQuery, Witness } from '../../trust/policies/query/policy-query.ts'
import { withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { ExitCode } from './exit-code.ts'
import { printable } from './printable.ts'
import { policyOf, readPolicyFile } from './read-policy.ts'

interface QueryOptions extends AdminOptions {
  readonly organization?: string
  readonly from?: string
  readonly about?: string
  readonly level: PolicyQuery['level']
  readonly at?: string
  readonly since?: string
}

/** Visitors of published calendars, as sharing policies call them but for the case. */
const ANONYMOUS = 'anonymous'

const wrong = (option: string, text: string, expected: string): FederationError =>
  new FederationError('ERR_MESSAGE_MALFORMED', `${option}: found ${JSON.stringify(text)}; expected ${expected}`)

/** @throws FederationError `ERR_MESSAGE_MALFORMED` */
export function readAskers(text: string | undefined): Askers {
  if (text === undefined) return { who: 'anybody' }
  if (text === ANONYMOUS) return { who: 'anonymous' }
  const domain = text.startsWith('@') ? readDomain(text.slice(1)) : null
  if (domain !== null) return { who: 'domain', domain }
  const address = readMailboxAddress(text)
  if (address !== null) return { who: 'address', address }
  throw wrong('--from', text, 'an address, @domain for everybody there, or anonymous')
}

/** @throws FederationError `ERR_MESSAGE_MALFORMED` */
export function readAsked(text: string | undefined): Asked {
  if (text === undefined) return { whom: 'anybody' }
  if (text.startsWith('@')) return { whom: 'group', group: text.slice(1) }
  const address = readMailboxAddress(text)
  if (address !== null) return { whom: 'address', address }
  throw wrong('--about', text, 'an address, or @group for everybody in it')
}

async function readTimes({ at, since }: QueryOptions): Promise<Pick<PolicyQuery, 'since' | 'until'>> {
  const { instant } = await import('../../trust/policies/policy-document.ts')
  const read = (option: string, text: string): number => {
    const reading = instant.safeParse(text)
    if (reading.success) return reading.data
    throw wrong(option, text, 'an instant such as 2026-12-31T23:00:00Z')
  }
  if (at !== undefined) return { since: read('--at', at), until: read('--at', at) + 1 }
  return { since: since === undefined ? Date.now() : read('--since', since), until: Infinity }
}

async function readDocument(file: string | undefined, options: QueryOptions): Promise<PolicyDocument> {
  const { organization } = options
  if ((file === undefined) === (organization === undefined)) {
    throw new FederationError(
      'ERR_MESSAGE_MALFORMED',
      'Name a file, or with --organization what a running gateway has.',
    )
  }
  if (organization !== undefined) return (await policyOf(organization, options)).document
  return (await readPolicyFile(file ?? '')).document
}

/**
 * A slip in an address would come to a proof about nobody.
 *
 * @throws FederationError `ERR_NOT_FOUND`
 */
function refuseForeign(about: Asked, { organization }: PolicyDocument): void {
  if (about.whom !== 'address' || organization.domains.includes(domainOf(about.address))) return
  throw new FederationError('ERR_NOT_FOUND', 'This is no address of ours: its domain is not in the policy.')
}

const isoOf = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

/** As JSON, with the instant in words. */
function shown(answer: PolicyAnswer): object {
  const told = (witness: Witness | null) => witness && { ...witness, at: isoOf(witness.at) }
  return answer.reached ? { ...answer, witness: told(answer.witness) } : { ...answer, highest: told(answer.highest) }
}

function wordOf(step: Step): string {
  if (step.kind === 'gate') return step.passed ? 'passes' : 'refuses'
  return step.kind === 'void' ? `does not count: ${step.because}` : step.level
}

const stepsOf = ({ steps }: Witness): string => steps.map((step) => `  ${step.code}  ${wordOf(step)}\n`).join('')

const sentenceOf = ({ from, about, at, level, decidedBy }: Witness): string =>
  `${from ?? 'a visitor of a published calendar'} sees ${level} of ${about} at ${isoOf(at)}, decided by ${decidedBy}`

function nobodyOf(from: string | undefined): string {
  if (from === undefined) return 'nobody'
  if (from === ANONYMOUS) return 'no visitor of a published calendar'
  return from.startsWith('@') ? `nobody of ${from.slice(1)}` : `not ${from}`
}

function describe(answer: PolicyAnswer, { from, about, level }: QueryOptions): string {
  const { mailboxes, mailboxClasses, decisions } = answer.decided
  if (answer.reached) return `Yes: ${sentenceOf(answer.witness)}.\n${stepsOf(answer.witness)}`
  const who = nobodyOf(from)
  const whom = about === undefined ? 'anybody of ours' : about.startsWith('@') ? `anybody in ${about.slice(1)}` : about
  const most = answer.highest === null ? 'All are refused' : `The most is: ${sentenceOf(answer.highest)}`
  return printable(`No: ${who} can see ${level} of ${whom}.`).concat(
    `\n${most}.\nDecided: every case there is (cases: ${decisions}, mailboxes: ${mailboxes}, kinds of mailboxes: ${mailboxClasses}).\n`,
  )
}

/** `ledig policy query`: can anybody of these ever see so much of any of those? Code 8 where somebody can. */
export function policyQueryCommand(): Command {
  return withAdminOptions(new Command('query'))
    .description('Ask whether somebody can ever see so much of somebody: the answer is one case, or a proof from all.')
    .argument('[file]', 'a whole policy document, in YAML or JSON')
    .option(
      '--organization <name>',
      'the policy that a running gateway has of this organization, in the place of a file',
    )
    .option(
      '--from <who>',
      'who asks: an address, @domain for everybody there, or anonymous for visitors of published calendars; absent: anybody',
    )
    .option('--about <whom>', 'about whom: an address, or @group for everybody in it; absent: any mailbox of ours')
    .addOption(
      new Option('--level <level>', 'how much')
        .choices(['AvailabilityOnly', 'LimitedDetails', 'Reviewer'])
        .makeOptionMandatory(),
    )
    .option('--since <instant>', 'from then on; absent: from now on')
    .addOption(new Option('--at <instant>', 'then, and at no other time').conflicts('since'))
    .addHelpText(
      'after',
      `
Exit codes: 0 nobody can, 8 somebody can.

Example:
  $ ledig policy query contoso.policy.yaml --from @fabrikam.example --about @board --level LimitedDetails`,
    )
    .action(async (file: string | undefined, options: QueryOptions) => {
      const [from, about] = [readAskers(options.from), readAsked(options.about)]
      const query = { from, about, level: options.level, ...(await readTimes(options)) }
      const document = await readDocument(file, options)
      refuseForeign(about, document)
      const { queryPolicy } = await import('../../trust/policies/query/query-policy.ts')
      const answer = queryPolicy(document, query)
      const text = options.json === true ? `${JSON.stringify(shown(answer), null, 2)}\n` : describe(answer, options)
      process.stdout.write(text)
      if (answer.reached) process.exitCode = ExitCode.checks
    })
}
