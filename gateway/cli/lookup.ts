import { Command } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'
import type { RememberedLookup, TracedMailbox } from '../explain/told-lookup.ts'
import { callAdmin, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { budgetWords } from './budget-words.ts'
import { printable } from './printable.ts'
import { shownInstant } from './show-instant.ts'
import { stepTable } from './step-table.ts'

interface ShowOptions extends AdminOptions {
  readonly about?: string
}

const ERASED = '(erased)'
/** Of so many mailboxes at most every step is shown, unless one is asked for. */
const STEPS_OF = 3

function lineOf(mailbox: TracedMailbox): string {
  const granted = mailbox.level === undefined ? '' : `  ${mailbox.level} as ${mailbox.view ?? ''}`
  const side = mailbox.side === undefined ? '' : ` (${mailbox.side} side)`
  const route = mailbox.route === null ? '' : `  [${printable(mailbox.route)}]`
  const end = mailbox.endedAt === null ? '' : `  ended at ${mailbox.endedAt.step}: ${mailbox.endedAt.code}`
  const there =
    mailbox.upstreamRequestId === undefined ? '' : `\n    their request ${printable(mailbox.upstreamRequestId)}`
  const { about, outcome, decidedBy } = mailbox
  return `  ${about ?? ERASED}  ${outcome}${granted}  by ${decidedBy}${side}${route}${end}${there}\n`
}

/**
 * @param about whose steps are shown; undefined: everybody's, where they are few
 * @throws FederationError `ERR_NOT_FOUND` where this one was not asked about
 */
function describe({ at, requestId, from, explained, refused, steps, mailboxes }: RememberedLookup, about?: string) {
  if (refused !== null) {
    const by = from === null ? '' : `${from} asked, `
    return `${shownInstant(at)}  ${by}request ${requestId}: refused, ${printable(refused)}\n\n${stepTable(steps ?? [])}${budgetWords(steps ?? [])}`
  }
  const asked = explained ? 'was asked as, to explain' : 'asked'
  const shown = mailboxes.filter((mailbox) => about === undefined || mailbox.about === about)
  if (shown.length === 0) throw new FederationError('ERR_NOT_FOUND', 'Nobody of this address was asked about.')
  const told = shown.map((mailbox) => {
    const withSteps = mailbox.steps !== null && (about !== undefined || mailboxes.length <= STEPS_OF)
    return withSteps ? `${lineOf(mailbox)}\n${stepTable(mailbox.steps)}\n` : lineOf(mailbox)
  })
  const more = mailboxes.length > STEPS_OF && about === undefined ? 'Every step of one: --about <address>\n' : ''
  const less = budgetWords(shown.flatMap((mailbox) => mailbox.steps ?? []))
  return `${shownInstant(at)}  ${from ?? ERASED} ${asked}, request ${requestId}\n${told.join('')}${less}${more}`
}

export function lookupCommand(): Command {
  const show = withAdminOptions(new Command('show'))
    .description('Show every step of a lookup, or why its request was refused.')
    .argument('<request-id>', 'the request-id header of the answer')
    .option('--about <address>', 'of this mailbox only')
    .action(async (requestId: string, options: ShowOptions) => {
      const lookup = (await callAdmin('GET', `/lookups/${encodeURIComponent(requestId)}`, options)) as RememberedLookup
      const asJson = () => `${JSON.stringify(lookup, null, 2)}\n`
      process.stdout.write(options.json === true ? asJson() : describe(lookup, options.about?.toLowerCase()))
    })
  return new Command('lookup').description('Recent lookups.').addCommand(show)
}
