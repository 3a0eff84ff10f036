import type { Language } from '../../../trust/sharing/published-link.ts'
import { printable } from '../../cli/printable.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'

/** Something wrong with a part: where, what stands there, and what should. */
export interface PartProblem {
  readonly path: string
  readonly found: string
  readonly expected: string
}

/** What a policy expects in a place, in Swedish; `$1` and `$2` are what stands in the English of it. */
const EXPECTED: readonly (readonly [RegExp, string])[] = [
  [/^no policy in use; (.*) names it$/s, 'en policy som ingen anger, och $1 anger den'],
  [/^no field of this name$/, 'inget fält med det namnet'],
  [/^the name of a group$/, 'namnet på en grupp'],
  [/^the name of a group, since kind is group$/, 'namnet på en grupp, eftersom slaget är grupp'],
  [/^nothing, since kind is (\w+)$/, 'ingenting, eftersom slaget är $1'],
  [/^the name of a sharing policy$/, 'namnet på en delningspolicy'],
  [/^one default only; it is (.*)$/s, 'bara en som är standard; det är $1'],
  [/^an address in a domain of this organization$/, 'en adress i någon av organisationens domäner'],
  [/^an end after the (?:start|beginning)$/, 'ett slut efter början'],
  [/^at least one period$/, 'minst en period'],
  [/^an IANA time zone, since there are working hours$/, 'en tidszon enligt IANA, eftersom det finns arbetstider'],
  [
    /^an IANA time zone, since a grant holds for some hours only$/,
    'en tidszon enligt IANA, eftersom något som ägaren gett gäller bara vissa timmar',
  ],
  [/^true or false$/, 'true eller false'],
  [/^a list$/, 'en lista'],
  [/^a group of fields$/, 'en grupp fält'],
  [/^a string$/, 'en text'],
  [/^a number$/, 'ett tal'],
  [/^one of (.*)$/s, 'något av $1'],
  [/^at least (\d+)(?: characters?)?$/, 'minst $1'],
  [/^at most (\d+)(?: characters?)?$/, 'högst $1'],
  [/^none$/, 'inga'],
]

/** What stands in a place and is no text. */
const FOUND: Readonly<Record<string, string>> = {
  nothing: 'ingenting',
  'an empty value': 'ett tomt värde',
  'an empty list': 'en tom lista',
  'a list': 'en lista',
  'a group of fields': 'en grupp fält',
}

const foundIn = (found: string): string => FOUND[found] ?? found.replace(/^(\d+) further problems$/, '$1 problem till')

function swedishOf(expected: string): string | null {
  for (const [english, swedish] of EXPECTED) if (english.test(expected)) return expected.replace(english, swedish)
  return null
}

/** A problem that no field of a form is to blame for, in the reader's words; what there are none for is quoted. */
export function problemText(language: Language, { path, found, expected }: PartProblem): Html {
  const place = html`<code><bdi>${printable(path)}</bdi></code>`
  const quoted = html`<bdi lang="en">${printable(`${found}; expected ${expected}`)}</bdi>`
  if (language === 'en') return html`${place}: ${quoted}`
  const words = swedishOf(expected)
  return words === null
    ? html`${place}: ${quoted}`
    : html`${place}: <bdi>${printable(foundIn(found))}; här ska stå ${printable(words)}</bdi>`
}
