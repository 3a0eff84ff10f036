import type { MailboxAddress } from '../protocols/availability/mailbox-address.ts'
import type { BasicCredentials } from '../trust/credentials/basic-credentials.ts'
import type { Clock } from '../trust/clock.ts'
import { signInRole } from '../trust/credentials/role-account.ts'
import type { NamedPartner } from '../trust/organization/trust-snapshot.ts'
import type { BearerRequest } from '../trust/tokens/verify-bearer.ts'
import type { PartnerRequester, TokenRefusal, Verification } from '../trust/tokens/verify-token.ts'
import type { HostedOrganization } from './broker/directory.ts'
import type { Requester } from './broker/requester.ts'
import { visitorOf } from './sharing/visitor-budget.ts'

export interface SignedRequest {
  readonly authorization: string | undefined
  readonly url: string
  readonly body: Uint8Array
  /** The network address it came from. */
  readonly source: string
  /** Whether nobody between can have read what it shows. */
  readonly secure: boolean
  /** The header `Federation-Person`, where it has one. */
  readonly person?: string | undefined
}

export type Authentication =
  | { readonly authenticated: true; readonly requester: Requester }
  | { readonly authenticated: false; readonly because: string; readonly issuer?: string }

export interface Authenticator {
  readonly basic: BasicCredentials
  readonly organizationOf: (person: MailboxAddress) => HostedOrganization | undefined
  readonly verify: (token: string, request: BearerRequest) => Verification | Promise<Verification>
  /** The partner whose role account this is. */
  readonly roleAccountOf: (account: MailboxAddress) => NamedPartner | undefined
  readonly clock: Clock
  /**
   * Reads the issuer's metadata again, since it may have new keys; false where that was done moments ago or changed
   * nothing.
   */
  readonly refreshIssuer: (token: string) => Promise<boolean>
}

const asPartner = (requester: PartnerRequester): Authentication => ({
  authenticated: true,
  requester: { kind: 'partner', ...requester },
})

const MAY_BE_STALE: ReadonlySet<TokenRefusal> = new Set(['TRUST_KEY_UNKNOWN', 'TRUST_KEY_EXPIRED'])

async function byToken(who: Authenticator, token: string, request: SignedRequest): Promise<Authentication> {
  const { url, body, source, person } = request
  const signed = { method: 'POST', url, body, source, person }
  let verification = await who.verify(token, signed)
  if (!verification.verified && MAY_BE_STALE.has(verification.because) && (await who.refreshIssuer(token))) {
    verification = await who.verify(token, signed)
  }
  return verification.verified
    ? asPartner(verification.requester)
    : { authenticated: false, because: verification.because }
}

/** None of our own people, with a password that is right: a partner's role account. */
function byRoleAccount(who: Authenticator, account: MailboxAddress, request: SignedRequest): Authentication {
  const found = who.roleAccountOf(account)
  if (found === undefined) return { authenticated: false, because: 'basic: no organization' }
  const { secure, person } = request
  const role = signInRole({ account, secure, person }, found, who.clock.now())
  return role.verified ? asPartner(role.requester) : { authenticated: false, because: role.because }
}

/** Who asks: a partner's server by its signed token, one of our people by user name and password, or nobody we know. */
export async function authenticate(who: Authenticator, request: SignedRequest): Promise<Authentication> {
  const { authorization } = request
  if (authorization === undefined) return { authenticated: false, because: 'no credentials' }
  if (/^bearer(?: |$)/i.test(authorization)) return byToken(who, authorization.slice('bearer '.length).trim(), request)
  const signIn = await who.basic.signIn(authorization, visitorOf(request.source))
  if (!signIn.signedIn) return { authenticated: false, because: `basic: ${signIn.because}` }
  const organization = who.organizationOf(signIn.person)
  if (organization === undefined) return byRoleAccount(who, signIn.person, request)
  return { authenticated: true, requester: { kind: 'inside', organization, person: signIn.person } }
}
