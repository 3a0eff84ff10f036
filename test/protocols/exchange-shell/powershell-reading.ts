/**
 * What PowerShell makes of an expression of strings, by its own rules (about_Quoting_Rules, about_Operators): single quotes,
 * of which U+2018 to U+201B are some, doubled inside; `[char]` of a number; `+`; parentheses; `@( , )`. Anything else is
 * refused, so that what got out of its quotes is seen.
 */
const QUOTES = "'\u2018\u2019\u201a\u201b"

class Expression {
  #at = 0
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }

  whole(): string | string[] {
    const value = this.#take('@(') ? this.#list() : this.#sum()
    if (this.#at !== this.#text.length) throw new Error(`left over: ${this.#text.slice(this.#at)}`)
    return value
  }

  #list(): string[] {
    const values: string[] = []
    if (this.#take(')')) return values
    do values.push(this.#sum())
    while (this.#take(', '))
    this.#expect(')')
    return values
  }

  #sum(): string {
    if (!this.#take('(')) return this.#string()
    let value = this.#string()
    while (this.#take(' + ')) value += this.#take('[char]0x') ? this.#character() : this.#string()
    this.#expect(')')
    return value
  }

  #character(): string {
    const digits = /^[0-9A-F]{4}/.exec(this.#text.slice(this.#at))?.[0]
    if (digits === undefined) throw new Error('no digits')
    this.#at += 4
    return String.fromCharCode(parseInt(digits, 16))
  }

  #string(): string {
    if (!QUOTES.includes(this.#text[this.#at] ?? '\0')) throw new Error(`no string at ${this.#at}`)
    let value = ''
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at] as string
      if (!QUOTES.includes(character)) value += character
      else if (QUOTES.includes(this.#text[this.#at + 1] ?? '\0')) value += this.#text[++this.#at]
      else {
        this.#at++
        return value
      }
    }
    throw new Error('a string without an end')
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new Error(`no ${text} at ${this.#at}`)
  }
}

export const evaluate = (expression: string): string | string[] => new Expression(expression).whole()

/** How Windows PowerShell reads a file without a byte order mark on a machine of Western Europe. */
export const inCodePage1252 = (bytes: Buffer): string => new TextDecoder('windows-1252').decode(bytes)
