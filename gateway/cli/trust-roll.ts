import { Command } from 'commander'
import { callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { orWaiting } from './approval.ts'
import { createFor, importFrom } from './certificate.ts'
import type { ImportOptions } from './certificate.ts'
import { slotsInWords } from './show-slots.ts'
import type { ShownSlots } from './show-slots.ts'

const NAME = 'name of one of our organizations; "gateway" for the gateway itself'

interface ShownReadiness {
  readonly partner: { readonly name: string }
  readonly readiness: 'ready' | 'not yet' | 'unknown'
  readonly seen: number | null
}

const path = (organization: string, step = ''): string =>
  `/organizations/${encodeURIComponent(organization)}/roll${step}`

const MEANS: Readonly<Record<ShownReadiness['readiness'], string>> = {
  ready: 'ready',
  'not yet': 'NOT YET: it holds older metadata',
  unknown: 'UNKNOWN: it does not say what it holds',
}

const readinessLine = ({ partner, readiness, seen }: ShownReadiness): string =>
  `  ${partner.name.padEnd(24)} ${MEANS[readiness]}${seen === null ? '' : ` (sequence ${seen})`}`

function statusInWords(roll: ShownSlots & { readonly partners: readonly ShownReadiness[] }): string {
  if (roll.next === null)
    return `${slotsInWords(roll)}\nThere is no next certificate: ledig trust roll start ${roll.organization}\n`
  const behind = roll.partners.filter(({ readiness }) => readiness !== 'ready')
  const end =
    behind.length === 0
      ? `Every partner is ready: ledig trust roll switch ${roll.organization}`
      : `${behind.length} of ${roll.partners.length} would break if it were switched now.`
  return `${slotsInWords(roll)}\nPartners, and the next certificate (announced by sequence ${roll.next.announced}):
${roll.partners.map(readinessLine).join('\n')}\n\n${end}\n`
}

function switchedInWords({ broken, ...slots }: ShownSlots & { readonly broken: readonly ShownReadiness[] }): string {
  const breaks =
    broken.length === 0
      ? 'No partner breaks.\n'
      : `These partners break until their administrator compares the new fingerprint and accepts it:
${broken.map(readinessLine).join('\n')}\n`
  return `${slotsInWords(slots)}\n${breaks}`
}

function startCommand(): Command {
  return withChangeOptions(new Command('start'))
    .description('Announce the next certificate: a new one, or one from a file. It signs nothing yet.')
    .argument('<organization>', NAME)
    .option('--days <count>', 'how long a new one is valid; absent: 825')
    .option('--file <file>', 'PEM or PKCS#12 with the next certificate, instead of a new one')
    .option('--passphrase-file <file>', 'file with its passphrase; absent: it is read from standard input')
    .action((organization: string, options: ImportOptions & { days?: string; file?: string }) =>
      options.file === undefined
        ? createFor(organization, options.days, options)
        : importFrom(organization, options.file, options),
    )
}

function statusCommand(): Command {
  return withAdminOptions(new Command('status'))
    .description('Show where the roll stands, and which partner is ready for it.')
    .argument('<organization>', NAME)
    .action(async (organization: string, options: AdminOptions) => {
      print(options, await callAdmin('GET', path(organization), options), statusInWords)
    })
}

function stepCommand(
  name: 'switch' | 'finish',
  description: string,
  force: string,
  words: (document: never) => string,
): Command {
  return withChangeOptions(new Command(name))
    .description(description)
    .argument('<organization>', NAME)
    .option('--force', force)
    .action(async (organization: string, options: AdminOptions & { force?: true }) => {
      const body = { force: options.force === true }
      print(options, await callAdmin('POST', path(organization, `/${name}`), options, body), orWaiting(words))
    })
}

function cancelCommand(): Command {
  return withChangeOptions(new Command('cancel'))
    .description('Take the next certificate back before it signs anything.')
    .argument('<organization>', NAME)
    .action(async (organization: string, options: AdminOptions) => {
      print(options, await callAdmin('POST', path(organization, '/cancel'), options, {}), slotsInWords)
    })
}

function tokenKeysCommand(): Command {
  return withChangeOptions(new Command('token-keys'))
    .description('Make one more token key at once, as happens by itself every day.')
    .argument('<organization>', NAME)
    .option('--announced-for <seconds>', 'how long partners have to read of it before it signs; absent: an hour')
    .action(async (organization: string, options: AdminOptions & { announcedFor?: string }) => {
      const { announcedFor } = options
      const body = announcedFor === undefined ? {} : { announcedFor: Number(announcedFor) }
      const address = `/organizations/${encodeURIComponent(organization)}/token-keys`
      const made = await callAdmin('POST', address, options, body)
      print(options, made, ({ kid, from }: { kid: string; from: string }) => `${kid} signs from ${from} on.\n`)
    })
}

export function rollCommand(): Command {
  const forcedSwitch = 'although partners break; they are named'
  const forcedFinish = 'although documents it signed are still good'
  return new Command('roll')
    .description('Replace the certificate of one of our organizations without an outage.')
    .addCommand(startCommand())
    .addCommand(statusCommand())
    .addCommand(stepCommand('switch', 'Sign with the next certificate from now on.', forcedSwitch, switchedInWords))
    .addCommand(stepCommand('finish', 'Show the previous certificate no longer.', forcedFinish, slotsInWords))
    .addCommand(cancelCommand())
    .addCommand(tokenKeysCommand())
}

export function refreshCommand(): Command {
  return withChangeOptions(new Command('refresh'))
    .description("Read a partner's metadata now, whatever its schedule says.")
    .argument('<trust>', 'id of the trust')
    .action(async (id: string, options: AdminOptions) => {
      const path = `/trusts/${encodeURIComponent(id)}/refresh`
      interface Refreshed {
        readonly partner: { readonly name: string; readonly sequence: number }
      }
      const words = ({ partner }: Refreshed): string => `${partner.name}: sequence ${partner.sequence}\n`
      print(options, await callAdmin('POST', path, options, {}), words)
    })
}
