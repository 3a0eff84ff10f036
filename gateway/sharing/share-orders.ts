import { z } from 'zod'
import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { ACCESS_LEVELS } from '../../trust/policies/access-level.ts'
import { category, grantee, instant, workingPeriod } from '../../trust/policies/policy-document.ts'
import { LANGUAGES, PUBLISHED_RANGES } from '../../trust/sharing/published-link.ts'
import type { PublishedLink, PublishedRange } from '../../trust/sharing/published-link.ts'
import type { GrantTerms } from './share.ts'

/** How long a link shows something where nothing is said of its end (threats PU4). */
export const USUAL_LIFE = 90 * DAY
const RANGES = Object.keys(PUBLISHED_RANGES) as [PublishedRange, ...PublishedRange[]]
const MOST_PERIODS = 50
const MOST_CATEGORIES = 100
const LONGEST_NOTE = 2_000

/** What both kinds of share say of time; what is absent is the usual, or stays. */
const times = {
  from: instant.nullable().optional(),
  until: instant.nullable().optional(),
  hours: z.array(workingPeriod).min(1).max(MOST_PERIODS).nullable().optional(),
  hiddenCategories: z.array(category).max(MOST_CATEGORIES).optional(),
}

/** What only a link has. */
const ofLinks = {
  back: z.enum(RANGES).optional(),
  ahead: z.enum(RANGES).optional(),
  codeByMail: z.boolean().optional(),
  searchable: z.boolean().optional(),
  language: z.enum(LANGUAGES).optional(),
}

/** A change of a share; what is absent stays. */
export const changedShare = z.strictObject({ level: z.enum(ACCESS_LEVELS).optional(), ...times, ...ofLinks })

/** A new share; absent, its kind follows from whom it is for. */
export const newShare = z.strictObject({
  kind: z.enum(['link', 'grant']).optional(),
  /** An address, or `@domain`; absent: a link for the owner to hand on. */
  to: grantee.nullable().optional(),
  ...changedShare.shape,
  /** Whether who it is for is told by mail; absent: a person outside is. */
  mail: z.boolean().optional(),
  /** The owner's own words in that message. */
  note: z.string().max(LONGEST_NOTE).optional(),
})

export type ChangedShare = z.infer<typeof changedShare>
export type ShareOrder = z.infer<typeof newShare>

type Telling = Pick<ShareOrder, 'mail' | 'note'>
/** What is said of a link; what is absent is the usual, or stays. */
export type SaidOfLink = Omit<ChangedShare, 'level'> & { readonly level?: PublishedLink['level'] | undefined }
/** What is said of a grant. */
export type SaidOfGrant = Omit<ChangedShare, keyof typeof ofLinks>
export type NewLink = SaidOfLink & Telling & { readonly to: MailboxAddress | null }
export type NewGrant = SaidOfGrant & Telling & { readonly to: string }

const malformed = (message: string): FederationError => new FederationError('ERR_MESSAGE_MALFORMED', message)

/** @throws FederationError `ERR_MESSAGE_MALFORMED` for what no link can be */
export function readSaidOfLink({ level, ...rest }: ChangedShare): SaidOfLink {
  if (level === 'None') throw malformed('level: expected one that shows something; revoke the link instead')
  return { ...rest, level }
}

/** @throws FederationError `ERR_MESSAGE_MALFORMED` for what only a link can have */
export function readSaidOfGrant(order: ChangedShare): SaidOfGrant {
  const { back, ahead, codeByMail, searchable, language, ...rest } = order
  const said = Object.entries({ back, ahead, codeByMail, searchable, language }).filter(
    ([, value]) => value !== undefined,
  )
  if (said.length === 0) return rest
  throw malformed(said.map(([name]) => `${name}: expected in a link only; this is a grant`).join('; '))
}

/** @throws FederationError `ERR_MESSAGE_MALFORMED` */
export function readNewLink({ to = null, mail, note, kind: _kind, ...said }: ShareOrder): NewLink {
  const recipient = to === null ? null : readMailboxAddress(to)
  if (to !== null && recipient === null) throw malformed('to: expected one address, or none: a link is for one person')
  return { ...readSaidOfLink(said), mail, note, to: recipient }
}

/** @throws FederationError `ERR_MESSAGE_MALFORMED` */
export function readNewGrant({ to, mail, note, kind: _kind, ...said }: ShareOrder): NewGrant {
  if (to === null || to === undefined) throw malformed('to: expected an address or @domain')
  return { ...readSaidOfGrant(said), mail, note, to }
}

/** What an owner may say of a link. */
export type LinkTerms = Pick<
  PublishedLink,
  | ('level' | 'from' | 'until' | 'hours' | 'hiddenCategories' | 'back' | 'ahead')
  | ('codeByMail' | 'searchable' | 'language')
>

export const usualLink = (now: Instant): LinkTerms => ({
  ...{ level: 'AvailabilityOnly', from: null, until: now + USUAL_LIFE, hours: null, hiddenCategories: [] },
  ...{ back: 'OneDay', ahead: 'ThreeMonths', codeByMail: false, searchable: false, language: 'en' },
})

export const USUAL_GRANT: GrantTerms = {
  ...{ level: 'AvailabilityOnly', from: null, until: null, hours: null, hiddenCategories: [] },
}

/** What is said, laid over what holds. */
function over<Terms extends object>(
  terms: Terms,
  said: { readonly [Field in keyof Terms]?: Terms[Field] | undefined },
) {
  const known = Object.keys(terms) as (keyof Terms)[]
  const entries = known.map((field) => [field, said[field] === undefined ? terms[field] : said[field]])
  return Object.fromEntries(entries) as Terms
}

export const linkTerms = (held: LinkTerms, said: SaidOfLink): LinkTerms => over<LinkTerms>(held, said)
export const grantTerms = (held: GrantTerms, said: SaidOfGrant): GrantTerms => over<GrantTerms>(held, said)

/** Why an order cannot be carried out, whoever gives it. */
export type OrderRefusal =
  | 'ENDS_BEFORE_IT_BEGINS'
  /** Hours are told in a zone, and the mailbox names none. */
  | 'NO_TIME_ZONE'
  | 'CODE_WITHOUT_RECIPIENT'
  | 'TOO_MANY'

/** What is wrong with the terms themselves; null: nothing. */
export function refusedTerms(
  { from, until, hours }: Pick<GrantTerms, 'from' | 'until' | 'hours'>,
  timeZone: string | null,
): OrderRefusal | null {
  if ((from ?? -Infinity) >= (until ?? Infinity)) return 'ENDS_BEFORE_IT_BEGINS'
  return hours !== null && timeZone === null ? 'NO_TIME_ZONE' : null
}

export const refusedLink = (
  terms: LinkTerms,
  recipient: MailboxAddress | null,
  timeZone: string | null,
): OrderRefusal | null =>
  terms.codeByMail && recipient === null ? 'CODE_WITHOUT_RECIPIENT' : refusedTerms(terms, timeZone)
