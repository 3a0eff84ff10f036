import type { RoleMapping } from '../../trust/sign-in/console-role.ts'
import type { ConsoleAccount } from './console-accounts.ts'

/**
 * Whether some person administers under a name of her own: an account of role administrator, or a provider that makes
 * somebody one. The access token of the configuration and a first code that nobody claimed name nobody: what is done with
 * them is on record, and who did it is not.
 *
 * @param roles of the provider; null where there is none
 */
export function hasNamedAdministrator(
  accounts: readonly Pick<ConsoleAccount, 'role'>[],
  roles: Pick<RoleMapping, 'values'> | null,
): boolean {
  return accounts.some(({ role }) => role === 'administrator') || (roles?.values.administrator.length ?? 0) > 0
}
