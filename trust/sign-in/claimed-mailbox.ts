import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'

/** The claim that OpenID Connect Core 5.1 has for an address. */
export const EMAIL = 'email'
/** The same: whether the provider saw to it that the address is hers. */
export const EMAIL_VERIFIED = 'email_verified'

/** Every claim that has to be known to say whose mailbox somebody has. */
export function mailboxClaims(claim: string | null): readonly string[] {
  if (claim === null) return []
  return claim === EMAIL ? [EMAIL, EMAIL_VERIFIED] : [claim]
}

/**
 * The address of the mailbox that a provider says is hers; null where it says none. `email` may be whatever she typed, so it
 * counts only with `email_verified`, the boolean; any other claim is taken to be the provider's own word.
 *
 * @param claim null: no claim gives anybody a mailbox
 */
export function claimedMailbox(claims: Readonly<Record<string, unknown>>, claim: string | null): MailboxAddress | null {
  if (claim === null || (claim === EMAIL && claims[EMAIL_VERIFIED] !== true)) return null
  return readMailboxAddress(claims[claim])
}
