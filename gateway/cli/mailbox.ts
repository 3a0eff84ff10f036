import { Command } from 'commander'
import { callAdmin, print, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { partCommand } from './part.ts'
import { shownInstant } from './show-instant.ts'

interface MadeLink {
  readonly mailbox: string
  readonly until: string
  readonly address: string | null
}

function linkCommand(): Command {
  return withChangeOptions(new Command('link'))
    .description("Print an address that opens an owner's page, once, within fifteen minutes.")
    .argument('<mailbox>', 'her address')
    .action(async (mailbox: string, options: AdminOptions) => {
      const path = `/mailboxes/${encodeURIComponent(mailbox)}/owner-link`
      print(options, await callAdmin('POST', path, options, {}), ({ address, until }: MadeLink) =>
        address === null ? `an address for ${mailbox}, until ${shownInstant(until)}\n` : `${address}\n`,
      )
    })
}

/** Mailbox entries, and the way to an owner's page. */
export function mailboxCommand(): Command {
  return partCommand('mailbox').addCommand(linkCommand())
}
