import { PROOF_TEXTS } from '../console/trusts/proof-texts.ts'

const WORDS: Readonly<Record<string, string>> = PROOF_TEXTS.en.failures

/** Why a proof was not seen, in words, with the code by which the reference has more; an unknown code stays as it is. */
export function proofFailure(code: string): string {
  return Object.hasOwn(WORDS, code) ? `${WORDS[code]} (${code})` : code
}
