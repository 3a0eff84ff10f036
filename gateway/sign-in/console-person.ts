import type { Person } from '../admin/operation.ts'
import type { SignedIn } from './console-sessions.ts'

/**
 * Who is signed in, whichever session it is in: the account of this gateway, or the subject of a provider (OpenID Connect
 * Core 1.0, 2: issuer and subject together never name somebody else).
 */
export function personOf({ name, by }: Pick<SignedIn, 'name' | 'by'>): Person {
  const id = by.kind === 'password' ? ['account', name] : ['openid', by.issuer, by.subject]
  return { id: JSON.stringify(id), name }
}
