import type { Dice } from '../dice.ts'
import { coin, without } from './entries.ts'
import type { Entry, Status, Stretch } from './entries.ts'
import { closedBy, FIRST_DAY } from './seen.ts'
import type { Scene, SeenCalendar } from './seen.ts'

/** An event as it stands in a calendar, with all that nobody may be told of it. */
export interface Event extends Entry {
  readonly description: string
  readonly organizer: string
  readonly category: string | null
}

/** A calendar somebody could have who is seen like that, and what its owner has to say of it to be seen so. */
export interface ClothedCalendar {
  readonly events: readonly Event[]
  /** Kept private, whatever else is granted. */
  readonly privatePeriods: readonly Stretch[]
  readonly hidesCategory: boolean
}

export const HIDDEN_CATEGORY = 'Doctor'
const MINUTE = 60_000
const TEXTS = ['secret', 'surgeon', 'Übernahme', 'call with the lawyer', 'interview', 'oncology', '']
const FAR = 14 * 1_440
const BELOW: Readonly<Record<string, readonly Status[]>> = {
  Tentative: ['Free', 'WorkingElsewhere'],
  Busy: ['Free', 'WorkingElsewhere', 'Tentative'],
  OOF: ['Free', 'WorkingElsewhere', 'Tentative', 'Busy'],
}

function noise(dice: Dice, { start, end }: Stretch, statuses: readonly Status[]): Entry {
  const first = start + dice.throw(end - start)
  return {
    ...{ start: first, end: Math.min(end, first + dice.throw(120)), status: dice.pick(statuses) },
    ...{ subject: dice.pick(TEXTS), location: dice.pick(TEXTS) },
    ...{ meeting: coin(dice), reminder: coin(dice), secret: coin(dice) },
  }
}

const ANY: readonly Status[] = ['Free', 'Tentative', 'Busy', 'OOF', 'WorkingElsewhere']

/** Where entries may go on unseen, at either side of a place, and for how many minutes. */
interface Edges {
  readonly before: ReadonlyMap<number, number>
  readonly after: ReadonlyMap<number, number>
}

const MOST_UNSEEN = 60
const unseenIn = ({ start, end }: Stretch): number => Math.min(MOST_UNSEEN, end - start)

function stretched<One extends Entry>(dice: Dice, one: One, edges: Edges): One {
  const [before, after] = [edges.before.get(one.start), edges.after.get(one.end)]
  const start = before !== undefined && coin(dice) ? one.start - dice.throw(before) : one.start
  const end = after !== undefined && coin(dice) ? one.end + dice.throw(after) : one.end
  return { ...one, start, end }
}

/** The same block, of one event or of several that touch or overlap. */
function piecesOf(dice: Dice, block: Entry): readonly Entry[] {
  const long = block.end - block.start
  if (long < 2 || coin(dice, 3)) return [block]
  const cut = block.start + 1 + dice.throw(long - 1)
  const overlap = dice.throw(block.end - cut + 1)
  const pieces = [
    { ...block, end: cut + overlap },
    { ...block, start: cut },
  ]
  return coin(dice) ? pieces : pieces.flatMap((one, i) => (i === 0 ? [one] : piecesOf(dice, one)))
}

/** A run of slots of one digit: every slot touched, by as much as chance has it. */
function touchingSlots(dice: Dice, run: Entry, interval: number): readonly Entry[] {
  const found: Entry[] = []
  for (let from = run.start; from < run.end;) {
    const until = from + interval * (1 + dice.throw((run.end - from) / interval))
    const start = from + dice.throw(interval - 1)
    const last = Math.max(start, until - interval)
    found.push({ ...run, start, end: last + 1 + dice.throw(until - last) })
    if (coin(dice)) found.push(noise(dice, { start: from, end: until }, BELOW[run.status] ?? []))
    from = until
  }
  return found
}

/** Retold as nobody may know it: what is not told of these entries by this form. */
function retold(dice: Dice, one: Entry, seen: SeenCalendar): Event {
  const own = { description: dice.pick(TEXTS), organizer: dice.pick(TEXTS), category: coin(dice, 3) ? 'Work' : null }
  const [subject, location] = [dice.pick(TEXTS), dice.pick(TEXTS)]
  if (!seen.detailed) {
    return { ...one, ...own, subject, location, meeting: coin(dice), reminder: coin(dice), secret: coin(dice) }
  }
  if (one.secret) return { ...one, ...own, subject, location }
  const noted = { ...own, description: `about ${one.subject}`, organizer: `Ola of ${one.location}` }
  return seen.noted === true ? { ...one, ...noted } : { ...one, ...own }
}

/** The entries as this calendar has them: other pieces where pieces are not told, longer where an end is not told. */
function shownEvents(dice: Dice, scene: Scene, seen: SeenCalendar, edges: Edges): readonly Event[] {
  const { form, entries } = seen
  if (form === 'digits') {
    const digits = entries.flatMap((run) => touchingSlots(dice, run, scene.interval))
    return digits.map((one) => retold(dice, stretched(dice, one, edges), seen))
  }
  const pieces = form === 'blocks' ? entries.flatMap((block) => piecesOf(dice, block)) : entries
  return pieces.map((one) => retold(dice, stretched(dice, one, edges), seen))
}

function unseenEvents(dice: Dice, scene: Scene, seen: SeenCalendar, dark: readonly Stretch[]): readonly Event[] {
  const window = { start: 0, end: scene.hours * 60 }
  const far = [
    { start: -FAR, end: 0 },
    { start: window.end, end: window.end + FAR },
  ]
  // There in every other world, so that in many pairs the limit lies between both.
  const more = scene.crowd === 0 || coin(dice) ? 0 : scene.crowd
  const places = dark.length > 0 ? [...far, ...dark, ...dark] : far
  const drawn = Array.from({ length: dice.throw(4) + more }, () => noise(dice, dice.pick(places), ANY))
  const untold: readonly Status[] = seen.form === 'digits' ? ['Free', 'WorkingElsewhere'] : ['Free']
  const hidden = dice.throw(2) + more
  const told = seen.form === 'whole' ? [] : Array.from({ length: hidden }, () => noise(dice, window, untold))
  return [...drawn, ...told].map((one) => retold(dice, one, { ...seen, detailed: false }))
}

/** Withheld as a whole by an event of a hidden category; nothing else may be told from it. */
function hiddenEvent(dice: Dice, stretch: Stretch): Event {
  const own = { description: dice.pick(TEXTS), organizer: dice.pick(TEXTS), category: HIDDEN_CATEGORY }
  return { ...noise(dice, { start: 0, end: 1 }, ANY), ...stretch, ...own }
}

/** Hidden among the others, whose order stays: of events at one time, the order is told. */
function mixed(dice: Dice, shown: readonly Event[], unseen: readonly Event[]): readonly Event[] {
  const all = [...shown]
  for (const one of unseen) all.splice(dice.throw(all.length + 1), 0, one)
  return all
}

const startOf = (one: Stretch) => [one.start, unseenIn(one)] as const
const endOf = (one: Stretch) => [one.end, unseenIn(one)] as const

/** Draws a calendar that is seen as `seen`. */
export function clotheCalendar(
  dice: Dice,
  scene: Scene,
  seen: SeenCalendar,
  mayHideCategory: boolean,
): ClothedCalendar {
  const window = { start: 0, end: scene.hours * 60 }
  const byCategory = mayHideCategory && seen.withheld.length > 0 && coin(dice)
  const closed = closedBy(seen.hours, scene)
  const dark = byCategory ? closed : [...closed, ...seen.withheld]
  // What is told whole goes on out of the window, as far as it may be told.
  const out = seen.form === 'whole' ? [] : [window]
  const edges = {
    before: new Map([...out.map(({ start }) => [start, MOST_UNSEEN] as const), ...dark.map(endOf)]),
    after: new Map([...out.map(({ end }) => [end, MOST_UNSEEN] as const), ...dark.map(startOf)]),
  }
  const inTheDark = byCategory ? closed.flatMap((one) => without(one, seen.withheld)) : dark
  const shown = shownEvents(dice, scene, seen, edges)
  const unseen = unseenEvents(dice, scene, seen, inTheDark)
  const hidden = byCategory ? seen.withheld.map((stretch) => hiddenEvent(dice, stretch)) : []
  const elsewhere = coin(dice, 3) ? [{ start: window.end + 600, end: window.end + 660 }] : []
  return {
    events: mixed(dice, shown, [...unseen, ...hidden]),
    privatePeriods: [...(byCategory ? [] : seen.withheld), ...elsewhere],
    hidesCategory: byCategory || (mayHideCategory && coin(dice, 4)),
  }
}

/** Any calendar, of somebody of whom nothing is seen. */
export function anyCalendar(dice: Dice, scene: Scene): readonly Event[] {
  const around = { start: -600, end: scene.hours * 60 + 600 }
  return Array.from({ length: dice.throw(4) }, () => {
    const own = { description: dice.pick(TEXTS), organizer: dice.pick(TEXTS), category: null }
    return { ...noise(dice, around, ANY), ...own }
  })
}

const CDO: Readonly<Record<Status, string>> = {
  Free: 'FREE',
  Tentative: 'TENTATIVE',
  Busy: 'BUSY',
  OOF: 'OOF',
  WorkingElsewhere: 'WORKINGELSEWHERE',
}

export const instantOf = (scene: Scene, minute: number): number => FIRST_DAY + (scene.from * 60 + minute) * MINUTE

const stampOf = (instant: number): string => `${new Date(instant).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
const escaped = (text: string): string => text.replace(/([\\;,])/g, '\\$1')

function linesOf(scene: Scene, event: Event, uid: number): readonly string[] {
  const { subject, location, description, organizer, category } = event
  return [
    'BEGIN:VEVENT',
    `UID:${String(uid)}`,
    `DTSTART:${stampOf(instantOf(scene, event.start))}`,
    `DTEND:${stampOf(instantOf(scene, event.end))}`,
    `X-MICROSOFT-CDO-BUSYSTATUS:${CDO[event.status]}`,
    ...(subject === '' ? [] : [`SUMMARY:${escaped(subject)}`]),
    ...(location === '' ? [] : [`LOCATION:${escaped(location)}`]),
    ...(description === '' ? [] : [`DESCRIPTION:${escaped(description)}`]),
    ...(organizer === '' ? [] : [`ORGANIZER;CN="${organizer}":mailto:o@elsewhere.example`]),
    ...(category === null ? [] : [`CATEGORIES:${category}`]),
    ...(event.meeting ? ['ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@elsewhere.example'] : []),
    ...(event.secret ? ['CLASS:CONFIDENTIAL'] : []),
    ...(event.reminder ? ['BEGIN:VALARM', 'END:VALARM'] : []),
    'END:VEVENT',
  ]
}

/** The file. */
export function writeEvents(scene: Scene, events: readonly Event[]): string {
  const lines = events.flatMap((event, i) => linesOf(scene, event, i))
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n')
}
