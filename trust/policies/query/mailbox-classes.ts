import { domainOf } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { membersOf } from '../group-members.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { Policy, Relationship } from '../policy.ts'
import { strangerOf } from '../stranger.ts'
import type { Asked } from './policy-query.ts'

type MailboxEntry = PolicyDocument['mailboxes'][number]
type GrantEntry = MailboxEntry['grants'][number]

/** Mailboxes between which no decision can tell. */
export interface MailboxClass {
  /** One of them. */
  readonly about: MailboxAddress
  /** Every grant that a decision about it can depend on: of a group those of its members too. */
  readonly grants: readonly GrantEntry[]
}

/**
 * The mailboxes that are asked about. Of those that nothing names there is one of each of our domains: what can be
 * decided about it can about all of them.
 *
 * @throws FederationError `ERR_NOT_FOUND` for a group that is not there, or has nobody in it: a proof about nobody proves nothing
 */
export function mailboxesAsked(
  document: PolicyDocument,
  named: ReadonlySet<MailboxAddress>,
  about: Asked,
): readonly MailboxAddress[] {
  if (about.whom === 'address') return [about.address]
  if (about.whom === 'group') {
    const groups = new Map(Object.entries(document.groups))
    if (!groups.has(about.group)) throw new FederationError('ERR_NOT_FOUND', 'There is no group of this name.')
    const members = [...membersOf(groups, [about.group])]
    if (members.length === 0) throw new FederationError('ERR_NOT_FOUND', 'Nobody is in this group.')
    return members
  }
  const own = document.organization.domains
  const ours = [...named].filter((address) => own.includes(domainOf(address)))
  return [...ours, ...own.map((domain) => strangerOf(domain, named))]
}

/**
 * Puts together what `decideAccess` cannot tell apart: the same entry but for what is no level (zone, hours), in the
 * same scopes and exclusions of the relationships that matter.
 *
 * @param step called for each look-up, so that who counts them can stop
 */
export function mailboxClasses(
  document: PolicyDocument,
  policy: Policy,
  {
    mailboxes,
    relationships,
    step,
  }: {
    readonly mailboxes: readonly MailboxAddress[]
    readonly relationships: ReadonlySet<Relationship>
    readonly step: () => void
  },
): readonly MailboxClass[] {
  const entries = new Map(document.mailboxes.map((entry) => [entry.address, entry]))
  const classes = new Map<string, MailboxClass>()
  for (const about of mailboxes) {
    const entry = entries.get(about)
    const memberships = [...relationships].map(({ scope, exclude }) => {
      step()
      return `${scope === null || scope.has(about) ? 1 : 0}${exclude.has(about) ? 1 : 0}`
    })
    const ours = policy.isOwnDomain(domainOf(about))
    const key = JSON.stringify([ours, entry === undefined ? null : decisive(entry), memberships.join('')])
    if (!classes.has(key)) classes.set(key, { about, grants: ours ? grantsOf(entry, policy, entries) : [] })
  }
  return [...classes.values()]
}

function grantsOf(
  entry: MailboxEntry | undefined,
  policy: Policy,
  entries: ReadonlyMap<MailboxAddress, MailboxEntry>,
): readonly GrantEntry[] {
  if (entry?.kind !== 'group' || entry.group === undefined) return entry?.grants ?? []
  const members = policy.groupMembers(entry.group) ?? []
  return [...entry.grants, ...members.flatMap((member) => entries.get(member)?.grants ?? [])]
}

/** What of an entry a level can depend on. */
function decisive({ kind, group, inside, default: standard, sharingPolicy, grants }: MailboxEntry): unknown {
  const given = grants.map(({ to, level, from, until }) => [to, level, from ?? null, until ?? null])
  return [kind, group ?? null, inside, standard ?? null, sharingPolicy ?? null, given]
}
