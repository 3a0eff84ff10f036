import { rmSync, writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { administer, callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
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

function claimCommand(): Command {
  return withAdminOptions(new Command('claim'))
    .description('Become the first administrator with the one-time code that the first start printed.')
    .argument('<code>', 'as it was printed')
    .requiredOption('--name <name>', 'who you are, for the record')
    .option('--dry-run', 'try the code and where the token would go, and leave both as they are')
    .addHelpText('after', '\nThe access token is written to the file of --token-file, readable by you alone.')
    .action(async (code: string, options: AdminOptions & { name: string }) => {
      const call = { method: 'POST', path: '/first-administrator', withoutToken: true } as const
      const file = reserve(options.tokenFile)
      const { body } = await administer({ ...call, body: { code, name: options.name } }, options).catch(
        (error: unknown) => {
          rmSync(options.tokenFile)
          throw error
        },
      )
      const { token, ...shown } = body as ShownToken
      if (options.dryRun === true) {
        rmSync(options.tokenFile)
        return print(options, shown, () => `an access token of scope admin, in ${options.tokenFile}.\n`)
      }
      file(`${token ?? ''}\n`)
      print(options, shown, () => `${claimed(options)}\n`)
    })
}

/** What to do now, so that the next step needs no page. */
const claimed = ({ tokenFile, gateway }: AdminOptions): string =>
  `You administer this gateway now; your access token is in ${tokenFile}.
To say it with each command no more: export LEDIG_GATEWAY=${gateway} LEDIG_ADMIN_TOKEN_FILE=${tokenFile}
Next, with a partner: give its administrator the address and fingerprint that \`ledig organization list\` shows,
and read theirs: ledig trust propose <address of their metadata> --organization <yours>`

/** Finds out before the code is spent whether the token can be written. */
function reserve(file: string): (text: string) => void {
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(file, error)
    throw new FederationError('ERR_CONFIG_INVALID', `${file} is there already; name another with --token-file`)
  }
  return (text) => writeFileSync(file, text)
}

function unwritable(file: string, error: unknown): FederationError {
  return new FederationError('ERR_CONFIG_INVALID', `${file}: cannot be written: ${fileProblem(error)}`)
}

export function administratorCommand(): Command {
  return new Command('administrator').description('People who administer this gateway.').addCommand(claimCommand())
}
