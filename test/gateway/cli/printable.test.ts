import { expect } from 'chai'
import { printable, shortened } from '../../../gateway/cli/printable.ts'

describe("somebody else's text on a terminal", () => {
  for (const [title, text, shown] of [
    ['letters and signs as they are', 'Mälaren – 会議 ☕', 'Mälaren – 会議 ☕'],
    ['no colour', '\u001b[31mred', '[31mred'],
    ['no other line', 'one\r\ntwo\u2028three', 'onetwothree'],
    ['nothing turned around', 'a\u202eb\u2066c', 'abc'],
  ] as const) {
    it(`has ${title}`, () => {
      expect(printable(text)).to.equal(shown)
    })
  }

  it('is cut where it is too long, and says so', () => {
    expect(shortened('abcdef', 6)).to.equal('abcdef')
    expect(shortened('abcdefg', 6)).to.equal('abcde…')
  })
})
