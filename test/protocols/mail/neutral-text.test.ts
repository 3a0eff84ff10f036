import { expect } from 'chai'
import { neutralLine, neutralLines } from '../../../protocols/mail/neutral-text.ts'

describe('neutral text', () => {
  for (const [what, text, line] of [
    ['a line end', 'Hej\r\nBcc: evil@evil.example', 'Hej Bcc: evil@evil.example'],
    ['a Unicode line end', 'Hej\u2028du\u0085där', 'Hej du där'],
    ['control characters', 'a\0b\u001b[31mc\u009b', 'ab[31mc'],
    ['writing direction', 'gpj.\u202eexe\u2066x\u2069\u200f', 'gpj.exex'],
    ['letters nobody sees', 'a\u200bb\u2060c\u00add', 'abcd'],
    ['tags', 'x\u{e0041}\u{e0042}', 'x'],
    ['half a pair', 'x\ud83d y', 'x y'],
    ['an emoji of several', 'hej \u{1f469}\u200d\u{1f4bb}\ufe0f', 'hej \u{1f469}\u200d\u{1f4bb}\ufe0f'],
    ['a letter in two pieces', 'a\u030a', 'å'],
    ['a formula', '=HYPERLINK("x")', '=HYPERLINK("x")'],
  ] as const) {
    it(`has as one line ${what}`, () => expect(neutralLine(text)).to.equal(line))
  }

  it('keeps lines, and one empty line between two', () => {
    expect(neutralLines(' one\r\n\r\n\r\n\n two\u2028three\n\n')).to.deep.equal(['one', '', 'two', 'three'])
    expect(neutralLines('\n \n')).to.deep.equal([])
  })
})
