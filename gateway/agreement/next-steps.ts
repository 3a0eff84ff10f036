import { challengeRecord } from '../../trust/organization/domain-proof.ts'
import { isAddressSpace } from '../../trust/organization/address-space.ts'
import { acceptedOf } from '../../trust/organization/federation-trust.ts'
import type { AttentionCause, FederationTrust, TrustState } from '../../trust/organization/federation-trust.ts'
import { unconfirmedHosts } from '../../trust/organization/partner-hosts.ts'
import { needsOf } from '../../trust/organization/settle-trust.ts'
import { trustId } from '../admin/administration.ts'
import { challengeName } from '../domains/check-domain.ts'
import type { Telling } from './offer-exchange.ts'

/** Something that is still to be done about a trust, and by whose administrator. */
export interface NextStep {
  readonly who: 'us' | 'partner'
  readonly what: string
}

export interface StepFacts {
  readonly trust: FederationTrust
  /** Where our own metadata is: what the partner's administrator proposes us by. */
  readonly ownMetadataUrl: string
  /** What came of telling the partner, last; null where nobody tried. */
  readonly telling: Telling | null
}

/** Waiting for this side's record. */
const WANTED: ReadonlySet<string> = new Set(['pending', 'missing', 'lost'])

/** What both administrators still have to do, the most pressing first. */
export function nextSteps(facts: StepFacts): readonly NextStep[] {
  const { trust } = facts
  if (trust.is.state === 'revoked') return [us('Nothing: it is over. For a new one, either side proposes anew.')]
  const needs = needsOf(trust).map((cause) => us(NEEDS[cause](trust)))
  return [...needs, ...stateSteps(facts), ...ourRecords(trust), ...theirRecords(trust)]
}

const us = (what: string): NextStep => ({ who: 'us', what })
const them = (what: string): NextStep => ({ who: 'partner', what })

function stateSteps(facts: StepFacts): readonly NextStep[] {
  const { trust } = facts
  const { is } = trust
  const id = trustId(trust)
  const { name } = trust.metadata
  switch (is.state) {
    case 'proposed':
      if (isAddressSpace(trust))
        return [us(`Are its address and domains right? Then say yes: ledig trust accept ${id} --domain <their domain>`)]
      return [
        us(
          `Compare the fingerprint with the administrator of ${name} over the telephone, then say yes: ` +
            `ledig trust accept ${id} ${READ_OUT} --domain <their domain>`,
        ),
      ]
    case 'offered':
      return yesSteps(facts)
    case 'suspended':
      return is.by === 'us'
        ? [us(`It is suspended here: ledig trust resume ${id}`)]
        : [them(`${name} suspended it and ends that itself; then it serves again by itself.`)]
    case 'expired':
      return expiredSteps(is, trust)
    default:
      return []
  }
}

const READ_OUT = '--fingerprint "<what you were read>"'

/** What a person has to do, by what needs one. */
const NEEDS: Readonly<Record<AttentionCause, (trust: FederationTrust) => string>> = {
  'certificate-changed': (trust) =>
    `${trust.metadata.name} shows another certificate than the one you said yes to. Have its administrator read you its ` +
    `fingerprint over the telephone, and say yes to that: ledig trust accept ${trustId(trust)} ${READ_OUT}`,
  'host-unconfirmed': (trust) => {
    const hosts = unconfirmedHosts(trust, acceptedOf(trust)?.domains ?? [])
    return (
      `${trust.metadata.name} says that it is at ${hosts.join(' and ')} now, in none of its proven domains. It is not asked ` +
      `there. If its administrator says that this is right: ` +
      `ledig trust accept ${trustId(trust)} ${READ_OUT} --host ${hosts.join(' ')}`
    )
  },
  'domain-missing': () => 'The record of a domain was not there for three days: see the domains below.',
  'metadata-stale': () =>
    "The partner's metadata could not be read for too long: ledig trust test says where it fails.",
}

function yesSteps({ trust, ownMetadataUrl, telling }: StepFacts): readonly NextStep[] {
  const { theirs, metadata } = trust
  const { name } = metadata
  const standing = theirs?.standing
  if (standing === 'proving') return [them(`${name} said yes and waits for the proof of our domains.`)]
  if (standing === 'proposed') return [them(`${name} knows of us: wait for its yes.`)]
  if (standing === 'revoked')
    return [them(`${name} ended its trust with us: it proposes us anew, at ${ownMetadataUrl}`)]
  if (standing === 'suspended') return [them(`${name} suspended its side: wait until it resumes it.`)]
  if (telling === 'not reached') {
    return [
      us(
        `${name} was not reached at ${trust.asked.offers ?? 'its address'}. It is tried every minute; where a ` +
          `firewall is closed: ledig trust export ${trustId(trust)}, and the other side imports the file.`,
      ),
    ]
  }
  return [them(`${name} does not know of us yet: it proposes ${ownMetadataUrl} and says yes.`)]
}

function expiredSteps(is: Extract<TrustState, { state: 'expired' }>, trust: FederationTrust): readonly NextStep[] {
  const { theirs, metadata, ours } = trust
  if (is.because === 'certificate') {
    const end = new Date(metadata.certificate.notAfter).toISOString()
    return [
      us(
        `A certificate is over, ours or that of ${metadata.name} (${end}): replace it, and it serves again by itself.`,
      ),
    ]
  }
  const both = theirs?.validUntil !== null && theirs?.validUntil !== undefined && ours.validUntil !== null
  const renew = us(
    `The agreed end has passed: say yes with a new one, ledig trust accept ${trustId(trust)} --until <day>`,
  )
  return both ? [renew, them(`${metadata.name} does the same.`)] : [renew]
}

/** Records we have to publish, as the partner told us. */
function ourRecords({ theirs, local, metadata }: FederationTrust): readonly NextStep[] {
  const wanted = (theirs?.domains ?? []).filter(({ proof }) => WANTED.has(proof))
  return wanted.map(({ domain, challenge }) =>
    us(`Publish for ${metadata.name}: ${challengeName(domain)} TXT "${challengeRecord(local, challenge ?? '')}"`),
  )
}

/** Records the partner has to publish; it is told of them with our statement, once it is reached. */
function theirRecords(trust: FederationTrust): readonly NextStep[] {
  const wanted = (acceptedOf(trust)?.domains ?? []).filter(({ proof }) => WANTED.has(proof.state))
  return wanted.map(({ domain, proof }) => {
    const challenge = proof.state === 'unproven' ? '' : proof.challenge
    return them(`Publish ${challengeName(domain)} TXT "${challengeRecord(trust.partner, challenge)}"`)
  })
}
