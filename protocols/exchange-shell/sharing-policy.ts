import { parseDomain } from '../availability/mailbox-address.ts'
import type { Domain } from '../availability/mailbox-address.ts'
import { nameOf, shownValue } from './exported-fields.ts'
import { entriesOf, fieldOf, flagOf, isObject, isTypeName, textOf } from './exported-object.ts'
import type { ExportedObject, ExportedValue } from './exported-object.ts'

/** The calendar actions of the cmdlet's page (New-SharingPolicy, -Domains), the least telling first. */
export const CALENDAR_ACTIONS = [
  'CalendarSharingFreeBusySimple',
  'CalendarSharingFreeBusyDetail',
  'CalendarSharingFreeBusyReviewer',
] as const
export type CalendarAction = (typeof CALENDAR_ACTIONS)[number]

export interface ExportedSharingRule {
  readonly for: Domain | '*' | 'Anonymous'
  readonly actions: readonly CalendarAction[]
  readonly contacts: boolean
  /** Actions no page names. */
  readonly unknown: readonly string[]
}

/** What `Get-SharingPolicy` prints of one policy. Null: the file does not say. */
export interface ExportedSharingPolicy {
  readonly kind: 'sharing-policy'
  readonly name: string
  readonly enabled: boolean | null
  readonly isDefault: boolean | null
  readonly rules: readonly ExportedSharingRule[]
  readonly unreadable: readonly string[]
}

function readWho(text: string): ExportedSharingRule['for'] | null {
  if (text === '*') return '*'
  if (text.toLowerCase() === 'anonymous') return 'Anonymous'
  try {
    return isTypeName(text) ? null : parseDomain(text)
  } catch {
    return null
  }
}

/** `fabrikam.example:CalendarSharingFreeBusySimple, ContactsSharing`; an object of the local shell has both apart. */
function ruleText(value: ExportedValue): string | null {
  if (!isObject(value)) return textOf(value)
  const [domain, actions] = [textOf(fieldOf(value, 'Domain')), textOf(fieldOf(value, 'Actions'))]
  return domain !== null && actions !== null ? `${domain}:${actions}` : textOf(value)
}

function readRule(value: ExportedValue): ExportedSharingRule | null {
  const text = ruleText(value)
  const colon = text?.indexOf(':') ?? -1
  if (text === null || colon < 0) return null
  const who = readWho(text.slice(0, colon).trim())
  const words = text
    .slice(colon + 1)
    .split(',')
    .map((word) => word.trim())
  // Several rules that -Depth ran together cannot be told apart for certain.
  if (who === null || words.some((word) => word === '' || /[\s:]/.test(word))) return null
  const known = (word: string) => CALENDAR_ACTIONS.find((action) => action.toLowerCase() === word.toLowerCase())
  const isContacts = (word: string): boolean => word.toLowerCase() === 'contactssharing'
  return {
    for: who,
    actions: words.map(known).filter((action) => action !== undefined),
    contacts: words.some(isContacts),
    unknown: words.filter((word) => known(word) === undefined && !isContacts(word)),
  }
}

export function readSharingPolicy(object: ExportedObject): ExportedSharingPolicy {
  const entries = entriesOf(fieldOf(object, 'Domains'))
  const rules = entries.map(readRule)
  return {
    kind: 'sharing-policy',
    name: nameOf(object),
    enabled: flagOf(fieldOf(object, 'Enabled')),
    isDefault: flagOf(fieldOf(object, 'Default')),
    rules: rules.filter((rule) => rule !== null),
    unreadable: entries.filter((_entry, i) => rules[i] === null).map(shownValue),
  }
}
