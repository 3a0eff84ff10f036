import { WEEKDAYS } from '../../protocols/availability/free-busy-view.ts'
import type { Weekday, WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import { readCategory } from '../../protocols/availability/category.ts'
import { DAY, HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { civilDate, dayNumber, daysInMonth } from '../../protocols/time-zone/civil-date.ts'
import { wallOf } from '../../protocols/time-zone/zone.ts'
import type { Zone } from '../../protocols/time-zone/zone.ts'
import type { FieldProblem } from '../console/share-form-texts.ts'

/** What was typed into a field, read; or what is wrong with it. */
export type Read<Value> = { readonly value: Value } | { readonly wrong: FieldProblem }

/** As `datetime-local` sends it (HTML 2.3.5.5), or with a space as people type it where a browser does not know it. */
const WALL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)$/
const CLOCK = /^(\d\d?):(\d\d)$/
const YEARS = { first: 1970, last: 9998 }
const MOST_CATEGORIES = 100
const MINUTES_A_DAY = 1_440

const two = (number: number): string => String(number).padStart(2, '0')

/** Null where the field is empty. */
export function readWall(text: string, zone: Zone): Read<Instant | null> {
  if (text.trim() === '') return { value: null }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = (WALL.exec(text.trim()) ?? []).slice(1).map(Number)
  const there = year >= YEARS.first && year <= YEARS.last && month >= 1 && month <= 12 && day >= 1
  if (!there || day > daysInMonth(year, month) || hour > 23 || minute > 59) return { wrong: 'instant' }
  return { value: zone.instantOf(dayNumber(year, month, day) * DAY + hour * HOUR + minute * MINUTE) }
}

/** How an instant stands in its field; empty for null. Whole minutes: what is finer is cut off. */
export function wallText(instant: Instant | null, zone: Zone): string {
  if (instant === null) return ''
  const wall = wallOf(zone, instant)
  const { year, month, day } = civilDate(Math.floor(wall / DAY))
  const minutes = Math.floor((wall - Math.floor(wall / DAY) * DAY) / MINUTE)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clockText(minutes)}`
}

export const clockText = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

function readClock(text: string, empty: number): Read<number> {
  if (text.trim() === '') return { value: empty }
  const [hour = 99, minute = 99] = (CLOCK.exec(text.trim()) ?? []).slice(1).map(Number)
  const minutes = hour * 60 + minute
  return minute > 59 || minutes > MINUTES_A_DAY ? { wrong: 'timeOfDay' } : { value: minutes }
}

export interface TypedHours {
  readonly days: readonly string[]
  readonly begins: string
  readonly ends: string
}

export type ReadHours =
  | { readonly value: WorkingHours['periods'] | null }
  | { readonly wrong: FieldProblem; readonly field: 'days' | 'begins' | 'ends' }

/** Null where nothing is said: always. Days alone are whole days, times alone are those of every day; 00:00 as an end is midnight. */
export function readHours({ days, begins, ends }: TypedHours): ReadHours {
  const named = WEEKDAYS.filter((day) => days.includes(day))
  if (days.some((day) => !named.includes(day as Weekday))) return { wrong: 'choice', field: 'days' }
  if (named.length === 0 && begins.trim() === '' && ends.trim() === '') return { value: null }
  const [start, end] = [readClock(begins, 0), readClock(ends, MINUTES_A_DAY)]
  if ('wrong' in start) return { ...start, field: 'begins' }
  if ('wrong' in end) return { ...end, field: 'ends' }
  const last = end.value === 0 ? MINUTES_A_DAY : end.value
  if (start.value >= last) return { wrong: 'hoursOrder', field: 'ends' }
  return { value: [{ days: named.length === 0 ? WEEKDAYS : named, start: start.value, end: last }] }
}

/** Names with commas or line breaks between. */
export function readCategories(text: string): Read<readonly string[]> {
  const names = text.split(/[,\n\r]/).filter((name) => name.trim() !== '')
  const read = names.map(readCategory)
  if (names.length > MOST_CATEGORIES || read.includes(null)) return { wrong: 'category' }
  return { value: [...new Set(read as string[])] }
}
