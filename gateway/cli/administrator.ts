import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { SHORTEST_PASSWORD } from '../sign-in/console-accounts.ts'
import { administer, callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { readLine } from './read-line.ts'
import { shownInstant } from './show-instant.ts'

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
      const { token, ...shown } = body as { readonly token?: string | null }
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

interface ShownAccount {
  readonly name: string
  readonly role: string
  /** Null where none is bound to it. */
  readonly mailbox: string | null
  readonly changedAt: string
}

/** What is said of her mailbox; nothing where it stays as it is. */
function mailboxOf({ mailbox }: { readonly mailbox?: string | false }): { readonly mailbox?: string | null } {
  if (mailbox === undefined) return {}
  return { mailbox: mailbox === false ? null : mailbox }
}

function setCommand(): Command {
  return withChangeOptions(new Command('set'))
    .description('Let somebody sign in to the console by a password, read from standard input; or give her another.')
    .argument('<name>', 'what she types beside the password')
    .addOption(
      new Option('--role <role>', 'what she may do').choices(['administrator', 'auditor']).default('administrator'),
    )
    .option('--mailbox <address>', 'hers, in an organization of this gateway: its pages open from the console')
    .option('--no-mailbox', 'she has none any more')
    .addHelpText('after', '\nExample:\n  $ ledig administrator set ann --mailbox ann@contoso.example')
    .action(async (name: string, options: AdminOptions & { role: string; mailbox?: string | false }) => {
      const password = await readLine('Password (shown as you type): ')
      if ([...password].length < SHORTEST_PASSWORD)
        throw new Error(`A password needs at least ${SHORTEST_PASSWORD} characters; nothing was changed.`)
      // Hashed here: the gateway never sees it until she signs in.
      const passwordHash = await hashPassword(password, randomBytes(16))
      const body = { role: options.role, passwordHash, ...mailboxOf(options) }
      const path = `/administrators/${encodeURIComponent(name)}`
      print(
        options,
        await callAdmin('PUT', path, options, body),
        ({ name: shown, role, mailbox }: ShownAccount) =>
          `${shown} signs in to the console as ${role}${mailbox === null ? '' : `, and has the mailbox ${mailbox}`}.\n`,
      )
    })
}

function listCommand(): Command {
  return withAdminOptions(new Command('list'))
    .description('List who signs in to the console by a password kept here.')
    .action(async (options: AdminOptions) => {
      const listed = (accounts: readonly ShownAccount[]): string =>
        accounts
          .map(
            ({ name, role, mailbox, changedAt }) =>
              `${role.padEnd(13)}  ${name}${mailbox === null ? '' : `, ${mailbox}`}, since ${shownInstant(changedAt)}\n`,
          )
          .join('')
      print(
        options,
        await callAdmin('GET', '/administrators', options),
        ({ administrators }: { administrators: ShownAccount[] }) =>
          administrators.length === 0 ? 'Nobody signs in by a password kept here.\n' : listed(administrators),
      )
    })
}

function removeCommand(): Command {
  return withChangeOptions(new Command('remove'))
    .description('Let somebody sign in to the console no more; it counts at once.')
    .argument('<name>', 'as it is listed')
    .action(async (name: string, options: AdminOptions) => {
      const path = `/administrators/${encodeURIComponent(name)}`
      print(options, await callAdmin('DELETE', path, options), () => `${name} signs in no more.\n`)
    })
}

export function administratorCommand(): Command {
  return new Command('administrator')
    .description('People who administer this gateway.')
    .addCommand(claimCommand())
    .addCommand(setCommand())
    .addCommand(listCommand())
    .addCommand(removeCommand())
}
