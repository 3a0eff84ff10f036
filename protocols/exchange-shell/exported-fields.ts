import { parseDomain } from '../availability/mailbox-address.ts'
import type { Domain } from '../availability/mailbox-address.ts'
import type { Instant } from '../availability/time-window.ts'
import { entriesOf, fieldOf, isObject, isTypeName, textOf } from './exported-object.ts'
import type { ExportedObject, ExportedValue } from './exported-object.ts'

/** The domains of a list, and what stands in it that is none. */
export interface ExportedDomains {
  readonly domains: readonly Domain[]
  readonly unreadable: readonly string[]
}

const LONGEST_SHOWN = 120

/** A value as its administrator finds it again; numbers and containers too. */
export function shownValue(value: ExportedValue | undefined): string {
  const text = textOf(value) ?? (typeof value === 'number' ? String(value) : '(no text)')
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`
}

function readDomain(text: string): Domain | null {
  try {
    return isTypeName(text) ? null : parseDomain(text)
  } catch {
    return null
  }
}

/** An SMTP domain as text, or as an object of Exchange that has one. */
function domainText(value: ExportedValue): string | null {
  const inner = isObject(value) ? textOf(fieldOf(value, 'Domain')) : null
  return inner ?? textOf(value)
}

/** A list of domains; one that `-Depth` turned into text has blanks between them. */
export function domainsOf(value: ExportedValue | undefined): ExportedDomains {
  const domains = new Set<Domain>()
  const unreadable: string[] = []
  for (const entry of entriesOf(value)) {
    const text = domainText(entry)
    const parts = text?.trim() ? text.trim().split(/\s+/) : []
    const read = parts.map(readDomain)
    if (parts.length === 0 || read.includes(null)) unreadable.push(shownValue(entry))
    else for (const domain of read) if (domain !== null) domains.add(domain)
  }
  return { domains: [...domains], unreadable }
}

/** An http(s) address; null where there is none, or something that is none. */
export function addressOf(value: ExportedValue | undefined): URL | null {
  const text = isObject(value) ? (textOf(fieldOf(value, 'AbsoluteUri')) ?? textOf(value)) : textOf(value)
  if (text === null || !URL.canParse(text)) return null
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' ? url : null
}

/** The name an object goes by; empty where it has none. */
export function nameOf(object: ExportedObject): string {
  return (textOf(fieldOf(object, 'Name')) ?? textOf(fieldOf(object, 'Identity')) ?? object.text ?? '').trim()
}

/** An instant in ISO 8601; null where it is not there, or as a date of some culture. */
export function instantOf(value: ExportedValue | undefined): Instant | null {
  const text = textOf(value)
  if (text === null || !/^\d{4}-\d{2}-\d{2}T/.test(text)) return null
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? null : instant
}
