import { WEEKDAYS } from '../../../protocols/availability/free-busy-view.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { linkSecretHash } from '../../../trust/sharing/published-link.ts'
import type { PublishedLink } from '../../../trust/sharing/published-link.ts'
import type { Dice } from '../dice.ts'
import { anyCalendar, clotheCalendar, HIDDEN_CATEGORY } from './clothe-calendar.ts'
import { asGroup } from './clothe-group.ts'
import { atLeast, countingGrants, idleGrants, LEVELS, periodsOf, workingHoursOf } from './clothe-mailbox.ts'
import type { ClothedMailbox, Fields, Kind, Level, Surroundings } from './clothe-mailbox.ts'
import { coin } from './entries.ts'
import type { Asked, Scene } from './seen.ts'
import type { Visit } from './visit.ts'

/** The address of the link everybody looks at. */
export const SECRET = 'an-address-of-the-soak-which-nobody-can-find'.slice(0, 43)

export interface Publication {
  /** Null: there is none of this address. */
  readonly link: PublishedLink | null
  /** Of the calendar, as often as it was read. */
  readonly version: number
}

export interface ClothedPublication {
  readonly mailbox: ClothedMailbox
  /** The sharing policy of the mailbox. */
  readonly policy: Fields
  readonly published: Publication
}

const ACTIONS: Readonly<Record<Exclude<Level, 'None'>, string>> = {
  AvailabilityOnly: 'CalendarSharingFreeBusySimple',
  LimitedDetails: 'CalendarSharingFreeBusyDetail',
  Reviewer: 'CalendarSharingFreeBusyReviewer',
}
const [LONG_AGO, YESTERDAY, NEXT_YEAR] = [Date.UTC(2026, 8, 1), Date.UTC(2026, 10, 22), Date.UTC(2027, 6, 1)]

function linkOf(dice: Dice, { address }: Asked, visit: Visit, level: Level): PublishedLink {
  const { back, ahead, language, searchable } = visit
  return {
    ...{ id: `link-${dice.throw(1_000)}`, organization: 'contoso', mailbox: parseMailboxAddress(address) },
    ...{
      secretHash: linkSecretHash(SECRET),
      level: level as PublishedLink['level'],
      back,
      ahead,
      language,
      searchable,
    },
    ...{ hours: null, hiddenCategories: [], codeByMail: false },
    recipient: coin(dice) ? null : parseMailboxAddress('guest@elsewhere.example'),
    createdAt: LONG_AGO + dice.throw(1_000_000),
    from: coin(dice) ? null : YESTERDAY,
    until: coin(dice) ? null : NEXT_YEAR,
    revokedAt: null,
  }
}

const policyOf = (anonymous: Level, more: Fields = {}): Fields => {
  const domains = anonymous === 'None' ? [] : [`Anonymous: ${ACTIONS[anonymous]}`]
  return { name: 'published', domains: ['adatum.example: CalendarSharingFreeBusySimple', ...domains], ...more }
}

/** What is not told to visitors of whoever publishes: what colleagues and partners see of her. */
function entryOf(dice: Dice, address: string, around: Surroundings, kind: Kind): Fields {
  const grants = [
    ...idleGrants(dice, around),
    ...(coin(dice) ? countingGrants(dice, around, dice.pick(LEVELS), {}) : []),
  ]
  const own = { default: dice.pick(LEVELS), inside: dice.pick(LEVELS), grants }
  return {
    address,
    kind,
    timeZone: 'Europe/Berlin',
    sharingPolicy: 'published',
    ...own,
    ...workingHoursOf(dice, null, true),
  }
}

/** Ways in which a link shows nothing at all; which of them it is nobody outside may know. */
function shut(dice: Dice, scene: Scene, open: ClothedPublication, around: Surroundings): ClothedPublication {
  const { level } = scene.visit as Visit
  const { published } = open
  const link = published.link as PublishedLink
  const ways: readonly Partial<ClothedPublication>[] = [
    { published: { ...published, link: null } },
    { published: { ...published, link: { ...link, revokedAt: YESTERDAY } } },
    { published: { ...published, link: { ...link, until: YESTERDAY, from: null } } },
    { published: { ...published, link: { ...link, from: NEXT_YEAR, until: null } } },
    { policy: policyOf('None') },
    { policy: policyOf(level, { enabled: false }) },
    { mailbox: { ...open.mailbox, entry: null, events: null } },
    { mailbox: asGroup(dice, scene, open.mailbox, around) },
  ]
  return { ...open, ...dice.pick(ways) }
}

/** Draws whatever lies behind the look of a visitor. */
export function publication(dice: Dice, scene: Scene, around: Surroundings): ClothedPublication {
  const [asked] = scene.asked as [Asked]
  const visit = scene.visit as Visit
  const more = dice.pick(atLeast(visit.level))
  // Of a room visitors are told no more than when it is taken, whatever its owner and the organization let be seen.
  const kind = visit.level === 'AvailabilityOnly' && coin(dice, 3) ? dice.pick(['room', 'equipment'] as const) : 'user'
  const other = kind === 'user' ? visit.level : dice.pick(atLeast(visit.level))
  const [level, anonymous] = coin(dice) ? [other, more] : [more, other]
  const link = linkOf(dice, asked, visit, level)
  const { address, seen } = asked
  const entry = entryOf(dice, address, around, kind)
  const base = { address, unreadable: false, inScope: coin(dice), excluded: coin(dice) }
  const version = 1 + dice.throw(1_000)
  const open = { policy: policyOf(anonymous), published: { link, version } }
  if (seen.tells === 'unreadable') {
    return { ...open, mailbox: { ...base, entry, events: null, unreadable: coin(dice) } }
  }
  if (seen.tells !== 'calendar') {
    const events = coin(dice, 4) ? null : anyCalendar(dice, scene)
    return shut(dice, scene, { ...open, mailbox: { ...base, entry, events } }, around)
  }
  const { events, privatePeriods, hidesCategory } = clotheCalendar(dice, scene, seen, true)
  const hidden = periodsOf(scene, privatePeriods)
  const part = {
    hours: seen.hours && [{ days: WEEKDAYS, ...seen.hours }],
    hiddenCategories: hidesCategory ? [HIDDEN_CATEGORY] : [],
  }
  const booked = kind !== 'user' && level === 'Reviewer' && anonymous === 'Reviewer'
  const own = { ...base, entry: { ...entry, privatePeriods: hidden }, events }
  const mailbox = booked ? ({ ...own, mark: 'booked' } as const) : own
  return { ...open, mailbox, published: { link: { ...link, ...part }, version } }
}
