import { Command } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'
import { LARGEST_REPORT, readDeliveryReport } from '../../protocols/mail/delivery-report.ts'
import { callAdmin, print, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'

/** Standard input to its end, or a little more than a report may have. */
async function readReport(): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > LARGEST_REPORT) break
  }
  return Buffer.concat(chunks)
}

function bounceCommand(): Command {
  return withChangeOptions(new Command('bounce'))
    .description('Read a report of a mail server from standard input, and mark the invitation it is about as refused.')
    .action(async (options: AdminOptions) => {
      const failure = await readDeliveryReport(await readReport())
      if (failure === null) {
        const message = 'standard input is no report (RFC 3464) that a message of ours was not delivered'
        throw new FederationError('ERR_MESSAGE_MALFORMED', message)
      }
      const answer = await callAdmin('POST', '/invitations/bounce', options, failure)
      print(options, answer, () => `${failure.messageId} came back: ${failure.detail}\n`)
    })
}

export function invitationCommand(): Command {
  return new Command('invitation').description('Invitations by e-mail.').addCommand(bounceCommand())
}
