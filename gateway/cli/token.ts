import { Command, Option } from 'commander'
import { callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { shownInstant } from './show-instant.ts'

interface ShownToken {
  readonly id: string
  readonly name: string
  readonly scope: string
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly token?: string | null
}

const described = ({ id, name, scope, createdAt, expiresAt }: ShownToken, width = 0): string => {
  const end = expiresAt === null ? '' : `, until ${shownInstant(expiresAt)}`
  return `${id}  ${scope.padEnd(7)}  ${name.padEnd(width)}  since ${shownInstant(createdAt)}${end}\n`
}

function createCommand(): Command {
  return withChangeOptions(new Command('create'))
    .description('Make an access token; its text is printed this once.')
    .requiredOption('--name <name>', 'whose or what for')
    .addOption(
      new Option('--scope <scope>', 'what it may do').choices(['read', 'operate', 'admin']).makeOptionMandatory(),
    )
    .option('--expires-at <instant>', 'when it ends by itself, such as 2027-06-01T00:00:00Z')
    .addHelpText('after', '\nExample:\n  $ ledig token create --name monitoring --scope read')
    .action(async (options: AdminOptions & { name: string; scope: string; expiresAt?: string }) => {
      const { name, scope, expiresAt } = options
      const body = { name, scope, ...(expiresAt !== undefined && { expiresAt }) }
      print(options, await callAdmin('POST', '/access-tokens', options, body), (made: ShownToken) =>
        made.token === null || made.token === undefined ? described(made) : `${made.token}\n`,
      )
    })
}

function listed(tokens: readonly ShownToken[]): string {
  const width = Math.max(...tokens.map(({ name }) => name.length))
  return tokens.map((token) => described(token, width)).join('')
}

function listCommand(): Command {
  return withAdminOptions(new Command('list'))
    .description('List the access tokens, without their texts.')
    .action(async (options: AdminOptions) => {
      print(options, await callAdmin('GET', '/access-tokens', options), ({ tokens }: { tokens: ShownToken[] }) =>
        tokens.length === 0 ? 'No access token.\n' : listed(tokens),
      )
    })
}

function revokeCommand(): Command {
  return withChangeOptions(new Command('revoke'))
    .description('Revoke an access token; it counts at once.')
    .argument('<token>', 'id of the token')
    .action(async (id: string, options: AdminOptions) => {
      const path = `/access-tokens/${encodeURIComponent(id)}`
      print(options, await callAdmin('DELETE', path, options), () => `${id} is revoked.\n`)
    })
}

export function tokenCommand(): Command {
  return new Command('token')
    .description('Access tokens of administrators.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand())
}
