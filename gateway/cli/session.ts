import { Command } from 'commander'
import { callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { printable } from './printable.ts'
import { shownInstant } from './show-instant.ts'

interface ShownSession {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly by: 'password' | 'openid'
  readonly begun: string
  readonly used: string
}

function listed(sessions: readonly ShownSession[]): string {
  const width = Math.max(...sessions.map(({ name }) => printable(name).length))
  const line = ({ id, name, role, by, begun, used }: ShownSession): string =>
    `${id}  ${role.padEnd(13)}  ${printable(name).padEnd(width)}  by ${by}, since ${shownInstant(begun)}, used ${shownInstant(used)}\n`
  return sessions.map(line).join('')
}

function listCommand(): Command {
  return withAdminOptions(new Command('list'))
    .description('List who is signed in to the console.')
    .action(async (options: AdminOptions) => {
      print(
        options,
        await callAdmin('GET', '/console-sessions', options),
        ({ sessions }: { sessions: ShownSession[] }) =>
          sessions.length === 0 ? 'Nobody is signed in to the console.\n' : listed(sessions),
      )
    })
}

function revokeCommand(): Command {
  return withChangeOptions(new Command('revoke'))
    .description('End a session of the console; it counts at once.')
    .argument('<session>', 'id of the session')
    .action(async (id: string, options: AdminOptions) => {
      const path = `/console-sessions/${encodeURIComponent(id)}`
      print(options, await callAdmin('DELETE', path, options), () => `The session ${id} is over.\n`)
    })
}

export function sessionCommand(): Command {
  return new Command('session')
    .description('Who is signed in to the console.')
    .addCommand(listCommand())
    .addCommand(revokeCommand())
}
