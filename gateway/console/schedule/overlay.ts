import type { BusyStatus } from '../../../protocols/availability/busy-status.ts'
import type { Instant, TimeWindow } from '../../../protocols/availability/time-window.ts'
import type { CalendarDay, DayEntry } from '../calendar-days.ts'

/** From what weighs least in a meeting to what weighs most; free time is not named. */
const WEIGHT: readonly BusyStatus[] = ['Free', 'WorkingElsewhere', 'NoData', 'Tentative', 'Busy', 'OOF']

/** A stretch of a day in which everybody's state stays as it is. */
export interface Stretch extends TimeWindow {
  /** Who is not known to be free, by her place, with what weighs most of what she has then. */
  readonly held: readonly { readonly who: number; readonly status: Exclude<BusyStatus, 'Free'> }[]
}

/** What begins or ends. */
interface Edge {
  readonly at: Instant
  readonly who: number
  readonly status: number
  readonly step: 1 | -1
}

function edgesOf(people: readonly CalendarDay[]): readonly Edge[] {
  const edges = people.flatMap(({ entries }, who) =>
    entries.flatMap(({ entry, start, end }): Edge[] => {
      const status = WEIGHT.indexOf(entry.status)
      if (status === 0 || end <= start) return []
      return [
        { at: start, who, status, step: 1 },
        { at: end, who, status, step: -1 },
      ]
    }),
  )
  return edges.sort((a, b) => a.at - b.at)
}

const isSame = (a: Stretch['held'], b: Stretch['held']): boolean =>
  a.length === b.length && a.every(({ who, status }, i) => who === b[i]?.who && status === b[i]?.status)

/**
 * One day of everybody, laid over each other: stretches from its first minute to its last, in order and without gaps. Each is
 * followed by another state; where nobody is held, everybody is known to be free.
 *
 * @param people the same day of each
 */
export function overlayOf(people: readonly CalendarDay[]): readonly Stretch[] {
  const day = people[0]
  if (day === undefined) return []
  const counts = people.map(() => WEIGHT.map(() => 0))
  const heldNow = (): Stretch['held'] =>
    counts.flatMap((own, who) => {
      const status = WEIGHT[own.findLastIndex((count) => count > 0)]
      return status === undefined || status === 'Free' ? [] : [{ who, status }]
    })
  const stretches: Stretch[] = []
  const put = (start: Instant, end: Instant): void => {
    if (end <= start) return
    const held = heldNow()
    const last = stretches.at(-1)
    if (last !== undefined && isSame(last.held, held)) stretches[stretches.length - 1] = { ...last, end }
    else stretches.push({ start, end, held })
  }
  let from = day.start
  for (const { at, who, status, step } of edgesOf(people)) {
    put(from, at)
    from = Math.max(from, at)
    const own = counts[who] as number[]
    own[status] = (own[status] as number) + step
  }
  put(from, day.end)
  return stretches
}

/** The same as one calendar, for a strip: of each stretch what weighs most. */
export function overlaidDay({ day, start, end }: CalendarDay, stretches: readonly Stretch[]): CalendarDay {
  const textless = { subject: null, location: null, description: null, organizer: null, isPrivate: false }
  const entries = stretches.flatMap((one): DayEntry[] => {
    const weight = Math.max(...one.held.map(({ status }) => WEIGHT.indexOf(status)))
    const status = WEIGHT[weight]
    if (status === undefined) return []
    return [{ entry: { ...textless, start: one.start, end: one.end, status }, start: one.start, end: one.end }]
  })
  return { day, start, end, entries, free: stretches.filter(({ held }) => held.length === 0) }
}
