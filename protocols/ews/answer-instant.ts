import { MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { isSpace } from '../xml/xml-characters.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { parseDateTime } from './date-time.ts'

const [PLUS, DASH] = [0x2b, 0x2d]
const OFFSET = /^[-+](\d\d)([0-5]\d)$/

/** Minutes east of `+hhmm`, which is no xs:dateTime and is what grommunio writes; NaN for anything else. */
function bareOffset(bytes: Buffer, from: number, to: number): number {
  const text = bytes.toString('latin1', from, to)
  const [, hours, minutes] = OFFSET.exec(text) ?? []
  const offset = Number(hours) * 60 + Number(minutes)
  return offset <= 14 * 60 ? (text.startsWith('-') ? -offset : offset) : Number.NaN
}

/**
 * The instant that is the text of the element stood on; NaN if it is none. A time without an offset is one of the zone
 * we asked in, which is UTC; servers answer with Z, with an offset, or with neither, and with or without milliseconds.
 */
export function readInstant(reader: XmlReader): Instant {
  reader.leaf()
  const { bytes } = reader
  let { from, to } = reader
  while (from < to && isSpace(bytes[from])) from++
  while (from < to && isSpace(bytes[to - 1])) to--
  const time = parseDateTime(bytes, from, to)
  if (time !== null) return time.wall - (time.offset ?? 0) * MINUTE
  const sign = bytes[to - 5]
  if (to - from < 24 || (sign !== PLUS && sign !== DASH)) return Number.NaN
  const local = parseDateTime(bytes, from, to - 5)
  return local?.offset === null ? local.wall - bareOffset(bytes, to - 5, to) * MINUTE : Number.NaN
}
