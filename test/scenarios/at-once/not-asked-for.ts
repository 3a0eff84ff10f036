import { POLICY_SCHEMAS } from '../../../trust/policies/policy-document.ts'
import type { RecordKind } from '../../../trust/stores/state-record.ts'

/** Kinds of records of which no change is asked for here, and why. */
export const NOT_ASKED_FOR: Readonly<Partial<Record<RecordKind, string>>> = {
  identity: 'our own keys: what they sign is checked by partners (scenarios/rolls)',
  announcement: 'what our metadata said last, for its sequence',
  approval: 'decides nothing until it is carried out, which changes a trust',
  'domain-check': 'when somebody looked; what was found is in the trust',
  'last-look': 'told to owners, and decides nothing',
  'visitor-code': 'an address with a code shows nothing before it: gateway/sharing/code-door',
  'owner-session': "for owners' pages; no lookup is decided by it (gateway/owner)",
  'access-token': 'of administrators; read from the store for each call (gateway/admin/access-tokens)',
  'first-administrator': 'of administration, and once',
  'console-account': 'of administrators; a session ends with its version of the account (gateway/staff/console-router)',
  'console-session': 'for pages of the console; no lookup is decided by it (gateway/sign-in)',
  'tree-head': 'of the audit log',
  invitation: 'a message on its way; what it tells of is a grant or a link',
  'mail-budget': 'how many messages go out',
  'partner-tree-head': "of a partner's audit log",
}

/** `<kind>.<field>` of each field of a policy's parts, but for a group, which is a list. */
export function fieldsOfPolicies(): readonly string[] {
  const { organization, relationship, mailbox } = POLICY_SCHEMAS
  const schemas = { organization, relationship, mailbox, 'sharing-policy': POLICY_SCHEMAS['sharing-policy'] }
  return Object.entries(schemas).flatMap(([kind, { shape }]) => Object.keys(shape).map((field) => `${kind}.${field}`))
}

const NAME = 'what it is called, which cannot be changed'
const MANNER = 'how what is told is written, and not how much: of one record with what is asked for'

export const FIELDS_NOT_ASKED_FOR: Readonly<Record<string, string>> = {
  'organization.id': NAME,
  'organization.domains': 'of the configuration',
  'relationship.name': NAME,
  'sharing-policy.name': NAME,
  'relationship.broker': 'where a question goes, not what is told: gateway/broker/trust-paths',
  'relationship.joinBlocks': MANNER,
  'relationship.giveWorkingHours': MANNER,
  'mailbox.timeZone': MANNER,
  'mailbox.workingHours': MANNER,
}
