import { domainOf, parseMailboxAddress, readDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../../protocols/availability/mailbox-address.ts'
import { quoted } from './lint.ts'
import type { Lint, LintedPolicy } from './lint.ts'

type Placed = readonly [path: string, domain: Domain]

/** Domains above one, nearest first: of `a.b.example` these are `b.example` and `example`. */
function above(domain: string): string[] {
  const labels = domain.split('.')
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'))
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
  return namedDomains(linted).flatMap(([path, domain]): Lint[] => {
    const parent = known.has(domain) ? undefined : above(domain).find((one) => known.has(one))
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
      const parent = above(domain).find((one) => own.has(one))
      if (parent === undefined) return []
      const problem = `${quoted(domain)} is below our own ${quoted(parent)}, and its people are outsiders here.`
      const todo = 'Make it one of organization.domains where its people are ours; leave it where they are not.'
      return [{ code: 'subdomain-of-ours', path: `relationships.${i}.domains.${j}`, problem, todo }]
    }),
  )
}

/** A partner's domain below one that has a rule, and has none itself. */
function lintOtherRule({ document }: LintedPolicy): Lint[] {
  const partners = document.relationships.flatMap(({ domains }) => domains)
  return document.sharingPolicies.flatMap(({ name, domains: rules }, i) => {
    const places = new Map<string, number>(rules.map((rule, j) => [rule.for, j]))
    return partners.flatMap((domain): Lint[] => {
      const parent = places.has(domain) ? undefined : above(domain).find((one) => places.has(one))
      if (parent === undefined) return []
      const falls = places.has('*') ? 'the rule for "*" does' : 'nothing is allowed'
      const problem = `In ${quoted(name)} the rule for ${quoted(parent)} does not count for ${quoted(domain)}: ${falls}.`
      const path = `sharingPolicies.${i}.domains.${places.get(parent)}`
      return [{ code: 'subdomain-other-rule', path, problem, todo: `Add a rule for ${domain}, unless it is meant.` }]
    })
  })
}

/** Domains compare whole: what is said of one never counts for one below it. */
export function lintDomains(linted: LintedPolicy): Lint[] {
  const { organization, relationships } = linted.document
  const known = new Set<string>([...organization.domains, ...relationships.flatMap(({ domains }) => domains)])
  return [...lintApart(linted, known), ...lintBelowOurs(linted), ...lintOtherRule(linted)]
}
