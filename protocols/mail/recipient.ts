import { readMailboxAddress } from '../availability/mailbox-address.ts'
import type { MailboxAddress } from '../availability/mailbox-address.ts'

declare const recipient: unique symbol

/** A mailbox that mail may be sent to: of the few characters that mean nothing to any mail program on the way. */
export type Recipient = MailboxAddress & { readonly [recipient]: true }

/**
 * Narrower than RFC 5321 4.1.2: a Dot-string of letters, digits, `_`, `+`, `-`, and a domain in ASCII. What RFC 5322
 * allows beyond it (quotes, comments, groups, routes, lists) has meant another recipient to some program or other; a
 * leading hyphen is an option to those that start a program for delivery.
 */
const PLAIN = /^[A-Za-z0-9_+][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9.-]{1,253}$/

/** Exactly one recipient, or null. Nothing is cut off, trimmed or corrected: whoever typed it has to look again. */
export function readRecipient(input: unknown): Recipient | null {
  if (typeof input !== 'string' || !PLAIN.test(input)) return null
  return readMailboxAddress(input) as Recipient | null
}
