import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type {
  MailboxEntry,
  Members,
  OrganizationEntry,
  RelationshipEntry,
  SharingPolicyEntry,
} from './compile-parts.ts'
import { describeValue, problemAt } from './document-problem.ts'
import type { DocumentProblem } from './document-problem.ts'
import type { LivePolicy } from './live-policy.ts'
import { parsePolicyDocument } from './policy-document.ts'
import type { PolicyDocument } from './policy-document.ts'
import { kindProblem } from './policy-references.ts'
import type { AppliedDocument } from './policy-store.ts'

/** One part read, or taken out. */
export type ReadPart =
  | { readonly kind: 'organization'; readonly name: string; readonly entry: OrganizationEntry | null }
  | { readonly kind: 'relationship'; readonly name: string; readonly entry: RelationshipEntry | null }
  | { readonly kind: 'sharing-policy'; readonly name: string; readonly entry: SharingPolicyEntry | null }
  | { readonly kind: 'group'; readonly name: string; readonly entry: Members | null }
  | { readonly kind: 'mailbox'; readonly name: string; readonly entry: MailboxEntry | null }

type Parts = LivePolicy['parts']

const problem = (path: string, value: string, expected: string): DocumentProblem =>
  problemAt(path, describeValue(value), expected)

const groupsNamed = (members: Members): string[] =>
  members.flatMap((member) => ('group' in member ? [member.group] : []))

function groupsOf({ freeBusyAccessScope, requests, exclude }: RelationshipEntry): string[] {
  const scopes = [freeBusyAccessScope, requests.scope].filter((name) => name !== null)
  return [...scopes, ...groupsNamed(exclude)]
}

function unknownGroups(names: readonly string[], groups: Parts['groups'], self?: string): DocumentProblem[] {
  return names
    .filter((name) => name !== self && !groups.has(name))
    .map((name) => problem('(group)', name, 'the name of a group'))
}

function relationshipProblems(name: string, entry: RelationshipEntry, parts: Parts): DocumentProblem[] {
  const own = new Set<Domain>(parts.organization.domains)
  const mine = new Set(entry.domains)
  const taken = [...parts.relationships].flatMap(([other, { entry: there }]) =>
    other === name ? [] : there.domains.filter((domain) => mine.has(domain)).map((domain) => ({ domain, other })),
  )
  return [
    ...unknownGroups(groupsOf(entry), parts.groups),
    ...entry.domains
      .filter((domain) => own.has(domain))
      .map((domain) => problem('domains', domain, "another organization's domain")),
    ...taken.map(({ domain, other }) => problem('domains', domain, `a domain only once; ${other} has it already`)),
    ...(mine.size < entry.domains.length ? [problem('domains', name, 'each domain only once')] : []),
  ]
}

function groupProblems(name: string, members: Members | null, parts: Parts): DocumentProblem[] {
  if (members !== null) return unknownGroups(groupsNamed(members), parts.groups, name)
  const holders = [...parts.groups].filter(([other, held]) => other !== name && groupsNamed(held).includes(name))
  const users = [...parts.relationships].filter(([, { entry }]) => groupsOf(entry).includes(name))
  const addresses = [...parts.mailboxes].filter(([, { group }]) => group === name)
  return [
    ...addresses.map(([address]) => problem('(group)', name, `no group in use; ${address} stands for it`)),
    ...holders.map(([other]) => problem('(group)', name, `no group in use; the group ${other} holds it`)),
    ...users.map(([other]) => problem('(group)', name, `no group in use; the relationship ${other} names it`)),
  ]
}

function sharingPolicyProblems(name: string, entry: SharingPolicyEntry | null, parts: Parts): DocumentProblem[] {
  if (entry === null) {
    for (const [address, { policyName }] of parts.mailboxes) {
      if (policyName === name) return [problem('(policy)', name, `no policy in use; ${address} names it`)]
    }
    return []
  }
  const others = [...parts.sharingPolicies].filter(([other, { entry: there }]) => other !== name && there.default)
  const domains = entry.domains.map((rule) => rule.for)
  const repeated = domains.filter((domain, i) => domains.indexOf(domain) < i)
  return [
    ...(entry.default ? others.map(([other]) => problem('default', name, `one default only; it is ${other}`)) : []),
    ...repeated.map((domain) => problem('domains', domain, 'a domain only once')),
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

function mailboxProblems(entry: MailboxEntry, parts: Parts): DocumentProblem[] {
  const { address, sharingPolicy, group } = entry
  const kind = kindProblem(entry)
  const own = parts.organization.domains.includes(domainOf(address))
  const known = sharingPolicy === undefined || parts.sharingPolicies.has(sharingPolicy)
  return [
    ...(own ? [] : [problem('address', address, 'an address in a domain of this organization')]),
    ...(known ? [] : [problem('sharingPolicy', sharingPolicy, 'the name of a sharing policy')]),
    ...(kind === null ? [] : [kind]),
    ...(group === undefined || parts.groups.has(group) ? [] : [problem('group', group, 'the name of a group')]),
  ]
}

function organizationProblems(
  entry: OrganizationEntry | null,
  { organization, relationships }: Parts,
): DocumentProblem[] {
  if (entry === null) return [problem('(organization)', organization.id, 'an organization that is hosted here')]
  const own = new Set(entry.domains)
  const taken = [...relationships.values()].flatMap(({ entry: there }) => there.domains.filter((one) => own.has(one)))
  const changed = [...own].sort().join(' ') !== [...organization.domains].sort().join(' ')
  return [
    ...taken.map((domain) => problem('domains', domain, 'no domain of a relationship')),
    ...(changed ? [problem('domains', entry.domains.join(' '), 'the domains of the configuration')] : []),
  ]
}

/** What is wrong with one part beside all the others as they are; the same rules as for a whole document. */
export function problemsBeside({ parts }: LivePolicy, part: ReadPart): DocumentProblem[] {
  if (part.kind === 'relationship') return part.entry === null ? [] : relationshipProblems(part.name, part.entry, parts)
  if (part.kind === 'group') return groupProblems(part.name, part.entry, parts)
  if (part.kind === 'sharing-policy') return sharingPolicyProblems(part.name, part.entry, parts)
  if (part.kind === 'organization') return organizationProblems(part.entry, parts)
  return part.entry === null ? [] : mailboxProblems(part.entry, parts)
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
