import type { Instant } from '../../protocols/availability/time-window.ts'
import { challengeRecord } from '../../trust/organization/domain-proof.ts'
import { isAddressSpace } from '../../trust/organization/address-space.ts'
import { acceptedOf } from '../../trust/organization/federation-trust.ts'
import type { AttentionCause, FederationTrust, TrustState } from '../../trust/organization/federation-trust.ts'
import { unconfirmedHosts } from '../../trust/organization/partner-hosts.ts'
import type { Host } from '../../trust/organization/partner-hosts.ts'
import { needsOf } from '../../trust/organization/settle-trust.ts'
import { challengeName } from '../domains/check-domain.ts'
import type { Telling } from './offer-exchange.ts'

/** What is to be done about a trust, whatever it is called in words. */
export type OpenTask =
  | { readonly task: 'over' }
  | { readonly task: Exclude<AttentionCause, 'host-unconfirmed'> }
  | { readonly task: 'host-unconfirmed'; readonly hosts: readonly Host[] }
  /** A proposal: the fingerprint is compared, or the address looked at, and then somebody says yes. */
  | { readonly task: 'compare' | 'look-at-address' }
  | { readonly task: 'resume' | 'resumes-itself' }
  /** The partner's yes: it waits for proofs, it knows of us, it does not know of us, it ended its trust with us. */
  | { readonly task: 'sees-proofs' | 'says-yes' | 'resumes' }
  | { readonly task: 'proposes-us' | 'proposes-us-anew'; readonly metadataUrl: string }
  /** Not reached: it is tried again, and a file gets through a closed firewall. */
  | { readonly task: 'carry-file'; readonly address: string | null }
  | { readonly task: 'replace-certificate'; readonly end: Instant }
  | { readonly task: 'renew' | 'renews' }
  | { readonly task: 'publish'; readonly name: string; readonly value: string }

/** Something that is still to be done about a trust, and by whose administrator. */
export type OpenStep = OpenTask & { readonly who: 'us' | 'partner' }

export interface StepFacts {
  readonly trust: FederationTrust
  /** Where our own metadata is: what the partner's administrator proposes us by. */
  readonly ownMetadataUrl: string
  /** What came of telling the partner, last; null where nobody tried. */
  readonly telling: Telling | null
}

/** Waiting for this side's record. */
const WANTED: ReadonlySet<string> = new Set(['pending', 'missing', 'lost'])

const us = (task: OpenTask): OpenStep => ({ ...task, who: 'us' })
const them = (task: OpenTask): OpenStep => ({ ...task, who: 'partner' })

/** What both administrators still have to do, the most pressing first. */
export function openSteps(facts: StepFacts): readonly OpenStep[] {
  const { trust } = facts
  if (trust.is.state === 'revoked') return [us({ task: 'over' })]
  const needs = needsOf(trust).map((cause) => us(needed(trust, cause)))
  return [...needs, ...stateSteps(facts), ...ourRecords(trust), ...theirRecords(trust)]
}

function needed(trust: FederationTrust, cause: AttentionCause): OpenTask {
  if (cause !== 'host-unconfirmed') return { task: cause }
  return { task: cause, hosts: unconfirmedHosts(trust, acceptedOf(trust)?.domains ?? []) }
}

function stateSteps(facts: StepFacts): readonly OpenStep[] {
  const { is } = facts.trust
  switch (is.state) {
    case 'proposed':
      return [us({ task: isAddressSpace(facts.trust) ? 'look-at-address' : 'compare' })]
    case 'offered':
      return [yesStep(facts)]
    case 'suspended':
      return [is.by === 'us' ? us({ task: 'resume' }) : them({ task: 'resumes-itself' })]
    case 'expired':
      return expiredSteps(is, facts.trust)
    default:
      return []
  }
}

function yesStep({ trust, ownMetadataUrl: metadataUrl, telling }: StepFacts): OpenStep {
  const standing = trust.theirs?.standing
  if (standing === 'proving') return them({ task: 'sees-proofs' })
  if (standing === 'proposed') return them({ task: 'says-yes' })
  if (standing === 'revoked') return them({ task: 'proposes-us-anew', metadataUrl })
  if (standing === 'suspended') return them({ task: 'resumes' })
  if (telling === 'not reached') return us({ task: 'carry-file', address: trust.asked.offers ?? null })
  return them({ task: 'proposes-us', metadataUrl })
}

function expiredSteps(is: Extract<TrustState, { state: 'expired' }>, trust: FederationTrust): readonly OpenStep[] {
  const { theirs, metadata, ours } = trust
  if (is.because === 'certificate') return [us({ task: 'replace-certificate', end: metadata.certificate.notAfter })]
  const both = theirs?.validUntil !== null && theirs?.validUntil !== undefined && ours.validUntil !== null
  return [us({ task: 'renew' }), ...(both ? [them({ task: 'renews' })] : [])]
}

/** Records we have to publish, as the partner told us. */
function ourRecords({ theirs, local }: FederationTrust): readonly OpenStep[] {
  const wanted = (theirs?.domains ?? []).filter(({ proof }) => WANTED.has(proof))
  return wanted.map(({ domain, challenge }) =>
    us({ task: 'publish', name: challengeName(domain), value: challengeRecord(local, challenge ?? '') }),
  )
}

/** Records the partner has to publish; it is told of them with our statement, once it is reached. */
function theirRecords(trust: FederationTrust): readonly OpenStep[] {
  const wanted = (acceptedOf(trust)?.domains ?? []).filter(({ proof }) => WANTED.has(proof.state))
  return wanted.map(({ domain, proof }) => {
    const challenge = proof.state === 'unproven' ? '' : proof.challenge
    return them({ task: 'publish', name: challengeName(domain), value: challengeRecord(trust.partner, challenge) })
  })
}
