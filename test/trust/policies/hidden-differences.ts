import type { Instant, TimeWindow } from '../../../protocols/availability/time-window.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { gapsBetween } from '../../../trust/policies/intervals.ts'
import { openTimes } from '../../../trust/policies/open-times.ts'
import type { VisiblePart } from '../../../trust/policies/visible-part.ts'
import { timeOf } from '../../protocols/availability/arbitrary-times.ts'
import type { Event } from './arbitrary-views.ts'

export const covers = ({ start, end }: TimeWindow, at: Instant): boolean => start <= at && at < end

export const isHidden = ({ categories }: Event, part: VisiblePart): boolean =>
  part.hiddenCategories.length > 0 &&
  (categories === null || categories.some((category) => part.hiddenCategories.includes(category)))

/** A hidden event as another one, or two, of the same time. */
function retold(one: Event): readonly Event[] {
  const { start, end } = one.time
  const middle = start + Math.floor((end - start) / 2)
  const half = (from: Instant, to: Instant, categories: Event['categories']): Event => ({
    ...one,
    time: timeOf(from, to, 'Tentative'),
    subject: 'other',
    location: 'elsewhere',
    flags: one.flags ^ 31,
    categories,
  })
  return [half(start, middle, null), half(middle, end, one.categories)]
}

/** The same calendar for whoever sees only the part: what is withheld is another, and so is the order it is told in. */
export function hiddenlyDifferent(
  { window, part, events }: { window: TimeWindow; part: VisiblePart; events: readonly Event[] },
  [noise, shift, seed]: readonly [readonly Event[], number, number],
): readonly Event[] {
  // As far as entries of these scenes reach: what may be told of them there is told.
  const around = { start: window.start - 2 * DAY, end: window.end + 2 * DAY }
  const open = openTimes(part, around)
  const shut = gapsBetween(open, around)
  const room = (at: Instant, edge: 'start' | 'end'): number => {
    const gap = shut.find((one) => one[edge] === at && one.end > one.start)
    return gap === undefined ? 0 : Math.floor((gap.end - gap.start) * (shift / 100))
  }
  const pieces = events.flatMap((one) => {
    if (isHidden(one, part)) return retold(one)
    const { start, end, status } = one.time
    return open.flatMap((stretch) => {
      const [from, to] = [Math.max(start, stretch.start), Math.min(end, stretch.end)]
      if (!(from < to || (start === end && covers(stretch, start)))) return []
      const reached = from === to ? [from, to] : [from - room(from, 'end'), to + room(to, 'start')]
      return [{ ...one, time: timeOf(reached[0] as number, reached[1] as number, status) }]
    })
  })
  const inside = noise.filter(({ time }) => shut.some(({ start, end }) => start <= time.start && time.end < end))
  const all = [...pieces, ...inside]
  const turned = seed % Math.max(1, all.length)
  return [...all.slice(turned), ...all.slice(0, turned).reverse()]
}
