import { z } from 'zod'
import { readCategory } from '../../protocols/availability/category.ts'
import { WEEKDAYS } from '../../protocols/availability/free-busy-view.ts'
import { readDomain, readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import { parseOrganizationId } from '../organization/organization-id.ts'
import { ACCESS_LEVELS } from './access-level.ts'
import { problemsOf } from './document-problem.ts'
import type { DocumentProblem } from './document-problem.ts'
import { MOST_MEMBERS } from './expand-group.ts'
import { referenceProblems } from './policy-references.ts'
import { readSharingRule } from './sharing-policy.ts'

/** Turns a reader that answers null into a check that reports. */
function parsed<T>(read: (input: string) => T | null, expected: string) {
  return z
    .string({ error: `expected ${expected}` })
    .meta({ description: expected })
    .transform((input, context): T => {
      const value = read(input)
      if (value !== null) return value
      context.addIssue({ code: 'custom', message: `expected ${expected}` })
      return z.NEVER
    })
}

/** The same of a parser that throws. */
function orNull<T>(parse: (input: string) => T): (input: string) => T | null {
  return (input) => {
    try {
      return parse(input)
    } catch {
      return null
    }
  }
}

const isoInstant = z.iso.datetime({ offset: true })

function readInstant(input: string): number | null {
  return isoInstant.safeParse(input).success ? Date.parse(input) : null
}

/** In lower case, as far as they were met: to ask Intl costs fifty times what all else of a mailbox does. */
const knownTimeZones = new Set<string>()
/** A document with so many zones that are none is refused whatever the others are: Intl is asked no more for it. */
const MOST_UNKNOWN_ZONES = 2_000
let unknownZones = 0

/** Counted for as long as one document is read, which is one turn. */
function countUnknownZone(): null {
  if (unknownZones++ === 0) queueMicrotask(() => (unknownZones = 0))
  return null
}

function readTimeZone(input: string): string | null {
  if (knownTimeZones.has(input.toLowerCase())) return input
  // A fixed offset is taken by Intl but is no IANA name, and says nothing about summer time.
  if (unknownZones >= MOST_UNKNOWN_ZONES || !/^[A-Za-z][\w+/-]{0,63}$/.test(input)) return null
  try {
    new Intl.DateTimeFormat('en', { timeZone: input })
  } catch {
    return countUnknownZone()
  }
  knownTimeZones.add(input.toLowerCase())
  return input
}

function readMinutes(input: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$|^24:00$/.exec(input)
  if (match === null) return null
  return input === '24:00' ? 1440 : Number(match[1]) * 60 + Number(match[2])
}

const MOST_PERIODS = 50
const MOST_CATEGORIES = 100
const MOST_PRIVATE_PERIODS = 1_000

const level = z.enum(ACCESS_LEVELS)
export const mailboxAddress = parsed(readMailboxAddress, 'a mailbox address')
export const instant = parsed(readInstant, 'an instant such as 2026-12-31T23:00:00Z')
const domain = parsed(readDomain, 'a domain')
const name = z.string().min(1).max(256)
const timeOfDay = parsed(readMinutes, 'a time of day such as 08:30')
/** No `@`, so that a member is seen to be a group or an address. */
const GROUP_NAME = /^[^@]{1,256}$/
const groupName = z.string().regex(GROUP_NAME, 'expected the name of a group')

/** Who is in a group or left out of a relationship: one mailbox, or everyone of another group. */
export type Member = { readonly address: MailboxAddress } | { readonly group: string }

function readMember(input: string): Member | null {
  const address = readMailboxAddress(input)
  if (address !== null) return { address }
  return GROUP_NAME.test(input) ? { group: input } : null
}

function readGrantee(input: string): string | null {
  if (!input.startsWith('@')) return readMailboxAddress(input)
  const domain = readDomain(input.slice(1))
  return domain === null ? null : `@${domain}`
}

const member = parsed(readMember, 'an address or the name of a group')
export const grantee = parsed(readGrantee, 'an address or @domain')

const sharingRule = parsed(readSharingRule, 'a rule such as "fabrikam.example: CalendarSharingFreeBusySimple"')

/** A check of these fields, made wherever they can be read: what else is wrong beside them is told in the same round. */
const wherever = (...fields: readonly string[]) => ({
  when: ({ issues }: z.core.ParsePayload): boolean =>
    issues.every(({ code, path = [] }) =>
      path.length === 0 ? code === 'unrecognized_keys' : !fields.includes(String(path[0])),
    ),
})

export const workingPeriod = z
  .strictObject({ days: z.array(z.enum(WEEKDAYS)), start: timeOfDay, end: timeOfDay })
  .refine((hours) => hours.start < hours.end, {
    message: 'expected an end after the start',
    ...wherever('start', 'end'),
  })

export const category = parsed(readCategory, 'the name of a category')

/** What of a calendar is shared: when in the week, and without which events. */
export const visiblePart = {
  hours: z.array(workingPeriod).min(1, 'expected at least one period').max(MOST_PERIODS).optional(),
  hiddenCategories: z.array(category).max(MOST_CATEGORIES).optional(),
}

const grant = z
  .strictObject({ to: grantee, level, from: instant.optional(), until: instant.optional(), ...visiblePart })
  .refine((one) => (one.from ?? -Infinity) < (one.until ?? Infinity), {
    message: 'expected an end after the beginning',
    ...wherever('from', 'until'),
  })

const privatePeriod = z
  .strictObject({ from: instant, until: instant })
  .refine(({ from, until }) => from < until, {
    message: 'expected an end after the beginning',
    ...wherever('from', 'until'),
  })
  .transform(({ from, until }): TimeWindow => ({ start: from, end: until }))

/** What stands behind an address, in Exchange's words. */
export const MAILBOX_KINDS = ['user', 'room', 'equipment', 'group'] as const
export type MailboxKind = (typeof MAILBOX_KINDS)[number]

/** Of grants as far as they can be read. */
function haveHours(grants: unknown): boolean {
  const hoursOf = (one: unknown) => (one as { readonly hours?: unknown } | null | undefined)?.hours
  return Array.isArray(grants) && grants.some((one) => hoursOf(one) !== undefined)
}

const mailbox = z
  .strictObject({
    address: mailboxAddress,
    kind: z.enum(MAILBOX_KINDS).default('user'),
    group: groupName.optional(),
    timeZone: parsed(readTimeZone, 'an IANA time zone such as Europe/Stockholm').optional(),
    workingHours: z.array(workingPeriod).optional(),
    inside: level.default('LimitedDetails'),
    default: level.optional(),
    grants: z.array(grant).default([]),
    sharingPolicy: name.optional(),
    privatePeriods: z.array(privatePeriod).max(MOST_PRIVATE_PERIODS).optional(),
  })
  .refine((one) => one.workingHours === undefined || one.timeZone !== undefined, {
    path: ['timeZone'],
    message: 'expected an IANA time zone, since there are working hours',
    ...wherever('timeZone'),
  })
  .refine((one) => one.timeZone !== undefined || !haveHours(one.grants), {
    path: ['timeZone'],
    message: 'expected an IANA time zone, since a grant holds for some hours only',
    ...wherever('timeZone'),
  })

const relationship = z.strictObject({
  name: z.string().min(1).max(64),
  domains: z.array(domain).min(1),
  enabled: z.boolean().default(true),
  freeBusyAccessEnabled: z.boolean().default(false),
  freeBusyAccessLevel: level.default('None'),
  freeBusyAccessScope: groupName.nullable().default(null),
  exclude: z.array(member).default([]),
  validUntil: instant.nullable().default(null),
  requests: z
    .strictObject({
      enabled: z.boolean().default(false),
      level: level.default('None'),
      scope: groupName.nullable().default(null),
    })
    .prefault({}),
  broker: parsed(orNull(parseOrganizationId), 'an organization id: urn:ledig:<uuid>, or an https address').optional(),
  joinBlocks: z.boolean().default(true),
  giveWorkingHours: z.boolean().default(false),
})

const organization = z.strictObject({
  id: name,
  domains: z.array(domain).min(1),
  federationEnabled: z.boolean().default(true),
  personalGrants: z.enum(['honour', 'ignore']).default('honour'),
  defaultPermission: level.default('None'),
  smallestGroup: z.int().min(2).max(MOST_MEMBERS).default(3),
})

const group = z.array(member)

const sharingPolicy = z.strictObject({
  name,
  default: z.boolean().default(false),
  enabled: z.boolean().default(true),
  domains: z.array(sharingRule).default([]),
})

/** A whole document as it is written; `parsePolicyDocument` reads it. */
export const policyDocument = z.strictObject({
  organization,
  groups: z.record(groupName, group).default({}),
  mailboxes: z.array(mailbox).default([]),
  relationships: z.array(relationship).default([]),
  sharingPolicies: z.array(sharingPolicy).default([]),
})

/** The parts of a document by their kinds, each as administrators write it. */
export const POLICY_SCHEMAS = {
  organization,
  group,
  mailbox,
  relationship,
  'sharing-policy': sharingPolicy,
} as const

/** One organization's side, complete: every default filled in, every address and domain canonical. */
export type PolicyDocument = Readonly<z.infer<typeof policyDocument>>

export type PolicyReading =
  | { readonly accepted: true; readonly document: PolicyDocument }
  | { readonly accepted: false; readonly problems: readonly DocumentProblem[] }

/** Null where it is wrong. */
const readable = <T extends z.ZodType>(schema: T) => schema.nullable().catch(null)
const readableList = <T extends z.ZodType>(schema: T) => readable(z.array(readable(schema)).default([]))

/** The parts of a document by their kinds, each as far as it can be read. */
export const READABLE_PARTS = {
  organization: readable(z.object({ domains: readableList(domain) })),
  group: readableList(member),
  mailbox: readable(
    z.object({
      address: readable(mailboxAddress),
      kind: readable(z.enum(MAILBOX_KINDS).default('user')),
      group: readable(groupName.optional()),
      sharingPolicy: readable(name.optional()),
    }),
  ),
  relationship: readable(
    z.object({
      name: readable(name),
      domains: readableList(domain),
      freeBusyAccessScope: readable(groupName),
      requests: readable(z.object({ scope: readable(groupName) })),
      exclude: readableList(member),
    }),
  ),
  'sharing-policy': readable(
    z.object({ name: readable(name), default: readable(z.boolean()), domains: readableList(sharingRule) }),
  ),
} as const

const readableParts = <T extends z.ZodType>(part: T) => readable(z.array(part).default([]))

/** A document as far as it can be read (`ReferringParts`). */
const referringParts = readable(
  z.object({
    organization: READABLE_PARTS.organization,
    groups: readable(z.record(z.string(), READABLE_PARTS.group).default({})),
    mailboxes: readableParts(READABLE_PARTS.mailbox),
    relationships: readableParts(READABLE_PARTS.relationship),
    sharingPolicies: readableParts(READABLE_PARTS['sharing-policy']),
  }),
)

/** Reads a policy document whole: every problem is reported at once, unknown names and dangling references too. */
export function parsePolicyDocument(input: unknown): PolicyReading {
  const shape = policyDocument.safeParse(input)
  if (shape.success) {
    const problems = referenceProblems(shape.data)
    return problems.length === 0 ? { accepted: true, document: shape.data } : { accepted: false, problems }
  }
  const parts = referringParts.parse(input)
  const problems = [...problemsOf(input, shape.error.issues), ...(parts === null ? [] : referenceProblems(parts))]
  return { accepted: false, problems }
}
