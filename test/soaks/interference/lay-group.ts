import type { Dice } from '../dice.ts'
import { coin, without } from './entries.ts'
import type { Entry, Status, Stretch } from './entries.ts'
import type { Scene } from './seen.ts'

/** A member who may be told of: her digits, of whole slots, and when she is unknown. */
export interface Heard {
  /** A room is none. */
  readonly person: boolean
  readonly entries: Entry[]
  readonly withheld: Stretch[]
}

/** What bears on how the members of a group may come to its digits. */
interface Rules {
  /** How many people have to be known at any time; 0 among colleagues. */
  readonly fewest: number
  /** People who are there besides, and may be known or not. */
  readonly partly: number
  /** Whether others make all of the time unknown already, and alone do. */
  readonly carried: boolean
}

const RISING: readonly Status[] = ['Free', 'Tentative', 'Busy', 'OOF']
const BLANK = { subject: '', location: '', meeting: false, reminder: false, secret: false }

const upTo = (status: Status): readonly Status[] => RISING.slice(0, RISING.indexOf(status) + 1)

function lay({ entries }: Heard, { start, end }: Stretch, status: Status): void {
  if (status !== 'Free') entries.push({ ...BLANK, start, end, status })
}

const withhold = ({ withheld }: Heard, { start, end }: Stretch): void => void withheld.push({ start, end })

function shuffled<One>(dice: Dice, all: readonly One[]): One[] {
  const rest = [...all]
  return all.map(() => rest.splice(dice.throw(rest.length), 1)[0] as One)
}

/** Anything at all, where none of it is told. */
function layAnything(dice: Dice, members: readonly Heard[], stretch: Stretch): void {
  for (const one of members) {
    if (coin(dice, 5)) withhold(one, stretch)
    else lay(one, stretch, dice.pick(RISING))
  }
}

/** Too few people are known, so of the others nothing is told. */
function layFew(dice: Dice, members: readonly Heard[], stretch: Stretch, { fewest, partly }: Rules): void {
  const people = members.filter(({ person }) => person)
  const least = Math.max(0, people.length + partly - fewest + 1)
  const gone = new Set(people.slice(0, least + dice.throw(people.length - least + 1)))
  for (const one of gone) withhold(one, stretch)
  layAnything(
    dice,
    members.filter((one) => !gone.has(one)),
    stretch,
  )
}

/** Somebody is busy, or unknown. */
function layBusy(dice: Dice, [first, ...rest]: readonly Heard[], stretch: Stretch): void {
  if (first === undefined) return
  if (coin(dice)) lay(first, stretch, 'Busy')
  else withhold(first, stretch)
  for (const one of rest) {
    if (coin(dice, 5)) withhold(one, stretch)
    else lay(one, stretch, dice.pick(upTo('Busy')))
  }
}

/** Somebody is away, and enough people are known for it to be told. */
function layAway(dice: Dice, [first, ...rest]: readonly Heard[], stretch: Stretch, { fewest }: Rules): void {
  if (first === undefined) return
  lay(first, stretch, 'OOF')
  let spare = [first, ...rest].filter(({ person }) => person).length - fewest
  for (const one of rest) {
    if ((!one.person || spare > 0) && coin(dice, 3)) {
      withhold(one, stretch)
      if (one.person) spare--
    } else lay(one, stretch, dice.pick(RISING))
  }
}

/** Everybody is known, and one is as busy as is seen. */
function layKnown(dice: Dice, [first, ...rest]: readonly Heard[], stretch: Stretch, status: Status): void {
  if (first !== undefined) lay(first, stretch, status)
  for (const one of rest) lay(one, stretch, dice.pick(upTo(status)))
}

/** In one piece or two, of whole slots. */
function cutAtSlots(dice: Dice, one: Stretch, interval: number): readonly Stretch[] {
  const slots = (one.end - one.start) / interval
  if (slots < 2 || coin(dice)) return [one]
  const cut = one.start + interval * (1 + dice.throw(slots - 1))
  return [
    { start: one.start, end: cut },
    { start: cut, end: one.end },
  ]
}

const crowdOf = (people: number, rooms: number): Heard[] =>
  Array.from({ length: people + rooms }, (_, i) => ({ person: i < people, entries: [], withheld: [] }))

/** When the group as a whole is closed, whatever its members do. */
type Closed = Stretch[]

function layPiece(dice: Dice, all: readonly Heard[], piece: Entry, rules: Rules, closed: Closed): void {
  const members = shuffled(dice, all)
  if (piece.status === 'Tentative') layKnown(dice, members, piece, 'Tentative')
  else if (piece.status === 'OOF') layAway(dice, members, piece, rules)
  else if (!rules.carried) {
    const way = dice.throw(4)
    if (way === 0 && rules.fewest > rules.partly) layFew(dice, members, piece, rules)
    else if (way === 1) {
      closed.push({ start: piece.start, end: piece.end })
      layAnything(dice, members, piece)
    } else layBusy(dice, members, piece)
  }
}

/**
 * Draws what the members of a group do that comes to these digits; and when the group itself is closed. In one slot
 * everybody is known, since a group of whom at no time enough are is refused.
 */
export function layGroup(dice: Dice, { interval, hours }: Scene, entries: readonly Entry[], rules: Rules) {
  const heard = crowdOf(Math.max(1, rules.fewest) + dice.throw(3), dice.throw(2))
  const closed: Closed = []
  const start = interval * dice.throw((hours * 60) / interval)
  const known = { start, end: start + interval }
  for (const run of entries) {
    const rest = without(run, [known])
    for (const piece of rest.flatMap((one) => cutAtSlots(dice, one, interval))) {
      layPiece(dice, heard, { ...run, ...piece }, rules, closed)
    }
    const met = run.start < known.end && run.end > known.start
    if (met && !(rules.carried && run.status === 'Busy')) layKnown(dice, shuffled(dice, heard), known, run.status)
  }
  return { heard, closed }
}

/** Draws the people of a group of whom never enough are known, though enough may be asked about. */
export function layInVain(dice: Dice, { hours }: Scene, fewest: number) {
  const people = fewest + dice.throw(2)
  const unread = dice.throw(people + 1)
  const heard = crowdOf(people - unread, dice.throw(2))
  const cut = 60 * dice.throw(hours)
  for (const [start, end] of [
    [0, cut],
    [cut, hours * 60],
  ] as const) {
    if (start < end) layFew(dice, shuffled(dice, heard), { start, end }, { fewest, partly: 0, carried: false })
  }
  return { heard, unread }
}
