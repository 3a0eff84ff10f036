import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import { granteeInForce } from './decide-access.ts'
import type { Ask, DecisionCode, Side } from './decision.ts'
import type { StepPath } from './step-path.ts'
import type { MailboxPolicy, Policy } from './policy.ts'

/** What a document calls the parts that decide. */
export interface PartNames {
  /** Null: none is for this domain. */
  relationshipFor(domain: Domain): string | null
  /** Null: the organization's default policy is named by none of its own. */
  sharingPolicyOf(mailbox: MailboxPolicy): string | null
  /** Whether what outsiders see is the organization's default. */
  takesDefault(mailbox: MailboxPolicy): boolean
}

/** Fields of a relationship by the step that asks them. */
const OF_RELATIONSHIP: Partial<Readonly<Record<DecisionCode, string>>> = {
  RELATIONSHIP_DISABLED: 'enabled',
  RELATIONSHIP_EXPIRED: 'validUntil',
  FREEBUSY_DISABLED: 'freeBusyAccessEnabled',
  LEVEL_NONE: 'freeBusyAccessLevel',
  OUT_OF_SCOPE: 'freeBusyAccessScope',
  EXCLUDED: 'exclude',
  RELATIONSHIP_LEVEL: 'freeBusyAccessLevel',
  REQUESTS_DISABLED: 'requests.enabled',
  REQUESTER_OUT_OF_SCOPE: 'requests.scope',
  REQUESTS_LEVEL: 'requests.level',
}

/** Fields of an offer by the step that asks them. */
const OF_OFFER: Partial<Readonly<Record<DecisionCode, string>>> = {
  FREEBUSY_DISABLED: 'gives.freeBusyAccessEnabled',
  LEVEL_NONE: 'gives.freeBusyAccessLevel',
  RELATIONSHIP_LEVEL: 'gives.freeBusyAccessLevel',
  REQUESTS_DISABLED: 'asks.enabled',
  REQUESTS_LEVEL: 'asks.level',
}

/** Where the rule of one step is written in the offer of a partner; null where it is in the question. */
export function placeInOffer(code: DecisionCode): string | null {
  if (code === 'REQUESTED_VIEW') return null
  const field = OF_OFFER[code]
  return field === undefined ? 'offer' : `offer.${field}`
}

/** What the rules of one decision are called: with the addresses, all it takes to say where each of them is written. */
export interface RuleNames {
  /** Null: none is for this domain. */
  readonly relationship: string | null
  /** Whether what outsiders see of the mailbox is the organization's default. */
  readonly takesDefault: boolean
  /** Null: it is named by none of its own. */
  readonly sharingPolicy: string | null
  /** To whom the grant is that counts: to who asks, or to everybody of the domain; null where none does. */
  readonly grantee: 'person' | 'domain' | null
  /** Whose calendars a group's address answers with; null where it says nothing. */
  readonly group: string | null
}

export const NO_NAMES: RuleNames = {
  relationship: null,
  takesDefault: false,
  sharingPolicy: null,
  grantee: null,
  group: null,
}

const relationshipOf = (policy: Policy, side: Side, { from, about }: Ask): string | null =>
  policy.names.relationshipFor(domainOf(side === 'asking' ? about : from))

function granteeOf(mailbox: MailboxPolicy, ask: Ask): RuleNames['grantee'] {
  const to = granteeInForce(mailbox, ask)
  if (to === null) return null
  return to === ask.from ? 'person' : 'domain'
}

/**
 * The names in force while this decision is made. A few look-ups: it is asked of every lookup.
 *
 * @param path the steps of the decision; of what it did not come to nothing is looked up
 */
export function ruleNames(policy: Policy, side: Side, ask: Ask, path: Pick<StepPath, 'has'>): RuleNames {
  const relationship = path.has('NO_RELATIONSHIP') ? relationshipOf(policy, side, ask) : null
  const asksDefault = path.has('MAILBOX_DEFAULT')
  const asksGrant = path.has('GRANT')
  const asksGroup = path.has('GROUP_LIMIT')
  const mailbox = asksDefault || asksGrant || asksGroup ? policy.mailbox(ask.about) : undefined
  if (mailbox === undefined) return { ...NO_NAMES, relationship }
  return {
    relationship,
    takesDefault: asksDefault && policy.names.takesDefault(mailbox),
    sharingPolicy: path.has('SHARING_POLICY') ? policy.names.sharingPolicyOf(mailbox) : null,
    grantee: asksGrant ? granteeOf(mailbox, ask) : null,
    group: asksGroup ? mailbox.group : null,
  }
}

/** Who asks about whom; null where the address is not known any more. */
export interface NamedPeople {
  readonly from: string | null
  readonly about: string | null
}

const ERASED = '(erased)'

/**
 * Where the rule of one step is written in a policy document: `relationships.fabrikam.requests.level`. A part of a list
 * goes by its name, a grant by whom it is to. Null where it is in the question.
 */
export function placeByNames(names: RuleNames, people: NamedPeople, code: DecisionCode): string | null {
  const { relationship } = names
  if (code === 'REQUESTED_VIEW') return null
  if (code === 'FEDERATION_OFF') return 'organization.federationEnabled'
  if (code === 'NO_RELATIONSHIP') return relationship === null ? 'relationships' : `relationships.${relationship}`
  const field = OF_RELATIONSHIP[code]
  return field === undefined ? placeInMailbox(names, people, code) : `relationships.${relationship}.${field}`
}

function grantPlace(own: string, { grantee }: RuleNames, { from }: NamedPeople): string {
  if (grantee === null) return `${own}.grants`
  const person = from ?? ERASED
  return `${own}.grants.${grantee === 'person' || from === null ? person : from.slice(from.lastIndexOf('@'))}`
}

function placeInMailbox(names: RuleNames, people: NamedPeople, code: DecisionCode): string {
  if (code === 'MAILBOX_UNKNOWN') return 'mailboxes'
  const own = `mailboxes.${people.about ?? ERASED}`
  if (code === 'INSIDE_LEVEL') return `${own}.inside`
  if (code === 'ROOM_OUTSIDE' || code === 'GROUP_MERGED') return `${own}.kind`
  if (code === 'GROUP_TOO_SMALL') return 'organization.smallestGroup'
  if (code === 'GROUP_LIMIT') return names.group === null ? `${own}.group` : `groups.${names.group}`
  if (code === 'SHARING_POLICY') {
    return names.sharingPolicy === null ? 'sharingPolicies' : `sharingPolicies.${names.sharingPolicy}`
  }
  if (code === 'GRANT') return grantPlace(own, names, people)
  return names.takesDefault ? 'organization.defaultPermission' : `${own}.default`
}

/** The same of a document as it is now. */
export function placeInDocument(policy: Policy, side: Side, ask: Ask, code: DecisionCode): string | null {
  return placeByNames(ruleNames(policy, side, ask, { has: () => true }), ask, code)
}
