import { domainToASCII } from 'node:url'
import { FederationError } from '../federation-error.ts'

declare const mailboxAddress: unique symbol
declare const domain: unique symbol

/** An SMTP address, checked, domain as A-label, all in lower case: two spellings of one mailbox must not be two policies. */
export type MailboxAddress = string & { readonly [mailboxAddress]: true }

/** An SMTP domain as A-labels (RFC 5890) in lower case, without a trailing dot. A sub-domain is another domain. */
export type Domain = string & { readonly [domain]: true }

// RFC 5321 4.1.2 Dot-string; quoted local parts are refused, as every free/busy server seen does.
const PLAIN = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const LABELS = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/

/** @throws FederationError `ERR_MESSAGE_MALFORMED` */
export function parseDomain(input: unknown): Domain {
  const lower = typeof input === 'string' ? input.toLowerCase() : ''
  if (LABELS.test(lower)) return lower as Domain
  const ascii = lower.length <= 253 ? domainToASCII(lower) : ''
  if (!LABELS.test(ascii)) throw new FederationError('ERR_MESSAGE_MALFORMED', 'not a domain', { field: 'domain' })
  return ascii as Domain
}

/**
 * Reads one addr-spec (RFC 5321 4.1.2 Mailbox, without quoted strings and address literals), at most 64 octets before
 * the `@` and 254 in all.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`
 */
export function parseMailboxAddress(input: unknown): MailboxAddress {
  if (typeof input === 'string' && input.length <= 320) {
    const at = input.lastIndexOf('@')
    const local = input.slice(0, at).toLowerCase()
    if (at > 0 && at <= 64 && PLAIN.test(local)) {
      const address = `${local}@${parseDomain(input.slice(at + 1))}`
      if (address.length <= 254) return address as MailboxAddress
    }
  }
  throw new FederationError('ERR_MESSAGE_MALFORMED', 'not a mailbox address', { field: 'mailbox' })
}

export function domainOf(address: MailboxAddress): Domain {
  return address.slice(address.lastIndexOf('@') + 1) as Domain
}
