import type { EventDetails, EventNotes, Organizer } from '../availability/free-busy-view.ts'
import type { Touched } from './busy-index.ts'
import { DETAILS_PER_BLOCK } from './expand-calendar.ts'
import type { DetailsBlock } from './expand-calendar.ts'

type BlockAt = (block: number) => DetailsBlock | undefined

/** The blocks in which the details of these entries are. */
export function blocksIn({ details }: Touched): readonly number[] {
  const blocks = new Set<number>()
  for (const detail of details) if (detail >= 0) blocks.add(Math.floor(detail / DETAILS_PER_BLOCK))
  return [...blocks]
}

/** Subjects and locations of the entries; none where a block has none. */
export function detailsOf(touched: Touched, blockAt: BlockAt): EventDetails {
  const subjects: (string | null)[] = []
  const locations: (string | null)[] = []
  let at = -1
  let block: DetailsBlock | undefined
  for (const detail of touched.details) {
    const wanted = detail < 0 ? at : Math.floor(detail / DETAILS_PER_BLOCK)
    if (wanted !== at) block = blockAt((at = wanted))
    const texts = detail < 0 ? undefined : block
    const place = (detail % DETAILS_PER_BLOCK) * 2
    subjects.push(texts?.[place] ?? null)
    locations.push(texts?.[place + 1] ?? null)
  }
  return { flags: touched.flags, subjects, locations, notes: null }
}

/** Descriptions and organizers of the entries; none where a block has none. */
export function notesOf({ details }: Touched, blockAt: BlockAt): EventNotes {
  const descriptions: (string | null)[] = []
  const organizers: (Organizer | null)[] = []
  for (const detail of details) {
    const texts = detail < 0 ? undefined : blockAt(Math.floor(detail / DETAILS_PER_BLOCK))
    const place = (detail % DETAILS_PER_BLOCK) * 3
    const [name, address] = [texts?.[place + 1] ?? null, texts?.[place + 2] ?? null]
    descriptions.push(texts?.[place] ?? null)
    organizers.push(name === null && address === null ? null : { name, address })
  }
  return { descriptions, organizers }
}

/** The blocks of an `ExpandedCalendar`. */
export function unpackTexts(bytes: Uint8Array, ends: Uint32Array): readonly DetailsBlock[] {
  return Array.from(ends, (end, i) => {
    const text = Buffer.from(bytes.subarray(i === 0 ? 0 : ends[i - 1], end)).toString()
    return text === '' ? [] : (JSON.parse(text) as DetailsBlock)
  })
}
