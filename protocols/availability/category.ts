/** Characters of a category that is told from others; a longer one is none. */
const LONGEST = 255

/**
 * A category (RFC 5545 3.8.1.2) as it is compared: calendars and people write one in more than one way, and a category
 * that an owner hides must be found however it is written. Compatibility forms, case, and white space make no difference.
 *
 * @returns null where it is empty, or too long to be compared
 */
export function readCategory(text: string): string | null {
  if (text.length > 4 * LONGEST) return null
  const plain = text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  // Down, up and down again, so that letters whose case has more than one spelling come out as one (ß, ẞ and ss, σ and ς).
  const folded = plain.toLowerCase().toUpperCase().toLowerCase().normalize('NFKC')
  return folded === '' || folded.length > LONGEST ? null : folded
}
