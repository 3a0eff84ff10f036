/** Why nothing is known after asking for a name. */
export type LookupFailure =
  | 'servfail'
  | 'refused'
  | 'timeout'
  | 'unreachable' // no server could be talked to, or not over TCP after a truncated answer
  | 'malformed'
  | 'too-much'
  | 'aliases' // more than are followed, or a circle

/** What came of asking for the TXT records of a name. `aliases`: where CNAME records led, in their order. */
export type TextLookup = { readonly aliases: readonly string[] } & (
  | { readonly outcome: 'texts'; readonly texts: readonly string[] }
  | { readonly outcome: 'no-name' } // NXDOMAIN (RFC 1035 4.1.1, RCODE 3)
  | { readonly outcome: 'no-text' } // NODATA (RFC 2308 2.2)
  | { readonly outcome: 'failed'; readonly because: LookupFailure }
)

/** The part of `Resolver` of node:dns that is needed here; errors have its codes. */
export interface NameResolver {
  resolveTxt(name: string): Promise<string[][]>
  resolveCname(name: string): Promise<string[]>
}

const MOST_ALIASES = 3
const MOST_RECORDS = 50
const LARGEST_ANSWER = 8_192

const FAILURES: Readonly<Record<string, LookupFailure>> = {
  ESERVFAIL: 'servfail',
  EREFUSED: 'refused',
  ENOTIMP: 'refused',
  ETIMEOUT: 'timeout',
  ECANCELLED: 'timeout',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
}

type Missing = { readonly outcome: 'no-name' | 'no-text' } | { readonly outcome: 'failed'; because: LookupFailure }

function missing(error: unknown): Missing {
  const code = error instanceof Error ? String((error as NodeJS.ErrnoException).code) : ''
  if (code === 'ENOTFOUND') return { outcome: 'no-name' }
  if (code === 'ENODATA') return { outcome: 'no-text' }
  return { outcome: 'failed', because: FAILURES[code] ?? 'malformed' }
}

/** Names are compared without regard to case (RFC 4343). */
const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '')

async function aliasOf(resolver: NameResolver, name: string): Promise<string | Missing> {
  try {
    const [target] = await resolver.resolveCname(name)
    return target === undefined ? { outcome: 'no-text' } : plain(target)
  } catch (error) {
    return missing(error)
  }
}

/** A DNS answer holds octets; node:dns hands each out as one character. */
function joined(records: readonly string[][]): readonly string[] | null {
  if (records.length > MOST_RECORDS) return null
  const texts = records.map((strings) => strings.join(''))
  return texts.reduce((sum, text) => sum + text.length, 0) > LARGEST_ANSWER ? null : texts
}

/**
 * Asks for the TXT records of `name`, itself or where up to three CNAME records lead. The strings of one record are
 * joined without anything between them (RFC 7208 3.3 and RFC 1464 do the same). At most 50 records of 8 KB in all: more
 * is no answer anybody needs.
 */
export async function lookUpText(resolver: NameResolver, name: string): Promise<TextLookup> {
  const aliases: string[] = []
  for (;;) {
    const owner = aliases.at(-1) ?? name
    const alias = await aliasOf(resolver, owner)
    if (typeof alias !== 'string') {
      // No alias, the ordinary case, or a name that is not there at all.
      if (alias.outcome !== 'no-text') return { ...alias, aliases }
      return { ...(await textsOf(resolver, owner)), aliases }
    }
    const circle = alias === plain(name) || aliases.includes(alias)
    if (circle || aliases.length === MOST_ALIASES) return { outcome: 'failed', because: 'aliases', aliases }
    aliases.push(alias)
  }
}

async function textsOf(
  resolver: NameResolver,
  name: string,
): Promise<{ readonly outcome: 'texts'; readonly texts: readonly string[] } | Missing> {
  try {
    const texts = joined(await resolver.resolveTxt(name))
    return texts === null ? { outcome: 'failed', because: 'too-much' } : { outcome: 'texts', texts }
  } catch (error) {
    return missing(error)
  }
}
