const UNESCAPED: readonly (readonly [string, string])[] = [
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
]

const unescaped = (text: string): string =>
  UNESCAPED.reduce((all, [escaped, one]) => all.replaceAll(escaped, one), text)

/** The hidden fields of one form of a page, by where it goes. */
export function formIn(text: string, action: string): Record<string, string> {
  const form = text.split('<form ').find((one) => one.includes(`action="${action}"`)) ?? ''
  const [inside = ''] = form.split('</form>')
  const found = inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, unescaped(value)]))
}
