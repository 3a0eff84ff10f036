import { askServers } from './dns-exchange.ts'
import type { ServerPlace } from './dns-exchange.ts'
import { plainName, RCODE_NO_NAME } from './dns-message.ts'
import type { DnsAnswer } from './dns-message.ts'
import { findAuthorities } from './find-authorities.ts'
import { DNS_PORT, LONGEST_MS, recursiveServers, TRY_MS } from './name-servers.ts'
import type { NameServerOptions } from './name-servers.ts'
import { aliasIn, ledOn, textsIn } from './text-lookup.ts'
import type { Ask, LookupFailure, ServerText, TextLookup } from './text-lookup.ts'

/** The servers that zones are served from, past every cache. */
export interface Authorities {
  /**
   * For each of `names`, in their order, what each server of its zone says; where an alias leads into another zone, what
   * each server of that one says. One `failed` where the servers are not known. Settles within 7 s and never rejects.
   */
  textsOf(names: readonly string[]): Promise<readonly (readonly ServerText[])[]>
}

export interface AuthorityOptions extends NameServerOptions {
  /** Whether a question may be sent to this IP address: who has a domain says where its servers are. */
  readonly permits: (address: string) => boolean
  /** Where the server at an address is asked; absent: port 53. */
  readonly placeOf?: (address: string) => ServerPlace
}

/** Several answers lead to several names: more than two are no answer anybody needs. */
const MOST_WAYS = 2

/** One round of asking, which knows what it has asked already. */
interface Round {
  readonly recursive: readonly Ask[]
  readonly options: AuthorityOptions
  readonly signal: AbortSignal
}

export function authorities(options: AuthorityOptions): Authorities {
  const { longestMs = LONGEST_MS } = options
  const textsOf = (names: readonly string[]): Promise<readonly (readonly ServerText[])[]> => {
    const signal = AbortSignal.timeout(longestMs)
    const recursive = recursiveServers(options, signal).map(({ ask }) => remembering(ask))
    return Promise.all(
      names.map((name) => textsAt(plainName(name), [], plainName(name), { recursive, options, signal })),
    )
  }
  return { textsOf }
}

/** Within one round a question is asked once: names beside each other are in one zone. */
function remembering(ask: Ask): Ask {
  const asked = new Map<string, ReturnType<Ask>>()
  return (question) => {
    const key = `${question.type} ${question.name}`
    const before = asked.get(key) ?? ask(question)
    asked.set(key, before)
    return before
  }
}

async function textsAt(
  owner: string,
  aliases: readonly string[],
  name: string,
  round: Round,
): Promise<readonly ServerText[]> {
  const failed = (because: LookupFailure, server: string | null = null): ServerText => ({
    server,
    text: { outcome: 'failed', because, aliases },
  })
  const addresses = await findAuthorities(round.recursive, owner)
  if (typeof addresses === 'string') return [failed(addresses)]
  const permitted = addresses.filter(round.options.permits)
  if (permitted.length === 0) return [failed('unreachable')]
  const answers = await Promise.all(permitted.map((address) => askAuthority(owner, address, round)))
  const led = new Set(answers.flatMap((answer) => (typeof answer === 'string' ? [] : (aliasIn(answer, owner) ?? []))))
  if (led.size > MOST_WAYS) return [failed('aliases')]
  const here = answers.flatMap((answer, i) => {
    const server = permitted[i] ?? null
    if (typeof answer === 'string') return failed(answer, server)
    return saidOf(answer, owner, aliases).map((text): ServerText => ({ server, text }))
  })
  const further = await Promise.all([...led].map((alias) => textsBehind(alias, aliases, name, round)))
  return [...here, ...further.flat()]
}

function textsBehind(
  alias: string,
  aliases: readonly string[],
  name: string,
  round: Round,
): Promise<readonly ServerText[]> {
  const led = ledOn(name, aliases, alias)
  return led === null
    ? Promise.resolve([{ server: null, text: { outcome: 'failed', because: 'aliases', aliases } }])
    : textsAt(alias, led, name, round)
}

/** A server that answers without authority for the zone does not serve it, whoever named it (a lame one). */
async function askAuthority(owner: string, address: string, round: Round): Promise<DnsAnswer | LookupFailure> {
  const { placeOf = (at: string) => ({ address: at, port: DNS_PORT }), random, tryMs = TRY_MS } = round.options
  const { signal } = round
  // Half the time of others: one dead server must leave time for what its living ones lead to.
  const way = { places: [placeOf(address)], recursive: false, tryMs: tryMs / 2, signal, random }
  const answer = await askServers({ name: owner, type: 'TXT' }, way)
  return typeof answer === 'string' || answer.authoritative ? answer : 'refused'
}

/** Of the owner itself; where a server leads on, those of that zone are heard. */
function saidOf(answer: DnsAnswer, owner: string, aliases: readonly string[]): readonly TextLookup[] {
  if (aliasIn(answer, owner) !== null) return []
  const found = textsIn(answer, owner, aliases)
  if (found !== null) return [found]
  return [{ outcome: answer.code === RCODE_NO_NAME ? 'no-name' : 'no-text', aliases }]
}
