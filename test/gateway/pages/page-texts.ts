const UNESCAPED: Readonly<Record<string, string>> = {
  ...{ '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&', '&nbsp;': '\u00a0' },
}
export const unescaped = (text: string): string =>
  text.replaceAll(/&(?:quot|#39|lt|gt|amp|nbsp);/g, (escaped) => UNESCAPED[escaped] ?? '')

/** Elements without an end. */
const VOID = new Set([
  'input',
  'br',
  'hr',
  'meta',
  'link',
  'img',
  'path',
  'rect',
  'line',
  'circle',
  'use',
  'wbr',
  'col',
])
/** What is in them was written by nobody here, or is read by no person. */
const UNREAD = new Set(['style', 'script', 'code', 'pre', 'textarea', 'q'])
/** Attributes that are read out. */
const READ_OUT = /\s(?:aria-label|title|placeholder|alt)="([^"]*)"/g
const PIECE = /<!--.*?-->|<![^>]*>|<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>|[^<]+/gis

/** Quotations, but not the page as a whole, which says its own language. */
const isUnread = (name: string, attributes: string): boolean =>
  UNREAD.has(name) || (name !== 'html' && /\slang="/.test(attributes))

/** What a person reads of a page or hears of it: each text between two tags, without names, codes and quotations. */
export function textsOf(page: string): readonly string[] {
  const texts: string[] = []
  const open: { readonly name: string; readonly unread: boolean }[] = []
  const keep = (text: string): void => {
    const plain = unescaped(text).replaceAll(/\s+/g, ' ').trim()
    if (plain !== '') texts.push(plain)
  }
  for (const [piece, end, tag, attributes = ''] of page.matchAll(PIECE)) {
    const inside = open.at(-1)?.unread === true
    const name = tag?.toLowerCase()
    if (name === undefined) {
      if (!inside && !piece.startsWith('<')) keep(piece)
    } else if (end === '/') {
      while (open.length > 0 && open.pop()?.name !== name);
    } else {
      const unread = inside || isUnread(name, attributes)
      if (!unread) for (const [, value = ''] of attributes.matchAll(READ_OUT)) keep(value)
      if (!VOID.has(name) && !attributes.endsWith('/')) open.push({ name, unread })
    }
  }
  return texts
}

/** What a page says to be English, besides the words of a fingerprint. */
export const quotedIn = (page: string): readonly string[] =>
  [...page.matchAll(/<(?!html)(\w+)[^>]*\slang="en"[^>]*>(.*?)<\/\1>/gs)]
    .map(([, , inside = '']) =>
      unescaped(inside.replaceAll(/<[^>]*>/g, ' '))
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((text) => !/^(?:[a-z]+ ){31}[a-z]+$/.test(text))
