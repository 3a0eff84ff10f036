import { ALL, BO, GRANT, GUS, instant, KIM, LEA, STANDARD, TEA } from './gateways.ts'
import type { Gateways } from './gateways.ts'

export const DETAILS = 'DetailedMerged 020200 tea knee'
const TIMES = 'FreeBusyMerged 020200'
export const NOTHING = 'ErrorMailRecipientNotFound'
/** Allowed only since the question was under way: nothing was fetched, so nothing is known. */
const NOT_ASKED = 'ErrorProxyRequestProcessingFailed'
export const REFUSED = 'ErrorNoFreeBusyAccess'

/** One kind of change, to and fro. */
export interface Kind {
  readonly what: string
  /** The field it is of: `<kind of record>.<field>`, or of a record without fields its kind. */
  readonly of: string
  readonly about: string
  /** Told while more is allowed, and while less is. */
  readonly more: string
  readonly less: string
  /** Told by a lookup that began while less was allowed. */
  readonly since: string
  /** Told by a lookup that began while more was allowed, where that is less still. */
  readonly until?: string
  readonly lower: (at: Gateways, i: number) => Promise<unknown>
  readonly raise: (at: Gateways, i: number) => Promise<unknown>
}

/** Fields of a part, as they are while less is allowed and while more is. */
const fields = (path: string, less: object, more: object): Pick<Kind, 'lower' | 'raise'> => ({
  lower: (at, i) => at.change(i, `/organizations/${path}`, less),
  raise: (at, i) => at.change(i, `/organizations/${path}`, more),
})

/** A part that is put in whole. */
const whole = (path: string, less: unknown, more: unknown): Pick<Kind, 'lower' | 'raise'> => ({
  lower: (at, i) => at.call(i, 'PUT', `/organizations/${path}`, less),
  raise: (at, i) => at.call(i, 'PUT', `/organizations/${path}`, more),
})

const closed = { more: DETAILS, less: NOTHING, since: NOT_ASKED }
/** Details were not asked for while only times were allowed. */
const level = { more: DETAILS, less: TIMES, since: TIMES }
const ofTea = { about: TEA, ...closed }
const ofGus = { about: GUS, ...closed }
const friends = 'tailspin/relationships/contoso'
const teas = `tailspin/mailboxes/${TEA}`
const guses = `tailspin/mailboxes/${GUS}`
const OTHERS = [KIM, LEA, ALL]
/** Of whom no calendar was asked for, nothing is known. */
const ofAll = { about: ALL, more: 'MergedOnly 020200', less: NOTHING, since: NOTHING }
const period = { from: instant(8.5), until: instant(10.5) }

export const KINDS: readonly Kind[] = [
  {
    ...{ what: 'the level of a relationship', of: 'relationship.freeBusyAccessLevel', about: TEA, ...level },
    ...fields(friends, { freeBusyAccessLevel: 'AvailabilityOnly' }, { freeBusyAccessLevel: 'LimitedDetails' }),
  },
  {
    ...{ what: 'the scope of a relationship', of: 'relationship.freeBusyAccessScope', ...ofTea },
    ...fields(friends, { freeBusyAccessScope: 'nobody' }, { freeBusyAccessScope: 'shown' }),
  },
  {
    what: 'whom a relationship leaves out',
    of: 'relationship.exclude',
    ...ofTea,
    ...fields(friends, { exclude: [TEA] }, { exclude: [] }),
  },
  {
    what: 'a relationship switched off',
    of: 'relationship.enabled',
    ...ofTea,
    ...fields(friends, { enabled: false }, { enabled: true }),
  },
  {
    ...{ what: 'the end of a relationship', of: 'relationship.validUntil', ...ofTea },
    ...fields(friends, { validUntil: '2026-01-01T00:00:00Z' }, { validUntil: null }),
  },
  {
    ...{ what: 'what our own people may ask', of: 'relationship.requests', ...ofTea },
    ...fields(
      'contoso/relationships/tailspin',
      { requests: { enabled: false } },
      { requests: { enabled: true, level: 'LimitedDetails' } },
    ),
  },
  {
    ...{ what: 'a sharing policy', of: 'sharing-policy.enabled', about: GUS, ...level },
    less: NOTHING,
    since: NOT_ASKED,
    ...fields('tailspin/policies/own', { enabled: false }, { enabled: true }),
  },
  {
    ...{ what: 'the sharing policy of a mailbox', of: 'mailbox.sharingPolicy', about: GUS, ...level },
    ...fields(guses, { sharingPolicy: 'simple' }, { sharingPolicy: 'own' }),
  },
  {
    what: 'the default of a mailbox',
    of: 'mailbox.default',
    ...ofTea,
    ...fields(teas, { default: 'None' }, { default: 'LimitedDetails' }),
  },
  {
    ...{ what: 'a mailbox taken out', of: 'mailbox.address', ...ofTea },
    lower: (at, i) => at.call(i, 'DELETE', `/organizations/${teas}`),
    raise: (at, i) => at.call(i, 'PUT', `/organizations/${teas}`, { address: TEA, default: 'LimitedDetails' }),
  },
  {
    ...{ what: 'what colleagues see of a mailbox', of: 'mailbox.inside', about: BO, ...closed, less: REFUSED },
    ...fields(`contoso/mailboxes/${BO}`, { inside: 'None' }, { inside: 'LimitedDetails' }),
  },
  {
    what: 'a grant given and revoked',
    of: 'mailbox.grants',
    ...ofGus,
    ...fields(guses, { grants: [] }, { grants: [GRANT] }),
  },
  {
    ...{ what: 'the level of a grant', of: 'mailbox.grants', about: GUS, ...level },
    ...fields(guses, { grants: [{ ...GRANT, level: 'AvailabilityOnly' }] }, { grants: [GRANT] }),
  },
  {
    ...{ what: 'the end of a grant', of: 'mailbox.grants', ...ofGus },
    ...fields(guses, { grants: [{ ...GRANT, until: '2026-01-01T00:00:00Z' }] }, { grants: [GRANT] }),
  },
  {
    ...{
      what: 'a hidden category',
      of: 'mailbox.grants',
      about: GUS,
      ...level,
      less: 'DetailedMerged 020200 tea',
      since: TIMES,
    },
    // Categories were not asked for when none was hidden, and without them any event may be of one.
    until: 'DetailedMerged 020200',
    ...fields(guses, { grants: [{ ...GRANT, hiddenCategories: ['Doctor'] }] }, { grants: [GRANT] }),
  },
  {
    ...{
      what: 'a private period',
      of: 'mailbox.privatePeriods',
      about: TEA,
      ...level,
      less: 'DetailedMerged 222200 knee',
      since: TIMES,
    },
    ...fields(teas, { privatePeriods: [period] }, { privatePeriods: [] }),
  },
  {
    what: 'the members of a group',
    of: 'group',
    ...ofTea,
    ...whole('tailspin/groups/shown', [GUS], ['inner', ...OTHERS]),
  },
  {
    what: 'the members of a group in a group',
    of: 'group',
    ...ofTea,
    ...whole('tailspin/groups/inner', [GUS], [TEA, GUS]),
  },
  {
    ...{ what: 'the kill switch of an organization', of: 'organization.federationEnabled', ...ofTea },
    ...fields('tailspin', { federationEnabled: false }, { federationEnabled: true }),
  },
  {
    ...{ what: 'whether grants count', of: 'organization.personalGrants', ...ofGus },
    ...fields('tailspin', { personalGrants: 'ignore' }, { personalGrants: 'honour' }),
  },
  {
    ...{ what: 'whether a relationship gives anything', of: 'relationship.freeBusyAccessEnabled', ...ofTea },
    ...fields(friends, { freeBusyAccessEnabled: false }, { freeBusyAccessEnabled: true }),
  },
  {
    ...{ what: 'a mailbox that is a room', of: 'mailbox.kind', about: TEA, ...level },
    ...fields(teas, { kind: 'room' }, { kind: 'user' }),
  },
  {
    ...{ what: 'how many people a group needs', of: 'organization.smallestGroup', ...ofAll },
    ...fields('tailspin', { smallestGroup: 4 }, { smallestGroup: 3 }),
  },
  {
    ...{ what: 'the group of an address', of: 'mailbox.group', ...ofAll },
    ...fields(`tailspin/mailboxes/${ALL}`, { group: 'nobody' }, { group: 'all' }),
  },
  {
    ...{ what: 'who is in the group of an address', of: 'group', ...ofAll },
    ...whole('tailspin/groups/all', [TEA, GUS], [TEA, GUS, KIM]),
  },
  {
    ...{ what: 'which sharing policy is the default one', of: 'sharing-policy.default', about: KIM, ...closed },
    ...fields('tailspin/policies/standard', { default: false }, { default: true }),
  },
  {
    ...{ what: 'the switch for external users', of: 'sharing-policy.domains', about: KIM, ...closed },
    lower: (at, i) => at.change(i, '/organizations/tailspin/sharing', { externalUsers: false }),
    raise: (at, i) => at.change(i, '/organizations/tailspin/policies/standard', { domains: STANDARD.domains }),
  },
  {
    ...{ what: 'whom a relationship is with', of: 'relationship.domains', ...ofTea },
    ...fields(friends, { domains: ['litware.example'] }, { domains: ['contoso.example'] }),
  },
  // The last, since whoever has no entry is open from here on.
  {
    ...{ what: 'what a mailbox without an entry shows', of: 'organization.defaultPermission', about: LEA, ...closed },
    ...fields('tailspin', { defaultPermission: 'None' }, { defaultPermission: 'LimitedDetails' }),
  },
]

/** One kind of change of a trust, to and fro. */
export interface TrustKind {
  readonly what: string
  readonly of: 'trust'
  /** Told to the partner's people from then on. */
  readonly partner: string
  /** What the trust is to the partner once it has heard of that, which it does by and by. */
  readonly heard: 'suspended' | 'active'
  /** @param trust its path */
  readonly lower: (at: Gateways, trust: string) => Promise<unknown>
  readonly raise: (at: Gateways, trust: string) => Promise<unknown>
}

const accepted =
  (domain: string) =>
  (at: Gateways, trust: string): Promise<unknown> => {
    const { fingerprint } = at.fabrikam.party
    return at.call(0, 'POST', `${trust}/accept`, { fingerprint, domains: [domain], unproven: true })
  }

export const TRUST_KINDS: readonly TrustKind[] = [
  {
    // Which the partner is told of, so that it asks no more.
    ...{ what: 'a trust that is suspended', of: 'trust', partner: REFUSED, heard: 'suspended' },
    lower: (at, trust) => at.call(0, 'POST', `${trust}/suspend`, { reason: 'a test' }),
    raise: (at, trust) => at.call(0, 'POST', `${trust}/resume`, {}),
  },
  {
    ...{ what: 'a domain that a partner is no longer taken at', of: 'trust', partner: NOT_ASKED, heard: 'active' },
    ...{ lower: accepted('fabrikam-elsewhere.example'), raise: accepted('fabrikam.example') },
  },
]
