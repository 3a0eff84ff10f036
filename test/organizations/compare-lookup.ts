import type { Day } from './demo-day.ts'
import { instantAt } from './demo-day.ts'
import type { Expected, ExpectedEvent } from './demo-scenario.ts'
import type { LookupEvent, LookupOutcome, LookupResult } from './lookup-result.ts'

/** Every way in which a result differs from what was expected, one sentence each; empty: it came out as expected. */
export function differences(expected: Expected, result: LookupResult | undefined, day: Day): readonly string[] {
  if (result === undefined) return [`${expected.about}: no result`]
  const found = comparable(result.about, result.is)
  return Object.entries(wanted(expected, day))
    .filter(([field, value]) => JSON.stringify(found[field]) !== JSON.stringify(value))
    .map(([field, value]) => `${expected.about}: ${field} ${text(found[field])}, expected ${text(value)}`)
}

type Fields = Readonly<Record<string, unknown>>

/** `decidedBy`'s side and the kind of unknown are compared too: a right refusal for a wrong reason is not as expected. */
function wanted(expected: Expected, day: Day): Fields {
  if (expected.outcome !== 'answer') return { ...expected }
  const events = expected.events?.map((event) => eventOf(event, day)) ?? null
  return { ...expected, mergedFreeBusy: expected.mergedFreeBusy ?? null, events }
}

function comparable(about: string, is: LookupOutcome): Fields {
  if (is.outcome !== 'answer') return { about, ...is }
  return { about, ...is, events: is.events?.map((event) => plainEvent(event)) ?? null }
}

function eventOf([start, end, status, subject, location]: ExpectedEvent, day: Day): Fields {
  const times = { start: instantAt(day, start), end: instantAt(day, end), status }
  return plainEvent({ ...times, ...(subject && { subject }), ...(location && { location }) })
}

/** An empty text and an absent one tell the same: nothing. */
function plainEvent(event: LookupEvent): Fields {
  const { start, end, status, subject, location } = event
  const iso = (at: number): string => new Date(at).toISOString()
  return { start: iso(start), end: iso(end), status, subject: subject || undefined, location: location || undefined }
}

function text(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value)
}
