import type { Instant } from '../../protocols/availability/time-window.ts'
import type { CrossTenantAccess, EntraId } from '../../protocols/graph/cross-tenant-access.ts'
import { compareLevels } from '../policies/access-level.ts'
import type { AccessLevel } from '../policies/access-level.ts'
import type { PolicyDocument } from '../policies/policy-document.ts'

type Relationship = PolicyDocument['relationships'][number]

export interface CrossTenantChoice {
  /** Of the partner. */
  readonly tenant: EntraId
  /** A group in Entra with exactly those whose calendars the relationship opens; null where there is none. */
  readonly group: EntraId | null
  readonly now: Instant
}

export interface CrossTenantPlan {
  readonly access: CrossTenantAccess
  /** What of the relationship has no place in it, in words. */
  readonly notes: readonly string[]
}

const lower = (a: AccessLevel, b: AccessLevel): AccessLevel => (compareLevels(a, b) <= 0 ? a : b)

/** What a relationship lets be looked up, as far as the other side can hold it. */
function lookupOf(
  relationship: Relationship,
  { group, now }: CrossTenantChoice,
  notes: string[],
): CrossTenantAccess['lookup'] {
  const { enabled, freeBusyAccessEnabled, freeBusyAccessLevel, freeBusyAccessScope, exclude, validUntil } = relationship
  if (!enabled || !freeBusyAccessEnabled || freeBusyAccessLevel === 'None') return 'None'
  if (validUntil !== null && validUntil <= now) {
    notes.push('The relationship is over, so nothing is given.')
    return 'None'
  }
  if ((freeBusyAccessScope !== null || exclude.length > 0) && group === null) {
    notes.push(
      'The relationship opens some calendars only. Make a group of exactly these people in Entra and name it with --group; until then nothing is given.',
    )
    return 'None'
  }
  if (validUntil !== null)
    notes.push(`The end, ${new Date(validUntil).toISOString()}, has no place here: take it away by hand then.`)
  return freeBusyAccessLevel === 'AvailabilityOnly' ? 'AvailabilityOnly' : 'LimitedDetails'
}

/** The lowest that any sharing policy lets its owners share with any of the domains: a capability is for all alike. */
function sharingOf({ sharingPolicies }: PolicyDocument, { domains }: Relationship, notes: string[]): AccessLevel {
  if (sharingPolicies.length > 1)
    notes.push('There are several sharing policies; the capability is that of the lowest.')
  const levels = sharingPolicies.flatMap(({ enabled, domains: rules }) =>
    domains.map((domain): AccessLevel => {
      const rule = rules.find((one) => one.for === domain) ?? rules.find((one) => one.for === '*')
      return enabled && rule !== undefined ? rule.level : 'None'
    }),
  )
  return levels.length === 0 ? 'None' : levels.reduce(lower)
}

/** What one relationship of ours would be in the cross-tenant access policy of a tenant of ours; never more than it gives. */
export function crossTenantAccessOf(
  document: PolicyDocument,
  relationship: Relationship,
  choice: CrossTenantChoice,
): CrossTenantPlan {
  const notes: string[] = []
  const lookup = lookupOf(relationship, choice, notes)
  const isOpen = document.organization.federationEnabled && relationship.enabled
  if (!document.organization.federationEnabled) notes.push('Federation is switched off, so nothing is given.')
  const access: CrossTenantAccess = {
    tenant: choice.tenant,
    lookup: isOpen ? lookup : 'None',
    lookupGroup: choice.group,
    sharing: isOpen ? sharingOf(document, relationship, notes) : 'None',
  }
  return { access, notes }
}
