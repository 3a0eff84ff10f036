import { readDomain, readMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { LOOK_OUTCOMES } from '../../audit/look.ts'
import { LONGEST } from '../../console/record/search-fields.ts'
import type { TypedLooks } from '../../console/record/lookups-page.ts'
import type { TypedEntries } from '../../console/record/entries-page.ts'
import { RECORD_TEXTS } from '../../console/record/record-texts.ts'
import type { Faults } from '../../console/form-fields.ts'
import type { Locale } from '../../console/locale.ts'
import { readTypedInstant } from '../typed-instant.ts'

/** What an operation is asked with, or what is wrong with what was typed. */
export type SearchReading =
  | { readonly read: true; readonly query: Readonly<Record<string, string>> }
  | { readonly read: false; readonly faults: Faults }

const LOOK_FIELDS = ['from', 'about', 'organization', 'outcome', 'since', 'until', 'start'] as const
const ENTRY_FIELDS = ['event', 'actor', 'person', 'request', 'since', 'until', 'start'] as const

function typedIn<Name extends string>(query: URLSearchParams, names: readonly Name[]): Readonly<Record<Name, string>> {
  // One more than a field takes, so that what is too long is said to be.
  const said = (name: Name): string => (query.get(name) ?? '').trim().slice(0, LONGEST.address + 1)
  return Object.fromEntries(names.map((name) => [name, said(name)])) as Record<Name, string>
}

export const typedLooksIn = (query: URLSearchParams): TypedLooks => typedIn(query, LOOK_FIELDS)
export const typedEntriesIn = (query: URLSearchParams): TypedEntries => typedIn(query, ENTRY_FIELDS)

interface Typed {
  readonly since: string
  readonly until: string
  readonly start: string
}

/** The times and the place of the page, and what is wrong with them. */
function commonFaults({ language }: Locale, { since, until, start }: Typed): Faults {
  const texts = RECORD_TEXTS[language]
  const [from, to] = [readTypedInstant(since), readTypedInstant(until)]
  const ends = from !== null && to !== null && to <= from ? texts.endsFirst : undefined
  return {
    since: since !== '' && from === null ? texts.noInstant : undefined,
    until: until !== '' && to === null ? texts.noInstant : ends,
    start: start === '' || /^\d{1,15}$/.test(start) ? undefined : texts.noPage,
  }
}

/** With instants as the administration takes them. */
function asked(typed: Readonly<Record<string, string>>, faults: Faults): SearchReading {
  if (Object.values(faults).some((one) => one !== undefined)) return { read: false, faults }
  const said = Object.entries(typed).filter(([, value]) => value !== '')
  const iso = (value: string): string => new Date(readTypedInstant(value) ?? 0).toISOString()
  const query = said.map(([name, value]) => [name, name === 'since' || name === 'until' ? iso(value) : value] as const)
  return { read: true, query: Object.fromEntries(query) }
}

const isWhom = (text: string): boolean =>
  (text.startsWith('@') ? readDomain(text.slice(1)) : readMailboxAddress(text)) !== null

/** What `audit.lookups` is asked with. */
export function readLooks(locale: Locale, typed: TypedLooks): SearchReading {
  const texts = RECORD_TEXTS[locale.language]
  const { from, about, organization, outcome } = typed
  const isOutcome = outcome === '' || LOOK_OUTCOMES.some((one) => one === outcome)
  return asked(
    { ...typed },
    {
      from: from === '' || isWhom(from) ? undefined : texts.noWhom,
      about: about === '' || isWhom(about) ? undefined : texts.noWhom,
      organization: organization.length > LONGEST.words ? texts.tooLong : undefined,
      outcome: isOutcome ? undefined : texts.noChoice,
      ...commonFaults(locale, typed),
    },
  )
}

/** What `audit.list` is asked with. */
export function readEntries(locale: Locale, typed: TypedEntries): SearchReading {
  const texts = RECORD_TEXTS[locale.language]
  const { person, event, actor, request, start, ...times } = typed
  const long = (text: string) => (text.length > LONGEST.words ? texts.tooLong : undefined)
  const faults = {
    ...{ event: long(event), actor: long(actor), request: long(request) },
    person: person === '' || readMailboxAddress(person) !== null ? undefined : texts.noAddress,
    ...commonFaults(locale, typed),
  }
  // Where a page of looks has its start, one of entries has the number it begins from.
  return asked({ event, actor, person, request, from: start, ...times }, faults)
}
