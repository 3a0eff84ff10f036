import { Command } from 'commander'
import type { RememberedLookup } from '../broker/lookup-trace.ts'
import { callAdmin, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { printable } from './printable.ts'
import { shownInstant } from './show-instant.ts'

function describe(lookup: RememberedLookup): string {
  const rows = lookup.mailboxes.map((mailbox) => {
    const granted = mailbox.level === undefined ? '' : `  ${mailbox.level} as ${mailbox.view ?? ''}`
    const side = mailbox.side === undefined ? '' : ` (${mailbox.side} side)`
    const there =
      mailbox.upstreamRequestId === undefined ? '' : `\n    their request ${printable(mailbox.upstreamRequestId)}`
    return `  ${mailbox.about}  ${mailbox.outcome}${granted}  by ${mailbox.decidedBy}${side}  [${mailbox.route}]${there}`
  })
  return `${shownInstant(lookup.at)}  ${lookup.from} asked, request ${lookup.requestId}\n${rows.join('\n')}\n`
}

export function lookupCommand(): Command {
  const show = withAdminOptions(new Command('show'))
    .description('Show why a recent lookup was answered as it was.')
    .argument('<request-id>', 'the request-id header of the answer')
    .action(async (requestId: string, options: AdminOptions) => {
      const lookup = await callAdmin('GET', `/lookups/${encodeURIComponent(requestId)}`, options)
      process.stdout.write(
        options.json === true ? `${JSON.stringify(lookup, null, 2)}\n` : describe(lookup as RememberedLookup),
      )
    })
  return new Command('lookup').description('Recent lookups.').addCommand(show)
}
