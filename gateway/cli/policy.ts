import { Command } from 'commander'
import { administer, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { partCommands, readYamlFile } from './part.ts'
import { policyTestCommand } from './policy-test.ts'

const address = (organization: string): string => `/organizations/${encodeURIComponent(organization)}/policy-document`

function exportCommand(): Command {
  return withAdminOptions(new Command('export'))
    .description('Print the whole policy of an organization as YAML, to keep under version control.')
    .argument('<organization>', 'name of one of our organizations')
    .action(async (organization: string, options: AdminOptions) => {
      const { body } = await administer({ method: 'GET', path: address(organization) }, options)
      const { stringify } = await import('yaml')
      print(options, body, (document: object) => stringify(document))
    })
}

interface Applied {
  readonly changes: readonly { readonly kind: string; readonly name: string; readonly change: string }[]
}

function applyCommand(): Command {
  return withChangeOptions(new Command('apply'))
    .description('Make the policy of an organization say what a file says, in one change.')
    .argument('<organization>', 'name of one of our organizations')
    .argument('<file>', 'a whole policy document, in YAML or JSON')
    .addHelpText('after', '\nExample:\n  $ ledig policy apply contoso contoso.policy.yaml --dry-run')
    .action(async (organization: string, file: string, options: AdminOptions) => {
      const body = await readYamlFile(file)
      const answer = await administer({ method: 'PUT', path: address(organization), body }, options)
      print(options, answer.body, ({ changes }: Applied) =>
        changes.length === 0
          ? 'It says that already.\n'
          : changes.map(({ kind, name, change }) => `${change}  ${kind} ${name}\n`).join(''),
      )
    })
}

export function policyCommand(): Command {
  const parent = new Command('policy').description('Sharing policies, and the whole policy as a document.')
  for (const child of [...partCommands('policy'), exportCommand(), applyCommand(), policyTestCommand()]) {
    parent.addCommand(child)
  }
  return parent
}
