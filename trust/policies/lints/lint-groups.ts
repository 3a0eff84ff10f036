import { circularGroups } from '../compile-parts.ts'
import { groupsHolding } from './held-groups.ts'
import { quoted } from './lint.ts'
import type { Lint, LintedPolicy } from './lint.ts'

/** Groups that a relationship or an address names, or that stand in another. */
function usedGroups({ groups, mailboxes, relationships }: LintedPolicy['document']): ReadonlySet<string> {
  const inside = (members: (typeof groups)[string]): string[] =>
    members.flatMap((member) => ('group' in member ? [member.group] : []))
  const used = relationships.flatMap(({ freeBusyAccessScope, requests, exclude }) => [
    ...[freeBusyAccessScope, requests.scope].filter((name) => name !== null),
    ...inside(exclude),
  ])
  const nested = Object.entries(groups).flatMap(([name, members]) => inside(members).filter((other) => other !== name))
  const addressed = mailboxes.flatMap(({ group }) => (group === undefined ? [] : [group]))
  return new Set([...used, ...nested, ...addressed])
}

/** Groups with nobody in them, that nothing names, and that hold each other. */
export function lintGroups({ document }: LintedPolicy): Lint[] {
  const groups = new Map(Object.entries(document.groups))
  const used = usedGroups(document)
  const circular = new Set(circularGroups(groups))
  const peopled = groupsHolding(document.groups, () => true)
  return [...groups.keys()].flatMap((name): Lint[] => {
    const path = `groups.${name}`
    const lints: Lint[] = []
    if (!peopled.has(name)) {
      const problem = `Nobody is in the group ${quoted(name)}: as a scope it shuts out everyone, as an exclusion nobody.`
      lints.push({ code: 'group-empty', path, problem, todo: 'Say who is in it, or take it out.' })
    }
    if (!used.has(name)) {
      const problem = `No relationship, no address and no other group names the group ${quoted(name)}.`
      lints.push({ code: 'group-unused', path, problem, todo: 'Name it where it is to count, or take it out.' })
    }
    if (circular.has(name)) {
      const problem = `The group ${quoted(name)} holds itself, or a group that does, by way of others.`
      lints.push({ code: 'group-circular', path, problem, todo: 'Take one of its groups out.' })
    }
    return lints
  })
}
