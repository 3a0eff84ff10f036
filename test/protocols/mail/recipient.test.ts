import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { readRecipient } from '../../../protocols/mail/recipient.ts'
import { itShared } from '../../shared-material.ts'

describe('a recipient of mail', () => {
  for (const [typed, read] of [
    ['olle@fabrikam.example', 'olle@fabrikam.example'],
    ['Olle.Lind+kalender_1@Fabrikam.EXAMPLE', 'olle.lind+kalender_1@fabrikam.example'],
    ['o@xn--frretag-90a.example', 'o@xn--frretag-90a.example'],
    [`${'a'.repeat(64)}@fabrikam.example`, `${'a'.repeat(64)}@fabrikam.example`],
  ] as const) {
    it(`is ${typed}`, () => expect(readRecipient(typed)).to.equal(read))
  }

  for (const [what, typed] of [
    ['nothing', ''],
    ['no text', { path: '/etc/passwd' }],
    ['a list', ['olle@fabrikam.example']],
    ['two, with a comma', 'olle@fabrikam.example,evil@evil.example'],
    ['two, with a semicolon', 'olle@fabrikam.example;evil@evil.example'],
    ['a group', 'g:olle@fabrikam.example;'],
    ['a name and an address', 'Olle <olle@fabrikam.example>'],
    ['a comment', 'olle(evil@evil.example)@fabrikam.example'],
    ['a quoted local part', '"olle"@fabrikam.example'],
    ['a route', '@evil.example:olle@fabrikam.example'],
    ['a percent hack', 'olle%evil.example@fabrikam.example'],
    ['a bang path', 'evil!olle@fabrikam.example'],
    ['two at signs', 'olle@evil.example@fabrikam.example'],
    ['a line end at its end', 'olle@fabrikam.example\n'],
    ['a header', 'olle@fabrikam.example\r\nBcc: evil@evil.example'],
    ['a command', 'olle@fabrikam.example>\r\nRCPT TO:<evil@evil.example'],
    ['a space', ' olle@fabrikam.example'],
    ['an option of a program', '-oQtmp@fabrikam.example'],
    ['a pipe', '|sh@fabrikam.example'],
    ['a path', '/etc/passwd@fabrikam.example'],
    ['an address literal', 'olle@[127.0.0.1]'],
    ['an IP address', 'olle@127.0.0.1'],
    ['one label', 'olle@localhost'],
    ['a dot too many', 'olle..lind@fabrikam.example'],
    ['a dot at its end', 'olle.@fabrikam.example'],
    ['a letter outside ASCII', 'ölle@fabrikam.example'],
    ['a domain outside ASCII', 'olle@företag.example'],
    ['a letter that lowers to an ASCII one', '\u212aim@fabrikam.example'],
    ['a zero byte', 'olle@fabrikam.example\0'],
    ['65 octets before the at sign', `${'a'.repeat(65)}@fabrikam.example`],
  ] as const) {
    it(`is not ${what} (ML1)`, () => expect(readRecipient(typed)).to.equal(null))
  }

  itShared("is none of nodemailer's second recipients (ML1)", 'attacks/own/mail-recipients.json', (path) => {
    const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: { address: string; expect: string }[] }
    const taken = cases.filter(({ address }) => readRecipient(address) !== null)
    expect(cases).to.have.length(13)
    expect(taken).to.deep.equal([])
  })

  itShared('is a plain one wherever isemail finds more in it (ML1)', 'attacks/email/test/tests.xml', (path) => {
    const blocks = readFileSync(path, 'utf8').split('<test id="').slice(1)
    const typed = blocks.map((block) => {
      const written = /<address>([^<]*)<\/address>/.exec(block)?.[1] ?? ''
      const text = written.replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => symbol(parseInt(hex, 16)))
      const category = /<category>(\w+)/.exec(block)?.[1] ?? ''
      return { category, text: text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&') }
    })
    expect(typed).to.have.length(164)
    const taken = typed.filter(({ text }) => readRecipient(text) !== null)
    // DNS warnings speak of a domain that has no mail server, which nothing of its form tells.
    const odd = taken.filter(
      ({ category }) => !['ISEMAIL_VALID_CATEGORY', 'ISEMAIL_DNSWARN', 'ISEMAIL_RFC5321'].includes(category),
    )
    expect(odd).to.deep.equal([])
    expect(taken.length).to.be.above(5)
  })

  it('is its own only reading, whatever surrounds it (ML1)', () => {
    const part = fc.constantFrom(
      'a',
      'B',
      '.',
      '-',
      '@',
      '+',
      ',',
      ';',
      ':',
      '<',
      '>',
      '"',
      '\\',
      '(',
      ')',
      '\r',
      '\n',
      '\0',
      ' ',
      'é',
      '.example',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 24 }), (parts) => {
        const text = parts.join('')
        const read = readRecipient(text)
        if (read !== null)
          expect(read)
            .to.equal(text.toLowerCase())
            .and.to.match(/^[a-z0-9._+-]+@[a-z0-9.-]+$/)
      }),
      { numRuns: 5_000, seed: 5 },
    )
  })
})

/** isemail writes a control character as its picture. */
const symbol = (code: number): string => String.fromCodePoint(code >= 0x2400 && code < 0x2420 ? code - 0x2400 : code)
