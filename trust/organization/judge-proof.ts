import type { LookupFailure, ServerText, TextLookup } from '../../protocols/dns/text-lookup.ts'

/** How a proof was shown: by a TXT record, or by the same text on the domain's own web server. */
export type ProofWay = 'dns' | 'https'

/** Why a proof was not seen. The first three: it is not there. */
export type ProofFailure =
  | 'PROOF_NO_NAME' // NXDOMAIN
  | 'PROOF_NO_TEXT' // the name is there, without a TXT record
  | 'PROOF_OTHER_TEXT' // TXT records, none with this challenge of this organization
  | 'PROOF_WILDCARD' // a name nobody can have made answers the same
  | 'PROOF_DISAGREEMENT' // one server has it, another does not
  // Nobody can say.
  | 'PROOF_SERVFAIL'
  | 'PROOF_REFUSED'
  | 'PROOF_TIMEOUT'
  | 'PROOF_UNREACHABLE'
  | 'PROOF_MALFORMED'
  | 'PROOF_TOO_MUCH'
  | 'PROOF_ALIASES' // more aliases (CNAME) than are followed, or a circle
  | 'PROOF_NO_AUTHORITY' // none of the servers that the zone is served from could be asked

export type ProofOutcome =
  /** `aliases`: the names the record's owner was led to, for a person to look at (threats DP2). */
  | {
      readonly found: true
      readonly via: ProofWay
      readonly aliases: readonly string[]
      /** Whether every configured server said that DNSSEC vouches for it; null: seen over HTTPS. For people to read. */
      readonly validated: boolean | null
    }
  | { readonly found: false; readonly because: ProofFailure; readonly aliases: readonly string[] }

/** What one server says of the name that must have the record, and of a random one beside it. */
export interface ServerView {
  readonly exact: TextLookup
  readonly sibling: TextLookup
}

/** What one name server that was asked showed. */
export interface ServerFinding {
  /** Its address; null: none was found that could be asked. */
  readonly server: string | null
  /** One of ours, or one that the zone itself is served from. */
  readonly kind: 'resolver' | 'authority'
  /** Null: it showed the proof, and none beside it. */
  readonly because: ProofFailure | null
}

const FAILURES: Readonly<Record<LookupFailure, ProofFailure>> = {
  servfail: 'PROOF_SERVFAIL',
  refused: 'PROOF_REFUSED',
  timeout: 'PROOF_TIMEOUT',
  unreachable: 'PROOF_UNREACHABLE',
  malformed: 'PROOF_MALFORMED',
  'too-much': 'PROOF_TOO_MUCH',
  aliases: 'PROOF_ALIASES',
}

const NOT_THERE: ReadonlySet<ProofFailure | null> = new Set(['PROOF_NO_NAME', 'PROOF_NO_TEXT', 'PROOF_OTHER_TEXT'])

/** Null: there is the proof. */
function failureAt(expected: string, exact: TextLookup): ProofFailure | null {
  if (exact.outcome === 'failed') return FAILURES[exact.because]
  if (exact.outcome === 'no-name') return 'PROOF_NO_NAME'
  if (exact.outcome === 'no-text') return 'PROOF_NO_TEXT'
  return exact.texts.includes(expected) ? null : 'PROOF_OTHER_TEXT'
}

/** Null: there is no proof beside it. What cannot be known of that is as bad as a wildcard: unknown is no yes. */
function failureBeside(expected: string, sibling: TextLookup): ProofFailure | null {
  if (sibling.outcome === 'failed') return FAILURES[sibling.because]
  return sibling.outcome === 'texts' && sibling.texts.includes(expected) ? 'PROOF_WILDCARD' : null
}

const failureOf = (expected: string, { exact, sibling }: ServerView): ProofFailure | null =>
  failureAt(expected, exact) ?? failureBeside(expected, sibling)

/** What each server that the zone of either name is served from says, where those are asked. */
export interface AuthorityViews {
  readonly exact: readonly TextLookup[]
  readonly sibling: readonly TextLookup[]
}

/** A zone with one dead or lame server among several is an ordinary one: such a server says nothing, for nor against. */
const SAYS_NOTHING: ReadonlySet<LookupFailure> = new Set(['timeout', 'unreachable', 'refused', 'servfail'])

const saysSomething = (lookup: TextLookup): boolean => lookup.outcome !== 'failed' || !SAYS_NOTHING.has(lookup.because)

/** Null: every server that says anything shows the proof, and there is one. */
function failureOfAuthorities(expected: string, { exact, sibling }: AuthorityViews): ProofFailure | null {
  const shown = exact.filter(saysSomething)
  const beside = sibling.filter(saysSomething)
  if (shown.length === 0 || beside.length === 0) return 'PROOF_NO_AUTHORITY'
  const failures = [
    ...shown.map((lookup) => failureAt(expected, lookup)),
    ...beside.map((lookup) => failureBeside(expected, lookup)),
  ]
  const because = failures.find((failure) => failure !== null) ?? null
  return because !== null && NOT_THERE.has(because) ? 'PROOF_DISAGREEMENT' : because
}

/**
 * Whether the record is there: every configured server has to show it, one match among several records suffices, and a
 * wildcard is none (threats DP2). Where the servers of the zone itself are asked, each that answers has to show it too,
 * and one has to answer (threats DP5).
 *
 * @param expected of `challengeRecord`; compared exactly, after the strings of one TXT record were joined
 */
export function judgeProof(
  expected: string,
  views: readonly ServerView[],
  authorities: AuthorityViews | null,
): ProofOutcome {
  const outcome = judgeConfigured(expected, views)
  if (!outcome.found || authorities === null) return outcome
  const because = failureOfAuthorities(expected, authorities)
  return because === null ? outcome : { found: false, because, aliases: outcome.aliases }
}

function judgeConfigured(expected: string, views: readonly ServerView[]): ProofOutcome {
  const failures = views.map((view) => failureOf(expected, view))
  const aliases = [...new Set(views.flatMap(({ exact }) => exact.aliases))]
  if (failures.length > 0 && failures.every((failure) => failure === null)) {
    const validated = views.every(({ exact }) => exact.outcome === 'texts' && exact.validated)
    return { found: true, via: 'dns', aliases, validated }
  }
  const because = failures.find((failure) => failure !== null) ?? 'PROOF_UNREACHABLE'
  const shown = failures.includes(null)
  const denied = failures.find((failure) => NOT_THERE.has(failure))
  return { found: false, because: shown && denied !== undefined ? 'PROOF_DISAGREEMENT' : because, aliases }
}

/** What each configured server showed, whatever came of it together. */
export const resolverFindings = (
  expected: string,
  views: readonly (ServerView & { readonly server: string })[],
): readonly ServerFinding[] =>
  views.map((view) => ({ server: view.server, kind: 'resolver', because: failureOf(expected, view) }))

/** What each server that the zone is served from showed: once for each, and what one of its answers lacks, it lacks. */
export function authorityFindings(
  expected: string,
  exact: readonly ServerText[],
  sibling: readonly ServerText[],
): readonly ServerFinding[] {
  const found = new Map<string | null, ProofFailure | null>()
  const hear = (server: string | null, because: ProofFailure | null): void =>
    void found.set(server, found.get(server) ?? because)
  for (const { server, text } of exact) hear(server, failureAt(expected, text))
  for (const { server, text } of sibling) {
    const because = failureBeside(expected, text)
    // Who serves the name beside it alone showed nothing, and lacks nothing.
    if (because !== null) hear(server, because)
  }
  return [...found].map(([server, because]) => ({ server, kind: 'authority', because }))
}
