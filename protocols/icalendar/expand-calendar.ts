import type { TimeWindow } from '../availability/time-window.ts'
import type { FederationError } from '../federation-error.ts'
import { packIndex, UNKNOWN_CATEGORIES } from './busy-index.ts'
import type { IndexEntry, PackedIndex } from './busy-index.ts'
import { unreadable } from './calendar-problem.ts'
import { expandRecurrence } from './expand-recurrence.ts'
import type { ExpansionLimits } from './expand-recurrence.ts'
import type { Calendar, Happening } from './read-calendar.ts'

/** Subject and location, or description, organizer's name and address, of one event; empty where it has none of these. */
export type EventTexts = readonly (string | null)[]

export interface ExpandedCalendar {
  readonly index: PackedIndex
  /**
   * `EventTexts` in JSON, one after the other; those numbered `i` are bytes [ends[i - 1], ends[i]). Each is read by itself:
   * how much is read for one event must not depend on its neighbours, which may be hidden.
   */
  readonly details: Uint8Array<ArrayBuffer>
  readonly detailEnds: Uint32Array<ArrayBuffer>
  /** In the same way: apart, so that whoever wants details does not read them. */
  readonly notes: Uint8Array<ArrayBuffer>
  readonly noteEnds: Uint32Array<ArrayBuffer>
  readonly steps: number
}

const tooMany = (what: 'steps' | 'instances'): FederationError =>
  unreadable(what === 'steps' ? 'manySteps' : 'manyInstances', {}, {}, 'ERR_MESSAGE_TOO_BIG')

/**
 * A calendar's busy times that touch `horizon`, indexed, and the details of its events numbered in the order in which they
 * first happen, so that the details of one week lie together. An event that does not take place leaves no trace.
 *
 * @param limits for the whole calendar
 * @throws FederationError `ERR_MESSAGE_TOO_BIG` where a limit is passed: half a calendar would show free time that is none
 */
export function expandCalendar(calendar: Calendar, horizon: TimeWindow, limits: ExpansionLimits): ExpandedCalendar {
  const found: { entry: Omit<IndexEntry, 'detail'>; what: Happening | null }[] = []
  let steps = 0
  for (const { when, what } of calendar.events) {
    const left = { steps: limits.steps - steps, instances: limits.instances - found.length }
    const expansion = expandRecurrence(when, horizon, left)
    steps += expansion.steps
    if (!expansion.complete) throw tooMany(expansion.because)
    for (const { start, end, override } of expansion.instances) {
      const { status, flags } = override ?? what
      if (status !== null) found.push({ entry: { start, end, status, flags }, what: override ?? what })
    }
  }
  for (const { start, end, status } of calendar.periods) {
    const touches = start < horizon.end && (end > horizon.start || start >= horizon.start)
    if (touches) found.push({ entry: { start, end, status, flags: 0 }, what: null })
  }
  if (found.length > limits.instances) throw tooMany('instances')
  found.sort((a, b) => a.entry.start - b.entry.start || a.entry.end - b.entry.end)
  const numbers = new Map<Happening, number>()
  const categories = new CategorySets()
  const entries = found.map(({ entry, what }) => ({
    ...entry,
    detail: numberOf(what, numbers),
    categories: categories.numberOf(what === null ? [] : what.categories),
  }))
  return { index: packIndex(entries, horizon, categories.sets), ...packAll([...numbers.keys()]), steps }
}

function packAll(events: readonly Happening[]): Omit<ExpandedCalendar, 'index' | 'steps'> {
  const details = packTexts(events, ({ subject, location }) => [subject, location])
  const notes = packTexts(events, ({ description, organizer }) => [
    description,
    organizer?.name ?? null,
    organizer?.address ?? null,
  ])
  return { details: details.bytes, detailEnds: details.ends, notes: notes.bytes, noteEnds: notes.ends }
}

function numberOf(what: Happening | null, numbers: Map<Happening, number>): number {
  if (what === null) return -1
  const { subject, location, description, organizer } = what
  if (subject === null && location === null && description === null && organizer === null) return -1
  const before = numbers.get(what)
  if (before !== undefined) return before
  numbers.set(what, numbers.size)
  return numbers.size - 1
}

/** Numbers sets of categories as they come; one too many, and one that cannot be told, is unknown. */
class CategorySets {
  readonly sets: (readonly string[])[] = []
  readonly #numbers = new Map<string, number>()

  numberOf(categories: readonly string[] | null): number {
    if (categories === null) return UNKNOWN_CATEGORIES
    if (categories.length === 0) return 0
    const key = JSON.stringify(categories)
    const before = this.#numbers.get(key)
    if (before !== undefined) return before
    if (this.sets.length >= UNKNOWN_CATEGORIES - 1) return UNKNOWN_CATEGORIES
    this.sets.push(categories)
    this.#numbers.set(key, this.sets.length)
    return this.sets.length
  }
}

interface PackedTexts {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly ends: Uint32Array<ArrayBuffer>
}

/** An event without any of these texts has no bytes. */
function packTexts(events: readonly Happening[], textsOf: (event: Happening) => EventTexts): PackedTexts {
  const packed = events.map((event) => {
    const texts = textsOf(event)
    return Buffer.from(texts.every((text) => text === null) ? '' : JSON.stringify(texts))
  })
  const ends = new Uint32Array(packed.length)
  let end = 0
  for (const [i, { length }] of packed.entries()) ends[i] = end += length
  const bytes = new Uint8Array(end)
  for (const [i, text] of packed.entries()) bytes.set(text, i === 0 ? 0 : ends[i - 1])
  return { bytes, ends }
}
