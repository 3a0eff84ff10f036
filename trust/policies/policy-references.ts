import type { DocumentProblem } from './document-problem.ts'
import type { PolicyDocument } from './policy-document.ts'

type MailboxEntry = PolicyDocument['mailboxes'][number]

const found = (path: string, value: string, expected: string): DocumentProblem => ({
  path,
  problem: `found ${JSON.stringify(value)}; expected ${expected}`,
})

/** Reports every value that a list of unique ones holds twice: whichever of the two counts, somebody meant the other. */
function repeated(values: readonly (readonly [path: string, value: string])[], what: string): DocumentProblem[] {
  const first = new Map<string, string>()
  const problems: DocumentProblem[] = []
  for (const [path, value] of values) {
    const earlier = first.get(value)
    if (earlier === undefined) first.set(value, path)
    else problems.push(found(path, value, `${what} only once; it stands at ${earlier} already`))
  }
  return problems
}

/** A group that is not there would make a scope empty, and an exclusion void: neither can be what was meant. */
function groupProblems({ groups, relationships, mailboxes }: PolicyDocument): DocumentProblem[] {
  const names: (readonly [path: string, value: string])[] = []
  mailboxes.forEach(({ group }, i) => group !== undefined && names.push([`mailboxes.${i}.group`, group]))
  for (const [group, members] of Object.entries(groups)) {
    members.forEach((member, i) => 'group' in member && names.push([`groups.${group}.${i}`, member.group]))
  }
  relationships.forEach((relationship, i) => {
    const path = `relationships.${i}`
    const { freeBusyAccessScope, requests, exclude } = relationship
    if (freeBusyAccessScope !== null) names.push([`${path}.freeBusyAccessScope`, freeBusyAccessScope])
    if (requests.scope !== null) names.push([`${path}.requests.scope`, requests.scope])
    exclude.forEach((member, j) => 'group' in member && names.push([`${path}.exclude.${j}`, member.group]))
  })
  return names
    .filter(([, value]) => !Object.hasOwn(groups, value))
    .map(([path, value]) => found(path, value, 'the name of a group'))
}

/** A group's address without a group answers for nobody, and a group at another kind of address would count for nothing. */
export function kindProblem({ kind, group }: Pick<MailboxEntry, 'kind' | 'group'>): DocumentProblem | null {
  if ((kind === 'group') === (group !== undefined)) return null
  if (group === undefined)
    return { path: 'group', problem: 'missing; expected the name of a group, since kind is group' }
  return found('group', group, `nothing, since kind is ${kind}`)
}

function kindProblems({ mailboxes }: PolicyDocument): DocumentProblem[] {
  return mailboxes.flatMap((entry, i) => {
    const problem = kindProblem(entry)
    return problem === null ? [] : [{ ...problem, path: `mailboxes.${i}.${problem.path}` }]
  })
}

function sharingPolicyProblems({ mailboxes, sharingPolicies }: PolicyDocument): DocumentProblem[] {
  const names = new Set(sharingPolicies.map((policy) => policy.name))
  const dangling = mailboxes.flatMap(({ sharingPolicy }, i) =>
    sharingPolicy === undefined || names.has(sharingPolicy)
      ? []
      : [found(`mailboxes.${i}.sharingPolicy`, sharingPolicy, 'the name of a sharing policy')],
  )
  const defaults = sharingPolicies.flatMap((policy, i) => (policy.default ? [i] : []))
  const extra = defaults
    .slice(1)
    .map((i) => ({ path: `sharingPolicies.${i}.default`, problem: 'found true; expected one default policy only' }))
  const entries = sharingPolicies.flatMap((policy, i) =>
    repeated(
      policy.domains.map((rule, j) => [`sharingPolicies.${i}.domains.${j}`, rule.for] as const),
      'a domain',
    ),
  )
  return [...dangling, ...extra, ...entries]
}

/** What a document's parts say about each other that cannot be meant. */
export function referenceProblems(document: PolicyDocument): DocumentProblem[] {
  const { mailboxes, relationships, sharingPolicies, organization } = document
  const partners = relationships.flatMap(({ domains }, i) =>
    domains.map((domain, j) => [`relationships.${i}.domains.${j}`, domain] as const),
  )
  const own = new Set(organization.domains)
  return [
    ...groupProblems(document),
    ...kindProblems(document),
    ...sharingPolicyProblems(document),
    ...partners
      .filter(([, domain]) => own.has(domain))
      .map(([path, domain]) => found(path, domain, "another organization's domain")),
    ...repeated(partners, 'a domain'),
    ...repeated(
      relationships.map(({ name }, i) => [`relationships.${i}.name`, name] as const),
      'a name',
    ),
    ...repeated(
      sharingPolicies.map(({ name }, i) => [`sharingPolicies.${i}.name`, name] as const),
      'a name',
    ),
    ...repeated(
      mailboxes.map(({ address }, i) => [`mailboxes.${i}.address`, address] as const),
      'a mailbox',
    ),
  ]
}
