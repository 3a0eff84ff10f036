import type { Dice } from '../dice.ts'
import { bySort, coin, entriesOf, entryIn, STATUSES, without } from './entries.ts'
import type { Entry, Form, Stretch } from './entries.ts'
import { drawGroup } from './seen-group.ts'
import type { SeenGroup } from './seen-group.ts'
import { drawVisit, windowOfVisit } from './visit.ts'
import type { Visit } from './visit.ts'

/** Who asks about whom: what decides is another for each. */
export const PATHS = ['partner', 'neighbour', 'colleague', 'transit', 'published'] as const
export type Path = (typeof PATHS)[number]

export const ASKED_VIEWS = ['MergedOnly', 'FreeBusy', 'FreeBusyMerged', 'Detailed', 'DetailedMerged'] as const
export type AskedView = (typeof ASKED_VIEWS)[number]

/** What a requester sees of a mailbox it may see something of. */
export interface SeenCalendar {
  readonly tells: 'calendar'
  readonly form: Form
  /** Subjects and the rest of what is not private. */
  readonly detailed: boolean
  /** Descriptions and organizers too; absent: not. */
  readonly noted?: boolean
  /** Hours of each day, by the clock in Berlin, outside of which nothing is told; null: none. */
  readonly hours: Stretch | null
  /** Of which nothing is told besides: whole hours, apart from each other. */
  readonly withheld: readonly Stretch[]
  /** Sorted; each within one stretch of which something is told, unless it is `whole` and nothing is withheld. */
  readonly entries: readonly Entry[]
  /** Null: not told. */
  readonly workingHours: Stretch | null
}

/**
 * `nothing`: no such mailbox, as far as anybody can tell; colleagues are told why: what is said of all, or to them.
 * `unreadable`: it may be asked about, `detailed` or not, and its calendar is read in vain.
 */
export type Seen =
  | { readonly tells: 'nothing'; readonly why: 'inside' | 'grant' | 'unknown' }
  | { readonly tells: 'unreadable'; readonly detailed: boolean }
  | SeenCalendar
  | SeenGroup

export interface Asked {
  readonly address: string
  readonly seen: Seen
}

/** One question, and all that its answer may depend on. Nothing in it comes from the program that is examined. */
export interface Scene {
  readonly path: Path
  readonly view: AskedView
  /** Minutes. */
  readonly interval: number
  /** Hours from `FIRST_DAY` to the window, and in it. */
  readonly from: number
  readonly hours: number
  readonly joins: boolean
  /** Null unless a published calendar is looked at. */
  readonly visit: Visit | null
  readonly asked: readonly Asked[]
  /** Entries that one answer may tell: of the calendars here hardly more than are told. */
  readonly most: number
  /** Entries that every calendar has besides, unseen. */
  readonly crowd: number
}

/** A Monday, 00:00 UTC; until March the clocks of Berlin are an hour ahead. */
export const FIRST_DAY = Date.UTC(2026, 10, 30)
export const BERLIN_AHEAD = 60
const DAY = 1_440
const NAMES = ['vera', 'bo', 'nils', 'ida']
const isDetailed = (view: AskedView): boolean => view === 'Detailed' || view === 'DetailedMerged'

/** Of the window, the times outside the hours that count for the requester. */
export function closedBy(hours: Stretch | null, { from, hours: length }: Scene | Frame): readonly Stretch[] {
  if (hours === null) return []
  const whole = { start: 0, end: length * 60 }
  const open = Array.from({ length: Math.ceil(length / 24) + 4 }, (_, i) => {
    const midnight = (Math.floor(from / 24) - 1 + i) * DAY - BERLIN_AHEAD - from * 60
    return { start: midnight + hours.start, end: midnight + hours.end }
  })
  return without(whole, open)
}

type Frame = Pick<Scene, 'path' | 'view' | 'interval' | 'from' | 'hours' | 'joins' | 'visit'>

const OFTEN: readonly Path[] = ['partner', 'partner', 'partner', 'neighbour', 'colleague', 'colleague', 'transit']

function frameOf(dice: Dice): Frame {
  const path = dice.pick([...OFTEN, 'published', 'published'] as const)
  if (path === 'published') {
    const visit = drawVisit(dice)
    return { path, view: 'Detailed', interval: 30, joins: true, visit, ...windowOfVisit(visit) }
  }
  return {
    path,
    visit: null,
    view: dice.pick([...ASKED_VIEWS, 'Detailed', 'FreeBusy'] as const),
    interval: dice.pick([15, 30, 60]),
    from: dice.throw(72),
    hours: 2 + dice.throw(30),
    joins: !coin(dice, 4),
  }
}

function withheldIn(dice: Dice, length: number): readonly Stretch[] {
  if (!coin(dice, 3)) return []
  const start = dice.throw(length) * 60
  return [{ start, end: Math.min(length * 60, start + 60 * (1 + dice.throw(3))) }]
}

function formOf(frame: Frame, detailed: boolean): Form {
  if (frame.view === 'MergedOnly') return 'digits'
  if (detailed || frame.path === 'colleague') return 'whole'
  return frame.joins || frame.path === 'transit' ? 'blocks' : 'clipped'
}

function calendarSeen(dice: Dice, frame: Frame, detailed: boolean, givesHours: boolean): SeenCalendar {
  const form = formOf(frame, detailed)
  const own = frame.path !== 'transit'
  const opening = 60 * (6 + dice.throw(5))
  const hours = own && coin(dice, 3) ? { start: opening, end: opening + 60 * (3 + dice.throw(9)) } : null
  const withheld = own ? withheldIn(dice, frame.hours) : []
  const window = { start: 0, end: frame.hours * 60 }
  const open = without(window, [...closedBy(hours, frame), ...withheld])
  const entries = [...entriesOf(dice, form, frame.interval, open)]
  // Told whole where nothing is withheld, what reaches out of the window too.
  if (form === 'whole' && own && hours === null && withheld.length === 0 && coin(dice, 3)) {
    entries.push({ ...entryIn(dice, window, STATUSES), start: -1 - dice.throw(90), end: 1 + dice.throw(60) })
    entries.sort(bySort)
  }
  const toldHours = frame.visit === null && (form === 'whole' ? own : givesHours && form !== 'digits')
  const workingHours = toldHours ? { start: 60 * (7 + dice.throw(3)), end: 60 * (15 + dice.throw(3)) } : null
  const noted = frame.visit?.level === 'Reviewer'
  return { tells: 'calendar', form, detailed, noted, hours, withheld, entries, workingHours }
}

const DOMAINS: Readonly<Record<Path, string>> = {
  partner: 'contoso.example',
  neighbour: 'tailspin.example',
  colleague: 'contoso.example',
  transit: 'adatum.example',
  published: 'contoso.example',
}

/** Where partners and the gateway's own organizations are that this requester has no way to. */
const ELSEWHERE: Readonly<Record<Path, readonly string[]>> = {
  partner: ['tailspin.example', 'nowhere.example', 'adatum.example'],
  neighbour: [],
  colleague: [],
  transit: ['contoso.example', 'tailspin.example', 'nowhere.example'],
  published: [],
}

/** What a partner's server says of a group it merges by itself, and of a group nothing is published. */
const MAY_BE_GROUPS: readonly Path[] = ['partner', 'neighbour', 'colleague']

function seenOf(dice: Dice, frame: Frame, details: boolean, givesHours: boolean): Seen {
  const throwOf = dice.throw(10)
  if (throwOf < 4) return { tells: 'nothing', why: dice.pick(['inside', 'grant', 'unknown'] as const) }
  const chosen = details && isDetailed(frame.view) && (frame.path === 'transit' || coin(dice))
  const detailed = frame.visit === null ? chosen : frame.visit.level !== 'AvailabilityOnly'
  if (throwOf === 4) return { tells: 'unreadable', detailed }
  if (throwOf === 5 && MAY_BE_GROUPS.includes(frame.path)) return drawGroup(dice, frame, frame.path === 'colleague')
  return calendarSeen(dice, frame, detailed, givesHours)
}

/** How many entries are told of a calendar: stretches of which nothing is told count, as unknown times. */
export function toldEntries({ hours, withheld, entries, form }: SeenCalendar, frame: Frame): number {
  if (form === 'digits') return 0
  const dark = [...closedBy(hours, frame), ...withheld].sort((a, b) => a.start - b.start)
  let [unknown, until] = [0, -1]
  for (const { start, end } of dark) {
    if (start > until) unknown++
    until = Math.max(until, end)
  }
  return entries.length + unknown
}

/** One scene in so many is crowded as a calendar of the default limit can be. */
const CROWDED_EVERY = 2_000

function limitsOf(dice: Dice, frame: Frame, asked: readonly Asked[]): Pick<Scene, 'most' | 'crowd'> {
  if (coin(dice, CROWDED_EVERY)) return { most: 1_000, crowd: 1_001 }
  if (coin(dice, 3) || frame.path === 'transit') return { most: 1_000, crowd: 0 }
  const told = asked.map(({ seen }) => (seen.tells === 'calendar' ? toldEntries(seen, frame) : 0))
  return { most: Math.max(1, ...told) + dice.throw(3), crowd: dice.throw(4) }
}

/** Draws a question and what may be seen by it. */
export function drawScene(dice: Dice): Scene {
  const frame = frameOf(dice)
  const [details, givesHours] = [coin(dice), frame.path !== 'transit' && coin(dice, 3)]
  const drawn = NAMES.slice(dice.throw(3), 3 + dice.throw(2))
  const names = frame.visit === null ? drawn : drawn.slice(0, 1)
  const asked = names.map((name): Asked => {
    const elsewhere = ELSEWHERE[frame.path]
    if (elsewhere.length > 0 && coin(dice, 8)) {
      return { address: `${name}@${dice.pick(elsewhere)}`, seen: { tells: 'nothing', why: 'unknown' } }
    }
    return { address: `${name}@${DOMAINS[frame.path]}`, seen: seenOf(dice, frame, details, givesHours) }
  })
  return { ...frame, asked, ...limitsOf(dice, frame, asked) }
}
