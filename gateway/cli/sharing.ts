import { Command, Option } from 'commander'
import { administer, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { LEVEL_WORDS } from './share-words.ts'

interface ShownSettings {
  readonly organization: string
  readonly externalUsers: boolean
  readonly anonymous: boolean
  readonly anonymousLevel: string | null
  readonly policy: { readonly name: string; readonly enabled: boolean; readonly domains: readonly string[] } | null
  readonly note: string | null
}

const sharingOf = (organization: string): string => `/organizations/${encodeURIComponent(organization)}/sharing`
const onOff = (on: boolean): string => (on ? 'on' : 'off')

/** The choices in their words, and the entries they are. */
function describe({ externalUsers, anonymous, anonymousLevel, policy, note }: ShownSettings): string {
  const may = anonymousLevel === null ? [] : [`  they may see: ${LEVEL_WORDS[anonymousLevel] ?? anonymousLevel}`]
  const entries = policy === null ? [] : [`sharing policy ${policy.name}: ${policy.domains.join(', ') || 'no entries'}`]
  return [
    `let users share their calendars with external users who have Office 365 or Exchange: ${onOff(externalUsers)}`,
    `let anonymous users open calendars by an e-mailed invitation: ${onOff(anonymous)}`,
    ...may,
    ...entries,
    ...(note === null ? [] : [note]),
    '',
  ].join('\n')
}

function showCommand(): Command {
  return withAdminOptions(new Command('show'))
    .description('Show what an organization lets its people share with people outside.')
    .argument('<organization>', 'name of one of our organizations')
    .action(async (organization: string, options: AdminOptions) => {
      print(options, (await administer({ method: 'GET', path: sharingOf(organization) }, options)).body, describe)
    })
}

interface SetOptions extends AdminOptions {
  readonly externalUsers?: string
  readonly anonymous?: string
  readonly anonymousLevel?: string
  readonly createPolicy?: boolean
  readonly enablePolicy?: boolean
}

function bodyOf({ externalUsers, anonymous, anonymousLevel, createPolicy, enablePolicy }: SetOptions) {
  return {
    ...(externalUsers !== undefined && { externalUsers: externalUsers === 'on' }),
    ...(anonymous !== undefined && { anonymous: anonymous === 'on' }),
    ...(anonymousLevel !== undefined && { anonymousLevel }),
    ...(createPolicy === true && { createPolicy }),
    ...(enablePolicy === true && { enablePolicy }),
  }
}

const onOrOff = (flag: string, words: string): Option => new Option(`${flag} <on|off>`, words).choices(['on', 'off'])

function setCommand(): Command {
  return withChangeOptions(new Command('set'))
    .description('Change what an organization lets its people share with people outside; it counts at once.')
    .argument('<organization>', 'name of one of our organizations')
    .addOption(
      onOrOff(
        '--external-users',
        'let users share their calendars with external users who have Office 365 or Exchange',
      ),
    )
    .addOption(onOrOff('--anonymous', 'let anonymous users open calendars by an e-mailed invitation'))
    .addOption(
      new Option(
        '--anonymous-level <level>',
        'what they may see: AvailabilityOnly: free/busy with time only; LimitedDetails: time, subject and location; Reviewer: all appointment information',
      ).choices(['AvailabilityOnly', 'LimitedDetails', 'Reviewer']),
    )
    .option('--create-policy', 'make a default sharing policy where there is none')
    .option('--enable-policy', 'enable the default sharing policy where it is disabled')
    .addHelpText('after', '\nExample:\n  $ ledig sharing set contoso --anonymous on --anonymous-level AvailabilityOnly')
    .action(async (organization: string, options: SetOptions) => {
      const path = sharingOf(organization)
      const { version } = await administer({ method: 'GET', path }, options)
      const call = { method: 'PATCH' as const, path, body: bodyOf(options), before: version ?? 0 }
      print(options, (await administer(call, options)).body, describe)
    })
}

export function sharingCommand(): Command {
  return new Command('sharing')
    .description('What an organization lets its people share with people outside.')
    .addCommand(showCommand())
    .addCommand(setCommand())
}
