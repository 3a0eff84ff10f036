import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { Authorities } from '../../protocols/dns/authorities.ts'
import type { NameServers } from '../../protocols/dns/name-servers.ts'
import type { ServerText, TextLookup } from '../../protocols/dns/text-lookup.ts'
import type { OutboundHttp } from '../../protocols/http/outbound-http.ts'
import { CHALLENGE_LABEL } from '../../trust/organization/domain-claim.ts'
import { authorityFindings, judgeProof, resolverFindings } from '../../trust/organization/judge-proof.ts'
import type { ProofOutcome, ServerFinding } from '../../trust/organization/judge-proof.ts'
import type { Randomness } from '../../trust/randomness.ts'

const LONGEST_WAIT_MS = 5_000
const LARGEST_FILE = 8_192
/** Who has a domain says how many servers it has. */
const MOST_SERVERS_KEPT = 16
/** As text it is shorter than the label of the proof: where that fits, a sibling does. */
const SIBLING_BYTES = 8

export interface DomainCheckParts {
  readonly nameServers: NameServers
  /** Null where this gateway asks its configured name servers only. */
  readonly authorities: Authorities | null
  /** Null where proofs over HTTPS are not taken. */
  readonly http: Pick<OutboundHttp, 'get'> | null
  readonly random: Pick<Randomness, 'bytes'>
}

export const challengeName = (domain: Domain): string => `${CHALLENGE_LABEL}.${domain}`

export const challengeUrl = (domain: Domain): string => `https://${domain}/.well-known/federation-challenge`

/** What came of one look, and which name server showed what. */
export interface DomainLook {
  readonly outcome: ProofOutcome
  /** Those that did not show the proof first, so many at most. */
  readonly servers: readonly ServerFinding[]
}

/** Looks for `expected` (of `challengeRecord`) at the domain, in DNS and where it is allowed over HTTPS; never rejects. */
export async function checkDomain(parts: DomainCheckParts, domain: Domain, expected: string): Promise<DomainLook> {
  const { http } = parts
  const [inDns, onTheWeb] = await Promise.all([
    askNameServers(parts, domain, expected),
    http !== null && shownOnTheWeb(http, domain, expected),
  ])
  if (!onTheWeb || inDns.outcome.found) return inDns
  return { ...inDns, outcome: { found: true, via: 'https', aliases: [], validated: null } }
}

async function askNameServers(
  { nameServers, authorities, random }: DomainCheckParts,
  domain: Domain,
  expected: string,
): Promise<DomainLook> {
  // Nobody can have made a record for it, so only a wildcard answers (threats DP2).
  const sibling = `_${random.bytes(SIBLING_BYTES).toString('hex')}.${domain}`
  const names = [challengeName(domain), sibling]
  const [answers, direct] = await Promise.all([nameServers.textsOf(names), authorities?.textsOf(names)])
  const views = answers.flatMap(({ server, texts: [exact, beside] }) =>
    exact && beside ? [{ server, exact, sibling: beside }] : [],
  )
  const [exact = [], beside = []] = direct ?? []
  const authoritative = direct ? { exact: exact.map(textOf), sibling: beside.map(textOf) } : null
  const findings = [...resolverFindings(expected, views), ...authorityFindings(expected, exact, beside)]
  return { outcome: judgeProof(expected, views, authoritative), servers: lackingFirst(findings) }
}

const textOf = ({ text }: ServerText): TextLookup => text

function lackingFirst(findings: readonly ServerFinding[]): readonly ServerFinding[] {
  const [lacking, showing] = [true, false].map((lacks) =>
    findings.filter(({ because }) => (because !== null) === lacks),
  )
  return [...(lacking ?? []), ...(showing ?? [])].slice(0, MOST_SERVERS_KEPT)
}

/** One line of the file; whatever else becomes of the call, it is not there. */
async function shownOnTheWeb(http: Pick<OutboundHttp, 'get'>, domain: Domain, expected: string): Promise<boolean> {
  const limits = {
    signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    timeoutMs: LONGEST_WAIT_MS,
    maxAnswerBytes: LARGEST_FILE,
  }
  try {
    const { status, body } = await http.get(new URL(challengeUrl(domain)), { Accept: 'text/plain' }, limits)
    return status === 200 && body.toString('latin1').split(/\r?\n/).includes(expected)
  } catch {
    return false
  }
}
