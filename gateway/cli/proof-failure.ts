import type { ProofFailure } from '../../trust/organization/judge-proof.ts'

const WORDS: Readonly<Record<ProofFailure, string>> = {
  PROOF_NO_NAME: 'the partner has not published it yet: there is no such name',
  PROOF_NO_TEXT: 'the partner has not published it yet: the name has no TXT record',
  PROOF_OTHER_TEXT: 'the partner published another text',
  PROOF_WILDCARD: 'a wildcard answers, which proves nothing: the record has to be at that name',
  PROOF_DISAGREEMENT: 'not all name servers have it yet',
  PROOF_SERVFAIL: 'the name server failed, as it does for broken DNSSEC',
  PROOF_REFUSED: 'the name server refuses to answer',
  PROOF_TIMEOUT: 'the name server did not answer in time',
  PROOF_UNREACHABLE: 'no name server was reached from here',
  PROOF_MALFORMED: 'the name server answered no DNS message',
  PROOF_TOO_MUCH: 'there are too many records at that name',
  PROOF_ALIASES: 'it leads through too many CNAMEs, or in a circle',
  PROOF_NO_AUTHORITY: "none of the domain's own name servers could be asked from here",
}

/** Why a proof was not seen, in words, with the code by which the reference has more; an unknown code stays as it is. */
export function proofFailure(code: string): string {
  return Object.hasOwn(WORDS, code) ? `${WORDS[code as ProofFailure]} (${code})` : code
}
