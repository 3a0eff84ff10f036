import { expect } from 'chai'
import { LONGEST_NOTE, readNote } from '../../../gateway/sharing/invitation-note.ts'

describe("an owner's note", () => {
  for (const [what, text, lines] of [
    ['nothing', '', []],
    ['words', 'Hej Olle!\nVi ses kl. 10.30, t.ex. i rum 4.12.', ['Hej Olle!', 'Vi ses kl. 10.30, t.ex. i rum 4.12.']],
    ['markup, as text', '<a href="x">y</a> & <b>', ['<a href="x">y</a> & <b>']],
    ['a formula, as text', '=1+2', ['=1+2']],
    ['three hundred characters', '\u{1f469}'.repeat(LONGEST_NOTE), ['\u{1f469}'.repeat(LONGEST_NOTE)]],
    ['no writing direction', 'a\u202eb', ['ab']],
    ['no header', 'a\r\nBcc: evil', ['a', 'Bcc: evil']],
  ] as const) {
    it(`may hold ${what} (ML3)`, () => expect(readNote(text)).to.deep.equal({ taken: true, lines }))
  }

  for (const [what, text] of [
    ['a web address', 'Look: https://evil.example.com/login'],
    ['one without a scheme', 'evil.com/login'],
    ['www', 'www.evil'],
    ['a mailbox', 'write to boss@evil.com'],
    ['one with other dots', 'evil\u3002com'],
    ['one in wide letters', 'ｅｖｉｌ．ｃｏｍ'],
    ['one that a character hides', 'ev\u200bil.c\u00adom'],
    ['one in other letters', 'пример.рф'],
    ['an IP address', '192.0.2.1'],
    ['a script', 'javascript:alert(1)'],
    ['a telephone link', 'tel:+46701234567'],
  ] as const) {
    it(`may not lead anywhere: ${what} (ML3)`, () => {
      expect(readNote(text)).to.deep.equal({ taken: false, because: 'NOTE_WITH_ADDRESS' })
    })
  }

  it('has an end (ML3)', () => {
    expect(readNote('x'.repeat(LONGEST_NOTE + 1))).to.deep.equal({ taken: false, because: 'NOTE_TOO_LONG' })
    expect(readNote('\u200b'.repeat(1_000_000))).to.deep.equal({ taken: false, because: 'NOTE_TOO_LONG' })
  })
})
