import { DAY, HOUR, MINUTE } from '../availability/time-window.ts'
import type { Instant } from '../availability/time-window.ts'
import { civilDate, dayNumber, daysInMonth } from '../time-zone/civil-date.ts'
import type { Zone } from '../time-zone/zone.ts'
import { isSpace } from '../xml/xml-characters.ts'
import type { XmlReader } from '../xml/xml-reader.ts'

/** An xs:dateTime: what the wall shows, and under which offset (minutes east), if it says one. */
export interface DateTime {
  readonly wall: number
  readonly offset: number | null
}

/** The instant meant: that of the offset or Z if there is one, else a time of the zone of the request. */
export const instantOf = ({ wall, offset }: DateTime, zone: Zone): Instant =>
  offset === null ? zone.instantOf(wall) : wall - offset * MINUTE

const ZERO = 0x30
const DASH = 0x2d
const PLUS = 0x2b
const COLON = 0x3a
const POINT = 0x2e
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= 0x39

function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    if (!isDigit(bytes[i])) return Number.NaN
    value = value * 10 + (bytes[i] as number) - ZERO
  }
  return value
}

/** Milliseconds after midnight of hh:mm:ss; 24:00:00 is the end of the day (XML Schema part 2, 3.2.7). */
function timeOfDay(bytes: Uint8Array, at: number): number {
  const [hour, minute, second] = [digits(bytes, at, 2), digits(bytes, at + 3, 2), digits(bytes, at + 6, 2)]
  if (bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return Number.NaN
  const time = hour * HOUR + minute * MINUTE + second * 1000
  return minute < 60 && second < 60 && time <= DAY ? time : Number.NaN
}

function dayOf(bytes: Uint8Array, at: number): number {
  const [year, month, day] = [digits(bytes, at, 4), digits(bytes, at + 5, 2), digits(bytes, at + 8, 2)]
  if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH || bytes[at + 10] !== 0x54) return Number.NaN
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return Number.NaN
  return dayNumber(year, month, day)
}

/** Minutes east of `Z`, `+hh:mm`, `-hh:mm`; null for nothing; NaN for anything else. */
function offsetOf(bytes: Uint8Array, at: number, to: number): number | null {
  if (at === to) return null
  if (bytes[at] === 0x5a && at + 1 === to) return 0
  const sign = bytes[at] === PLUS ? 1 : bytes[at] === DASH ? -1 : Number.NaN
  const [hours, minutes] = [digits(bytes, at + 1, 2), digits(bytes, at + 4, 2)]
  if (bytes[at + 3] !== COLON || at + 6 !== to || minutes > 59 || hours * 60 + minutes > 14 * 60) return Number.NaN
  return sign * (hours * 60 + minutes)
}

/** Reads the xs:dateTime that is all of [from, to), in a year of four digits; null if it is none. */
export function parseDateTime(bytes: Uint8Array, from: number, to: number): DateTime | null {
  if (to - from < 19) return null
  let wall = dayOf(bytes, from) * DAY + timeOfDay(bytes, from + 11)
  let at = from + 19
  if (bytes[at] === POINT) {
    const fraction = ++at
    while (at < to && isDigit(bytes[at])) at++
    if (at === fraction) return null
    // Further digits are below a millisecond.
    for (let i = fraction, worth = 100; i < at && worth >= 1; i++, worth /= 10) wall += digits(bytes, i, 1) * worth
  }
  const offset = offsetOf(bytes, at, to)
  return Number.isNaN(wall) || Number.isNaN(offset) ? null : { wall, offset }
}

/** Reads the xs:dateTime that is the text of the element stood on. */
export function readDateTime(reader: XmlReader): DateTime {
  reader.leaf()
  const { bytes } = reader
  let { from, to } = reader
  while (from < to && isSpace(bytes[from])) from++
  while (from < to && isSpace(bytes[to - 1])) to--
  return (reader.plain ? parseDateTime(bytes, from, to) : null) ?? reader.refuse('not a dateTime')
}

export const WALL_TIME_BYTES = 19

function putPair(into: Uint8Array, at: number, value: number): void {
  into[at] = ZERO + Math.floor(value / 10)
  into[at + 1] = ZERO + (value % 10)
}

/** Remembers the date last written: events come sorted, and to find out a date costs more than to copy one. */
let lastDay = Number.NaN
const lastDate = Buffer.from('0000-00-00T')

function putDate(into: Uint8Array, at: number, day: number): void {
  if (day !== lastDay) {
    const date = civilDate(day)
    putPair(lastDate, 0, Math.floor(date.year / 100))
    putPair(lastDate, 2, date.year % 100)
    putPair(lastDate, 5, date.month)
    putPair(lastDate, 8, date.day)
    lastDay = day
  }
  for (let i = 0; i < 11; i++) into[at + i] = lastDate[i] as number
}

/** Writes a wall time as an xs:dateTime of 19 bytes, without offset, its milliseconds cut off; returns the end of it. */
export function putWallTime(into: Uint8Array, at: number, wall: number): number {
  const day = Math.floor(wall / DAY)
  const second = Math.floor((wall - day * DAY) / 1000)
  putDate(into, at, day)
  putPair(into, at + 11, Math.floor(second / 3600))
  into[at + 13] = COLON
  putPair(into, at + 14, Math.floor(second / 60) % 60)
  into[at + 16] = COLON
  putPair(into, at + 17, second % 60)
  return at + WALL_TIME_BYTES
}
