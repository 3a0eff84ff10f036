import { FederationError } from '../../protocols/federation-error.ts'
import type { ErrorCode, ErrorContext } from '../../protocols/federation-error.ts'
import { createHash } from 'node:crypto'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { OutboundHttp } from '../../protocols/http/outbound-http.ts'
import type { Clock } from '../../trust/clock.ts'
import { fingerprintInHex, fingerprintInWords } from '../../trust/keys/fingerprint.ts'
import type { Fingerprint } from '../../trust/keys/fingerprint.ts'
import type { PartnerCredential } from '../../trust/credentials/partner-credential.ts'
import type { AuditTree } from '../../trust/audit/audit-tree.ts'
import { isAddressSpace } from '../../trust/organization/address-space.ts'
import { acceptedOf, endOf } from '../../trust/organization/federation-trust.ts'
import type { FederationTrust, TransitionRefused } from '../../trust/organization/federation-trust.ts'
import type { Organization } from '../../trust/organization/organization.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { needsOf, restated } from '../../trust/organization/settle-trust.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import type { MinimumSoftware } from '../../trust/organization/version-demand.ts'
import type { PolicyStore } from '../../trust/policies/policy-store.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { LastLooks } from '../../trust/sharing/last-looks.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { byBytes } from '../../trust/stores/by-bytes.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import type { TrustPut, TrustStore } from '../../trust/stores/trust-store.ts'
import { showHosts } from '../agreement/show-hosts.ts'
import { showState } from '../agreement/show-state.ts'
import type { OfferExchange } from '../agreement/offer-exchange.ts'
import type { RecentLookups } from '../broker/lookup-trace.ts'
import type { Examiner } from '../doctor/examiner.ts'
import type { LookupBudgets } from '../limits/lookup-budgets.ts'
import type { Explain } from '../explain/explain-lookup.ts'
import type { DomainRules } from '../domains/claim-domains.ts'
import type { DomainWatch } from '../domains/domain-watch.ts'
import { showDomains } from '../domains/show-domains.ts'
import type { PartnerHealth } from '../health/partner-health.ts'
import type { Identities } from '../identities.ts'
import type { Log } from '../log.ts'
import type { Invitations } from '../sharing/invitations.ts'
import type { DiffPolicy } from '../replay/policy-differ.ts'
import type { MetadataSigner } from '../publish-metadata.ts'
import type { OwnerLinks } from '../sharing/owner-link.ts'
import type { Proof } from '../sharing/prove-closed.ts'
import type { ShareOwner } from '../sharing/share.ts'
import type { Sharing } from '../sharing/sharing.ts'
import type { ConsoleAccounts } from '../sign-in/console-accounts.ts'
import type { ConsoleSessions } from '../sign-in/console-sessions.ts'
import type { AccessTokens } from './access-tokens.ts'
import { carriedOutBefore } from './operation.ts'

/** What the operations of the administration work on. */
export interface Administration {
  /** Our organizations by the name the configuration gives them; the gateway itself is `gateway`. */
  readonly organizations: ReadonlyMap<string, Organization>
  readonly publicUrl: string
  readonly state: StateStore
  /** Over the audit log in `state`. */
  readonly auditTree: AuditTree
  /** Under which identities are kept. */
  readonly sealingKey: SealingKey
  readonly identities: Identities
  readonly trusts: TrustStore
  readonly policies: PolicyStore
  readonly tokens: AccessTokens
  /** Who signs in to the console by password, and who is signed in there. */
  readonly consoleAccounts: Pick<ConsoleAccounts, 'list' | 'of' | 'set' | 'remove'>
  readonly consoleSessions: Pick<ConsoleSessions, 'list' | 'revoke'>
  readonly domains: DomainRules & { readonly watch: DomainWatch }
  /** What owners share, and to whom. */
  readonly sharing: Sharing
  readonly ownerLinks: Pick<OwnerLinks, 'make'>
  readonly lastLooks: Pick<LastLooks, 'forget'>
  /** Asks everything that could still show a mailbox. */
  readonly proveClosed: (owner: ShareOwner) => Promise<Proof>
  /** With partners, about our trusts. */
  readonly exchange: Pick<OfferExchange, 'lastTelling' | 'statement' | 'take'>
  /** What an organization of ours says of itself, signed. */
  readonly ownMetadata: MetadataSigner
  /** How many administrators have to say yes to a change of trust. */
  readonly approvals: 1 | 2
  /** To those a calendar is shared with. */
  readonly invitations: Invitations
  readonly lookups: RecentLookups
  /** How partners have answered this instance. */
  readonly partnerHealth: Pick<PartnerHealth, 'since' | 'seen' | 'metadataRead' | 'metadataFailed'>
  /** For so many days a lookup is found by the id of its answer. */
  readonly lookupDays: number
  /** What everybody may learn, of which some is used up. */
  readonly budgets: Pick<LookupBudgets, 'organizations' | 'accounts' | 'people' | 'erase' | 'instances' | 'counts'>
  /** Makes a lookup, and tells every step of it. */
  readonly explain: Explain
  /** Decides the lookups on record again, by a draft of a policy. */
  readonly tryDraft: DiffPolicy
  /** Walks everything between us and a partner. */
  readonly examine: Examiner
  readonly http: OutboundHttp
  readonly minimumSoftware: MinimumSoftware
  readonly clock: Clock
  readonly random: Randomness
  readonly log: Log
}

/** Names one trust in addresses and commands: the same pair of organizations always has the same. */
export function trustId(trust: { readonly local: OrganizationId; readonly partner: OrganizationId }): string {
  return createHash('sha256').update(`${trust.local}\n${trust.partner}`).digest('hex').slice(0, 16)
}

type Trusts = Pick<Administration, 'organizations' | 'trusts'>
/** What a step of a trust needs. */
export type TrustKeeping = Pick<Administration, 'organizations' | 'trusts' | 'clock' | 'log'>

export function allTrusts(administration: Trusts): FederationTrust[] {
  const snapshot = administration.trusts.snapshot()
  return [...administration.organizations.values()].flatMap(({ id }) => [...snapshot.trusts(id)])
}

/** The same order on every instance and after every start; a name is the partner's own choice, so ids decide between equals. */
export function inOrder(trusts: readonly FederationTrust[]): FederationTrust[] {
  const key = ({ metadata, local, partner }: FederationTrust): string => `${metadata.name}\n${local}\n${partner}`
  return [...trusts].sort((a, b) => byBytes(key(a), key(b)))
}

/** @throws FederationError `ERR_NOT_FOUND` */
export function findTrust(administration: Trusts, id: string): FederationTrust {
  const found = allTrusts(administration).find((trust) => trustId(trust) === id)
  if (found === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no trust of this id.')
  return found
}

const REFUSALS: Readonly<Record<TransitionRefused['refused'], string>> = {
  'wrong-state': 'The trust is not in a state in which this can be done',
  'own-organization': 'An organization cannot be its own partner',
  'fingerprint-differs':
    "The fingerprint is not that of the partner's certificate; compare it again over the telephone",
  'certificate-changed':
    'The partner has a new certificate that nothing vouches for; compare its fingerprint and accept it',
  'domain-twice': 'A domain is named twice',
  'host-unknown':
    'A host is named that the partner does not name in its metadata; `ledig trust show` has those it names',
  'end-passed': 'The end that is named has passed already',
  'other-organization': 'The metadata is of another organization than the trust',
  'sequence-lower': 'The metadata is older than what was seen before',
  'sequence-not-raised': 'The metadata changed without a new sequence number',
  'key-changed': 'A token key changed under its name',
  'too-many-keys': 'The metadata announces too many token keys',
}

/** What is no conflict of two administrators: what the partner shows is not taken, or it may be somebody else. */
const NOT_TAKEN: Partial<
  Readonly<Record<TransitionRefused['refused'], { readonly code: ErrorCode; readonly context: ErrorContext }>>
> = {
  'fingerprint-differs': { code: 'ERR_METADATA_REFUSED', context: { reason: 'METADATA_PIN' } },
  'certificate-changed': { code: 'ERR_METADATA_REFUSED', context: { reason: 'METADATA_PIN' } },
  'other-organization': { code: 'ERR_METADATA_REFUSED', context: { reason: 'METADATA_OTHER' } },
  'sequence-lower': { code: 'ERR_METADATA_REFUSED', context: { reason: 'METADATA_SEQUENCE' } },
  'sequence-not-raised': { code: 'ERR_METADATA_REFUSED', context: { reason: 'METADATA_SEQUENCE' } },
  'key-changed': { code: 'ERR_METADATA_REFUSED', context: { reason: 'METADATA_KEY' } },
  'too-many-keys': { code: 'ERR_METADATA_REFUSED', context: { reason: 'METADATA_KEY' } },
}

type Clash = Exclude<Extract<TrustPut, { stored: false }>['because'], 'repeated'>

const CLASHES: Readonly<Record<Clash, string>> = {
  'changed-meanwhile': 'The trust was changed by somebody else meanwhile; look at it again',
  'rolled-back': 'The metadata is older than what was seen of this partner before',
  'domain-taken': 'A domain belongs to another partner already',
  'certificate-key-taken': "Another partner has this certificate's key already",
  'token-key-taken': 'Another partner has one of these token keys already',
  'credential-taken': 'This credential belongs to another relationship already; each has its own',
}

/** Keeps the outcome of a transition, under a new number where the partner has to be told, or says why it cannot be. */
export async function keep(
  { trusts, clock, log }: Pick<Administration, 'trusts' | 'clock' | 'log'>,
  outcome: FederationTrust | TransitionRefused,
  before: FederationTrust | undefined,
  why: { readonly cause: Cause; readonly event: string; readonly facts?: Readonly<Record<string, Json>> },
): Promise<FederationTrust> {
  if ('refused' in outcome) {
    // The state says something only where it is what is in the way.
    const state = outcome.refused === 'wrong-state' ? ` (it is ${outcome.from})` : ''
    const { code, context } = NOT_TAKEN[outcome.refused] ?? { code: 'ERR_CONFLICT', context: {} }
    throw new FederationError(code, `${REFUSALS[outcome.refused]}${state}.`, { ...context, refused: outcome.refused })
  }
  const { cause, event, facts = {} } = why
  const kept = restated(outcome, before, clock.now())
  const put = await trusts.put(kept, before, cause, { name: event, facts })
  if (!put.stored) {
    if (put.because === 'repeated') throw carriedOutBefore()
    throw new FederationError('ERR_CONFLICT', `${CLASHES[put.because]}.`, { because: put.because })
  }
  if (cause.rehearsal === true) return kept
  log.info('trust changed', {
    trust: trustId(kept),
    local: kept.local,
    partner: kept.partner,
    state: kept.is.state,
    sequence: put.sequence,
  })
  return kept
}

/** What the configuration calls an organization of ours. */
export function nameOf({ organizations }: Pick<Trusts, 'organizations'>, id: OrganizationId): string {
  return [...organizations].find(([, organization]) => organization.id === id)?.[0] ?? id
}

/** Without what opens anything. */
function shownCredential(credential: PartnerCredential): Json {
  if (credential.kind !== 'basic') return { ...credential }
  const { kind, account, ours } = credential
  return { kind, account, ours: ours === null ? null : { name: ours.name } }
}

const iso = (instant: Instant | null): string | null => (instant === null ? null : new Date(instant).toISOString())

/** What is compared over the telephone; an address space has nothing that could be. */
function partnerKind(trust: FederationTrust): Readonly<Record<string, Json>> {
  if (isAddressSpace(trust)) return { addressSpace: true, fingerprint: null, certificateUntil: null }
  const { fingerprint, notAfter } = trust.metadata.certificate
  return {
    certificateUntil: iso(notAfter),
    fingerprint: inHexAndWords(fingerprint),
    otherFingerprint: trust.strange && inHexAndWords(trust.strange),
  }
}

const inHexAndWords = (fingerprint: Fingerprint) => ({
  hex: fingerprintInHex(fingerprint),
  words: fingerprintInWords(fingerprint),
})

/** A trust as administrators read it. */
export function showTrust(administration: Trusts, trust: FederationTrust): Readonly<Record<string, Json>> {
  const { metadata, is, offer, metadataUrl } = trust
  return {
    id: trustId(trust),
    organization: nameOf(administration, trust.local),
    state: is.state,
    ...showState(trust),
    needs: needsOf(trust),
    validUntil: iso(endOf(trust)),
    partner: {
      id: trust.partner,
      name: metadata.name,
      metadataUrl,
      ...partnerKind(trust),
      sequence: metadata.sequence,
      endpoints: { ...metadata.endpoints } as Json,
      asked: { ...trust.asked } as Json,
      hosts: showHosts(trust),
      software: metadata.software,
    },
    domains: showDomains(trust),
    brokerFor: (acceptedOf(trust)?.brokerFor ?? []) as unknown as Json,
    offer: offer as Json,
    credential: shownCredential(trust.credential),
  }
}
