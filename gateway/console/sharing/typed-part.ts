import type { HiddenFields } from '../change-pages.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import { ACTIONS, PART_FIELDS, textOf, valueOf, withValue } from './part-fields.ts'
import type { FieldName, PartField, PartKind, WrittenPart } from './part-fields.ts'

/** A form of a part as it was typed; what is absent was not on it and stays as it is. */
export type TypedPart = Readonly<Partial<Record<FieldName, string>>>

/** Longer lists are not on a form, so that no form is larger than may be sent. */
const LONGEST_LIST = 16_000
const MOST_RULES = 200
/** Rows for new rules. */
const EMPTY_ROWS = 3
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?$/

/** One row of a sharing policy: for whom, and the action Exchange has for how much. */
export interface TypedRule {
  readonly who: string
  readonly action: string
}

const linesOf = (text: string): string[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

const minuteOf = (iso: string): string => {
  const instant = Date.parse(iso)
  return Number.isNaN(instant) ? iso : new Date(instant).toISOString().slice(0, 16)
}

/** A value as it stands in its control. */
function shownValue(field: PartField, part: WrittenPart): string {
  const value = valueOf(field, part)
  if (field.kind === 'switch') return value === true ? 'yes' : ''
  if (Array.isArray(value)) return value.map(textOf).join('\n')
  if (field.kind === 'number') return textOf(value)
  if (typeof value !== 'string') return ''
  return field.kind === 'instant' ? minuteOf(value) : value
}

/** Whether a list is too long to be typed. */
export function isTooLong(field: PartField, text: string): boolean {
  if (field.kind === 'rules') return linesOf(text).length > MOST_RULES
  return field.kind === 'lines' && text.length > LONGEST_LIST
}

/** The form of a part as it is held. */
export function typedOf(kind: PartKind, part: WrittenPart): TypedPart {
  return Object.fromEntries(PART_FIELDS[kind].map((field) => [field.name, shownValue(field, part)]))
}

export function rulesOf(text: string): TypedRule[] {
  return linesOf(text).map((line) => {
    const at = line.lastIndexOf(':')
    return at < 0 ? { who: line, action: '' } : { who: line.slice(0, at).trim(), action: line.slice(at + 1).trim() }
  })
}

/** The rows of a form: those that are typed, and empty ones for more. */
export function rowsOf(text: string): TypedRule[] {
  const empty = { who: '', action: Object.keys(ACTIONS)[0] ?? '' }
  return [...rulesOf(text), ...Array.from({ length: EMPTY_ROWS }, () => empty)].slice(0, MOST_RULES)
}

const rule = ({ who, action }: TypedRule): string => `${who}: ${action}`

/** A row of which nobody is named is none. */
function readRules(form: URLSearchParams): string | undefined {
  if (!form.has('who-0')) return undefined
  const rows: TypedRule[] = []
  for (let i = 0; i < MOST_RULES && form.has(`who-${i}`); i++) {
    const who = (form.get(`who-${i}`) ?? '').replace(/\s+/g, ' ').trim()
    if (who !== '') rows.push({ who, action: (form.get(`action-${i}`) ?? '').replace(/\s+/g, ' ').trim() })
  }
  return rows.map(rule).join('\n')
}

function readField({ name, kind }: PartField, form: URLSearchParams): string | undefined {
  if (kind === 'switch') return form.get(name) === 'yes' ? 'yes' : ''
  if (kind === 'rules') return readRules(form)
  const value = form.get(name)
  if (value === null) return undefined
  return kind === 'lines' ? linesOf(value).join('\n') : value.trim()
}

/** A form as it was sent. */
export function readTyped(kind: PartKind, form: URLSearchParams): TypedPart {
  return Object.fromEntries(
    PART_FIELDS[kind].flatMap((field) => {
      const value = readField(field, form)
      return value === undefined ? [] : [[field.name, value] as const]
    }),
  )
}

/** The same, so that it is sent once more and nothing has to be typed again. */
export function hiddenTyped(kind: PartKind, typed: TypedPart): HiddenFields {
  return PART_FIELDS[kind].flatMap((field): (readonly [string, string])[] => {
    const value = typed[field.name]
    if (value === undefined || (field.kind === 'switch' && value === '')) return []
    if (field.kind !== 'rules') return [[field.name, value]]
    const rows = rulesOf(value)
    // So that the last one that is taken out is out.
    if (rows.length === 0) return [['who-0', '']]
    return rows.flatMap(({ who, action }, i) => [[`who-${i}`, who] as const, [`action-${i}`, action] as const])
  })
}

function writtenValue({ kind }: PartField, typed: string): Json | undefined {
  if (kind === 'switch') return typed === 'yes'
  if (kind === 'lines' || kind === 'rules') return linesOf(typed)
  if (typed === '') return undefined
  // What is no number is refused as what was typed.
  if (kind === 'number') return /^\d{1,9}$/.test(typed) ? Number(typed) : typed
  if (kind !== 'instant') return typed
  const [, day, time, seconds = ':00'] = TIME.exec(typed) ?? []
  return day === undefined || time === undefined ? typed : `${day}T${time}${seconds}Z`
}

/** The part a form says: what stands in it as it was shown stays to the letter, and so does what is not on it. */
export function writtenBy(kind: PartKind, typed: TypedPart, held: WrittenPart): WrittenPart {
  return PART_FIELDS[kind].reduce((part, field) => {
    const value = typed[field.name]
    if (value === undefined || value === readable(field, held)) return part
    return withValue(field, part, writtenValue(field, value))
  }, held)
}

/** As it comes back from a form on which it was not touched. */
function readable(field: PartField, held: WrittenPart): string {
  const shown = shownValue(field, held)
  if (field.kind === 'rules') return rulesOf(shown).map(rule).join('\n')
  return field.kind === 'lines' ? linesOf(shown).join('\n') : shown.trim()
}
