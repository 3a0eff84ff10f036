import type { LookupFailure, TextLookup } from '../../protocols/dns/text-lookup.ts'

/** How a proof was shown: by a TXT record, or by the same text on the domain's own web server. */
export type ProofWay = 'dns' | 'https'

/** Why a proof was not seen. The first three: it is not there. */
export type ProofFailure =
  | 'PROOF_NO_NAME' // NXDOMAIN
  | 'PROOF_NO_TEXT' // the name is there, without a TXT record
  | 'PROOF_OTHER_TEXT' // TXT records, none with this challenge of this organization
  | 'PROOF_WILDCARD' // a name nobody can have made answers the same
  | 'PROOF_DISAGREEMENT' // one configured server has it, another does not
  // Nobody can say.
  | 'PROOF_SERVFAIL'
  | 'PROOF_REFUSED'
  | 'PROOF_TIMEOUT'
  | 'PROOF_UNREACHABLE'
  | 'PROOF_MALFORMED'
  | 'PROOF_TOO_MUCH'
  | 'PROOF_ALIASES' // more aliases (CNAME) than are followed, or a circle

export type ProofOutcome =
  /** `aliases`: the names the record's owner was led to, for a person to look at (threats DP2). */
  | { readonly found: true; readonly via: ProofWay; readonly aliases: readonly string[] }
  | { readonly found: false; readonly because: ProofFailure; readonly aliases: readonly string[] }

/** What one server says of the name that must have the record, and of a random one beside it. */
export interface ServerView {
  readonly exact: TextLookup
  readonly sibling: TextLookup
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

/** Null: this server shows the proof. What cannot be known of the sibling is as bad as a wildcard: unknown is no yes. */
function failureOf(expected: string, { exact, sibling }: ServerView): ProofFailure | null {
  if (exact.outcome === 'failed') return FAILURES[exact.because]
  if (exact.outcome === 'no-name') return 'PROOF_NO_NAME'
  if (exact.outcome === 'no-text') return 'PROOF_NO_TEXT'
  if (!exact.texts.includes(expected)) return 'PROOF_OTHER_TEXT'
  if (sibling.outcome === 'failed') return FAILURES[sibling.because]
  return sibling.outcome === 'texts' && sibling.texts.includes(expected) ? 'PROOF_WILDCARD' : null
}

/**
 * Whether the record is there: every server asked has to show it, one match among several records suffices, and a
 * wildcard is none (threats DP2, DP5).
 *
 * @param expected of `challengeRecord`; compared exactly, after the strings of one TXT record were joined
 */
export function judgeProof(expected: string, views: readonly ServerView[]): ProofOutcome {
  const failures = views.map((view) => failureOf(expected, view))
  const aliases = [...new Set(views.flatMap(({ exact }) => exact.aliases))]
  if (failures.length > 0 && failures.every((failure) => failure === null)) return { found: true, via: 'dns', aliases }
  const because = failures.find((failure) => failure !== null) ?? 'PROOF_UNREACHABLE'
  const shown = failures.includes(null)
  const denied = failures.find((failure) => NOT_THERE.has(failure))
  return { found: false, because: shown && denied !== undefined ? 'PROOF_DISAGREEMENT' : because, aliases }
}
