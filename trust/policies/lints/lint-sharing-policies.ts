import { compareLevels } from '../access-level.ts'
import type { PolicyDocument } from '../policy-document.ts'
import { quoted } from './lint.ts'
import type { Lint, LintedPolicy } from './lint.ts'

type SharingPolicyEntry = PolicyDocument['sharingPolicies'][number]

function lintRules({ name, domains: rules }: SharingPolicyEntry, i: number, partners: ReadonlySet<string>): Lint[] {
  const star = rules.find((rule) => rule.for === '*')
  const own = new Set<string>(rules.map((rule) => rule.for))
  const left = [...partners].some((domain) => !own.has(domain))
  return rules.flatMap((rule, j): Lint[] => {
    const path = `sharingPolicies.${i}.domains.${j}`
    const unreachable = (because: string): Lint[] => [
      {
        code: 'rule-unreachable',
        path,
        problem: `The rule for ${quoted(rule.for)} in ${quoted(name)} never counts: ${because}.`,
        todo: 'Take it out, or make the relationship it is for.',
      },
    ]
    if (rule.for === 'Anonymous') return []
    if (rule.for === '*')
      return left ? [] : unreachable('every domain of a relationship has a rule of its own, or there is none')
    if (!partners.has(rule.for)) return unreachable('no relationship has this domain')
    if (star === undefined || compareLevels(rule.level, star.level) <= 0) return []
    const problem = `The rule for ${quoted(rule.for)} in ${quoted(name)} allows ${rule.level}, more than "*" does, ${star.level}.`
    return [{ code: 'rule-wider', path, problem, todo: 'Lower it, or take it out, unless it is meant.' }]
  })
}

/** Sharing policies that nothing follows, rules that never count, and rules wider than that for everybody. */
export function lintSharingPolicies({ document }: LintedPolicy): Lint[] {
  const { sharingPolicies, mailboxes, relationships } = document
  const partners = new Set<string>(relationships.flatMap(({ domains }) => domains))
  const followed = new Set(mailboxes.map(({ sharingPolicy }) => sharingPolicy))
  return sharingPolicies.flatMap((entry, i) => {
    const lints = lintRules(entry, i, partners)
    if (entry.default || followed.has(entry.name)) return lints
    const problem = `No mailbox names the sharing policy ${quoted(entry.name)}, and it is not the default one.`
    const todo = 'Take it out, name it in a mailbox, or make it the default.'
    return [{ code: 'policy-unused', path: `sharingPolicies.${i}`, problem, todo } as const, ...lints]
  })
}
