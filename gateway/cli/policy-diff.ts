import { Command } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'
import { administer, callAdmin, print, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import type { ShownDiff } from './describe-diff.ts'
import { ExitCode } from './exit-code.ts'
import { readPolicyFile } from './read-policy.ts'

/** The gateway says nothing until it has read all of that time. */
const LONGEST_WAIT_MS = 3_600_000
/** The organization of the gateway itself, which has no mailboxes. */
const GATEWAY = 'gateway'

interface DiffOptions extends AdminOptions {
  readonly against: string
  readonly organization?: string
  readonly since?: string
  readonly limit?: string
}

/** The one that is hosted there, where there is only one. */
async function onlyOrganization(options: AdminOptions): Promise<string> {
  const { organizations } = (await callAdmin('GET', '/organizations', options)) as { organizations: { name: string }[] }
  const names = organizations.map(({ name }) => name).filter((name) => name !== GATEWAY)
  const [name] = names
  if (name !== undefined && names.length === 1) return name
  const message = `--organization: say whose policy the draft is for; hosted there: ${names.join(', ')}`
  throw new FederationError('ERR_MESSAGE_MALFORMED', message)
}

async function diff(options: DiffOptions): Promise<void> {
  const { against, since, limit } = options
  const { written: body } = await readPolicyFile(against)
  const organization = options.organization ?? (await onlyOrganization(options))
  const answer = await administer(
    {
      method: 'POST',
      path: `/organizations/${encodeURIComponent(organization)}/policy-document/diff`,
      query: { ...(since !== undefined && { since }), ...(limit !== undefined && { limit }) },
      body,
      longestWaitMs: LONGEST_WAIT_MS,
    },
    options,
  )
  const { changesAnything, describeDiff } = await import('./describe-diff.ts')
  const found = answer.body as ShownDiff
  print(options, found, () => describeDiff(found, against))
  if (changesAnything(found)) process.exitCode = ExitCode.checks
}

/** `ledig policy diff`: what a draft would change for those who asked lately. Code 8 where it changes something. */
export function policyDiffCommand(): Command {
  return withAdminOptions(new Command('diff'))
    .description(
      'Try a draft on the lookups on record: who would see more, less or nothing, or something for the first time.',
    )
    .requiredOption('--against <file>', 'the draft: a whole policy document, in YAML or JSON')
    .option('--organization <name>', 'whose policy it is a draft of; may be left out where only one is hosted there')
    .option('--since <time>', 'from when on: 7d, 24h, 90m, 2w, a day such as 2026-11-20 (UTC), or an instant; else 7d')
    .option('--limit <count>', 'how many groups, and lines of each list, at most; else 20')
    .addHelpText(
      'after',
      `
Exit codes: 0 nobody would see anything else, 3 the draft is not sound, 8 somebody would.

Examples:
  $ ledig policy diff --against contoso.policy.yaml
  $ ledig policy diff --against contoso.policy.yaml --organization contoso --since 24h --json`,
    )
    .action(diff)
}
