import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { AccessLevel } from './access-level.ts'
import type { Grant, Relationship, SharingPolicy } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'

export type MailboxEntry = PolicyDocument['mailboxes'][number]
export type RelationshipEntry = PolicyDocument['relationships'][number]
export type SharingPolicyEntry = PolicyDocument['sharingPolicies'][number]
export type OrganizationEntry = PolicyDocument['organization']
export type Members = PolicyDocument['groups'][string]
/** Everyone in a group, however deep. */
export type Everyone = ReadonlySet<MailboxAddress>
export type Groups = ReadonlyMap<string, Members>

export const CAPPED_AT_NONE: SharingPolicy = { caps: new Map(), otherwise: 'None' }

/** Everyone in a group, however deep; found once for each group that is asked for. */
export function groupMembers(groups: Groups): (name: string) => Everyone {
  const found = new Map<string, Everyone>()
  return (name) => {
    const known = found.get(name)
    if (known !== undefined) return known
    const members = new Set<MailboxAddress>()
    // A set visits what is added to it on the way, once: circles come to an end by themselves.
    const reached = new Set([name])
    for (const group of reached) {
      for (const member of groups.get(group) ?? []) {
        if ('address' in member) members.add(member.address)
        else reached.add(member.group)
      }
    }
    found.set(name, members)
    return members
  }
}

/** The groups that hold themselves by way of others, or hold such a group: what is left when all others are taken away. */
export function circularGroups(groups: Groups): readonly string[] {
  const open = new Map<string, number>()
  const holders = new Map<string, string[]>()
  for (const [name, members] of groups) {
    const inner = new Set(members.flatMap((member) => ('group' in member ? [member.group] : [])))
    open.set(name, inner.size)
    for (const group of inner) holders.set(group, [...(holders.get(group) ?? []), name])
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

export function compileSharingPolicy(entry: SharingPolicyEntry): SharingPolicy {
  if (!entry.enabled) return CAPPED_AT_NONE
  const caps = new Map<Domain, AccessLevel>()
  let otherwise: AccessLevel = 'None'
  for (const rule of entry.domains) {
    if (rule.for === '*') otherwise = rule.level
    // What is open to anonymous readers is a published calendar's business and serves no lookup.
    else if (rule.for !== 'Anonymous') caps.set(rule.for, rule.level)
  }
  return { caps, otherwise }
}

export function compileGrants(entry: MailboxEntry): ReadonlyMap<string, readonly Grant[]> | null {
  if (entry.grants.length === 0) return null
  const grants = new Map<string, Grant[]>()
  for (const { to, level, from = -Infinity, until = Infinity } of entry.grants) {
    const known = grants.get(to)
    if (known === undefined) grants.set(to, [{ level, from, until }])
    else known.push({ level, from, until })
  }
  return grants
}

export function compileRelationship(entry: RelationshipEntry, membersOf: (group: string) => Everyone): Relationship {
  const group = (name: string | null): Everyone | null => (name === null ? null : membersOf(name))
  const excluded = entry.exclude.flatMap((member) =>
    'address' in member ? [member.address] : [...membersOf(member.group)],
  )
  return {
    enabled: entry.enabled,
    validUntil: entry.validUntil ?? Infinity,
    freeBusyAccessEnabled: entry.freeBusyAccessEnabled,
    freeBusyAccessLevel: entry.freeBusyAccessLevel,
    scope: group(entry.freeBusyAccessScope),
    exclude: new Set(excluded),
    requestsEnabled: entry.requests.enabled,
    requestsLevel: entry.requests.level,
    requestsScope: group(entry.requests.scope),
    broker: entry.broker ?? null,
    joinBlocks: entry.joinBlocks,
    giveWorkingHours: entry.giveWorkingHours,
  }
}
