import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Ask, Decision, GroupMerge } from './decision.ts'
import type { Walk } from './decision-walk.ts'
import type { MailboxPolicy, Policy } from './policy.ts'

/** A room or a thing that is booked: its entries are made by the mailbox and often say in the subject who booked it. */
export const isResource = ({ kind }: Pick<MailboxPolicy, 'kind'>): boolean => kind === 'room' || kind === 'equipment'

/** A question about one member of a group, which is answered by nothing but the stream. */
const aboutMember = (ask: Ask, about: MailboxAddress): Ask => ({
  from: ask.from,
  about,
  view: 'MergedOnly',
  at: ask.at,
})

const NOBODY: ReadonlySet<MailboxAddress> = new Set()

/** Of the members the people whom this asker may hear of: neither a room nor a list of rooms is a crowd. */
function peopleHeard(
  policy: Policy,
  ask: Ask,
  members: readonly MailboxAddress[],
  decideMember: (ask: Ask) => Decision,
): ReadonlySet<MailboxAddress> {
  return new Set(
    members.filter(
      (member) =>
        policy.mailbox(member)?.kind === 'user' && decideMember(aboutMember(ask, member)).outcome === 'answer',
    ),
  )
}

/**
 * The steps of an address that is a group: the merged stream and nothing else (MS-OXWAVLS), of fewer than 100 members, and
 * to outsiders only where it shows no single person. Members are decided about one by one; nobody is where the group
 * itself is refused.
 *
 * @param decideMember the same decision about one member; null among our own people, who may know who is in it
 * @returns null where it is refused
 */
export function groupSteps(
  walk: Walk,
  policy: Policy,
  ask: Ask,
  mailbox: MailboxPolicy,
  decideMember: ((ask: Ask) => Decision) | null,
): GroupMerge | null {
  walk.ceiling('GROUP_MERGED', 'AvailabilityOnly')
  if (walk.refuses) return null
  const members = mailbox.group === null ? [] : policy.groupMembers(mailbox.group)
  if (!walk.gate('GROUP_LIMIT', members !== null) || members === null) return null
  if (decideMember === null) {
    return walk.gate('GROUP_TOO_SMALL', members.length > 0) ? { members, people: NOBODY, fewest: 0 } : null
  }
  const fewest = policy.smallestGroup
  // Who is not in it need not be decided about: too few are too few whatever each would say.
  const people = members.length < fewest ? NOBODY : peopleHeard(policy, ask, members, decideMember)
  return walk.gate('GROUP_TOO_SMALL', people.size >= fewest) ? { members, people, fewest } : null
}
