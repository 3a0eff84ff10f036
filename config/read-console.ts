import { CONSOLE_ROLES } from '../trust/sign-in/console-role.ts'
import type { RoleMapping } from '../trust/sign-in/console-role.ts'
import type { ConfigDocument } from './config-schema.ts'
import { ownSecret } from './read-mail.ts'
import { isLoopback, readPlace } from './read-place.ts'
import type { Place } from './read-place.ts'
import type { Secret } from './secrets.ts'

export interface OpenIdSettings {
  /** As it stands on the button. */
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret | null
  readonly secretIn: 'header' | 'body'
  readonly scopes: readonly string[]
  readonly nameClaim: string
  /** Null: nobody has a mailbox by signing in. */
  readonly mailboxClaim: string | null
  readonly roles: RoleMapping
}

/** The pages of administrators and auditors. */
export interface ConsoleSettings extends Place {
  /** Null: only accounts kept here sign in. */
  readonly openid: OpenIdSettings | null
}

type WrittenOpenId = NonNullable<NonNullable<ConfigDocument['console']>['openid']>
type Reading = Parameters<typeof ownSecret>[0]

function readOpenId(reading: Reading, written: WrittenOpenId): OpenIdSettings {
  const { issuer, clientSecretFile, roles, scopes, ...rest } = written
  const url = new URL(issuer)
  if (url.protocol === 'http:' && !isLoopback(url)) {
    reading.refuse('console.openid.issuer', 'found plain http; expected https, since the host is not loopback')
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    reading.refuse('console.openid.issuer', 'found more than an address; expected one without user name, query and #')
  }
  if (!scopes.includes('openid'))
    reading.refuse('console.openid.scopes', 'found no openid; expected it among the scopes')
  const { claim, ...values } = roles
  if (CONSOLE_ROLES.every((role) => values[role].length === 0)) {
    reading.refuse('console.openid.roles', 'found no value that gives a role; expected one at least')
  }
  const file = clientSecretFile
  const clientSecret = file === undefined ? null : ownSecret(reading, 'console.openid.clientSecretFile', file)
  return { ...rest, issuer, scopes, clientSecret, roles: { claim, values } }
}

/** Where the console is and who signs in there; null where this deployment has none. */
export function readConsole(reading: Reading, { console: written }: ConfigDocument): ConsoleSettings | null {
  if (written === undefined) return null
  const { openid } = written
  const place = readPlace(reading, 'console', written)
  return { ...place, openid: openid === undefined ? null : readOpenId(reading, openid) }
}
