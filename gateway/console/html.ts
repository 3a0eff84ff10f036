/** Text that is HTML already. Only `html` makes it, so that nothing unescaped gets into a page. */
export class Html {
  readonly #text: string

  /** Not for use outside this file: see `html`. */
  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** What may stand in a page; null, undefined and false leave nothing. */
export type Part = Html | string | number | null | undefined | false | readonly Part[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** What HTML does not allow in a text, even escaped (HTML 13.1.4): shown as the replacement character. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|[\ufdd0-\ufdef\ufffe\uffff]/gu

export function escapeHtml(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (character) => ESCAPES[character] as string)
}

function written(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Html) return part.toString()
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  return part.map(written).join('')
}

/** A piece of a page: everything put in is escaped, unless it is such a piece itself. Attributes stand in double quotes. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(pieces.reduce((text, piece, i) => text + written(parts[i - 1]) + piece))
}
