import { z } from 'zod'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { parsePasswordHash } from './password-hash.ts'

/**
 * How a partner shows that it asks, and how we do with it: one way for each relationship, shared with no other.
 * `account` is as whom it asks where it names nobody: an address in one of its own domains.
 */
export type PartnerCredential =
  /** A token signed for one request. */
  | { readonly kind: 'single-use' }
  /** The same, or a token for five minutes that one such signature buys (RFC 7523). */
  | { readonly kind: 'access-token' }
  /** Tokens of an Exchange organization (MS-XOAUTH). */
  | { readonly kind: 'exchange'; readonly account: MailboxAddress }
  /** A role account with a password, as an availability address space has it. */
  | {
      readonly kind: 'basic'
      readonly account: MailboxAddress
      /** What it sends us: as `ledig password` prints it. */
      readonly passwordHash: string
      /** What we send it, its password sealed; null where we do not ask it. */
      readonly ours: { readonly name: string; readonly sealedPassword: string } | null
    }

export const SINGLE_USE: PartnerCredential = Object.freeze({ kind: 'single-use' })

/** As whom an Exchange organization asks for itself where an administrator said nothing else. */
const ACCOUNT = 'availability'

/** What an Exchange organization with these domains begins with; without any, it has nobody to ask for. */
export function exchangeCredential([domain]: readonly Domain[]): PartnerCredential {
  return domain === undefined ? SINGLE_USE : { kind: 'exchange', account: parseMailboxAddress(`${ACCOUNT}@${domain}`) }
}

const account = z.string().transform(parseMailboxAddress)

export const PARTNER_CREDENTIAL = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single-use') }),
  z.strictObject({ kind: z.literal('access-token') }),
  z.strictObject({ kind: z.literal('exchange'), account }),
  z.strictObject({
    kind: z.literal('basic'),
    account,
    passwordHash: z.string().refine((hash) => parsePasswordHash(hash) !== null),
    ours: z.strictObject({ name: z.string(), sealedPassword: z.string() }).nullable(),
  }),
]) satisfies z.ZodType<PartnerCredential>
