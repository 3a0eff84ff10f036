import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import type { AccessLevel } from './access-level.ts'
import { AddressNumbers, ByAddress } from './address-numbers.ts'
import { circularGroups, compileGrants, compileRelationship } from './compile-parts.ts'
import type {
  MailboxEntry,
  Members,
  OrganizationEntry,
  RelationshipEntry,
  SharingPolicyEntry,
} from './compile-parts.ts'
import type { PolicySurroundings } from './compile-policy.ts'
import { expandGroup } from './expand-group.ts'
import { GroupMembers } from './group-members.ts'
import type { Grant, MailboxPolicy, Policy, Relationship, SharingPolicy } from './policy.ts'
import type { MailboxKind } from './policy-document.ts'
import type { PartNames } from './rule-place.ts'
import { CAPPED_AT_NONE, compileSharingPolicy } from './sharing-policy.ts'
import { partWithout } from './visible-part.ts'
import type { VisiblePart } from './visible-part.ts'

/** A mailbox that is listed; what it takes from the organization it looks up when it is asked. */
export class ListedMailbox implements MailboxPolicy {
  readonly kind: MailboxKind
  readonly group: string | null
  readonly inside: AccessLevel
  readonly grants: ReadonlyMap<string, readonly Grant[]> | null
  readonly workingHours: WorkingHours | null
  readonly timeZone: string | null
  readonly part: VisiblePart | null
  /** Null: the organization's default policy. */
  readonly policyName: string | null
  readonly #own: AccessLevel | null
  readonly #live: LivePolicy

  constructor(entry: MailboxEntry, live: LivePolicy) {
    const { inside, workingHours: periods, timeZone, privatePeriods = [] } = entry
    this.kind = entry.kind
    this.group = entry.group ?? null
    this.inside = inside
    this.grants = compileGrants(entry)
    this.workingHours = periods === undefined || timeZone === undefined ? null : { timeZone, periods }
    this.timeZone = timeZone ?? null
    this.part = partWithout(privatePeriods)
    this.policyName = entry.sharingPolicy ?? null
    this.#own = entry.default ?? null
    this.#live = live
  }

  get default(): AccessLevel {
    return this.#own ?? this.#live.defaultPermission
  }

  get takesDefault(): boolean {
    return this.#own === null
  }

  get sharingPolicy(): SharingPolicy {
    return this.#live.sharingPolicy(this.policyName)
  }
}

/** A mailbox that has a calendar and is not listed. */
class UnlistedMailbox implements MailboxPolicy {
  readonly kind = 'user'
  readonly group = null
  readonly inside = 'LimitedDetails'
  readonly grants = null
  readonly workingHours = null
  readonly timeZone = null
  readonly part = null
  readonly #live: LivePolicy

  constructor(live: LivePolicy) {
    this.#live = live
  }

  get default(): AccessLevel {
    return this.#live.defaultPermission
  }

  get sharingPolicy(): SharingPolicy {
    return this.#live.sharingPolicy(null)
  }
}

const NOTHING_YET: OrganizationEntry = {
  id: '',
  domains: [],
  federationEnabled: false,
  personalGrants: 'ignore',
  defaultPermission: 'None',
  smallestGroup: 3,
}

/**
 * One organization's policy, laid out for deciding, of which single parts can be changed: the cost of a change is that
 * of its part. It changes between turns of the event loop only, so that a decision sees one version.
 */
export class LivePolicy implements Policy {
  readonly #surroundings: PolicySurroundings
  readonly #groups = new Map<string, Members>()
  readonly #numbers = new AddressNumbers()
  readonly #members = new GroupMembers(this.#groups, this.#numbers)
  readonly #lists = new Map<string, readonly MailboxAddress[] | null>()
  readonly #sharingPolicies = new Map<
    string,
    { readonly entry: SharingPolicyEntry; readonly compiled: SharingPolicy }
  >()
  readonly #listed = new Map<string, { readonly entry: RelationshipEntry }>()
  readonly #byDomain = new Map<Domain, Relationship>()
  readonly #nameByDomain = new Map<Domain, string>()
  readonly #mailboxes = new ByAddress<ListedMailbox>(this.#numbers)
  /** Mailboxes that are listed and in no domain of ours: hardly ever one, so that a decision need not look at domains. */
  #elsewhere = new Set<MailboxAddress>()
  readonly #unlisted = new UnlistedMailbox(this)
  #organization = NOTHING_YET
  #own: ReadonlySet<Domain> = new Set()
  #standard = CAPPED_AT_NONE
  #standardName: string | null = null
  /** Asked for every lookup. */
  readonly names: PartNames = {
    relationshipFor: (domain) => this.#nameByDomain.get(domain) ?? null,
    sharingPolicyOf: (mailbox) => (mailbox instanceof ListedMailbox ? mailbox.policyName : null) ?? this.#standardName,
    takesDefault: (mailbox) => !(mailbox instanceof ListedMailbox) || mailbox.takesDefault,
  }

  constructor(surroundings: PolicySurroundings = {}) {
    this.#surroundings = surroundings
  }

  get organization(): string {
    return this.#organization.id
  }

  get federationEnabled(): boolean {
    return this.#organization.federationEnabled
  }

  get honourGrants(): boolean {
    return this.#organization.personalGrants === 'honour'
  }

  get defaultPermission(): AccessLevel {
    return this.#organization.defaultPermission
  }

  get smallestGroup(): number {
    return this.#organization.smallestGroup
  }

  get notices(): readonly string[] {
    const circular = circularGroups(this.#groups)
    return [
      ...(circular.length > 0 ? [`groups hold each other in a circle: ${circular.join(', ')}`] : []),
      ...[...this.#elsewhere].map((address) => `mailbox ${address} is in no domain of ours`),
    ]
  }

  isOwnDomain(domain: Domain): boolean {
    return this.#own.has(domain)
  }

  mailbox(address: MailboxAddress): MailboxPolicy | undefined {
    const listed = this.#mailboxes.get(address)
    if (listed !== undefined) return this.#elsewhere.size > 0 && this.#elsewhere.has(address) ? undefined : listed
    if (!this.#own.has(domainOf(address))) return undefined
    return this.#surroundings.calendarMailboxes?.().has(address) === true ? this.#unlisted : undefined
  }

  *mailboxes(): Iterable<MailboxAddress> {
    for (const address of this.#mailboxes.keys()) if (!this.#elsewhere.has(address)) yield address
    for (const address of this.#surroundings.calendarMailboxes?.() ?? []) {
      if (this.#own.has(domainOf(address)) && this.#mailboxes.get(address) === undefined) yield address
    }
  }

  groupMembers(name: string): readonly MailboxAddress[] | null {
    let list = this.#lists.get(name)
    if (list === undefined) {
      list = expandGroup(this.#groups, name, (address) => this.#groupAt(address))
      this.#lists.set(name, list)
    }
    return list
  }

  relationship(domain: Domain): Relationship | undefined {
    return this.#byDomain.get(domain)
  }

  brokerFor(domain: Domain): OrganizationId | null {
    return this.#byDomain.get(domain)?.broker ?? null
  }

  /** By name; null is the default policy. One that is not there caps at None. */
  sharingPolicy(name: string | null): SharingPolicy {
    return name === null ? this.#standard : (this.#sharingPolicies.get(name)?.compiled ?? CAPPED_AT_NONE)
  }

  setOrganization(entry: OrganizationEntry): void {
    this.#organization = entry
    this.#lists.clear()
    this.#own = new Set(entry.domains)
    this.#elsewhere = new Set()
    for (const address of this.#mailboxes.keys()) if (!this.#own.has(domainOf(address))) this.#elsewhere.add(address)
  }

  setGroup(name: string, members: Members | null): void {
    if (members === null) this.#groups.delete(name)
    else this.#groups.set(name, members)
    this.#members.changed()
    this.#lists.clear()
  }

  setSharingPolicy(name: string, entry: SharingPolicyEntry | null): void {
    const before = this.#sharingPolicies.get(name)
    if (entry === null) this.#sharingPolicies.delete(name)
    else this.#sharingPolicies.set(name, { entry, compiled: compileSharingPolicy(entry) })
    // Looked for only where it can have changed: a document may bring twenty thousand policies at once.
    if (entry?.default === true || before?.entry.default === true) this.#findStandard()
  }

  setRelationship(name: string, entry: RelationshipEntry | null): void {
    for (const domain of this.#listed.get(name)?.entry.domains ?? []) {
      this.#byDomain.delete(domain)
      this.#nameByDomain.delete(domain)
    }
    this.#listed.delete(name)
    if (entry === null) return
    this.#listed.set(name, { entry })
    const compiled = compileRelationship(entry, this.#members)
    for (const domain of entry.domains) {
      this.#byDomain.set(domain, compiled)
      this.#nameByDomain.set(domain, name)
    }
  }

  setMailbox(address: MailboxAddress, entry: MailboxEntry | ListedMailbox | null): void {
    if (this.#mailboxes.get(address)?.kind === 'group' || entry?.kind === 'group') this.#lists.clear()
    if (entry === null) this.#mailboxes.delete(address)
    else this.#mailboxes.set(address, entry instanceof ListedMailbox ? entry : new ListedMailbox(entry, this))
    if (entry !== null && !this.#own.has(domainOf(address))) this.#elsewhere.add(address)
    else this.#elsewhere.delete(address)
  }

  /** What a change has to fit beside. */
  get parts() {
    return {
      organization: this.#organization,
      groups: this.#groups as ReadonlyMap<string, Members>,
      sharingPolicies: this.#sharingPolicies as ReadonlyMap<string, { readonly entry: SharingPolicyEntry }>,
      relationships: this.#listed as ReadonlyMap<string, { readonly entry: RelationshipEntry }>,
      mailboxes: this.#mailboxes as Iterable<readonly [MailboxAddress, ListedMailbox]>,
    }
  }

  /** The group an address of ours stands for; undefined where it stands for itself. */
  #groupAt(address: MailboxAddress): string | null | undefined {
    const listed = this.#own.has(domainOf(address)) ? this.#mailboxes.get(address) : undefined
    return listed?.kind === 'group' ? listed.group : undefined
  }

  #findStandard(): void {
    const found = [...this.#sharingPolicies].find(([, { entry }]) => entry.default)
    this.#standardName = found?.[0] ?? null
    this.#standard = found?.[1].compiled ?? CAPPED_AT_NONE
  }
}
