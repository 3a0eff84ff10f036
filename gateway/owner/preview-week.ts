import { domainOf, readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { compareLevels } from '../../trust/policies/access-level.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import { decideAccess } from '../../trust/policies/decide-access.ts'
import { decideAnonymous } from '../../trust/policies/decide-anonymous.ts'
import type { Decision } from '../../trust/policies/decision.ts'
import type { Grant, Policy } from '../../trust/policies/policy.ts'
import { partOf } from '../../trust/policies/visible-part.ts'
import { publishedWindow } from '../../trust/sharing/published-link.ts'
import { dayOf } from '../console/calendar-views.ts'
import type { Onlooker } from '../console/owner-frame.ts'
import type { WeekPreview } from '../console/share-preview.ts'
import { readPublished } from '../sharing/read-published.ts'
import type { ShareOwner } from '../sharing/share.ts'
import type { OfferRefusal } from '../sharing/check-offer.ts'
import type { ChangedShare } from '../sharing/share-orders.ts'
import type { OwnerDoor } from './owner-door.ts'

const DEADLINE_MS = 5_000

/** What is supposed to be shared, and with whom. */
export interface Supposed {
  readonly kind: 'grant' | 'link'
  /** An address, `@domain`, or nothing for a link to hand on. */
  readonly to: string
  readonly said: ChangedShare
  /** The most it can come to. */
  readonly most: AccessLevel
}

/** A policy in which `about` grants this, and nothing else. */
function supposing(policy: Policy, about: MailboxAddress, to: string, grant: Grant): Policy {
  const { organization, federationEnabled, honourGrants, smallestGroup, names, notices } = policy
  return {
    ...{ organization, federationEnabled, honourGrants, smallestGroup, names, notices },
    groupMembers: (name) => policy.groupMembers(name),
    mailboxes: () => policy.mailboxes(),
    isOwnDomain: (domain) => policy.isOwnDomain(domain),
    relationship: (domain) => policy.relationship(domain),
    brokerFor: (domain) => policy.brokerFor(domain),
    mailbox: (address) => {
      const held = policy.mailbox(address)
      if (held === undefined || address !== about) return held
      const { kind, group, inside, sharingPolicy, workingHours, timeZone, part } = held
      const grants = new Map([[to, [grant]]])
      return { kind, group, inside, default: held.default, sharingPolicy, workingHours, timeZone, part, grants }
    },
  }
}

/** Decided by what decides when somebody truly looks. */
function decisionOn(policy: Policy, about: MailboxAddress, { kind, to, said, most }: Supposed, at: Instant): Decision {
  const level = said.level ?? 'AvailabilityOnly'
  const part = { hours: said.hours ?? null, hiddenCategories: said.hiddenCategories ?? [] }
  if (kind === 'link') {
    if (level === 'None') return { outcome: 'refuse', decidedBy: 'LINK_LEVEL' }
    return decideAnonymous(policy, { about, level, part })
  }
  const from = readMailboxAddress(to.startsWith('@') ? `anybody${to}` : to)
  if (from === null) return { outcome: 'refuse', decidedBy: 'NO_RELATIONSHIP' }
  const lower = compareLevels(level, most) < 0 ? level : most
  const visible = partOf(part, policy.mailbox(about)?.timeZone ?? null)
  const grant: Grant = { level: lower, from: -Infinity, until: Infinity, part: visible }
  return decideAccess(supposing(policy, about, to, grant), { from, about, view: 'Detailed', at }, 'answering')
}

/** The week after this one as it would be seen, made as what is truly seen is made; or why nothing would be. */
export async function previewWeek(
  { directory, random }: Pick<OwnerDoor, 'directory' | 'random'>,
  onlooker: Onlooker,
  { organization, mailbox }: ShareOwner,
  supposed: Supposed,
): Promise<WeekPreview | OfferRefusal> {
  const { zone, locale, now } = onlooker
  const hosted = directory.hostedByName(organization)
  if (hosted === undefined) return 'MAILBOX_UNKNOWN'
  const decision = decisionOn(hosted.policy, mailbox, supposed, now)
  if (decision.outcome === 'refuse') return decision.decidedBy
  const first = locale.weekStart(dayOf(zone, now)) + 7
  const week = { start: zone.instantOf(first * DAY), end: zone.instantOf((first + 7) * DAY) }
  const { back = 'OneDay', ahead = 'ThreeMonths' } = supposed.said
  const reach = supposed.kind === 'link' ? publishedWindow({ back, ahead }, zone, now) : week
  const window = { start: Math.max(week.start, reach.start), end: Math.min(week.end, reach.end) }
  if (window.start >= window.end) return { first, calendar: null }
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const parts = { calendars: hosted.calendars, mailbox, decision, now, signal, requestId: random.uuid() }
  const { calendar } = await readPublished(parts, window)
  return { first, calendar }
}

/** Whether an address is one of her colleagues'. */
export const isColleague = (policy: Policy, to: string): boolean => {
  const address = readMailboxAddress(to)
  return address !== null && policy.isOwnDomain(domainOf(address))
}
