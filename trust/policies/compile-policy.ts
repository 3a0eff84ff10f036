import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { AccessLevel } from './access-level.ts'
import type { Grant, MailboxPolicy, Policy, Relationship, SharingPolicy } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'

type MailboxEntry = PolicyDocument['mailboxes'][number]
type RelationshipEntry = PolicyDocument['relationships'][number]
type Members = ReadonlySet<MailboxAddress>

const CAPPED_AT_NONE: SharingPolicy = { caps: new Map(), otherwise: 'None' }

/** Everyone in a group, however deep; found once for each group that is asked for. */
function groupMembers(groups: PolicyDocument['groups']): (name: string) => Members {
  const found = new Map<string, Members>()
  return (name) => {
    const known = found.get(name)
    if (known !== undefined) return known
    const members = new Set<MailboxAddress>()
    // A set visits what is added to it on the way, once: circles come to an end by themselves.
    const reached = new Set([name])
    for (const group of reached) {
      for (const member of groups[group] ?? []) {
        if ('address' in member) members.add(member.address)
        else reached.add(member.group)
      }
    }
    found.set(name, members)
    return members
  }
}

/** The groups that hold themselves by way of others, or hold such a group: what is left when all others are taken away. */
function circularGroups(groups: PolicyDocument['groups']): readonly string[] {
  const open = new Map<string, number>()
  const holders = new Map<string, string[]>()
  for (const [name, members] of Object.entries(groups)) {
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

function compileSharingPolicy(entry: PolicyDocument['sharingPolicies'][number]): SharingPolicy {
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

function compileGrants(entry: MailboxEntry): ReadonlyMap<string, readonly Grant[]> | null {
  if (entry.grants.length === 0) return null
  const grants = new Map<string, Grant[]>()
  for (const { to, level, from = -Infinity, until = Infinity } of entry.grants) {
    const known = grants.get(to)
    if (known === undefined) grants.set(to, [{ level, from, until }])
    else known.push({ level, from, until })
  }
  return grants
}

function compileMailboxes(document: PolicyDocument, own: ReadonlySet<Domain>, notices: string[]) {
  const { mailboxes, sharingPolicies, organization } = document
  const policies = new Map(sharingPolicies.map((entry) => [entry.name, compileSharingPolicy(entry)]))
  const standard = policies.get(sharingPolicies.find((entry) => entry.default)?.name ?? '') ?? CAPPED_AT_NONE
  const compiled = new Map<MailboxAddress, MailboxPolicy>()
  for (const entry of mailboxes) {
    if (!own.has(domainOf(entry.address))) notices.push(`mailbox ${entry.address} is in no domain of ours`)
    else {
      const { inside, workingHours: periods, timeZone } = entry
      compiled.set(entry.address, {
        inside,
        default: entry.default ?? organization.defaultPermission,
        grants: compileGrants(entry),
        sharingPolicy:
          entry.sharingPolicy === undefined ? standard : (policies.get(entry.sharingPolicy) ?? CAPPED_AT_NONE),
        workingHours: periods === undefined || timeZone === undefined ? null : { timeZone, periods },
      })
    }
  }
  const unlisted: MailboxPolicy = {
    inside: 'LimitedDetails',
    default: organization.defaultPermission,
    grants: null,
    sharingPolicy: standard,
    workingHours: null,
  }
  return { compiled, unlisted }
}

function compileRelationship(entry: RelationshipEntry, membersOf: (group: string) => Members): Relationship {
  const group = (name: string | null): Members | null => (name === null ? null : membersOf(name))
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

export interface PolicySurroundings {
  /** The mailboxes that have a calendar, as they are now: one without an entry is at `defaultPermission`. */
  readonly calendarMailboxes?: () => ReadonlySet<MailboxAddress>
}

/** Lays a document out for deciding: groups flattened, everything found by address or domain. */
export function compilePolicy(document: PolicyDocument, surroundings: PolicySurroundings = {}): Policy {
  const { organization } = document
  const { calendarMailboxes } = surroundings
  const notices: string[] = []
  const own: ReadonlySet<Domain> = new Set(organization.domains)
  const membersOf = groupMembers(document.groups)
  const circular = circularGroups(document.groups)
  if (circular.length > 0) notices.push(`groups hold each other in a circle: ${circular.join(', ')}`)
  const { compiled, unlisted } = compileMailboxes(document, own, notices)
  const relationships = new Map<Domain, Relationship>()
  for (const entry of document.relationships) {
    const relationship = compileRelationship(entry, membersOf)
    for (const domain of entry.domains) relationships.set(domain, relationship)
  }
  return {
    organization: organization.id,
    federationEnabled: organization.federationEnabled,
    honourGrants: organization.personalGrants === 'honour',
    isOwnDomain: (domain) => own.has(domain),
    mailbox: (address) => {
      const listed = compiled.get(address)
      if (listed !== undefined || calendarMailboxes === undefined) return listed
      return calendarMailboxes().has(address) && own.has(domainOf(address)) ? unlisted : undefined
    },
    relationship: (domain) => relationships.get(domain),
    brokerFor: (domain) => relationships.get(domain)?.broker ?? null,
    notices,
  }
}
