import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { PartnerRequester } from '../../trust/tokens/verify-token.ts'
import type { HostedOrganization } from './directory.ts'

/** Who asks: one of our own people, or a partner's server on behalf of one of theirs. */
export type Requester =
  | { readonly kind: 'inside'; readonly organization: HostedOrganization; readonly person: MailboxAddress }
  | ({ readonly kind: 'partner' } & PartnerRequester)
