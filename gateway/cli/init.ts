import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { fileProblem } from '../../config/file-problem.ts'
import { parseDomain } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { makeFolder } from '../make-folder.ts'
import { writeNewFile } from './write-new-file.ts'

interface Answers {
  readonly domain: string
  readonly folder: string
  readonly timeZone: string
  readonly port: number
  readonly person: string
  readonly passwordHash: string
}

const configText = ({ domain, timeZone, port, person, passwordHash }: Answers): string => `\
# Ledig: configuration of this gateway. Check it with: ledig config check
gateway:
  id: urn:ledig:${randomUUID()}
  name: ${domain}
  # The address partners use; it is part of what they sign, so it has to be the one they type.
  publicUrl: http://127.0.0.1:${port}
  listen: { host: 127.0.0.1, port: ${port} }
  # Beyond loopback, TLS is required:
  # tls: { certificate: tls/certificate.pem, key: tls/key.pem }
  state: state
# Partners on this machine may be asked, over plain HTTP: for trying it out. Take it away before going public.
outbound: { loopback: true }
# Partners' domains may be bound by your word alone, without a DNS record: for trying it out. Take it away, too.
trust: { unprovenDomains: allow }
organizations:
  - id: urn:ledig:${randomUUID()}
    name: ${domain.split('.')[0] ?? domain}
    policy: policy.yaml
    calendars: calendars
    timeZone: ${timeZone}
    users:
      - { address: ${person}, passwordHash: ${passwordHash} }
`

const policyText = ({ domain, person }: Answers): string => `\
# Who sees how much. Nothing said means no; try cases with: ledig policy test FILE
organization:
  id: ${domain.split('.')[0] ?? domain}
  domains: [${domain}]
mailboxes:
  - { address: ${person}, default: AvailabilityOnly }
# One entry for each partner:
# relationships:
#   - name: fabrikam
#     domains: [fabrikam.example]
#     freeBusyAccessEnabled: true
#     freeBusyAccessLevel: AvailabilityOnly
#     requests: { enabled: true, level: AvailabilityOnly }
relationships: []
`

const icsStamp = (date: Date): string => `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

function calendarText(): string {
  const start = new Date()
  start.setUTCDate(start.getUTCDate() + 1)
  start.setUTCHours(9, 0, 0, 0)
  const end = new Date(start.getTime() + 3_600_000)
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Ledig//Init//EN',
    'BEGIN:VEVENT',
    `UID:${randomUUID()}`,
    `DTSTAMP:${icsStamp(new Date())}`,
    `DTSTART:${icsStamp(start)}`,
    `DTEND:${icsStamp(end)}`,
    'SUMMARY:First look at Ledig',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return `${lines.join('\r\n')}\r\n`
}

/** @throws FederationError `ERR_CONFIG_INVALID` naming the folder and why it was not made */
function makeFolderFor(calendars: string): void {
  try {
    makeFolder(calendars)
  } catch (error) {
    const nowhere = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const why = nowhere ? 'no folder can be made there' : fileProblem(error)
    throw new FederationError('ERR_CONFIG_INVALID', `${calendars}: cannot be made: ${why}`)
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new InvalidArgumentError('A port is a whole number from 1 to 65535.')
}

async function initialize(options: { domain: string; folder: string; port: number }): Promise<void> {
  const domain = parseDomain(options.domain)
  const { folder, port } = options
  if (existsSync(join(folder, 'ledig.yaml')))
    throw new FederationError('ERR_CONFIG_INVALID', `${join(folder, 'ledig.yaml')} is there already.`)
  const password = randomBytes(12).toString('base64url')
  const person = `first@${domain}`
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const answers = {
    domain,
    folder,
    timeZone,
    port,
    person,
    passwordHash: await hashPassword(password, randomBytes(16)),
  }
  makeFolderFor(join(folder, 'calendars'))
  writeNewFile(join(folder, 'policy.yaml'), policyText(answers))
  writeNewFile(join(folder, 'calendars', 'first.ics'), calendarText())
  writeNewFile(join(folder, 'ledig.yaml'), configText(answers))
  process.stdout.write(`Wrote ledig.yaml, policy.yaml and calendars/first.ics in ${folder}.
A first person may ask with EWS: user name ${person}, password ${password} (shown only now).
Next: ledig serve --config ${join(folder, 'ledig.yaml')}
It prints a one-time code with which you become its first administrator.
`)
}

export function initCommand(): Command {
  return new Command('init')
    .description('Write a first configuration, policy and calendar for one organization.')
    .requiredOption('--domain <domain>', "the organization's SMTP domain")
    .option('--folder <folder>', 'where to write', '.')
    .option('--port <port>', 'where to listen on loopback', portOf, 8025)
    .action(initialize)
}
