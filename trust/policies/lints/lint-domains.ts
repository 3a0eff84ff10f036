import { domainOf, parseMailboxAddress, readDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../../protocols/availability/mailbox-address.ts'
import { quoted } from './lint.ts'
import type { Lint, LintedPolicy } from './lint.ts'

type Placed = readonly [path: string, domain: Domain]

/** Domains above one, nearest first: of `a.b.example` these are `b.example` and `example`. */
function* above(domain: string): Iterable<string> {
  for (let dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) yield domain.slice(dot + 1)
}

/** The nearest domain above one that is among these. */
function nearestAbove(domain: string, known: { has(domain: string): boolean }): string | undefined {
  for (const one of above(domain)) if (known.has(one)) return one
  return undefined
}

/** The domain of whatever a document names, each with its place. */
function namedDomains({ document }: LintedPolicy): Placed[] {
  const { groups, mailboxes, relationships, sharingPolicies } = document
  const members = (path: string, list: (typeof groups)[string]): Placed[] =>
    list.flatMap((member, j): Placed[] => ('address' in member ? [[`${path}.${j}`, domainOf(member.address)]] : []))
  const grantee = (to: string): Domain | null =>
    to.startsWith('@') ? readDomain(to.slice(1)) : domainOf(parseMailboxAddress(to))
  return [
    ...Object.entries(groups).flatMap(([name, list]) => members(`groups.${name}`, list)),
    ...relationships.flatMap(({ exclude }, i) => members(`relationships.${i}.exclude`, exclude)),
    ...mailboxes.map(({ address }, i): Placed => [`mailboxes.${i}.address`, domainOf(address)]),
    ...mailboxes.flatMap(({ grants }, i) =>
      grants.flatMap(({ to }, j): Placed[] => {
        const domain = grantee(to)
        return domain === null ? [] : [[`mailboxes.${i}.grants.${j}.to`, domain]]
      }),
    ),
    ...sharingPolicies.flatMap(({ domains }, i) =>
      domains.flatMap((rule, j): Placed[] =>
        rule.for === '*' || rule.for === 'Anonymous' ? [] : [[`sharingPolicies.${i}.domains.${j}`, rule.for]],
      ),
    ),
  ]
}

/** Below a domain of ours or of a partner, and neither itself. */
function lintApart(linted: LintedPolicy, known: ReadonlySet<string>): Lint[] {
  const parents = new Map<Domain, string | undefined>()
  return namedDomains(linted).flatMap(([path, domain]): Lint[] => {
    if (!parents.has(domain)) parents.set(domain, known.has(domain) ? undefined : nearestAbove(domain, known))
    const parent = parents.get(domain)
    if (parent === undefined) return []
    const problem = `${quoted(domain)} is below ${quoted(parent)} and is a domain of its own: what is said of ${quoted(parent)} does not count for it.`
    return [
      { code: 'subdomain-apart', path, problem, todo: `List ${domain} where ${parent} is listed, or correct it.` },
    ]
  })
}

function lintBelowOurs({ document }: LintedPolicy): Lint[] {
  const own = new Set<string>(document.organization.domains)
  return document.relationships.flatMap(({ domains }, i) =>
    domains.flatMap((domain, j): Lint[] => {
      const parent = nearestAbove(domain, own)
      if (parent === undefined) return []
      const problem = `${quoted(domain)} is below our own ${quoted(parent)}, and its people are outsiders here.`
      const todo = 'Make it one of organization.domains where its people are ours; leave it where they are not.'
      return [{ code: 'subdomain-of-ours', path: `relationships.${i}.domains.${j}`, problem, todo }]
    }),
  )
}

const MOST_NAMED = 3

/** Of partners' domains below one that has a rule, and that have none themselves, the first few. */
function lintOtherRule({ document }: LintedPolicy): Lint[] {
  const below = new Map<string, Domain[]>()
  for (const domain of document.relationships.flatMap(({ domains }) => domains)) {
    for (const parent of above(domain)) {
      const known = below.get(parent)
      if (known === undefined) below.set(parent, [domain])
      else known.push(domain)
    }
  }
  return document.sharingPolicies.flatMap(({ name, domains: rules }, i) => {
    const ruled = new Set<string>(rules.map((rule) => rule.for))
    return rules.flatMap((rule, j): Lint[] => {
      const apart: Domain[] = []
      for (const domain of below.get(rule.for) ?? []) {
        if (!ruled.has(domain) && apart.push(domain) > MOST_NAMED) break
      }
      if (apart.length === 0) return []
      const named = `${apart.slice(0, MOST_NAMED).map(quoted).join(', ')}${apart.length > MOST_NAMED ? ' and others' : ''}`
      const falls = ruled.has('*') ? 'the rule for "*" does' : 'nothing is allowed'
      const problem = `In ${quoted(name)} the rule for ${quoted(rule.for)} does not count for ${named}: ${falls}.`
      const todo = 'Add a rule for each, unless it is meant.'
      return [{ code: 'subdomain-other-rule', path: `sharingPolicies.${i}.domains.${j}`, problem, todo }]
    })
  })
}

/** Domains compare whole: what is said of one never counts for one below it. */
export function lintDomains(linted: LintedPolicy): Lint[] {
  const { organization, relationships } = linted.document
  const known = new Set<string>([...organization.domains, ...relationships.flatMap(({ domains }) => domains)])
  return [...lintApart(linted, known), ...lintBelowOurs(linted), ...lintOtherRule(linted)]
}
