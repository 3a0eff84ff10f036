import { FINGERPRINT_WORDS } from '../../../trust/keys/fingerprint-words.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { parseFingerprint } from '../../../trust/keys/fingerprint.ts'
import type { Fingerprint } from '../../../trust/keys/fingerprint.ts'

/** Longer than any fingerprint is with everything that may stand between. */
export const LONGEST_HEARD = 512
/** So many places somebody may have misheard; where more differ, another certificate was read out. */
const MOST_MISHEARD = 4

/** What was typed of a fingerprint that was read over the telephone. */
export type Heard =
  | { readonly heard: 'fingerprint'; readonly fingerprint: Fingerprint; readonly by: 'words' | 'hex' }
  | { readonly heard: 'nothing' }
  /** Words that are none of the 256: each with its place, from 1. */
  | { readonly heard: 'unknown-words'; readonly words: readonly { readonly place: number; readonly word: string }[] }
  | { readonly heard: 'wrong-number'; readonly count: number; readonly by: 'words' | 'hex' }

const isHexText = (text: string): boolean => /^[0-9a-f\s:-]+$/.test(text)

/** Reads it as the operation does, and where that cannot, says why. */
export function readHeard(typed: string): Heard {
  const text = typed.trim().toLowerCase()
  if (text === '') return { heard: 'nothing' }
  const by = isHexText(text) && /\d/.test(text) ? 'hex' : 'words'
  try {
    return { heard: 'fingerprint', fingerprint: parseFingerprint(typed), by }
  } catch (error) {
    if (!(error instanceof FederationError)) throw error
  }
  if (by === 'hex') return { heard: 'wrong-number', count: text.replace(/[\s:-]/g, '').length, by }
  const words = text.split(/[\s:-]+/).filter((word) => word !== '')
  const unknown = words.flatMap((word, i) => (FINGERPRINT_WORDS.includes(word) ? [] : [{ place: i + 1, word }]))
  if (unknown.length > 0) return { heard: 'unknown-words', words: unknown }
  return { heard: 'wrong-number', count: words.length, by }
}

/** How what was heard differs from what the partner shows. */
export type Difference =
  /** Few places, each as it was typed; what would be right is told to nobody, who is to have it read again. */
  | { readonly differs: 'few'; readonly places: readonly { readonly place: number; readonly typed: string }[] }
  | { readonly differs: 'another' }

/**
 * Where a fingerprint that was heard is not that of the certificate that is shown. The shown one is no secret, the partner
 * publishes it; but a yes is worth something only where it was compared, so nothing here says what would be taken.
 */
export function differenceOf(heard: Fingerprint, shown: Fingerprint, by: 'words' | 'hex'): Difference {
  const size = by === 'words' ? 2 : 4
  const pieces = (print: Fingerprint): readonly string[] => print.match(new RegExp(`.{${size}}`, 'g')) ?? []
  const right = pieces(shown)
  const typed = (piece: string): string =>
    by === 'hex' ? piece.toUpperCase() : (FINGERPRINT_WORDS[Number.parseInt(piece, 16)] ?? '')
  const places = pieces(heard).flatMap((piece, i) =>
    piece === right[i] ? [] : [{ place: i + 1, typed: typed(piece) }],
  )
  return places.length > MOST_MISHEARD ? { differs: 'another' } : { differs: 'few', places }
}
