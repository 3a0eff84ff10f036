import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import { granteeInForce } from './decide-access.ts'
import type { Ask, DecisionCode, Side } from './decision.ts'
import type { MailboxPolicy, Policy } from './policy.ts'

/** What a document calls the parts that decide; slower than deciding, for explaining only. */
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

/**
 * Where the rule of one step is written in a policy document: `relationships.fabrikam.requests.level`. A part of a list
 * goes by its name, a grant by whom it is to. Null where it is in the question.
 */
export function placeInDocument(policy: Policy, side: Side, ask: Ask, code: DecisionCode): string | null {
  if (code === 'REQUESTED_VIEW') return null
  if (code === 'FEDERATION_OFF') return 'organization.federationEnabled'
  const name = policy.names.relationshipFor(domainOf(side === 'asking' ? ask.about : ask.from))
  if (code === 'NO_RELATIONSHIP') return name === null ? 'relationships' : `relationships.${name}`
  const field = OF_RELATIONSHIP[code]
  return field === undefined ? placeInMailbox(policy, ask, code) : `relationships.${name}.${field}`
}

function placeInMailbox(policy: Policy, ask: Ask, code: DecisionCode): string {
  const mailbox = policy.mailbox(ask.about)
  if (mailbox === undefined || code === 'MAILBOX_UNKNOWN') return 'mailboxes'
  const own = `mailboxes.${ask.about}`
  if (code === 'INSIDE_LEVEL') return `${own}.inside`
  if (code === 'ROOM_OUTSIDE' || code === 'GROUP_MERGED') return `${own}.kind`
  if (code === 'GROUP_TOO_SMALL') return 'organization.smallestGroup'
  if (code === 'GROUP_LIMIT') return mailbox.group === null ? `${own}.group` : `groups.${mailbox.group}`
  if (code === 'SHARING_POLICY') {
    const name = policy.names.sharingPolicyOf(mailbox)
    return name === null ? 'sharingPolicies' : `sharingPolicies.${name}`
  }
  if (code === 'GRANT') {
    const to = granteeInForce(mailbox, ask)
    return to === null ? `${own}.grants` : `${own}.grants.${to}`
  }
  return policy.names.takesDefault(mailbox) ? 'organization.defaultPermission' : `${own}.default`
}
