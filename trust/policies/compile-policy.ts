import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { LivePolicy } from './live-policy.ts'
import type { Policy } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'

export interface PolicySurroundings {
  /** The mailboxes that have a calendar, as they are now: one without an entry is at `defaultPermission`. */
  readonly calendarMailboxes?: () => ReadonlySet<MailboxAddress>
}

/** Lays a document out for deciding: groups flattened, everything found by address or domain. */
export function compilePolicy(document: PolicyDocument, surroundings: PolicySurroundings = {}): Policy {
  const policy = new LivePolicy(surroundings)
  policy.setOrganization(document.organization)
  for (const [name, members] of Object.entries(document.groups)) policy.setGroup(name, members)
  for (const entry of document.sharingPolicies) policy.setSharingPolicy(entry.name, entry)
  for (const entry of document.relationships) policy.setRelationship(entry.name, entry)
  for (const entry of document.mailboxes) policy.setMailbox(entry.address, entry)
  return policy
}
