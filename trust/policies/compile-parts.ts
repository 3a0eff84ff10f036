import type { Everyone, GroupMembers } from './group-members.ts'
import type { Grant, Relationship } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'
import { partOf } from './visible-part.ts'

export type MailboxEntry = PolicyDocument['mailboxes'][number]
export type RelationshipEntry = PolicyDocument['relationships'][number]
export type SharingPolicyEntry = PolicyDocument['sharingPolicies'][number]
export type OrganizationEntry = PolicyDocument['organization']
export type Members = PolicyDocument['groups'][string]
export type Groups = ReadonlyMap<string, Members>

/** The groups that hold themselves by way of others, or hold such a group: what is left when all others are taken away. */
export function circularGroups(groups: Groups): readonly string[] {
  const open = new Map<string, number>()
  const holders = new Map<string, string[]>()
  for (const [name, members] of groups) {
    const inner = new Set(members.flatMap((member) => ('group' in member ? [member.group] : [])))
    open.set(name, inner.size)
    for (const group of inner) {
      const known = holders.get(group)
      if (known === undefined) holders.set(group, [name])
      else known.push(name)
    }
  }
  const plain = new Set([...open].flatMap(([name, count]) => (count === 0 ? [name] : [])))
  for (const name of plain) {
    for (const holder of holders.get(name) ?? []) {
      const left = (open.get(holder) ?? 0) - 1
      open.set(holder, left)
      if (left === 0) plain.add(holder)
    }
  }
  return [...open.keys()].filter((name) => !plain.has(name))
}

export function compileGrants(entry: MailboxEntry): ReadonlyMap<string, readonly Grant[]> | null {
  if (entry.grants.length === 0) return null
  const grants = new Map<string, Grant[]>()
  for (const { to, level, from = -Infinity, until = Infinity, hours = null, hiddenCategories = [] } of entry.grants) {
    const grant = { level, from, until, part: partOf({ hours, hiddenCategories }, entry.timeZone ?? null) }
    const known = grants.get(to)
    if (known === undefined) grants.set(to, [grant])
    else known.push(grant)
  }
  return grants
}

/** Whoever is left out by name or by group; by a group that is not there everybody, since anybody may be meant. */
function excluded(members: Members, groups: GroupMembers): Everyone {
  const listed = members.flatMap((member) => ('address' in member ? [member.address] : []))
  const names = members.flatMap((member) => ('group' in member ? [member.group] : []))
  return groups.everyoneOf(listed, names, 'in')
}

export function compileRelationship(entry: RelationshipEntry, groups: GroupMembers): Relationship {
  const group = (name: string | null): Everyone | null => (name === null ? null : groups.everyoneOf([], [name]))
  return {
    enabled: entry.enabled,
    validUntil: entry.validUntil ?? Infinity,
    freeBusyAccessEnabled: entry.freeBusyAccessEnabled,
    freeBusyAccessLevel: entry.freeBusyAccessLevel,
    scope: group(entry.freeBusyAccessScope),
    exclude: excluded(entry.exclude, groups),
    requestsEnabled: entry.requests.enabled,
    requestsLevel: entry.requests.level,
    requestsScope: group(entry.requests.scope),
    broker: entry.broker ?? null,
    joinBlocks: entry.joinBlocks,
    giveWorkingHours: entry.giveWorkingHours,
  }
}
