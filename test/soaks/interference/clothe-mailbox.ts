import type { Dice } from '../dice.ts'
import { anyCalendar, clotheCalendar, HIDDEN_CATEGORY, instantOf } from './clothe-calendar.ts'
import type { Event } from './clothe-calendar.ts'
import { coin } from './entries.ts'
import type { Stretch } from './entries.ts'
import type { Scene, SeenCalendar } from './seen.ts'

export type Level = 'None' | 'AvailabilityOnly' | 'LimitedDetails' | 'Reviewer'
export type Fields = Record<string, unknown>

/** What holds for all mailboxes of a document, as far as it bears on what one of them has to say. */
export interface Surroundings {
  /** The person who asks, and her domain as grants name it. */
  readonly asker: string
  readonly askerDomain: string
  /** Of our own people: neither relationships nor sharing policies count. */
  readonly inside: boolean
  /** Whether owners' grants count. */
  readonly honoursGrants: boolean
  /** What relationship and offers leave of any grant. */
  readonly ceiling: Level
  /** How many people a group has to have that outsiders are told of. */
  readonly smallestGroup: number
  readonly defaultPermission: Level
  readonly scoped: boolean
}

/** One mailbox of a world, with or without entry, calendar and place in groups. */
export interface ClothedMailbox {
  readonly address: string
  readonly entry: Fields | null
  readonly events: readonly Event[] | null
  readonly unreadable: boolean
  readonly inScope: boolean
  readonly excluded: boolean
  /** Of a group: its members, and groups in it. */
  readonly members?: readonly ClothedMailbox[]
  /** Groups of the document that stand for nothing but this one, by name. */
  readonly lists?: Readonly<Record<string, readonly string[]>>
  readonly mark?: Mark
}

/**
 * What a planted leak would let out here: that a group of too few people is one; that what of a group is unknown is so for
 * the sake of members who are refused, or not to be read; what is booked in a room.
 */
export type Mark = 'few' | 'refused' | 'unread' | 'booked'

export const LEVELS: readonly Level[] = ['None', 'AvailabilityOnly', 'LimitedDetails', 'Reviewer']
export const atLeast = (level: Level): readonly Level[] => LEVELS.slice(LEVELS.indexOf(level))
const below = (level: Level): readonly Level[] => LEVELS.slice(0, LEVELS.indexOf(level))
const EVERY_DAY = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const PAST = '2026-11-02T00:00:00Z'
const FUTURE = '2027-05-01T00:00:00Z'

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const periods = ({ start, end }: Stretch): object[] => [{ days: EVERY_DAY, start: clock(start), end: clock(end) }]

/** Grants that do not count for who asks: other people's, or for another time. */
export function idleGrants(dice: Dice, { asker, askerDomain }: Surroundings): Fields[] {
  const grants: Fields[] = []
  const level = (): Level => dice.pick(LEVELS)
  if (coin(dice, 3)) grants.push({ to: 'nadja@adatum.example', level: level() })
  if (coin(dice, 3)) grants.push({ to: '@litware.example', level: level(), hiddenCategories: ['Secret'] })
  if (coin(dice, 3)) grants.push({ to: asker, level: level(), until: PAST })
  if (coin(dice, 4)) grants.push({ to: `@${askerDomain}`, level: level(), from: FUTURE })
  if (coin(dice, 4)) grants.push({ to: `other.${asker}`, level: level() })
  return grants
}

/** Grants of a level, to the person or to her domain, with what they show. */
export function countingGrants(dice: Dice, around: Surroundings, level: Level, part: Fields): Fields[] {
  const grant = { level, ...part }
  const lesser = dice.pick(LEVELS)
  switch (dice.throw(4)) {
    case 0:
      return [{ to: around.asker, ...grant, ...(coin(dice) && { from: PAST }) }]
    case 1:
      return [{ to: `@${around.askerDomain}`, ...grant, ...(coin(dice) && { until: FUTURE }) }]
    case 2:
      return [
        { to: `@${around.askerDomain}`, level: lesser },
        { to: around.asker, ...grant },
      ]
    default:
      return [
        { to: around.asker, ...grant },
        { to: around.asker, level: dice.pick(atLeast(level)) },
      ]
  }
}

const asksDetails = ({ view }: Scene): boolean => view === 'Detailed' || view === 'DetailedMerged'

/** Levels of an owner that come to what is seen, for the view that is asked; of a room outsiders are told no more. */
function wanted(
  scene: Scene,
  seen: Pick<SeenCalendar, 'detailed'>,
  { ceiling, inside }: Surroundings,
  kind: Kind = 'user',
): readonly Level[] {
  const detailedView = asksDetails(scene)
  if (kind !== 'user' && !inside) return atLeast('AvailabilityOnly')
  if (seen.detailed) return ['LimitedDetails', 'Reviewer']
  return detailedView && ceiling !== 'AvailabilityOnly' ? ['AvailabilityOnly'] : atLeast('AvailabilityOnly')
}

/** By whatever rule: a default, a grant, or a grant that the sharing policy lowers; and whether by default. */
export function ownerFields(
  dice: Dice,
  scene: Scene,
  seen: Pick<SeenCalendar, 'detailed' | 'hours'>,
  around: Surroundings,
  own: { readonly hides: boolean; readonly kind: Kind },
): { readonly fields: Fields; readonly byDefault: boolean } {
  const { hides, kind } = own
  const levels = wanted(scene, seen, around, kind)
  const level = dice.pick(levels)
  const byDefault = around.inside ? 'inside' : 'default'
  const part = {
    ...(seen.hours !== null && { hours: periods(seen.hours) }),
    ...(hides && { hiddenCategories: [HIDDEN_CATEGORY] }),
  }
  const needed = Object.keys(part).length > 0
  if (!around.honoursGrants || (!needed && coin(dice))) {
    const grants = around.honoursGrants ? [] : countingGrants(dice, around, dice.pick(LEVELS), {})
    const all = [...grants, ...idleGrants(dice, around)]
    return { fields: { [byDefault]: level, grants: all, sharingPolicy: dice.pick(POLICIES) }, byDefault: true }
  }
  if (!around.inside && levels.length === 1 && coin(dice, 3)) {
    const grants = countingGrants(dice, around, 'Reviewer', part)
    const low = dice.pick(['None', 'AvailabilityOnly'] as const)
    return { fields: { default: low, grants, sharingPolicy: 'simple' }, byDefault: false }
  }
  const grants = [...idleGrants(dice, around), ...countingGrants(dice, around, level, part)]
  return { fields: { [byDefault]: dice.pick(LEVELS), grants, sharingPolicy: 'generous' }, byDefault: false }
}

const POLICIES = ['generous', 'simple', 'closed'] as const

export function workingHoursOf(dice: Dice, told: Stretch | null, mayHide: boolean): Fields {
  if (told !== null) return { workingHours: periods(told) }
  const own = { start: 60 * (6 + dice.throw(4)), end: 60 * (14 + dice.throw(6)) }
  return mayHide && coin(dice) ? { workingHours: periods(own) } : {}
}

/** Whether a user, a room or a thing: outsiders cannot tell as long as they are told no details, nor colleagues at all. */
export type Kind = 'user' | 'room' | 'equipment' | 'group'
const anyKind = (dice: Dice): Kind => (coin(dice, 3) ? dice.pick(['room', 'equipment'] as const) : 'user')
const kindOf = (dice: Dice, seen: SeenCalendar, { inside }: Surroundings): Kind =>
  inside || !seen.detailed ? anyKind(dice) : 'user'

/** A room of which everything but that it is one lets details be told. */
function isBooked(scene: Scene, { inside, ceiling }: Surroundings, { kind, default: level }: Fields): boolean {
  const outside = !inside && kind !== 'user' && asksDetails(scene) && ceiling !== 'AvailabilityOnly'
  return outside && (level === 'LimitedDetails' || level === 'Reviewer')
}

/** Draws a mailbox of which that is seen. */
export function shown(
  dice: Dice,
  scene: Scene,
  address: string,
  seen: SeenCalendar,
  around: Surroundings,
  kind = kindOf(dice, seen, around),
): ClothedMailbox {
  const { events, privatePeriods, hidesCategory } = clotheCalendar(dice, scene, seen, around.honoursGrants)
  const workingHours = workingHoursOf(dice, seen.workingHours, seen.form !== 'whole')
  const { fields, byDefault } = ownerFields(dice, scene, seen, around, { hides: hidesCategory, kind })
  const entry: Fields = {
    ...{ address, kind, timeZone: 'Europe/Berlin', ...workingHours, ...fields },
    privatePeriods: periodsOf(scene, privatePeriods),
  }
  const excluded = around.inside && coin(dice)
  const booked = byDefault && isBooked(scene, around, entry)
  return { address, entry, events, unreadable: false, inScope: true, excluded, ...(booked && { mark: 'booked' }) }
}

export const periodsOf = (scene: Scene, stretches: readonly Stretch[]): object[] =>
  stretches.map(({ start, end }) => ({
    from: new Date(instantOf(scene, start)).toISOString(),
    until: new Date(instantOf(scene, end)).toISOString(),
  }))

/** Allowed by some rule, and no calendar to read, or one that cannot be read. */
export function unreadable(
  dice: Dice,
  scene: Scene,
  address: string,
  seen: Pick<SeenCalendar, 'detailed'>,
  around: Surroundings,
): ClothedMailbox {
  const level = dice.pick(wanted(scene, seen, around))
  const entry = { address, [around.inside ? 'inside' : 'default']: level, grants: [] }
  return { address, entry, events: null, unreadable: coin(dice), inScope: true, excluded: false }
}

/** Each a reason why nothing is told, as a mailbox that has it; those that cannot be here are left out. */
function reasons(dice: Dice, address: string, around: Surroundings): readonly Partial<ClothedMailbox>[] {
  const open = { address, default: dice.pick(atLeast('AvailabilityOnly')), inside: dice.pick(LEVELS), grants: [] }
  const shut = { ...open, default: 'None' }
  const { asker, askerDomain, honoursGrants, defaultPermission, scoped } = around
  const found: Partial<ClothedMailbox>[] = [
    { entry: null, events: null, unreadable: false },
    { entry: { ...shut, grants: idleGrants(dice, around) } },
    { entry: open, excluded: true },
  ]
  if (scoped) found.push({ entry: open, inScope: false })
  if (defaultPermission === 'None') found.push({ entry: null })
  if (!honoursGrants) found.push({ entry: { ...shut, grants: countingGrants(dice, around, 'Reviewer', {}) } })
  else {
    const none = { to: coin(dice) ? asker : `@${askerDomain}`, level: 'None' }
    found.push({ entry: { ...open, grants: [none] } })
    found.push({
      entry: { ...shut, grants: countingGrants(dice, around, 'LimitedDetails', {}), sharingPolicy: 'closed' },
    })
  }
  return found
}

export function hiddenFromOutsiders(dice: Dice, scene: Scene, address: string, around: Surroundings): ClothedMailbox {
  const events = coin(dice, 4) ? null : anyCalendar(dice, scene)
  const common = {
    address,
    entry: null,
    events,
    unreadable: coin(dice, 5),
    inScope: coin(dice),
    excluded: coin(dice, 4),
  }
  const hidden = { ...common, ...dice.pick(reasons(dice, address, around)) }
  return hidden.entry === null ? hidden : { ...hidden, entry: { ...hidden.entry, kind: anyKind(dice) } }
}

/** A colleague is told which rule refuses, so that is seen; all else is not. */
export function hiddenFromColleagues(
  dice: Dice,
  scene: Scene,
  address: string,
  why: 'inside' | 'grant' | 'unknown',
  around: Surroundings,
): ClothedMailbox {
  const common = { address, unreadable: false, inScope: coin(dice), excluded: coin(dice) }
  if (why === 'unknown') return { ...common, entry: null, events: null }
  const events = coin(dice, 3) ? null : anyCalendar(dice, scene)
  const rest = { address, kind: anyKind(dice), default: dice.pick(LEVELS) }
  if (why === 'inside')
    return { ...common, events, entry: { ...rest, inside: 'None', grants: idleGrants(dice, around) } }
  const grants = [{ to: coin(dice) ? around.asker : `@${around.askerDomain}`, level: 'None' }]
  return { ...common, events, entry: { ...rest, inside: dice.pick(LEVELS), grants } }
}

export const lowerOf = (a: Level, b: Level): Level => (below(b).includes(a) ? a : b)
