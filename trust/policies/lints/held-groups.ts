import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { PolicyDocument } from '../policy-document.ts'

/**
 * The groups that hold somebody of whom `matters` is true, however deep. Found from the inside out, each group once: of a
 * chain of ten thousand groups to list the members of each would take fifty million steps.
 */
export function groupsHolding(
  groups: PolicyDocument['groups'],
  matters: (address: MailboxAddress) => boolean,
): ReadonlySet<string> {
  const holders = new Map<string, string[]>()
  const holding = new Set<string>()
  for (const [name, members] of Object.entries(groups)) {
    for (const member of members) {
      if ('address' in member) {
        if (matters(member.address)) holding.add(name)
        continue
      }
      const known = holders.get(member.group)
      if (known === undefined) holders.set(member.group, [name])
      else known.push(name)
    }
  }
  // A set visits what is added to it on the way, once.
  for (const name of holding) for (const holder of holders.get(name) ?? []) holding.add(holder)
  return holding
}
