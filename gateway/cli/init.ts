import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { parseDomain, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { CONFIGURATION, writeFirstFiles } from '../set-up/first-files.ts'

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new InvalidArgumentError('A port is a whole number from 1 to 65535.')
}

interface InitOptions {
  readonly domain: string
  readonly folder: string
  readonly port: number
  readonly consolePort?: number
}

async function initialize({ domain: typed, folder, port, consolePort }: InitOptions): Promise<void> {
  const domain = parseDomain(typed)
  const file = join(folder, CONFIGURATION)
  if (existsSync(file)) throw new FederationError('ERR_CONFIG_INVALID', `${file} is there already.`)
  const password = randomBytes(12).toString('base64url')
  const address = parseMailboxAddress(`first@${domain}`)
  const passwordHash = await hashPassword(password, randomBytes(16))
  writeFirstFiles(folder, {
    ...{ gatewayId: `urn:ledig:${randomUUID()}`, organizationId: `urn:ledig:${randomUUID()}` },
    ...{ name: domain, domain, calendars: 'calendars', place: { reach: 'here', port } },
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    first: { address, passwordHash, uid: randomUUID(), at: Date.now() },
    consolePort: consolePort ?? null,
  })
  process.stdout.write(`Wrote ledig.yaml, policy.yaml and calendars/first.ics in ${folder}.
A first person may ask with EWS: user name ${address}, password ${password} (shown only now).
Next: ledig serve --config ${file}
It prints a one-time code with which you become its first administrator.
`)
}

export function initCommand(): Command {
  return new Command('init')
    .description('Write a first configuration, policy and calendar for one organization.')
    .requiredOption('--domain <domain>', "the organization's SMTP domain")
    .option('--folder <folder>', 'where to write', '.')
    .option('--port <port>', 'where to listen on loopback', portOf, 8025)
    .option('--console-port <port>', 'where the console listens on loopback; absent: there is none', portOf)
    .action(initialize)
}
