import type { Domain } from '../../../protocols/availability/mailbox-address.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { Side } from '../../../trust/policies/decision.ts'
import type { Policy, Relationship } from '../../../trust/policies/policy.ts'
import { partKey } from '../../../trust/policies/policy-parts.ts'
import { trustId } from '../../admin/administration.ts'
import type { HostedOrganization } from '../../broker/directory.ts'
import { printable } from '../../cli/printable.ts'
import type { Ceiling, CeilingName, CeilingValue, Direction } from '../../console/access/ceiling.ts'
import { sharingPlace, trustPlace } from '../../console/places.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'
import type { LevelCounts } from './count-levels.ts'

/** What is read once for all ceilings of one pair. */
export interface PairRead {
  readonly organization: HostedOrganization
  /** The other, as it is called. */
  readonly name: string
  readonly domain: Domain
  readonly trust: FederationTrust | null
  /** Of this gateway too; null: not. */
  readonly neighbour: HostedOrganization | null
  readonly relationship: Relationship | undefined
  /** As it is written; null: there is none. */
  readonly written: WrittenRelationship | null
  readonly counts: LevelCounts
}

interface WrittenRelationship {
  readonly name: string
  readonly freeBusyAccessScope?: string | null
  readonly exclude?: readonly string[]
  readonly requests?: { readonly scope?: string | null }
}

/** What `sharing.show` answers. */
interface SharingShown {
  readonly externalUsers: boolean
  readonly anonymous: boolean
  readonly anonymousLevel: Exclude<Extract<CeilingValue, { kind: 'level' }>['level'], 'None'> | null
  readonly policy: { readonly name: string; readonly enabled: boolean; readonly domains: readonly string[] } | null
}

const TRUST_CODES = [
  ...['TRUST_NONE', 'TRUST_PROPOSED', 'TRUST_PROVING', 'TRUST_OFFERED', 'TRUST_SUSPENDED', 'TRUST_EXPIRED'],
  ...['TRUST_REVOKED', 'TRUST_ENDED', 'TRUST_KEY_UNKNOWN', 'TRUST_KEY_EXPIRED', 'ROUTE_NONE', 'DOMAIN_UNPROVEN'],
]

const onOff = (on: boolean): CeilingValue => ({ kind: 'switch', on })
const named = (name: string | null | undefined, otherwise: 'none' | 'everybody'): CeilingValue =>
  name === null || name === undefined ? { kind: otherwise } : { kind: 'named', name: printable(name) }

/** Makes the ceilings of one organization, all of which are changed at one place. */
const makerOf =
  (of: string, place: string | null, side: Side) =>
  (name: CeilingName, value: CeilingValue, ...codes: readonly string[]): Ceiling => ({
    ...{ name, value, of, codes, side, place },
  })

function trustCeiling({ viewer }: Visit, { trust, neighbour, name }: PairRead): readonly Ceiling[] {
  // Neighbours on one gateway need no trust.
  if (neighbour !== null) return []
  const value: CeilingValue = trust === null ? { kind: 'none' } : { kind: 'trust', state: trust.is.state }
  const place = trust === null ? null : trustPlace(viewer, trustId(trust))
  return [{ name: 'trust', value, of: name, codes: TRUST_CODES, side: null, place }]
}

/** The gates every question to or from another organization passes first. */
function gates(
  make: ReturnType<typeof makerOf>,
  policy: Policy,
  relationship: Relationship | undefined,
  name: string | null,
) {
  const first = [
    make('federation', onOff(policy.federationEnabled), 'FEDERATION_OFF'),
    make('relationship', named(name, 'none'), 'NO_RELATIONSHIP'),
  ]
  if (relationship === undefined) return first
  const { enabled, validUntil } = relationship
  const until = Number.isFinite(validUntil) ? validUntil : null
  return [
    ...first,
    make('enabled', onOff(enabled), 'RELATIONSHIP_DISABLED'),
    make('validUntil', { kind: 'until', until }, 'RELATIONSHIP_EXPIRED'),
  ]
}

/** What the relationship gives. */
function given(
  make: ReturnType<typeof makerOf>,
  { relationship, written }: Pick<PairRead, 'relationship' | 'written'>,
) {
  if (relationship === undefined) return []
  const { freeBusyAccessEnabled, freeBusyAccessLevel } = relationship
  const left = written?.exclude?.length ?? 0
  return [
    make('freeBusy', onOff(freeBusyAccessEnabled), 'FREEBUSY_DISABLED'),
    make('level', { kind: 'level', level: freeBusyAccessLevel }, 'LEVEL_NONE', 'RELATIONSHIP_LEVEL'),
    make('scope', named(written?.freeBusyAccessScope, 'everybody'), 'OUT_OF_SCOPE'),
    make('exclude', left === 0 ? { kind: 'none' } : { kind: 'count', count: left }, 'EXCLUDED'),
  ]
}

/** What people of one organization may ask of the other. */
function asked(
  make: ReturnType<typeof makerOf>,
  { relationship, written }: Pick<PairRead, 'relationship' | 'written'>,
): readonly Ceiling[] {
  if (relationship === undefined) return []
  const { requestsEnabled, requestsLevel, broker } = relationship
  return [
    make('requests', onOff(requestsEnabled), 'REQUESTS_DISABLED'),
    make('requestsLevel', { kind: 'level', level: requestsLevel }, 'REQUESTS_LEVEL'),
    make('requestsScope', named(written?.requests?.scope, 'everybody'), 'REQUESTER_OUT_OF_SCOPE'),
    ...(broker === null ? [] : [make('broker', { kind: 'named', name: broker })]),
  ]
}

/** Lines of the default sharing policy that are about one domain, `*` or `Anonymous`. */
function entryFor({ policy }: SharingShown, who: string): CeilingValue {
  const about = (line: string): boolean => line.slice(0, line.lastIndexOf(':')).trim().toLowerCase() === who
  const lines = (policy?.domains ?? []).filter(about)
  return lines.length === 0 ? { kind: 'none' } : { kind: 'named', name: printable(lines.join(', ')) }
}

/** What owners and their mailboxes leave of it. */
function owners(make: ReturnType<typeof makerOf>, { organization, domain, counts }: PairRead, sharing: SharingShown) {
  const { policy } = organization
  return [
    make('mailboxDefault', { kind: 'defaults', people: counts.defaults }, 'MAILBOX_DEFAULT'),
    make('grants', onOff(policy.honourGrants), 'GRANT'),
    make('externalUsers', onOff(sharing.externalUsers), 'SHARING_POLICY'),
    make('sharingEntry', entryFor(sharing, domain), 'SHARING_POLICY'),
    make('rooms', { kind: 'fixed' }, 'ROOM_OUTSIDE'),
    make('groups', { kind: 'fewest', people: policy.smallestGroup }, 'GROUP_MERGED', 'GROUP_LIMIT', 'GROUP_TOO_SMALL'),
  ]
}

/** The partner's half, as far as it told us. */
function offered(
  { name, trust }: PairRead,
  what: 'gives' | 'asks',
  directory: ConsoleDoor['directory'],
): readonly Ceiling[] {
  const make = makerOf(name, null, what === 'gives' ? 'answering' : 'asking')
  const offer = trust === null ? null : directory.offerOf(trust)
  if (offer === null) return [make(what === 'gives' ? 'freeBusy' : 'requests', { kind: 'unknown' })]
  const { gives, asks } = offer
  return what === 'gives'
    ? [
        make('freeBusy', onOff(gives.freeBusyAccessEnabled), 'FREEBUSY_DISABLED'),
        make('level', { kind: 'level', level: gives.freeBusyAccessLevel }, 'LEVEL_NONE', 'RELATIONSHIP_LEVEL'),
        make('theirServer', { kind: 'unknown' }),
      ]
    : [
        make('requests', onOff(asks.enabled), 'REQUESTS_DISABLED'),
        make('requestsLevel', { kind: 'level', level: asks.level }, 'REQUESTS_LEVEL'),
      ]
}

/** The relationship as it is written, for the names in it; null where there is none. */
export async function writtenRelationship(
  { administration: { state } }: ConsoleDoor,
  { name, policy }: HostedOrganization,
  domain: Domain,
): Promise<WrittenRelationship | null> {
  const relationship = policy.names.relationshipFor(domain)
  if (relationship === null) return null
  const key = partKey(name, { kind: 'relationship', name: relationship })
  return ((await state.get({ kind: 'relationship', key }))?.value ?? null) as WrittenRelationship | null
}

async function sharingOf(door: ConsoleDoor, visit: Visit, organization: string): Promise<SharingShown> {
  return (await askOperation(door, visit, 'sharing.show', { params: { organization } })).body as unknown as SharingShown
}

/** What neighbours on this gateway let their people ask, in their own policy. */
async function neighbourAsks(door: ConsoleDoor, visit: Visit, { organization, neighbour }: PairRead) {
  const [ours] = organization.domains
  if (neighbour === null || ours === undefined) return []
  const written = await writtenRelationship(door, neighbour, ours)
  const relationship = neighbour.policy.relationship(ours)
  const make = makerOf(neighbour.name, sharingPlace(visit.viewer), 'asking')
  return [
    ...gates(make, neighbour.policy, relationship, written?.name ?? null),
    ...asked(make, { relationship, written }),
  ]
}

/** Both directions between one of ours and somebody else, each with all that lies over it. */
export async function bothDirections(door: ConsoleDoor, visit: Visit, read: PairRead): Promise<readonly Direction[]> {
  const { organization, name, relationship, written, neighbour } = read
  const place = sharingPlace(visit.viewer)
  const [answering, asking] = [
    makerOf(organization.name, place, 'answering'),
    makerOf(organization.name, place, 'asking'),
  ]
  const sharing = await sharingOf(door, visit, organization.name)
  const trust = trustCeiling(visit, read)
  const first = (make: typeof asking) => gates(make, organization.policy, relationship, written?.name ?? null)
  const theirs = neighbour === null ? offered(read, 'asks', door.directory) : await neighbourAsks(door, visit, read)
  const gives = neighbour === null ? offered(read, 'gives', door.directory) : []
  const ours = [...first(answering), ...given(answering, read), ...owners(answering, read, sharing)]
  return [
    { from: name, to: organization.name, ceilings: [...trust, ...ours, ...theirs] },
    { from: organization.name, to: name, ceilings: [...trust, ...first(asking), ...asked(asking, read), ...gives] },
  ]
}

/** What lies over a colleague's question. */
export function insideDirection({ viewer }: Visit, { organization }: Pick<PairRead, 'organization'>): Direction {
  const { name } = organization
  const make = makerOf(name, sharingPlace(viewer), 'answering')
  const ceilings = [make('inside', { kind: 'fixed' }, 'INSIDE_LEVEL'), make('grants', onOff(true), 'GRANT')]
  return { from: name, to: name, ceilings }
}

/** What lies over published calendars. */
export async function linkDirection(
  door: ConsoleDoor,
  visit: Visit,
  { organization, name }: Pick<PairRead, 'organization' | 'name'>,
): Promise<Direction> {
  const make = makerOf(organization.name, sharingPlace(visit.viewer), 'answering')
  const sharing = await sharingOf(door, visit, organization.name)
  const { anonymousLevel } = sharing
  const ceilings = [
    make('anonymous', onOff(sharing.anonymous), 'ANONYMOUS_OFF'),
    make(
      'level',
      anonymousLevel === null ? { kind: 'none' } : { kind: 'level', level: anonymousLevel },
      'SHARING_POLICY',
    ),
    make('sharingEntry', entryFor(sharing, 'anonymous')),
    make('rooms', { kind: 'fixed' }, 'ROOM_OUTSIDE'),
    make('groups', { kind: 'fixed' }, 'GROUP_TOO_SMALL'),
  ]
  return { from: name, to: organization.name, ceilings }
}
