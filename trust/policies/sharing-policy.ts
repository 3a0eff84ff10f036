import { readDomain } from '../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { AccessLevel } from './access-level.ts'
import type { SharingPolicy } from './policy.ts'

/** The sharing actions Exchange knows, as the level each allows; contacts are not ours to share. */
const ACTIONS: ReadonlyMap<string, AccessLevel> = new Map([
  ['CalendarSharingFreeBusySimple', 'AvailabilityOnly'],
  ['CalendarSharingFreeBusyDetail', 'LimitedDetails'],
  ['CalendarSharingFreeBusyReviewer', 'Reviewer'],
])

/** What one line of a sharing policy says: how much may be shared with whom. */
export interface SharingRule {
  readonly for: Domain | '*' | 'Anonymous'
  readonly level: AccessLevel
}

/** Of a sharing policy as it is written: what decides. */
interface WrittenSharing {
  readonly enabled: boolean
  readonly domains: readonly SharingRule[]
}

/** Reads `DOMAIN: ACTION`, `*: ACTION` or `Anonymous: ACTION`; null where it is none. */
export function readSharingRule(input: string): SharingRule | null {
  const at = input.indexOf(':')
  // Without a colon, what is left of an action by itself is no domain.
  const who = input.slice(0, at).trim()
  const level = ACTIONS.get(input.slice(at + 1).trim())
  const reached = who === '*' || who === 'Anonymous' ? who : readDomain(who)
  return level === undefined || reached === null ? null : { for: reached, level }
}

/** Of a policy that is switched off, or that there is not. */
export const CAPPED_AT_NONE: SharingPolicy = { caps: new Map(), otherwise: 'None', anonymous: 'None' }

/** What a sharing policy comes to. Where two rules are for one, which no document has, the later counts. */
export function compileSharingPolicy({ enabled, domains }: WrittenSharing): SharingPolicy {
  if (!enabled) return CAPPED_AT_NONE
  const caps = new Map<Domain, AccessLevel>()
  let otherwise: AccessLevel = 'None'
  let anonymous: AccessLevel = 'None'
  for (const rule of domains) {
    if (rule.for === '*') otherwise = rule.level
    // Of published calendars only: it serves no lookup, and `*` no published calendar.
    else if (rule.for === 'Anonymous') anonymous = rule.level
    else caps.set(rule.for, rule.level)
  }
  return { caps, otherwise, anonymous }
}
