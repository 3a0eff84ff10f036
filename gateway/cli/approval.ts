import { Command } from 'commander'
import { callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { shownInstant } from './show-instant.ts'

export interface ShownApproval {
  readonly id: string
  readonly operation: string
  readonly params: Readonly<Record<string, string>>
  readonly body: unknown
  readonly askedBy: string
  /** Of the access token, null where it is gone since; or of the person who is signed in to the console. */
  readonly askedByName: string | null
  readonly until: string
}

/** A session of the console says so itself. */
const askedWith = (askedBy: string): string => (askedBy.startsWith('session:') ? askedBy : `token ${askedBy}`)

const describe = ({ id, operation, params, body, askedBy, askedByName, until }: ShownApproval): string =>
  [
    `${id}  ${operation.replace('.', ' ')} ${Object.values(params).join(' ')}`,
    `  asked by      ${askedByName === null ? '' : `${askedByName}, `}${askedWith(askedBy)}`,
    `  until         ${shownInstant(until)}`,
    `  with          ${JSON.stringify(body)}`,
    '',
  ].join('\n')

/** What is printed instead of the result where a second administrator has to say yes. */
export const waiting = ({ approval }: { readonly approval: ShownApproval }): string =>
  `${describe(approval)}
Nothing was changed yet: another administrator has to give it within a day.
  ledig approval give ${approval.id}
`

/** The words for a result, or for the request that waits instead of it. */
export function orWaiting<Result>(words: (result: Result) => string): (answer: Result) => string {
  return (answer) =>
    typeof answer === 'object' && answer !== null && 'approval' in answer
      ? waiting(answer as { approval: ShownApproval })
      : words(answer)
}

function listCommand(): Command {
  return withAdminOptions(new Command('list'))
    .description('Show what waits for a second administrator.')
    .action(async (options: AdminOptions) => {
      const answer = await callAdmin('GET', '/approvals', options)
      print(options, answer, ({ approvals }: { approvals: ShownApproval[] }) =>
        approvals.length === 0 ? 'Nothing waits.\n' : approvals.map(describe).join('\n'),
      )
    })
}

function giveCommand(): Command {
  return withChangeOptions(new Command('give'))
    .description('Carry out what another administrator asked for.')
    .argument('<approval>', 'id of the request')
    .action(async (id: string, options: AdminOptions) => {
      const answer = await callAdmin('POST', `/approvals/${id}/give`, options, {})
      print(
        options,
        answer,
        (done: { id?: string; state?: string }) => `Done: ${done.id ?? ''} is ${done.state ?? 'changed'}.\n`,
      )
    })
}

function withdrawCommand(): Command {
  return withChangeOptions(new Command('withdraw'))
    .description('Take back a request that waits for a second administrator.')
    .argument('<approval>', 'id of the request')
    .action(async (id: string, options: AdminOptions) => {
      print(options, await callAdmin('DELETE', `/approvals/${id}`, options), () => `Withdrawn: ${id}\n`)
    })
}

export function approvalCommand(): Command {
  return new Command('approval')
    .description('Changes of trust that wait for a second administrator.')
    .addCommand(listCommand())
    .addCommand(giveCommand())
    .addCommand(withdrawCommand())
}
