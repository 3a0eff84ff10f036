import { isAddressSpace } from '../../../trust/organization/address-space.ts'
import { acceptedOf, inForce } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { unconfirmedHosts } from '../../../trust/organization/partner-hosts.ts'
import type { Host } from '../../../trust/organization/partner-hosts.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { trustAddress } from './listed-trust.ts'
import { TRUST_CHANGE_TEXTS } from './trust-change-texts.ts'

/** What an administrator can do about a trust; its address ends so. */
export type TrustAct =
  | 'accept'
  | 'hosts'
  | 'resume'
  | 'terms'
  | 'check-domains'
  | 'refresh'
  | 'suspend'
  | 'credential'
  | 'address'
  | 'file'
  | 'revoke'

/** Whether somebody has to compare a certificate before anything else is said: a yes without it would settle that unseen. */
export const needsCompared = (trust: FederationTrust): boolean =>
  trust.strange !== null || (trust.is.state === 'attention' && trust.is.because === 'certificate-changed')

/** Suspended by ourselves it is resumed first. */
const takesYes = ({ is }: FederationTrust): boolean =>
  is.state !== 'revoked' && !(is.state === 'suspended' && is.by === 'us')

/** A yes with the fingerprint read over the telephone: the first, or one to another certificate. */
export const mayAccept = (trust: FederationTrust): boolean =>
  takesYes(trust) && (acceptedOf(trust) === null || needsCompared(trust))

/** A yes with other terms, under the certificate that was compared. */
export const mayChangeTerms = (trust: FederationTrust): boolean =>
  takesYes(trust) && acceptedOf(trust) !== null && !needsCompared(trust)

/** Hosts a partner moved to that nobody confirmed; none before the first yes, which is to all it names. */
export const hostsToConfirm = (trust: FederationTrust): readonly Host[] =>
  mayChangeTerms(trust) ? unconfirmedHosts(trust, acceptedOf(trust)?.domains ?? []) : []

export const maySuspend = (trust: FederationTrust): boolean =>
  inForce(trust) || (trust.is.state === 'suspended' && trust.is.by === 'partner')

export const mayResume = ({ is }: FederationTrust): boolean => is.state === 'suspended' && is.by === 'us'

/** In the order in which they are offered: what is waited for first, what cannot be taken back last. */
export function actsOf(trust: FederationTrust): readonly TrustAct[] {
  if (trust.is.state === 'revoked') return []
  const accepted = acceptedOf(trust) !== null
  const signs = !isAddressSpace(trust)
  const may: readonly (readonly [TrustAct, boolean])[] = [
    ['accept', mayAccept(trust)],
    ['hosts', hostsToConfirm(trust).length > 0],
    ['resume', mayResume(trust)],
    ['terms', mayChangeTerms(trust)],
    ['check-domains', accepted],
    ['refresh', signs],
    ['suspend', maySuspend(trust)],
    ['credential', accepted],
    ['address', accepted && !signs],
    ['file', signs],
    ['revoke', true],
  ]
  return may.filter(([, can]) => can).map(([act]) => act)
}

/** The way to one of them; its name says of which trust. */
export function actLink(
  viewer: Viewer,
  { id, partner, act }: { readonly id: string; readonly partner: string; readonly act: TrustAct },
  label: string,
  isFirst = false,
): Html {
  const { acts, ofTrust } = TRUST_CHANGE_TEXTS[viewer.locale.language]
  return html`<a class="button${isFirst ? ' first' : ''}" href="${trustAddress(viewer, id, act)}" aria-label="${ofTrust(acts[act], partner)}">${label}</a>`
}

/** The ways to what can be done about a trust; how the partner shows who asks is changed where it is shown. */
export function actLinks(viewer: Viewer, id: string, partner: string, trust: FederationTrust): Html {
  const { acts } = TRUST_CHANGE_TEXTS[viewer.locale.language]
  const offered = actsOf(trust).filter((act) => act !== 'credential')
  return html`<div class="acts">${offered.map((act, i) => actLink(viewer, { id, partner, act }, acts[act], i === 0))}</div>`
}
