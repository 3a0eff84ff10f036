import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { describeValue, problemAt } from './document-problem.ts'
import type { DocumentProblem } from './document-problem.ts'
import type { MailboxKind, Member } from './policy-document.ts'

type Maybe<T> = T | null

/**
 * What the parts of a document say of each other, as far as it can be read: null is what is there and not as it has to be.
 * Of what is null nothing is said here; a sound document is one without it.
 */
export interface ReferringParts {
  readonly organization: Maybe<ReferringOrganization>
  readonly groups: Maybe<Readonly<Record<string, Maybe<ReferringGroup>>>>
  readonly mailboxes: Maybe<readonly Maybe<ReferringMailbox>[]>
  readonly relationships: Maybe<readonly Maybe<ReferringRelationship>[]>
  readonly sharingPolicies: Maybe<readonly Maybe<ReferringSharingPolicy>[]>
}

export interface ReferringOrganization {
  readonly domains: Maybe<readonly Maybe<Domain>[]>
}

export type ReferringGroup = readonly Maybe<Member>[]

export interface ReferringMailbox {
  readonly address: Maybe<MailboxAddress>
  readonly kind: Maybe<MailboxKind>
  readonly group?: Maybe<string> | undefined
  readonly sharingPolicy?: Maybe<string> | undefined
}

export interface ReferringRelationship {
  readonly name: Maybe<string>
  readonly domains: Maybe<readonly Maybe<Domain>[]>
  readonly freeBusyAccessScope: Maybe<string>
  readonly requests: Maybe<{ readonly scope: Maybe<string> }>
  readonly exclude: Maybe<readonly Maybe<Member>[]>
}

export interface ReferringSharingPolicy {
  readonly name: Maybe<string>
  readonly default: Maybe<boolean>
  readonly domains: Maybe<readonly Maybe<{ readonly for: string }>[]>
}

export const found = (path: string, value: string, expected: string): DocumentProblem =>
  problemAt(path, describeValue(value), expected)

export type Placed<T> = readonly [path: string, value: T]

const below = (path: string, name: string | number): string => (path === '' ? String(name) : `${path}.${name}`)

/** What can be read of a list, each with its place. */
export function placed<T>(path: string, list: Maybe<readonly Maybe<T>[]>): Placed<T>[] {
  return (list ?? []).flatMap((value, i) => (value === null ? [] : [[below(path, i), value] as const]))
}

/** One field of each, where it can be read. */
export function fields<T, K extends keyof T>(parts: readonly Placed<T>[], field: K): Placed<NonNullable<T[K]>>[] {
  return parts.flatMap(([path, part]) => {
    const value = part[field]
    return value === null || value === undefined ? [] : [[below(path, String(field)), value] as const]
  })
}

/** Reports every value that a list of unique ones holds twice: whichever of the two counts, somebody meant the other. */
export function repeated(values: readonly Placed<string>[], what: string): DocumentProblem[] {
  const first = new Map<string, string>()
  const problems: DocumentProblem[] = []
  for (const [path, value] of values) {
    const earlier = first.get(value)
    if (earlier === undefined) first.set(value, path)
    else problems.push(found(path, value, `${what} only once; it stands at ${earlier} already`))
  }
  return problems
}

export const groupsAmong = (members: readonly Placed<Member>[]): Placed<string>[] =>
  members.flatMap(([path, member]) => ('group' in member ? [[path, member.group] as const] : []))

/** Groups that relationships name, in their scopes and exclusions. */
export function groupsOf(relationships: readonly Placed<ReferringRelationship>[]): Placed<string>[] {
  return [
    ...fields(relationships, 'freeBusyAccessScope'),
    ...fields(fields(relationships, 'requests'), 'scope'),
    ...fields(relationships, 'exclude').flatMap(([path, members]) => groupsAmong(placed(path, members))),
  ]
}

/** A group that is not there would make a scope empty, and an exclusion void: neither can be what was meant. */
function groupProblems(
  { groups }: ReferringParts,
  relationships: readonly Placed<ReferringRelationship>[],
  mailboxes: readonly Placed<ReferringMailbox>[],
): DocumentProblem[] {
  if (groups === null) return []
  const names = [
    ...fields(mailboxes, 'group'),
    ...Object.entries(groups).flatMap(([group, members]) => groupsAmong(placed(`groups.${group}`, members))),
    ...groupsOf(relationships),
  ]
  return names
    .filter(([, value]) => !Object.hasOwn(groups, value))
    .map(([path, value]) => found(path, value, 'the name of a group'))
}

/** A group's address without a group answers for nobody, and a group at another kind of address would count for nothing. */
export function kindProblem({ kind, group }: Pick<ReferringMailbox, 'kind' | 'group'>): DocumentProblem | null {
  if (kind === null || group === null || (kind === 'group') === (group !== undefined)) return null
  if (group === undefined) return problemAt('group', 'nothing', 'the name of a group, since kind is group')
  return found('group', group, `nothing, since kind is ${kind}`)
}

function kindProblems(mailboxes: readonly Placed<ReferringMailbox>[]): DocumentProblem[] {
  return mailboxes.flatMap(([path, mailbox]) => {
    const problem = kindProblem(mailbox)
    return problem === null ? [] : [{ ...problem, path: `${path}.${problem.path}` }]
  })
}

/** Of policies that are not all named, anyone could be the one that is meant. */
function danglingPolicies(
  { sharingPolicies }: ReferringParts,
  mailboxes: readonly Placed<ReferringMailbox>[],
): DocumentProblem[] {
  const names = sharingPolicies?.map((policy) => policy?.name ?? null) ?? [null]
  if (names.includes(null)) return []
  const known = new Set(names)
  return fields(mailboxes, 'sharingPolicy')
    .filter(([, name]) => !known.has(name))
    .map(([path, name]) => found(path, name, 'the name of a sharing policy'))
}

/** A domain that two rules of one sharing policy are for. */
export function repeatedRules(policies: readonly Placed<ReferringSharingPolicy>[]): DocumentProblem[] {
  const domainsOf = ([path, rules]: Placed<NonNullable<ReferringSharingPolicy['domains']>>) =>
    placed(path, rules).map(([place, rule]) => [place, rule.for] as const)
  return fields(policies, 'domains').flatMap((rules) => repeated(domainsOf(rules), 'a domain'))
}

function sharingPolicyProblems(policies: readonly Placed<ReferringSharingPolicy>[]): DocumentProblem[] {
  const defaults = fields(policies, 'default').filter(([, standard]) => standard)
  return [
    ...defaults.slice(1).map(([path]) => problemAt(path, 'true', 'one default policy only')),
    ...repeatedRules(policies),
  ]
}

/** What a document's parts say about each other that cannot be meant. */
export function referenceProblems(parts: ReferringParts): DocumentProblem[] {
  const mailboxes = placed('mailboxes', parts.mailboxes)
  const relationships = placed('relationships', parts.relationships)
  const policies = placed('sharingPolicies', parts.sharingPolicies)
  const partners = fields(relationships, 'domains').flatMap(([path, domains]) => placed(path, domains))
  const own = new Set(parts.organization?.domains)
  return [
    ...groupProblems(parts, relationships, mailboxes),
    ...kindProblems(mailboxes),
    ...danglingPolicies(parts, mailboxes),
    ...sharingPolicyProblems(policies),
    ...partners
      .filter(([, domain]) => own.has(domain))
      .map(([path, domain]) => found(path, domain, "another organization's domain")),
    ...repeated(partners, 'a domain'),
    ...repeated(fields(relationships, 'name'), 'a name'),
    ...repeated(fields(policies, 'name'), 'a name'),
    ...repeated(fields(mailboxes, 'address'), 'a mailbox'),
  ]
}
