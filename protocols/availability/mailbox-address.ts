import { domainToASCII } from 'node:url'
import { FederationError } from '../federation-error.ts'

declare const mailboxAddress: unique symbol
declare const domain: unique symbol

/** An SMTP address, checked, domain as A-label, all in lower case: two spellings of one mailbox must not be two policies. */
export type MailboxAddress = string & { readonly [mailboxAddress]: true }

/** An SMTP domain as A-labels (RFC 5890) in lower case, without a trailing dot. A sub-domain is another domain. */
export type Domain = string & { readonly [domain]: true }

// RFC 5321 4.1.2 Dot-string; quoted local parts are refused, as every free/busy server seen does. Upper case is in the
// expression, since lowering first would turn letters outside ASCII into ASCII ones (U+212A into k).
const PLAIN = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
// The last label is never a number (RFC 3696 2), so no IP address is a domain.
const LABELS =
  /^(?=.{1,253}$)(?!.*\.[0-9]+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/
// What may be translated to A-labels at all: `domainToASCII` reads its input as the host of a URL, and would drop line
// ends and whatever follows a slash.
const INTERNATIONAL = /^[A-Za-z0-9.\u0080-\u{10ffff}-]{1,253}$/u

/** As `parseDomain`; null for what is none: where there may be very many, an error for each costs too much. */
export function readDomain(input: unknown): Domain | null {
  if (typeof input !== 'string') return null
  const lower = input.toLowerCase()
  if (LABELS.test(lower)) return lower as Domain
  const ascii = INTERNATIONAL.test(input) ? domainToASCII(input) : ''
  return LABELS.test(ascii) ? (ascii as Domain) : null
}

/** @throws FederationError `ERR_MESSAGE_MALFORMED` */
export function parseDomain(input: unknown): Domain {
  const domain = readDomain(input)
  if (domain === null)
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'expected a domain, such as contoso.example', {
      field: 'domain',
    })
  return domain
}

/** As `parseMailboxAddress`; null for what is none. */
export function readMailboxAddress(input: unknown): MailboxAddress | null {
  if (typeof input !== 'string' || input.length > 320) return null
  const at = input.lastIndexOf('@')
  const local = input.slice(0, at)
  if (at <= 0 || at > 64 || !PLAIN.test(local)) return null
  const domain = readDomain(input.slice(at + 1))
  // Joined, not added: a sum is kept as its two parts, and every comparison would have to put them together.
  const address = [local.toLowerCase(), domain ?? ''].join('@')
  return domain !== null && address.length <= 254 ? (address as MailboxAddress) : null
}

/**
 * Reads one addr-spec (RFC 5321 4.1.2 Mailbox, without quoted strings and address literals), at most 64 octets before
 * the `@` and 254 in all.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`
 */
export function parseMailboxAddress(input: unknown): MailboxAddress {
  const address = readMailboxAddress(input)
  if (address === null) {
    throw new FederationError('ERR_MESSAGE_MALFORMED', 'expected a mailbox address, such as vera@contoso.example', {
      field: 'mailbox',
    })
  }
  return address
}

/** An address has one `@`: a local part in quotes, which could hold another, is none here. */
export function domainOf(address: MailboxAddress): Domain {
  return address.slice(address.indexOf('@') + 1) as Domain
}
