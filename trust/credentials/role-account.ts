import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { NamedPartner } from '../organization/trust-snapshot.ts'
import { readPerson } from '../tokens/verify-token.ts'
import type { Verification } from '../tokens/verify-token.ts'

/** What came with a password that was right. */
export interface RoleSignIn {
  readonly account: MailboxAddress
  /** Whether nobody between can have read the password. */
  readonly secure: boolean
  /** The header `Federation-Person`; absent: the account asks for its organization. */
  readonly person: string | undefined
}

/** As whom a partner's role account asks now: its password was right, its relationship decides (availability address space). */
export function signInRole({ account, secure, person }: RoleSignIn, found: NamedPartner, now: Instant): Verification {
  const { local: audience, partner, trusted } = found
  if (!trusted.usable(now)) return { verified: false, because: 'TRUST_SUSPENDED' }
  const { credential } = trusted
  if (!secure || credential.kind !== 'basic' || credential.account !== account) {
    return { verified: false, because: 'TRUST_CREDENTIAL' }
  }
  const asking = person === undefined ? account : readPerson(person)
  if (asking === undefined || !trusted.speaksFor(domainOf(asking))) return { verified: false, because: 'TRUST_SUBJECT' }
  const said = { issuer: partner, organization: partner, person: asking, audience, hop: 0, tokenId: 'basic' }
  return { verified: true, requester: said }
}
