import { ACCESS_LEVELS } from '../../../trust/policies/access-level.ts'
import type { Json } from '../../../trust/stores/state-record.ts'

/** A part of a policy as administrators write it: its fields, without what is taken for granted. */
export type WrittenPart = Readonly<Record<string, Json>>

/** Parts that there are several of, each with a name of its own, called as their operations are. */
export const NAMED_KINDS = ['relationship', 'policy', 'mailbox'] as const
export type NamedKind = (typeof NAMED_KINDS)[number]

/** Parts that are changed by a form; of an organization's own there is one, which stays. */
export const PART_KINDS = [...NAMED_KINDS, 'organization'] as const
export type PartKind = (typeof PART_KINDS)[number]

/**
 * What a field is typed into: one line, one line for each of a list, an access level, a level or none, a switch, a time in
 * UTC, a name of what there is, rules of a sharing policy, a row for each, whether what owners grant counts, or a whole
 * number.
 */
export type FieldKind =
  'text' | 'lines' | 'level' | 'maybe-level' | 'switch' | 'instant' | 'group' | 'policy' | 'rules' | 'grants' | 'number'

export type FieldName =
  | 'domains'
  | 'enabled'
  | 'validUntil'
  | 'gives'
  | 'givesLevel'
  | 'givesScope'
  | 'asks'
  | 'asksLevel'
  | 'asksScope'
  | 'exclude'
  | 'broker'
  | 'joinBlocks'
  | 'giveWorkingHours'
  | 'on'
  | 'standard'
  | 'rules'
  | 'inside'
  | 'outside'
  | 'sharingPolicy'
  | 'federation'
  | 'personalGrants'
  | 'defaultPermission'
  | 'smallestGroup'

/** Fields that stand together; `rare` ones behind a summary. */
export type FieldGroup = 'partner' | 'gives' | 'asks' | 'rare' | 'policy' | 'mailbox' | 'organization'

export interface PartField {
  /** Of its control and of its words. */
  readonly name: FieldName
  /** In the part; the reference is docs/reference/policy-document.md. */
  readonly path: readonly [string] | readonly [string, string]
  readonly kind: FieldKind
  /** What is meant where nothing is said. */
  readonly otherwise: Json
  readonly group: FieldGroup
}

const field = (
  group: FieldGroup,
  name: FieldName,
  path: PartField['path'],
  kind: FieldKind,
  otherwise: Json,
): PartField => ({ name, path, kind, otherwise, group })

const RELATIONSHIP: readonly PartField[] = [
  field('partner', 'domains', ['domains'], 'lines', []),
  field('partner', 'enabled', ['enabled'], 'switch', true),
  field('partner', 'validUntil', ['validUntil'], 'instant', null),
  field('gives', 'gives', ['freeBusyAccessEnabled'], 'switch', false),
  field('gives', 'givesLevel', ['freeBusyAccessLevel'], 'level', 'None'),
  field('gives', 'givesScope', ['freeBusyAccessScope'], 'group', null),
  field('asks', 'asks', ['requests', 'enabled'], 'switch', false),
  field('asks', 'asksLevel', ['requests', 'level'], 'level', 'None'),
  field('asks', 'asksScope', ['requests', 'scope'], 'group', null),
  field('rare', 'exclude', ['exclude'], 'lines', []),
  field('rare', 'broker', ['broker'], 'text', null),
  field('rare', 'joinBlocks', ['joinBlocks'], 'switch', true),
  field('rare', 'giveWorkingHours', ['giveWorkingHours'], 'switch', false),
]

const POLICY: readonly PartField[] = [
  field('policy', 'on', ['enabled'], 'switch', true),
  field('policy', 'standard', ['default'], 'switch', false),
  field('policy', 'rules', ['domains'], 'rules', []),
]

const MAILBOX: readonly PartField[] = [
  field('mailbox', 'inside', ['inside'], 'level', 'LimitedDetails'),
  field('mailbox', 'outside', ['default'], 'maybe-level', null),
  field('mailbox', 'sharingPolicy', ['sharingPolicy'], 'policy', null),
]

const ORGANIZATION: readonly PartField[] = [
  field('organization', 'federation', ['federationEnabled'], 'switch', true),
  field('organization', 'personalGrants', ['personalGrants'], 'grants', 'honour'),
  field('organization', 'defaultPermission', ['defaultPermission'], 'level', 'None'),
  field('organization', 'smallestGroup', ['smallestGroup'], 'number', 3),
]

/** Everything of a part that its form has, in the order in which it is read. */
export const PART_FIELDS: Readonly<Record<PartKind, readonly PartField[]>> = {
  relationship: RELATIONSHIP,
  policy: POLICY,
  mailbox: MAILBOX,
  organization: ORGANIZATION,
}

export const LEVELS = ACCESS_LEVELS

/** Whether what owners grant to outsiders counts. */
export const GRANTS = ['honour', 'ignore'] as const

/** How much a rule of a sharing policy lets be shared: the actions Exchange has, the least first. */
export const ACTIONS = {
  CalendarSharingFreeBusySimple: 'AvailabilityOnly',
  CalendarSharingFreeBusyDetail: 'LimitedDetails',
  CalendarSharingFreeBusyReviewer: 'Reviewer',
} as const

/** A value as a text; what is none is written out. */
export const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)

const isFields = (value: Json | undefined): value is WrittenPart =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a field of a part says, or what is meant where it says nothing. */
export function valueOf({ path: [first, second], otherwise }: PartField, part: WrittenPart): Json {
  const outer = part[first]
  if (second === undefined) return outer ?? otherwise
  return isFields(outer) ? (outer[second] ?? otherwise) : otherwise
}

/** A part in which one field says something else; undefined: it says nothing any more. */
export function withValue(
  { path: [first, second] }: PartField,
  part: WrittenPart,
  value: Json | undefined,
): WrittenPart {
  const laid = (fields: WrittenPart, name: string, one: Json | undefined): WrittenPart => {
    const { [name]: _before, ...rest } = fields
    return one === undefined ? rest : { ...rest, [name]: one }
  }
  if (second === undefined) return laid(part, first, value)
  const outer = part[first]
  const fields = laid(isFields(outer) ? outer : {}, second, value)
  return laid(part, first, Object.keys(fields).length === 0 ? undefined : fields)
}
