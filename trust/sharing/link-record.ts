import { z } from 'zod'
import { WEEKDAYS } from '../../protocols/availability/free-busy-view.ts'
import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { HeldRecord, Json, RecordName } from '../stores/state-record.ts'
import { LANGUAGES, PUBLISHED_RANGES } from './published-link.ts'
import type { PublishedLink, PublishedRange } from './published-link.ts'

const RANGES = Object.keys(PUBLISHED_RANGES) as [PublishedRange, ...PublishedRange[]]

const address = z.string().transform((text, context): MailboxAddress => {
  const read = readMailboxAddress(text)
  if (read !== null) return read
  context.addIssue({ code: 'custom', message: 'expected a mailbox address' })
  return z.NEVER
})
const instant = z.number().nullable()

const LINK = z.strictObject({
  id: z.string(),
  organization: z.string(),
  mailbox: address,
  secretHash: z.string(),
  level: z.enum(['AvailabilityOnly', 'LimitedDetails', 'Reviewer']),
  back: z.enum(RANGES),
  ahead: z.enum(RANGES),
  hours: z.array(z.strictObject({ days: z.array(z.enum(WEEKDAYS)), start: z.number(), end: z.number() })).nullable(),
  hiddenCategories: z.array(z.string()),
  recipient: address.nullable(),
  codeByMail: z.boolean(),
  searchable: z.boolean(),
  language: z.enum(LANGUAGES),
  createdAt: z.number(),
  from: instant,
  until: instant,
  revokedAt: instant,
})

/** `<organization> <id>`; a name of an organization has no space. */
export const linkRecord = ({ organization, id }: Pick<PublishedLink, 'organization' | 'id'>): RecordName => ({
  kind: 'published-link',
  key: `${organization} ${id}`,
})

export const encodeLink = (link: PublishedLink): Json => link as unknown as Json

/** @throws FederationError `ERR_STORE_DAMAGED` */
export function decodeLink({ key, value }: Pick<HeldRecord, 'key' | 'value'>): PublishedLink {
  const reading = LINK.safeParse(value)
  if (reading.success && linkRecord(reading.data).key === key) return reading.data
  throw new FederationError('ERR_STORE_DAMAGED', 'a published link that was kept is none', { key })
}
