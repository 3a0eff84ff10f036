import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { PolicyDocument } from './policy-document.ts'

/** Everybody whom a document names: as a mailbox, as a grantee, in a group or as left out. */
export function everybodyNamed({ mailboxes, groups, relationships }: PolicyDocument): ReadonlySet<MailboxAddress> {
  const members = [...Object.values(groups), ...relationships.map(({ exclude }) => exclude)].flat()
  return new Set([
    ...mailboxes.map(({ address }) => address),
    ...mailboxes.flatMap(({ grants }) =>
      grants.flatMap(({ to }) => (to.startsWith('@') ? [] : [parseMailboxAddress(to)])),
    ),
    ...members.flatMap((member) => ('address' in member ? [member.address] : [])),
  ])
}
