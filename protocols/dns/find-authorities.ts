import type { DnsAnswer, DnsQuestion } from './dns-message.ts'
import type { Ask, LookupFailure } from './text-lookup.ts'

/** More labels than a mail domain has; more servers and addresses than a zone has that anybody can use (RFC 1035 4.2.1). */
const MOST_LABELS = 16
const MOST_SERVERS = 13
const MOST_ADDRESSES = 26

/** Every name from `name` itself up to its top level, the longest first. */
function enclosing(name: string): readonly string[] {
  const labels = name.split('.')
  return labels.map((_, i) => labels.slice(i).join('.'))
}

function nameServersIn(answer: DnsAnswer, owner: string): readonly string[] {
  return answer.records.flatMap((record) => (record.type === 'NS' && record.name === owner ? [record.target] : []))
}

/**
 * The addresses of the name servers of the zone that `name` is in: of the nearest name above it, or itself, that has NS
 * records. Asked of every one of `servers`; whoever only one of them names is one more that has to show a proof. What one
 * of them does not know is not known.
 */
export async function findAuthorities(
  servers: readonly Ask[],
  name: string,
): Promise<readonly string[] | LookupFailure> {
  const found = await Promise.all(servers.map((ask) => findWith(ask, name)))
  const addresses = new Set<string>()
  for (const one of found) {
    if (typeof one === 'string') return one
    for (const address of one) addresses.add(address)
  }
  return addresses.size > MOST_ADDRESSES ? 'too-much' : [...addresses]
}

async function findWith(ask: Ask, name: string): Promise<readonly string[] | LookupFailure> {
  const names = await zoneServers(ask, name)
  if (typeof names === 'string') return names
  const questions = names.flatMap((host): DnsQuestion[] => [
    { name: host, type: 'A' },
    { name: host, type: 'AAAA' },
  ])
  const answers = await Promise.all(questions.map(ask))
  return answers.flatMap((answer, i) => (typeof answer === 'string' ? [] : addressesIn(answer, questions[i]?.name)))
}

function addressesIn({ records }: DnsAnswer, owner: string | undefined): readonly string[] {
  return records.flatMap((record) => ('address' in record && record.name === owner ? [record.address] : []))
}

async function zoneServers(ask: Ask, name: string): Promise<readonly string[] | LookupFailure> {
  const owners = enclosing(name)
  if (owners.length > MOST_LABELS) return 'too-much'
  const answers = await Promise.all(owners.map((owner) => ask({ name: owner, type: 'NS' })))
  for (const [i, answer] of answers.entries()) {
    // There may be a zone of its own: what is above it says nothing then.
    if (typeof answer === 'string') return answer
    const names = new Set(nameServersIn(answer, owners[i] ?? ''))
    if (names.size > MOST_SERVERS) return 'too-much'
    if (names.size > 0) return [...names]
  }
  return 'unreachable'
}
