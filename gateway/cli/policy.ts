import { Command } from 'commander'
import type { WrittenDocument } from '../../trust/policies/policy-parts.ts'
import { administer, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import type { AppliedChanges } from './describe-changes.ts'
import { partCommands } from './part.ts'
import { policyCheckCommand } from './policy-check.ts'
import { policyDiffCommand } from './policy-diff.ts'
import { policyQueryCommand } from './policy-query.ts'
import { policyTestCommand } from './policy-test.ts'
import { readPolicyFile } from './read-policy.ts'

const address = (organization: string): string => `/organizations/${encodeURIComponent(organization)}/policy-document`

function exportCommand(): Command {
  return withAdminOptions(new Command('export'))
    .description('Print the whole policy of an organization as YAML, to keep under version control.')
    .argument('<organization>', 'name of one of our organizations')
    .action(async (organization: string, options: AdminOptions) => {
      const { body } = await administer({ method: 'GET', path: address(organization) }, options)
      const [{ stringify }, { orderDocument }] = await Promise.all([
        import('yaml'),
        import('../../trust/policies/order-document.ts'),
      ])
      print(options, orderDocument(body), (document: object) => stringify(document))
    })
}

interface ApplyOptions extends AdminOptions {
  readonly base?: string
}

async function applyFile(organization: string, file: string, options: ApplyOptions): Promise<void> {
  const path = address(organization)
  const { written: document } = await readPolicyFile(file)
  const base = options.base === undefined ? undefined : (await readPolicyFile(options.base)).written
  // Only for the words: what counts is compared by the gateway, in the change itself.
  const { body: before } = await administer({ method: 'GET', path }, options)
  const call =
    base === undefined
      ? ({ method: 'PUT', path, body: document } as const)
      : ({ method: 'POST', path: `${path}/merge`, body: { base, document } } as const)
  const { body } = await administer(call, options)
  const applied = body as AppliedChanges
  if (applied.changes.length === 0 && applied.kept.length === 0) {
    const words =
      options.dryRun === true ? 'It says that already: nothing would be changed.\n' : 'It says that already.\n'
    return print({ ...options, dryRun: false }, body, () => words)
  }
  const { describeChanges } = await import('./describe-changes.ts')
  // What is laid over others' changes is no draft that can be tried by itself.
  const hint = options.dryRun === true && base === undefined ? tryWords(organization, file) : ''
  print(options, body, () => `${describeChanges(applied, before as WrittenDocument, document)}${hint}`)
}

const tryWords = (organization: string, file: string): string =>
  `Who would see more or less: ledig policy diff --against ${file} --organization ${organization}\n`

function applyCommand(): Command {
  return withChangeOptions(new Command('apply'))
    .description('Make the policy of an organization say what a file says: all of it, in one change, or nothing.')
    .argument('<organization>', 'name of one of our organizations')
    .argument('<file>', 'a whole policy document, in YAML or JSON')
    .option(
      '--base <file>',
      'the document it was made from: what others changed since then stays, and what both changed refuses the whole',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ ledig policy apply contoso contoso.policy.yaml --dry-run
  $ git show main:contoso.policy.yaml > before.yaml
  $ ledig policy apply contoso contoso.policy.yaml --base before.yaml`,
    )
    .action(applyFile)
}

function schemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of a policy document, for editors.')
    .action(async () => {
      const { policySchema } = await import('../../trust/policies/policy-schema.ts')
      process.stdout.write(`${JSON.stringify(policySchema(), null, 2)}\n`)
    })
}

export function policyCommand(): Command {
  const parent = new Command('policy').description('Sharing policies, and the whole policy as a document.')
  const children = [
    ...[...partCommands('policy'), exportCommand(), policyCheckCommand(), applyCommand()],
    ...[policyDiffCommand(), policyQueryCommand(), policyTestCommand(), schemaCommand()],
  ]
  for (const child of children) parent.addCommand(child)
  return parent
}
