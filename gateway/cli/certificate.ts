import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { readPassphrase } from './read-passphrase.ts'
import { slotsInWords } from './show-slots.ts'
import type { ShownSlots } from './show-slots.ts'
import { keepFromOverwriting, writeNewFile } from './write-new-file.ts'

const NAME = 'name of one of our organizations; "gateway" for the gateway itself'

export const certificatePath = (organization: string, rest = ''): string =>
  `/organizations/${encodeURIComponent(organization)}/certificate${rest}`

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new FederationError('ERR_CONFIG_INVALID', `${file}: cannot be read: ${fileProblem(error)}`)
  }
}

const announced = (slots: ShownSlots): string =>
  `${slotsInWords(slots)}
The metadata announces the next certificate from now on. When every partner has read it, let it sign:
  ledig trust roll status ${slots.organization}
  ledig trust roll switch ${slots.organization}
`

export interface ImportOptions extends AdminOptions {
  readonly passphraseFile?: string
}

/** Whether a file opens without a passphrase: PEM none of whose keys is encrypted. */
function isOpen(bytes: Buffer): boolean {
  const text = bytes.toString('latin1')
  return text.includes('-----BEGIN ') && !text.includes('ENCRYPTED')
}

/** Announces what is in a file as the next certificate. */
export async function importFrom(organization: string, file: string, options: ImportOptions): Promise<void> {
  const bytes = readBytes(file)
  const passphrase = isOpen(bytes) ? undefined : await readPassphrase(options.passphraseFile)
  const body = { file: bytes.toString('base64'), ...(passphrase !== undefined && { passphrase }) }
  print(options, await callAdmin('POST', certificatePath(organization, '/import'), options, body), announced)
}

/** Announces a new certificate that signs itself. */
export async function createFor(organization: string, days: string | undefined, options: AdminOptions): Promise<void> {
  const body = days === undefined ? {} : { days: Number(days) }
  print(options, await callAdmin('POST', certificatePath(organization), options, body), announced)
}

function showCommand(): Command {
  return withAdminOptions(new Command('show'))
    .description('Show the certificates of one of our organizations: current, next, previous.')
    .argument('<organization>', NAME)
    .action(async (organization: string, options: AdminOptions) => {
      print(options, await callAdmin('GET', certificatePath(organization), options), slotsInWords)
    })
}

function createCommand(): Command {
  return withChangeOptions(new Command('create'))
    .description('Make a certificate that signs itself, and announce it as the next one.')
    .argument('<organization>', NAME)
    .option('--days <count>', 'how long it is valid; absent: 825')
    .action((organization: string, options: AdminOptions & { days?: string }) =>
      createFor(organization, options.days, options),
    )
}

function requestCommand(): Command {
  return withChangeOptions(new Command('request'))
    .description('Make a key and a request for a certification authority; the key stays in the gateway.')
    .argument('<organization>', NAME)
    .option('--out <file>', 'where the request is written; absent: standard output')
    .addHelpText('after', '\nWhen the certificate comes back:\n  $ ledig certificate import contoso contoso.pem')
    .action(async (organization: string, options: AdminOptions & { out?: string }) => {
      if (options.out !== undefined) keepFromOverwriting(options.out)
      const made = await callAdmin('POST', certificatePath(organization, '/request'), options, {})
      const { request } = made as { request: string | null }
      if (options.out !== undefined && request !== null) writeNewFile(options.out, request)
      print(options, made, () => (options.out === undefined ? (request ?? '') : `The request is in ${options.out}.\n`))
    })
}

function importCommand(): Command {
  return withChangeOptions(new Command('import'))
    .description('Announce a certificate from a file as the next one: PEM, PKCS#12 (.pfx), or the answer to a request.')
    .argument('<organization>', NAME)
    .argument('<file>', 'the file; a .pfx and an encrypted key need a passphrase')
    .option('--passphrase-file <file>', 'file with the passphrase; absent: it is read from standard input')
    .addHelpText('after', '\nExample:\n  $ ledig certificate import contoso exchange.pfx --passphrase-file passphrase')
    .action(importFrom)
}

function exportCommand(): Command {
  return withAdminOptions(new Command('export'))
    .description('Write the current certificate as PEM, or with its private key as PKCS#12 (.pfx).')
    .argument('<organization>', NAME)
    .argument('<file>', 'where it is written; never over a file that is there')
    .option('--with-key', 'as PKCS#12 with the private key, under a passphrase; it goes on record')
    .option('--passphrase-file <file>', 'file with the passphrase; absent: it is read from standard input')
    .action(async (organization: string, file: string, options: ImportOptions & { withKey?: true }) => {
      keepFromOverwriting(file)
      if (options.withKey !== true) {
        const { pem } = (await callAdmin('GET', certificatePath(organization), options)) as { pem: string }
        writeNewFile(file, pem)
      } else {
        const passphrase = await readPassphrase(options.passphraseFile)
        const made = await callAdmin('POST', certificatePath(organization, '/export'), options, { passphrase })
        writeNewFile(file, Buffer.from((made as { pkcs12: string }).pkcs12, 'base64'))
      }
      print(options, { file, withKey: options.withKey === true }, () => `It is in ${file}.\n`)
    })
}

export function certificateCommand(): Command {
  return new Command('certificate')
    .description('Federation certificates of our organizations.')
    .addCommand(showCommand())
    .addCommand(createCommand())
    .addCommand(requestCommand())
    .addCommand(importCommand())
    .addCommand(exportCommand())
}
