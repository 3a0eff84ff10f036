import type { EventDetails, EventNotes, Organizer } from '../availability/free-busy-view.ts'
import type { Touched } from './busy-index.ts'
import type { EventTexts } from './expand-calendar.ts'

type TextsOf = (detail: number) => EventTexts | undefined

/** The numbers of the texts of these entries, of all where null; as often as entries have them. */
export function detailsWanted({ details }: Touched, told: readonly number[] | null): readonly number[] {
  const wanted = told === null ? [...details] : told.map((entry) => details[entry] ?? -1)
  return wanted.filter((detail) => detail >= 0)
}

/** Subjects and locations of the entries; none where there are none at hand. */
export function detailsOf({ flags, details }: Touched, textsOf: TextsOf): EventDetails {
  const subjects: (string | null)[] = []
  const locations: (string | null)[] = []
  for (const detail of details) {
    const texts = detail < 0 ? undefined : textsOf(detail)
    subjects.push(texts?.[0] ?? null)
    locations.push(texts?.[1] ?? null)
  }
  return { flags, subjects, locations, notes: null }
}

/** Descriptions and organizers of the entries; none where there are none at hand. */
export function notesOf({ details }: Touched, textsOf: TextsOf): EventNotes {
  const descriptions: (string | null)[] = []
  const organizers: (Organizer | null)[] = []
  for (const detail of details) {
    const [description = null, name = null, address = null] = (detail < 0 ? undefined : textsOf(detail)) ?? []
    descriptions.push(description)
    organizers.push(name === null && address === null ? null : { name, address })
  }
  return { descriptions, organizers }
}

/** The texts numbered `detail`, out of memory. */
export function unpackTexts(bytes: Uint8Array, ends: Uint32Array, detail: number): EventTexts {
  const text = Buffer.from(bytes.subarray(detail === 0 ? 0 : ends[detail - 1], ends[detail])).toString()
  return text === '' ? [] : (JSON.parse(text) as EventTexts)
}
