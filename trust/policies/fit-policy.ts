import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type {
  MailboxEntry,
  Members,
  OrganizationEntry,
  RelationshipEntry,
  SharingPolicyEntry,
} from './compile-parts.ts'
import { problemAt } from './document-problem.ts'
import type { DocumentProblem } from './document-problem.ts'
import type { LivePolicy } from './live-policy.ts'
import { parsePolicyDocument } from './policy-document.ts'
import type { PolicyDocument } from './policy-document.ts'
import {
  fields,
  found,
  groupsAmong,
  groupsOf,
  kindProblem,
  placed,
  repeated,
  repeatedRules,
} from './policy-references.ts'
import type {
  Placed,
  ReferringGroup,
  ReferringMailbox,
  ReferringOrganization,
  ReferringRelationship,
  ReferringSharingPolicy,
} from './policy-references.ts'
import type { PartReading } from './policy-parts.ts'
import type { AppliedDocument } from './policy-store.ts'

/** One part with its entry, by its kind; null where it is taken out. */
type PartWith<Entries> = {
  readonly [Kind in keyof Entries]: {
    readonly kind: Kind
    readonly name: string
    readonly entry: Entries[Kind] | null
  }
}[keyof Entries]

/** One part read. */
export type ReadPart = PartWith<{
  organization: OrganizationEntry
  relationship: RelationshipEntry
  'sharing-policy': SharingPolicyEntry
  group: Members
  mailbox: MailboxEntry
}>

/** One part as far as it can be read (`ReferringParts`). */
export type ReferringPart = PartWith<{
  organization: ReferringOrganization
  relationship: ReferringRelationship
  'sharing-policy': ReferringSharingPolicy
  group: ReferringGroup
  mailbox: ReferringMailbox
}>

type Parts = LivePolicy['parts']

/** A part's own fields are told by their names alone. */
const whole = <T>(entry: T): readonly Placed<T>[] => [['', entry]]

function unknownGroups(names: readonly Placed<string>[], groups: Parts['groups'], self?: string): DocumentProblem[] {
  return names
    .filter(([, name]) => name !== self && !groups.has(name))
    .map(([path, name]) => found(path, name, 'the name of a group'))
}

function relationshipProblems(name: string, entry: ReferringRelationship, parts: Parts): DocumentProblem[] {
  const own = new Set<Domain>(parts.organization.domains)
  const domains = placed('domains', entry.domains)
  const mine = new Set(domains.map(([, domain]) => domain))
  const others = [...parts.relationships].filter(([other]) => other !== name)
  const holders = new Map(
    others.flatMap(([other, { entry: there }]) =>
      there.domains.filter((one) => mine.has(one)).map((one) => [one, other] as const),
    ),
  )
  return [
    ...unknownGroups(groupsOf(whole(entry)), parts.groups),
    ...domains
      .filter(([, domain]) => own.has(domain))
      .map(([path, domain]) => found(path, domain, "another organization's domain")),
    ...domains.flatMap(([path, domain]) => {
      const other = holders.get(domain)
      return other === undefined ? [] : [found(path, domain, `a domain only once; ${other} has it already`)]
    }),
    ...repeated(
      domains.filter(([, domain]) => !holders.has(domain)),
      'a domain',
    ),
  ]
}

function groupProblems(name: string, members: ReferringGroup | null, parts: Parts): DocumentProblem[] {
  if (members !== null) return unknownGroups(groupsAmong(placed('', members)), parts.groups, name)
  const names = (list: readonly Placed<string>[]): boolean => list.some(([, group]) => group === name)
  const holders = [...parts.groups].filter(([other, held]) => other !== name && names(groupsAmong(placed('', held))))
  const users = [...parts.relationships].filter(([, { entry }]) => names(groupsOf(whole(entry))))
  const addresses = [...parts.mailboxes].filter(([, { group }]) => group === name)
  return [
    ...addresses.map(([address]) => found('(group)', name, `no group in use; ${address} stands for it`)),
    ...holders.map(([other]) => found('(group)', name, `no group in use; the group ${other} holds it`)),
    ...users.map(([other]) => found('(group)', name, `no group in use; the relationship ${other} names it`)),
  ]
}

function sharingPolicyProblems(name: string, entry: ReferringSharingPolicy | null, parts: Parts): DocumentProblem[] {
  if (entry === null) {
    for (const [address, { policyName }] of parts.mailboxes) {
      if (policyName === name) return [found('(policy)', name, `no policy in use; ${address} names it`)]
    }
    return []
  }
  const others = [...parts.sharingPolicies].filter(([other, { entry: there }]) => other !== name && there.default)
  const twice = entry.default === true ? others : []
  return [
    ...twice.map(([other]) => problemAt('default', 'true', `one default only; it is ${other}`)),
    ...repeatedRules(whole(entry)),
  ]
}

/** The parts that a mailbox names, and that have to be there. */
export function partsNamedBy(
  entry: MailboxEntry | null,
): readonly { kind: 'sharing-policy' | 'group'; name: string }[] {
  const { sharingPolicy, group } = entry ?? {}
  return [
    ...(sharingPolicy === undefined ? [] : [{ kind: 'sharing-policy' as const, name: sharingPolicy }]),
    ...(group === undefined ? [] : [{ kind: 'group' as const, name: group }]),
  ]
}

function mailboxProblems(address: string, entry: ReferringMailbox, parts: Parts): DocumentProblem[] {
  const kind = kindProblem(entry)
  const own = parts.organization.domains.includes(domainOf(address as MailboxEntry['address']))
  const policies = fields(whole(entry), 'sharingPolicy').filter(([, name]) => !parts.sharingPolicies.has(name))
  return [
    ...(own ? [] : [found('address', address, 'an address in a domain of this organization')]),
    ...policies.map(([path, name]) => found(path, name, 'the name of a sharing policy')),
    ...(kind === null ? [] : [kind]),
    ...unknownGroups(fields(whole(entry), 'group'), parts.groups),
  ]
}

function organizationProblems(
  entry: ReferringOrganization | null,
  { organization, relationships }: Parts,
): DocumentProblem[] {
  if (entry === null) return [found('(organization)', organization.id, 'an organization that is hosted here')]
  const domains = placed('domains', entry.domains)
  const own = new Set(domains.map(([, domain]) => domain))
  const taken = [...relationships.values()].flatMap(({ entry: there }) => there.domains.filter((one) => own.has(one)))
  // Of a list that cannot be read whole nobody knows whether it is another.
  const isRead = entry.domains !== null && domains.length === entry.domains.length
  const changed = isRead && [...own].sort().join(' ') !== [...organization.domains].sort().join(' ')
  return [
    ...taken.map((domain) => found('domains', domain, 'no domain of a relationship')),
    ...(changed ? [found('domains', [...own].join(' '), 'the domains of the configuration')] : []),
  ]
}

/** What is wrong with one part beside all the others as they are; the same rules as for a whole document. */
export function problemsBeside({ parts }: LivePolicy, part: ReferringPart): DocumentProblem[] {
  if (part.kind === 'relationship') return part.entry === null ? [] : relationshipProblems(part.name, part.entry, parts)
  if (part.kind === 'group') return groupProblems(part.name, part.entry, parts)
  if (part.kind === 'sharing-policy') return sharingPolicyProblems(part.name, part.entry, parts)
  if (part.kind === 'organization') return organizationProblems(part.entry, parts)
  return part.entry === null ? [] : mailboxProblems(part.name, part.entry, parts)
}

/** Everything that is wrong with one part at once: with itself, and beside the others as far as it can be read. */
export function problemsOfPart(live: LivePolicy, reading: PartReading): DocumentProblem[] {
  if (reading.read) return problemsBeside(live, reading.part)
  return [...reading.problems, ...(reading.readable === null ? [] : problemsBeside(live, reading.readable))]
}

/** Whether the domains of a sound document are not the configuration's. */
export function foreignDomains(
  live: LivePolicy,
  organization: string,
  { organization: entry }: PolicyDocument,
): readonly DocumentProblem[] {
  const own = { kind: 'organization', name: organization, entry } as const
  return problemsBeside(live, own).filter(({ problem }) => problem.includes('configuration'))
}

/**
 * What is wrong with a whole document that is to take the place of what is held, or with the one it was made from. Its
 * domains are the configuration's, whatever it says.
 */
export function problemsOfDocument(
  live: LivePolicy,
  organization: string,
  { document, base }: AppliedDocument,
): readonly DocumentProblem[] {
  const reading = parsePolicyDocument(document)
  if (!reading.accepted) return reading.problems
  const problems = foreignDomains(live, organization, reading.document)
  const before = base === undefined || base === null ? reading : parsePolicyDocument(base)
  return before.accepted ? problems : before.problems.map((one) => ({ ...one, path: `(base) ${one.path}` }))
}

/** Puts one part into a live policy. */
export function setPart(policy: LivePolicy, part: ReadPart): void {
  if (part.kind === 'relationship') policy.setRelationship(part.name, part.entry)
  else if (part.kind === 'group') policy.setGroup(part.name, part.entry)
  else if (part.kind === 'sharing-policy') policy.setSharingPolicy(part.name, part.entry)
  else if (part.kind === 'mailbox') policy.setMailbox(part.name as MailboxEntry['address'], part.entry)
  else if (part.entry !== null) policy.setOrganization(part.entry)
}
