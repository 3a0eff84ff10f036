import { Command, Option } from 'commander'
import { ACCESS_LEVELS } from '../../trust/policies/access-level.ts'
import { LANGUAGES, PUBLISHED_RANGES } from '../../trust/sharing/published-link.ts'
import { administer, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { ExitCode } from './exit-code.ts'
import { printable } from './printable.ts'
import { shownInstant } from './show-instant.ts'
import { capWords, LEVEL_WORDS, periodWords, readPeriod } from './share-words.ts'
import type { ShownCap, ShownPeriod } from './share-words.ts'

interface ShownTerms {
  readonly level: string
  readonly from: string | null
  readonly until: string | null
  readonly hours: readonly ShownPeriod[] | null
  readonly hiddenCategories: readonly string[]
}

interface ShownShare extends Partial<ShownTerms> {
  readonly id: string
  readonly kind: 'link' | 'grant'
  readonly to: string | null
  readonly version: number
  readonly standing?: string
  readonly terms?: readonly ShownTerms[]
  readonly capped: ShownCap | null
  readonly lastLook: string | null
  /** Of links. */
  readonly codeByMail?: boolean
  readonly searchable?: boolean
  /** Absent where the share was just made or changed. */
  readonly invitation?: { readonly state: string; readonly detail: string | null } | null
}

const INVITED: Readonly<Record<string, string>> = {
  waiting: 'invitation waits to be sent',
  sent: 'invitation sent',
  refused: 'invitation refused by the mail server of the recipient',
  'given-up': 'invitation not sent: given up after three days',
}

function invitationWords({ invitation }: ShownShare): readonly string[] {
  if (invitation === null || invitation === undefined) return []
  const { state, detail } = invitation
  return [`  ${INVITED[state] ?? state}${detail === null ? '' : ` (${printable(detail)})`}`]
}

const sharesOf = (mailbox: string): string => `/mailboxes/${encodeURIComponent(mailbox)}/shares`
const shareAt = (mailbox: string, share: string): string => `${sharesOf(mailbox)}/${encodeURIComponent(share)}`

function termsWords({ level, from, until, hours, hiddenCategories }: ShownTerms): string {
  const parts = [
    LEVEL_WORDS[level] ?? level,
    ...(from === null ? [] : [`from ${shownInstant(from)}`]),
    ...(until === null ? [] : [`until ${shownInstant(until)}`]),
    ...(hours ?? []).map(periodWords),
    ...(hiddenCategories.length === 0 ? [] : [`without ${hiddenCategories.map(printable).join(', ')}`]),
  ]
  return parts.join('; ')
}

function describe(share: ShownShare): string {
  const { id, to, standing, capped, lastLook, terms } = share
  const all = terms ?? [share as ShownTerms]
  return [
    `${id}${standing === undefined ? '' : `  ${standing}`}${to === null || id === `grant:${to}` ? '' : `  for ${to}`}`,
    ...all.map((one) => `  shows  ${termsWords(one)}`),
    ...(capped === null ? [] : [`  ${capWords(capped)}`]),
    ...(share.codeByMail === true ? ['  asks for a code that is mailed to the address'] : []),
    ...(share.searchable === true ? ['  search engines may show its page'] : []),
    ...invitationWords(share),
    `  last looked  ${lastLook === null ? 'never' : shownInstant(lastLook)}`,
    '',
  ].join('\n')
}

function listCommand(): Command {
  return withAdminOptions(new Command('list'))
    .description('List everything a mailbox shares: grants and links, revoked links too.')
    .argument('<mailbox>', 'its address')
    .action(async (mailbox: string, options: AdminOptions) => {
      const { body } = await administer({ method: 'GET', path: sharesOf(mailbox) }, options)
      print(options, body, ({ shares }: { shares: ShownShare[] }) =>
        shares.length === 0 ? `${mailbox} shares nothing.\n` : shares.map(describe).join(''),
      )
    })
}

const describeOne = ({ share }: { readonly share: ShownShare }): string => describe(share)

function showCommand(): Command {
  return withAdminOptions(new Command('show'))
    .description('Show one share.')
    .argument('<mailbox>', 'whose it is')
    .argument('<share>', 'its id: link:… or grant:…')
    .action(async (mailbox: string, share: string, options: AdminOptions) => {
      print(options, (await administer({ method: 'GET', path: shareAt(mailbox, share) }, options)).body, describeOne)
    })
}

interface TermsOptions extends AdminOptions {
  readonly level?: string
  readonly from?: string
  readonly until?: string
  readonly hours?: readonly string[]
  readonly hideCategory?: readonly string[]
  readonly back?: string
  readonly ahead?: string
  readonly codeByMail?: boolean
  readonly searchable?: boolean
  readonly language?: string
}

function withTerms(command: Command): Command {
  const ranges = Object.keys(PUBLISHED_RANGES)
  return command
    .addOption(
      new Option(
        '--level <level>',
        'AvailabilityOnly: free/busy with time only; LimitedDetails: time, subject and location; Reviewer: all appointment information',
      ).choices(ACCESS_LEVELS),
    )
    .option('--from <instant>', 'from when on it shows something, such as 2026-12-01T00:00:00Z; "always"')
    .option('--until <instant>', 'until when; "never" for no end; a new link shows something for 90 days')
    .option('--hours <period...>', 'in these hours only, in the mailbox\'s zone: "Mon-Fri 08:00-17:00"; "all"')
    .option('--hide-category <category...>', 'events of these categories are not told')
    .addOption(new Option('--back <range>', 'of a link: how far into the past').choices(ranges))
    .addOption(new Option('--ahead <range>', 'of a link: how far into the future').choices(ranges))
    .option('--code-by-mail', 'of a link: a visitor types a code that is mailed to the address first')
    .option('--searchable', 'of a link: search engines may show the page')
    .addOption(new Option('--language <language>', 'of a link: in which its page begins').choices(LANGUAGES))
}

const instantOf = (text: string | undefined, none: string): string | null | undefined => (text === none ? null : text)

function termsOf(options: TermsOptions): Readonly<Record<string, unknown>> {
  const { level, from, until, hours, hideCategory, back, ahead, codeByMail, searchable, language } = options
  const told = {
    ...{ level, back, ahead, codeByMail, searchable, language, hiddenCategories: hideCategory },
    ...{ from: instantOf(from, 'always'), until: instantOf(until, 'never') },
    hours: hours?.[0] === 'all' ? null : hours?.map(readPeriod),
  }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))
}

interface Opened {
  readonly share: ShownShare
  readonly address?: string | null
}

const describeOpened = ({ share, address }: Opened): string =>
  address === null || address === undefined
    ? describe(share)
    : `${describe(share)}  address  ${address}\n  It is shown this once.\n`

function addCommand(): Command {
  return withTerms(withChangeOptions(new Command('add')))
    .description('Share a calendar: with somebody who asks from her own program, or by an address for anybody.')
    .argument('<mailbox>', 'whose calendar')
    .option('--to <address>', 'for whom: an address, or @domain; absent: a link to hand on')
    .addOption(
      new Option('--as <kind>', 'a grant or a link; absent: what whom it is for can use').choices(['grant', 'link']),
    )
    .option('--no-mail', 'tell nobody by mail')
    .option('--note <text>', 'words of the owner in the mail')
    .addHelpText(
      'after',
      `
Examples:
  $ ledig share add vera@contoso.example --to anna@fabrikam.example --level LimitedDetails
  $ ledig share add vera@contoso.example --to ines@example.org --as link --no-mail --until 2027-01-31T00:00:00Z`,
    )
    .action(
      async (mailbox: string, options: TermsOptions & { to?: string; as?: string; mail: boolean; note?: string }) => {
        const { to, as: kind, mail, note } = options
        const whom = { ...(to !== undefined && { to }), ...(kind !== undefined && { kind }) }
        const telling = { ...(!mail && { mail }), ...(note !== undefined && { note }) }
        const body = { ...whom, ...termsOf(options), ...telling }
        const answer = await administer({ method: 'POST', path: sharesOf(mailbox), body }, options)
        print(options, answer.body, describeOpened)
      },
    )
}

function setCommand(): Command {
  return withTerms(withChangeOptions(new Command('set')))
    .description('Change what a share shows, and when; it counts at once.')
    .argument('<mailbox>', 'whose it is')
    .argument('<share>', 'its id')
    .addHelpText('after', '\nExample:\n  $ ledig share set vera@contoso.example link:Jx3… --level AvailabilityOnly')
    .action(async (mailbox: string, share: string, options: TermsOptions) => {
      const path = shareAt(mailbox, share)
      const held = (await administer({ method: 'GET', path }, options)).body as { share: ShownShare }
      const call = { method: 'PATCH' as const, path, body: termsOf(options), before: held.share.version }
      print(options, (await administer(call, options)).body, describeOne)
    })
}

function resetCommand(): Command {
  return withChangeOptions(new Command('reset'))
    .description('Give a link another address, shown this once; the old one opens nothing from then on.')
    .argument('<mailbox>', 'whose it is')
    .argument('<share>', 'its id: link:…')
    .option('--no-mail', 'do not mail the new address to whom the link is for')
    .action(async (mailbox: string, share: string, options: AdminOptions & { mail: boolean }) => {
      const body = options.mail ? {} : { mail: false }
      const answer = await administer({ method: 'POST', path: `${shareAt(mailbox, share)}/reset`, body }, options)
      print(options, answer.body, describeOpened)
    })
}

function revokeCommand(): Command {
  return withChangeOptions(new Command('revoke'))
    .description('End a share; it counts at once.')
    .argument('<mailbox>', 'whose it is')
    .argument('<share>', 'its id')
    .action(async (mailbox: string, share: string, options: AdminOptions) => {
      const { body } = await administer({ method: 'DELETE', path: shareAt(mailbox, share) }, options)
      print(options, body, () => `${share} is revoked.\n`)
    })
}

interface AskedDoor {
  readonly door: string
  readonly asker: string
  readonly audience: string
  readonly open: boolean
  readonly level: string | null
  readonly by: string
}

interface Proof {
  readonly mailbox: string
  readonly closed: boolean
  readonly doors: readonly AskedDoor[]
  readonly opensLater: readonly string[]
}

function describeProof({ mailbox, closed, doors, opensLater }: Proof): string {
  const rows = doors.map(({ door, asker, audience, open, level, by }) => {
    const shown = open ? `shows ${LEVEL_WORDS[level ?? ''] ?? level}` : 'nothing'
    const whom = audience === 'colleague' ? ', a colleague' : ''
    return `${open ? 'open  ' : 'closed'}  ${door.padEnd(6)}  ${asker}${whom}: ${shown} (${by})\n`
  })
  const later = opensLater.map((share) => `later   ${share} will show something by itself\n`)
  const verdict = closed
    ? `Nobody outside is shown anything of ${mailbox}.\n`
    : `Somebody outside is shown something of ${mailbox}.\n`
  return `${rows.join('')}${later.join('')}${verdict}`
}

function proveCommand(): Command {
  return withAdminOptions(new Command('prove'))
    .description('Ask everything that could still show a mailbox to somebody outside; code 8 where something does.')
    .argument('<mailbox>', 'its address')
    .action(async (mailbox: string, options: AdminOptions) => {
      const path = `/mailboxes/${encodeURIComponent(mailbox)}/proof`
      const { body } = await administer({ method: 'GET', path }, options)
      print(options, body, describeProof)
      if (!(body as Proof).closed) process.exitCode = ExitCode.checks
    })
}

export function shareCommand(): Command {
  const parent = new Command('share').description('What people share of their calendars, and with whom.')
  const changing = [addCommand(), setCommand(), resetCommand(), revokeCommand()]
  for (const child of [listCommand(), showCommand(), ...changing, proveCommand()]) parent.addCommand(child)
  return parent
}
