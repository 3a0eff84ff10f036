import { domainOf } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { membersOf } from '../group-members.ts'
import type { PolicyDocument } from '../policy-document.ts'
import { groupsHolding } from './held-groups.ts'
import { quoted, shownInstant } from './lint.ts'
import type { Lint, LintedPolicy } from './lint.ts'

type RelationshipEntry = PolicyDocument['relationships'][number]
type Found = Omit<Lint, 'path'> & { readonly at: string }

function lintOver({ name, validUntil }: RelationshipEntry, now: number): Found[] {
  if (validUntil === null || now < validUntil) return []
  const problem = `The relationship ${quoted(name)} is over since ${shownInstant(validUntil)}.`
  return [{ code: 'relationship-expired', at: '.validUntil', problem, todo: 'Take it out, or give it a later end.' }]
}

/** A switch that is on without a level, or a level without its switch. */
function lintVoid({ name, requests, ...given }: RelationshipEntry): Found[] {
  const void_ = (on: boolean, level: string, [what, at, other]: readonly [string, string, string]): Found[] => {
    if (on === (level !== 'None')) return []
    const problem = on
      ? `The relationship ${quoted(name)} ${what} nothing: it is switched on, and the level is None.`
      : `The relationship ${quoted(name)} ${what} nothing: its level is ${level}, and it is not switched on.`
    return [
      {
        code: 'relationship-void',
        at,
        problem,
        todo: on ? 'Say a level, or switch it off.' : `Set ${other} to true, or take the level out.`,
      },
    ]
  }
  return [
    ...void_(given.freeBusyAccessEnabled, given.freeBusyAccessLevel, [
      'gives',
      '.freeBusyAccessLevel',
      'freeBusyAccessEnabled',
    ]),
    ...void_(requests.enabled, requests.level, ['asks', '.requests.level', 'requests.enabled']),
  ]
}

/** Somebody of ours, and the groups that hold one. */
interface Open {
  has(address: MailboxAddress): boolean
  readonly groups: ReadonlySet<string>
}

function openTo(groups: PolicyDocument['groups'], has: (address: MailboxAddress) => boolean): Open {
  return { has, groups: groupsHolding(groups, has) }
}

function lintScopes({ name, freeBusyAccessScope, requests }: RelationshipEntry, ours: Open): Found[] {
  const scopes = [
    [freeBusyAccessScope, '.freeBusyAccessScope', 'nobody may be asked about'],
    [requests.scope, '.requests.scope', 'nobody may ask'],
  ] as const
  return scopes.flatMap(([group, at, comes]): Found[] => {
    if (group === null || ours.groups.has(group)) return []
    const problem = `The group ${quoted(group)} has nobody of our domains, so that in ${quoted(name)} ${comes}.`
    return [{ code: 'scope-empty', at, problem, todo: 'Say who of us is in it, or name another group.' }]
  })
}

function lintExclude({ name, exclude }: RelationshipEntry, open: Open): Found[] {
  return exclude.flatMap((member, i): Found[] => {
    if ('address' in member ? open.has(member.address) : open.groups.has(member.group)) return []
    const who = quoted('address' in member ? member.address : member.group)
    const problem = `Leaving out ${who} takes nobody out of ${quoted(name)}: nobody of it is in its scope.`
    return [{ code: 'exclude-unreachable', at: `.exclude.${i}`, problem, todo: 'Correct it, or take it out.' }]
  })
}

/** By the relationship: each scope is looked at once, however many relationships name it, and one at a time is kept. */
function lintExcludes({ document }: LintedPolicy, ours: Open): ReadonlyMap<RelationshipEntry, readonly Found[]> {
  const groups = new Map(Object.entries(document.groups))
  const byScope = new Map<string | null, RelationshipEntry[]>()
  for (const entry of document.relationships.filter(({ exclude }) => exclude.length > 0)) {
    const same = byScope.get(entry.freeBusyAccessScope)
    if (same === undefined) byScope.set(entry.freeBusyAccessScope, [entry])
    else same.push(entry)
  }
  const found = new Map<RelationshipEntry, readonly Found[]>()
  for (const [scope, entries] of byScope) {
    const members = scope === null ? null : membersOf(groups, [scope])
    const open =
      members === null ? ours : openTo(document.groups, (address) => members.has(address) && ours.has(address))
    for (const entry of entries) found.set(entry, lintExclude(entry, open))
  }
  return found
}

/** Relationships that are over, come to nothing, or leave out who was never in; and the switch that shuts them all. */
export function lintRelationships(linted: LintedPolicy): Lint[] {
  const { relationships, organization } = linted.document
  const off: Lint = {
    code: 'federation-off',
    path: 'organization.federationEnabled',
    problem: 'It is false, so that every relationship is shut, both ways.',
    todo: 'Set it to true, unless it is meant.',
  }
  const ours = openTo(linted.document.groups, (address) => linted.policy.isOwnDomain(domainOf(address)))
  const excludes = lintExcludes(linted, ours)
  const lints = relationships.flatMap((entry, i) => {
    const own = [...lintOver(entry, linted.now), ...lintVoid(entry), ...lintScopes(entry, ours)]
    return [...own, ...(excludes.get(entry) ?? [])].map(({ at, code, problem, todo }): Lint => ({
      code,
      path: `relationships.${i}${at}`,
      problem,
      todo,
    }))
  })
  return organization.federationEnabled || relationships.length === 0 ? lints : [off, ...lints]
}
