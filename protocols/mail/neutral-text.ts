/**
 * Characters that are not seen and change what is: controls, marks of writing direction, line separators, what Unicode
 * calls ignorable, annotations, and half a surrogate pair. Joiners and variation selectors stay: emoji and Indic scripts
 * are written with them.
 */
const UNSEEN =
  /[\p{Cc}\p{Cs}\u2028\u2029\ufff9-\uffff]|(?!\u200c|\u200d|[\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu

/** Text as one line in which nothing acts: what stood between words becomes a space, what was not seen is gone. */
export function neutralLine(text: string): string {
  return text
    .replace(/[\s\u0085\u2028\u2029]+/gu, ' ')
    .replace(UNSEEN, '')
    .normalize('NFC')
    .trim()
}

/** The same line by line; at most one empty line stands between two others. */
export function neutralLines(text: string): readonly string[] {
  const lines = text.split(/\r\n|[\r\n\v\f\u0085\u2028\u2029]/u).map(neutralLine)
  const kept = lines.filter((line, i) => line !== '' || (lines[i - 1] ?? '') !== '')
  while (kept.at(-1) === '') kept.pop()
  return kept
}
