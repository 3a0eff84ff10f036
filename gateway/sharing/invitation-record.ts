import { z } from 'zod'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY, HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { readRecipient } from '../../protocols/mail/recipient.ts'
import type { Recipient } from '../../protocols/mail/recipient.ts'
import { openSecret, sealSecret } from '../../trust/credentials/sealed-secret.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import { ACCESS_LEVELS } from '../../trust/policies/access-level.ts'
import { LANGUAGES } from '../../trust/sharing/published-link.ts'
import type { Json } from '../../trust/stores/state-record.ts'

/**
 * - `link`: a published calendar; its secret address is in the message
 * - `grant`: somebody of a federated organization may look from her own program
 * - `code`: what a visitor types to open a published calendar
 */
export const PURPOSES = ['link', 'grant', 'code'] as const

/** What is kept sealed, and only until it was sent. */
export interface InvitationSecrets {
  /** Of the link's address, or the code; empty for a grant. */
  readonly secret: string
  /** Lines the owner wrote. */
  readonly note: readonly string[]
}

const STATE = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('waiting'),
    attempts: z.int().min(0),
    /** When it is tried again; while somebody tries, when that one is taken for dead. */
    due: z.number(),
    /** Why the last attempt failed. */
    detail: z.string().nullable(),
  }),
  z.strictObject({ state: z.literal('sent'), at: z.number() }),
  /** By the recipient's server, at once or by a report that came back. */
  z.strictObject({ state: z.literal('refused'), at: z.number(), detail: z.string() }),
  z.strictObject({ state: z.literal('given-up'), at: z.number(), detail: z.string() }),
])

export type InvitationState = z.infer<typeof STATE>

const recipient = z.string().transform((text, context): Recipient => {
  const read = readRecipient(text)
  if (read !== null) return read
  context.addIssue({ code: 'custom', message: 'expected a recipient' })
  return z.NEVER
})
const mailbox = z.string().transform((text): MailboxAddress => parseMailboxAddress(text))

const RECORD = z.strictObject({
  /** Name of the hosted organization. */
  organization: z.string(),
  /** Whose calendar it is. */
  mailbox,
  /** As the register names it: `link:<id>`, `grant:<to>`. */
  share: z.string(),
  purpose: z.enum(PURPOSES),
  recipient,
  language: z.enum(LANGUAGES),
  level: z.enum(ACCESS_LEVELS).exclude(['None']),
  from: z.number().nullable(),
  until: z.number().nullable(),
  /** In which `from` and `until` are told. */
  timeZone: z.string(),
  codeByMail: z.boolean(),
  messageId: z.string(),
  createdAt: z.number(),
  /** When it is given up. */
  ends: z.number(),
  /** Null once it is over. */
  sealed: z.string().nullable(),
  is: STATE,
})

/** One message that has to reach one recipient, as it is kept. */
export type Invitation = z.infer<typeof RECORD>

export interface KeptInvitation {
  readonly id: string
  readonly version: number
  readonly invitation: Invitation
}

export const readInvitation = (value: Json): Invitation => RECORD.parse(value)

const ownerOf = (id: string): string => `invitation ${id}`

export function sealSecrets(id: string, secrets: InvitationSecrets, key: SealingKey, nonce: Buffer): string {
  return sealSecret(JSON.stringify(secrets), ownerOf(id), key, nonce)
}

const SECRETS = z.strictObject({ secret: z.string(), note: z.array(z.string()) })

export function openSecrets(id: string, sealed: string, key: SealingKey): InvitationSecrets {
  return SECRETS.parse(JSON.parse(openSecret(sealed, ownerOf(id), key)))
}

/** How long an invitation is tried. */
export const TRIED_FOR = 3 * DAY
/** A code is of no use later. */
export const CODE_TRIED_FOR = 10 * MINUTE
const FIRST_PAUSE = MINUTE
const LONGEST_PAUSE = 6 * HOUR

/**
 * How long to wait after so many failed attempts: a minute, then twice as long each time, six hours at most; up to a
 * quarter less by chance, so that what failed together is not tried together.
 *
 * @param fraction from 0 to 1, random
 */
export function pauseAfter(attempts: number, fraction: number): number {
  const full = Math.min(FIRST_PAUSE * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE)
  return Math.max(FIRST_PAUSE, Math.round(full * (1 - fraction / 4)))
}

/** Over: nothing secret is left in it. */
export const over = (invitation: Invitation, is: Exclude<InvitationState, { state: 'waiting' }>): Invitation => ({
  ...invitation,
  sealed: null,
  is,
})

export const waiting = (invitation: Invitation, attempts: number, due: Instant, detail: string | null): Invitation => ({
  ...invitation,
  is: { state: 'waiting', attempts, due, detail },
})
