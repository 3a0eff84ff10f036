/** Beyond what the lists have: what breaks out of each place a page has for what people say. */
export const HOSTILE_TEXTS: readonly string[] = [
  '"><script>alert(1)</script>',
  "' onfocus=alert(1) autofocus x='",
  '</textarea><img src=x onerror=alert(1)>',
  '</title></style></bdi><svg onload=alert(1)>',
  '\r\nSet-Cookie: a=b\r\n\r\n<b>',
  '\u202egnp.exe\u0000\u2028<!--',
  '&lt;script&gt;&#39;&quot;',
  '{{constructor.constructor("alert(1)")()}}${7*7}',
]

/** What a page is made of: its tags with the names of their attributes. Text between them makes none. */
export function tagsOf(page: string): ReadonlySet<string> {
  const bare = page.replace(/<style>.*?<\/style>/s, '').replace(/"[^"]*"/g, '""')
  return new Set(bare.replace(/ (?:checked|selected)(?=[ >])/g, '').match(/<[^>]*>?/g) ?? [])
}

/** What would turn a line around, or write on a terminal, if a partner put it into its name. */
export const UNPRINTABLE = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u
