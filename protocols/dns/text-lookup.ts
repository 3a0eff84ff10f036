import { isAskable, plainName, RCODE_NO_NAME } from './dns-message.ts'
import type { DnsAnswer, DnsQuestion } from './dns-message.ts'

/** Why nothing is known after asking for a name. */
export type LookupFailure =
  | 'servfail'
  | 'refused' // or answered by a server that the zone is not served from
  | 'timeout'
  | 'unreachable' // no server could be talked to, or not over TCP after a truncated answer
  | 'malformed'
  | 'too-much'
  | 'aliases' // more than are followed, or a circle

/** What came of asking for the TXT records of a name. `aliases`: where CNAME records led, in their order. */
export type TextLookup = { readonly aliases: readonly string[] } & (
  | {
      readonly outcome: 'texts'
      readonly texts: readonly string[]
      /** Whether the server said of all of it that DNSSEC vouches for it (the AD bit). */
      readonly validated: boolean
    }
  | { readonly outcome: 'no-name' } // NXDOMAIN (RFC 1035 4.1.1, RCODE 3)
  | { readonly outcome: 'no-text' } // NODATA (RFC 2308 2.2)
  | { readonly outcome: 'failed'; readonly because: LookupFailure }
)

/** What one server says of a name. */
export interface ServerText {
  /** Its address; null: none was found that could be asked. */
  readonly server: string | null
  readonly text: TextLookup
}

/** Asks somebody one question. */
export type Ask = (question: DnsQuestion) => Promise<DnsAnswer | LookupFailure>

const MOST_ALIASES = 3
const MOST_RECORDS = 50
const LARGEST_ANSWER = 8_192

/** The name that a CNAME record of `owner` leads to. */
export function aliasIn({ records }: DnsAnswer, owner: string): string | null {
  const record = records.find(({ type, name }) => type === 'CNAME' && name === owner)
  return record?.type === 'CNAME' ? record.target : null
}

/** The names that led from `name` on, and one more; null where that is a circle, or too long, or no name. */
export function ledOn(name: string, aliases: readonly string[], alias: string): readonly string[] | null {
  const wrong = alias === name || aliases.includes(alias) || aliases.length === MOST_ALIASES || !isAskable(alias)
  return wrong ? null : [...aliases, alias]
}

function aliasesFrom(answer: DnsAnswer, name: string, before: readonly string[]): readonly string[] | null {
  let aliases: readonly string[] | null = before
  for (;;) {
    const alias: string | null = aliasIn(answer, aliases.at(-1) ?? name)
    if (alias === null) return aliases
    aliases = ledOn(name, aliases, alias)
    if (aliases === null) return null
  }
}

/** What an answer says of the name `owner` itself; null: it has no TXT record there. */
export function textsIn(
  { records, authenticated: validated }: DnsAnswer,
  owner: string,
  aliases: readonly string[],
): TextLookup | null {
  const texts = records.flatMap((record) => (record.type === 'TXT' && record.name === owner ? [record.text] : []))
  if (texts.length === 0) return null
  const size = texts.reduce((sum, text) => sum + text.length, 0)
  if (texts.length > MOST_RECORDS || size > LARGEST_ANSWER) return { outcome: 'failed', because: 'too-much', aliases }
  return { outcome: 'texts', texts, validated, aliases }
}

/**
 * Asks for the TXT records of `name`, itself or where up to three CNAME records lead, in one answer or in several. At
 * most 50 records of 8 KB in all: more is no answer anybody needs.
 */
export async function lookUpText(ask: Ask, asked: string): Promise<TextLookup> {
  const name = plainName(asked)
  let aliases: readonly string[] = []
  let validated = true
  for (;;) {
    const answer = await ask({ name: aliases.at(-1) ?? name, type: 'TXT' })
    if (typeof answer === 'string') return { outcome: 'failed', because: answer, aliases }
    const led = aliasesFrom(answer, name, aliases)
    if (led === null) return { outcome: 'failed', because: 'aliases', aliases }
    validated &&= answer.authenticated
    const found = textsIn(answer, led.at(-1) ?? name, led)
    if (found !== null) return found.outcome === 'texts' ? { ...found, validated } : found
    if (answer.code === RCODE_NO_NAME) return { outcome: 'no-name', aliases: led }
    if (led.length === aliases.length) return { outcome: 'no-text', aliases: led }
    aliases = led
  }
}
