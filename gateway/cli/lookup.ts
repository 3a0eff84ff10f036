import { Command } from 'commander'
import type { RememberedLookup } from '../broker/lookup-trace.ts'
import { callAdmin, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { printable } from './printable.ts'
import { shownInstant } from './show-instant.ts'

const ERASED = '(erased)'

function describe(lookup: RememberedLookup): string {
  const { at, requestId, from, explained, refused, mailboxes } = lookup
  if (refused !== null) return `${shownInstant(at)}  request ${requestId}: credentials refused, ${printable(refused)}\n`
  const rows = mailboxes.map((mailbox) => {
    const granted = mailbox.level === undefined ? '' : `  ${mailbox.level} as ${mailbox.view ?? ''}`
    const side = mailbox.side === undefined ? '' : ` (${mailbox.side} side)`
    const route = mailbox.route === null ? '' : `  [${mailbox.route}]`
    const there =
      mailbox.upstreamRequestId === undefined ? '' : `\n    their request ${printable(mailbox.upstreamRequestId)}`
    return `  ${mailbox.about ?? ERASED}  ${mailbox.outcome}${granted}  by ${mailbox.decidedBy}${side}${route}${there}`
  })
  const asked = explained ? 'was asked as, to explain' : 'asked'
  return `${shownInstant(at)}  ${from ?? ERASED} ${asked}, request ${requestId}\n${rows.join('\n')}\n`
}

export function lookupCommand(): Command {
  const show = withAdminOptions(new Command('show'))
    .description('Show why a lookup was answered as it was.')
    .argument('<request-id>', 'the request-id header of the answer')
    .action(async (requestId: string, options: AdminOptions) => {
      const lookup = await callAdmin('GET', `/lookups/${encodeURIComponent(requestId)}`, options)
      process.stdout.write(
        options.json === true ? `${JSON.stringify(lookup, null, 2)}\n` : describe(lookup as RememberedLookup),
      )
    })
  return new Command('lookup').description('Recent lookups.').addCommand(show)
}
