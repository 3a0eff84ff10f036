import { hasNamedAdministrator } from '../../sign-in/named-administrator.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'

/** Whether nobody administers by name any more once this account does not. */
export function isLastNamed({ consoleAccounts, openid }: ConsoleDoor, name: string): boolean {
  const all = consoleAccounts.list()
  const roles = openid?.settings.roles ?? null
  const others = all.filter((account) => account.name !== name)
  return hasNamedAdministrator(all, roles) && !hasNamedAdministrator(others, roles)
}

/** Whether an account is hers who asks: then her session ends with the change. */
export const isOwn = ({ viewer: { session } }: Visit, name: string): boolean =>
  session.by.kind === 'password' && session.name === name
