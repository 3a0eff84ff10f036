import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Groups } from './compile-parts.ts'

/** A group answers for fewer than 100 members (MS-OXWAVLS; more is ErrorFreeBusyDLLimitReached). */
export const MOST_MEMBERS = 99
/** Names and addresses that are looked at to find them: who stands in many groups within one is met in each. */
const MOST_STEPS = 10_000

/**
 * Who is in a group, however deep: each address once, in the order met, and no address of a group, whose members stand in
 * its place. Circles come to an end by themselves. Null where there are more than `MOST_MEMBERS`, or more to look at than
 * is worth it. Nobody where a name in it leads nowhere, or a group's address names none: without those who may be meant,
 * the others would look like all of it.
 *
 * @param groupAt the group that an address stands for; undefined where it stands for itself, null for one that names none
 */
export function expandGroup(
  groups: Groups,
  name: string,
  groupAt: (address: MailboxAddress) => string | null | undefined,
): readonly MailboxAddress[] | null {
  const members = new Set<MailboxAddress>()
  // A set visits what is added to it on the way, once.
  const reached = new Set([name])
  let steps = 0
  for (const group of reached) {
    const listed = groups.get(group)
    if (listed === undefined) return []
    for (const member of listed) {
      if (++steps > MOST_STEPS) return null
      const inner = 'group' in member ? member.group : groupAt(member.address)
      if (inner === null) return []
      if (inner !== undefined) reached.add(inner)
      else if ('address' in member) members.add(member.address)
      if (members.size > MOST_MEMBERS) return null
    }
  }
  return [...members]
}
