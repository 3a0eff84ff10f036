import type { Dice } from '../dice.ts'
import {
  hiddenFromColleagues,
  hiddenFromOutsiders,
  LEVELS,
  ownerFields,
  periodsOf,
  shown,
  unreadable,
} from './clothe-mailbox.ts'
import type { ClothedMailbox, Mark, Surroundings } from './clothe-mailbox.ts'
import { clotheCalendar } from './clothe-calendar.ts'
import { bySort, coin, entriesOf } from './entries.ts'
import type { Stretch } from './entries.ts'
import { layGroup, layInVain } from './lay-group.ts'
import type { Heard } from './lay-group.ts'
import type { Scene, SeenCalendar } from './seen.ts'
import type { SeenGroup } from './seen-group.ts'

/** One group on its way into a world. */
interface Making {
  readonly dice: Dice
  readonly scene: Scene
  readonly address: string
  readonly around: Surroundings
  readonly members: ClothedMailbox[]
  /** Addresses of members that have no mailbox here. */
  readonly others: string[]
}

const MANY = Array.from({ length: 100 }, (_, i) => `p${i}@contoso.example`)

function making(dice: Dice, scene: Scene, address: string, around: Surroundings): Making {
  return { dice, scene: { ...scene, crowd: 0 }, address, around, members: [], others: [] }
}

function addressIn({ address, members }: Making): string {
  const at = address.indexOf('@')
  return `${address.slice(0, at)}.${members.length}${address.slice(at)}`
}

function seenAs(
  { entries, withheld }: Pick<Heard, 'entries' | 'withheld'>,
  hours: Stretch | null = null,
): SeenCalendar {
  const sorted = { withheld: [...withheld].sort((a, b) => a.start - b.start), entries: [...entries].sort(bySort) }
  return { tells: 'calendar', form: 'digits', detailed: false, hours, ...sorted, workingHours: null }
}

/** A member who may be told of, as far as the others leave anything of her to be seen. */
function addHeard(group: Making, heard: Heard): void {
  const { dice, scene, around, members } = group
  const address = addressIn(group)
  const seen = seenAs(heard)
  const { inside, defaultPermission } = around
  if (heard.person && !inside && defaultPermission !== 'None' && heard.withheld.length === 0 && coin(dice, 4)) {
    const { events } = clotheCalendar(dice, scene, seen, false)
    members.push({ address, entry: null, events, unreadable: false, inScope: true, excluded: false })
    return
  }
  const kind = heard.person ? 'user' : dice.pick(['room', 'equipment'] as const)
  members.push({ ...shown(dice, scene, address, seen, around, kind), excluded: inside && coin(dice) })
}

/** One who may be asked about, and of whom nothing is known. */
function addUnread(group: Making): void {
  const { dice, scene, around, members } = group
  const address = addressIn(group)
  members.push(unreadable(dice, scene, address, { detailed: false }, around))
}

/** One of whom nothing is known outside some hours. */
function addPartly(group: Making): void {
  const { dice, scene, around, members } = group
  const hours = { start: 60 * (6 + dice.throw(5)), end: 60 * (12 + dice.throw(6)) }
  members.push(shown(dice, scene, addressIn(group), seenAs({ entries: [], withheld: [] }, hours), around, 'user'))
}

const ELSEWHERE = ['per@adatum.example', 'pia@contoso.example', 'p@fabrikam.example', 'nobody@nowhere.example']

/** One of whom this requester may hear nothing, whatever the reason. */
function addRefused(group: Making): void {
  const { dice, scene, address, around, members, others } = group
  const domain = address.slice(address.indexOf('@'))
  if (coin(dice, 3)) {
    const away = around.inside ? ['nobody@nowhere.example'] : ELSEWHERE.filter((one) => !one.endsWith(domain))
    others.push(dice.pick(away))
    return
  }
  const own = addressIn(group)
  const why = dice.pick(['inside', 'grant', 'unknown'] as const)
  const one = around.inside
    ? hiddenFromColleagues(dice, scene, own, why, around)
    : hiddenFromOutsiders(dice, scene, own, around)
  members.push(one)
}

function addAny(group: Making, most: number): void {
  for (let i = group.dice.throw(most + 1); i > 0; i--) group.dice.pick([addRefused, addUnread])(group)
}

/** People and rooms with calendars of any kind. */
function addCrowd(group: Making, people: number): void {
  const { dice, scene } = group
  const window = { start: 0, end: scene.hours * 60 }
  const rooms = dice.throw(2)
  for (let i = 0; i < people + rooms; i++) {
    addHeard(group, {
      person: i < people,
      entries: [...entriesOf(dice, 'digits', scene.interval, [window])],
      withheld: [],
    })
  }
}

/** The members as the document lists them: in one group, in a group within it, by its name or by its address, or twice. */
function listed({ dice, address, members, others }: Making): Pick<ClothedMailbox, 'members' | 'lists'> {
  const at = address.indexOf('@')
  const name = `list-${address.slice(0, at)}`
  const all = [...members.map((one) => one.address), ...others]
  const half = dice.throw(all.length + 1)
  const [first, rest] = [all.slice(0, half), all.slice(half)]
  if (coin(dice, 3)) return { members, lists: { [name]: [...all, ...(coin(dice) ? first : [])] } }
  const within = `${name}-within`
  const lists = { [within]: [...rest, ...(coin(dice) ? [name] : []), ...(coin(dice) ? first : [])] }
  if (coin(dice)) return { members, lists: { ...lists, [name]: [within, ...first] } }
  const inner = `${address.slice(0, at)}.within${address.slice(at)}`
  const entry = { address: inner, kind: 'group', group: within, default: dice.pick(LEVELS), inside: dice.pick(LEVELS) }
  const mailbox = { address: inner, entry, events: null, unreadable: false, inScope: coin(dice), excluded: coin(dice) }
  return { members: [...members, mailbox], lists: { ...lists, [name]: [...first, inner] } }
}

/** The group's own mailbox, which may be asked about; of a calendar of its own nothing is ever told. */
function open(group: Making, closed: readonly Stretch[], mark: Mark | null): ClothedMailbox {
  const { dice, scene, address, around } = group
  const seen = { detailed: false, hours: null }
  const entry = {
    ...{ address, kind: 'group', group: `list-${address.slice(0, address.indexOf('@'))}` },
    ...ownerFields(dice, scene, seen, around, { hides: false, kind: 'group' }).fields,
    privatePeriods: periodsOf(scene, closed),
  }
  const own = coin(dice, 4)
    ? clotheCalendar(dice, group.scene, seenAs({ entries: [], withheld: [] }), false).events
    : null
  const rest = { unreadable: coin(dice, 4), inScope: true, excluded: around.inside && coin(dice) }
  return { address, entry, events: own, ...rest, ...listed(group), ...(mark !== null && { mark }) }
}

/** Who else is in a group of which nobody can tell whether all are known, and whether for their sake alone nobody is free. */
function addHidden(group: Making): Mark | null {
  const { dice, around } = group
  const why = dice.pick(['refused', 'unread', null, null] as const)
  if (why === null) addAny(group, 2)
  else for (let i = 1 + dice.throw(2); i > 0; i--) (why === 'refused' ? addRefused : addUnread)(group)
  if (why === null && around.honoursGrants && coin(dice, 3)) addPartly(group)
  return why
}

/** Draws a group that is seen as `seen`, whoever is in it. */
export function clotheGroup(
  dice: Dice,
  scene: Scene,
  address: string,
  seen: SeenGroup,
  around: Surroundings,
): ClothedMailbox {
  const group = making(dice, scene, address, around)
  const fewest = around.inside ? 0 : around.smallestGroup
  if (seen.tells === 'group in vain') {
    const { heard, unread } = layInVain(dice, scene, fewest)
    for (const one of heard) addHeard(group, one)
    for (let i = 0; i < unread; i++) addUnread(group)
    addAny(group, 1)
    return open(group, [], null)
  }
  const mark = seen.dark ? addHidden(group) : null
  const partly = group.members.filter(({ events }) => events !== null).length
  const { heard, closed } = layGroup(dice, scene, seen.entries, { fewest, partly, carried: mark !== null })
  for (const one of heard) addHeard(group, one)
  const shows = mark !== null && seen.entries.some(({ status }) => status === 'Busy')
  return open(group, closed, shows ? mark : null)
}

/** The same mailbox as a group, where neither is told of. */
export function asGroup(dice: Dice, scene: Scene, hidden: ClothedMailbox, around: Surroundings): ClothedMailbox {
  if (hidden.entry === null) return hidden
  const group = making(dice, scene, hidden.address, around)
  addCrowd(group, dice.throw(around.smallestGroup + 2))
  addAny(group, 2)
  const name = `list-${hidden.address.slice(0, hidden.address.indexOf('@'))}`
  return { ...hidden, entry: { ...hidden.entry, kind: 'group', group: name }, ...listed(group) }
}

/** A group that would be told of, if it were not for how few of its people may be heard, or how many are in it. */
export function wrongSize(dice: Dice, scene: Scene, address: string, around: Surroundings): ClothedMailbox {
  const group = making(dice, scene, address, around)
  if (coin(dice, 8)) group.others.push(...MANY)
  const many = group.others.length > 0
  const people = dice.throw(many ? 6 : around.smallestGroup)
  addCrowd(group, people)
  const few = people > 0 && !many
  if (!few) for (let i = dice.throw(4); i > 0; i--) addRefused(group)
  return open(group, [], few ? 'few' : null)
}
