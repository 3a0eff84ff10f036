import { domainOf } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxPolicy } from '../../../trust/policies/policy.ts'
import type { Broker } from '../../broker/answer-availability.ts'
import type { HostedOrganization } from '../../broker/directory.ts'
import type { RefusedRequest } from '../../broker/refused-request.ts'
import type { Owner, OwnerLinks } from '../../sharing/owner-link.ts'

/** How people with a mailbox here ask about others, and get to their own pages. */
export interface AskingParts {
  readonly broker: Broker
  readonly ownerLinks: Pick<OwnerLinks, 'make'>
  /** Puts a question on record that was refused as a whole. */
  readonly refused: (refused: Omit<RefusedRequest, 'at'>) => void
  /** Of one question, as for every client. */
  readonly limits: { readonly mailboxes: number; readonly windowDays: number }
  /** IANA name of an organization's own zone, for mailboxes that name none. */
  readonly timeZoneOf: (organization: string) => string
}

/** A mailbox of ours, as of now. */
export interface OwnMailbox extends Owner {
  readonly hosted: HostedOrganization
  readonly policy: MailboxPolicy
}

/** The mailbox of ours that an address stands for; null where there is none, whoever's it may be. */
export function ownMailbox(
  { broker: { directory } }: Pick<AskingParts, 'broker'>,
  mailbox: MailboxAddress | null,
): OwnMailbox | null {
  const hosted = mailbox === null ? undefined : directory.hostedDomain(domainOf(mailbox))
  const policy = mailbox === null ? undefined : hosted?.policy.mailbox(mailbox)
  if (mailbox === null || hosted === undefined || policy === undefined) return null
  return { organization: hosted.name, mailbox, hosted, policy }
}
