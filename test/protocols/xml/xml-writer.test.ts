import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { fragment, XmlWriter } from '../../../protocols/xml/xml-writer.ts'
import { itShared } from '../../shared-material.ts'
import { readerOf } from './reading.ts'

/** The rule of the writer as XML 1.0, 2.2 has it: every code point that is no Char is U+FFFD. */
const isCharacter = (code: number): boolean =>
  code >= 0x20
    ? code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000
    : [0x9, 0xa, 0xd].includes(code)
const replaced = (text: string): string =>
  Array.from(text, (character) => (isCharacter(character.codePointAt(0) as number) ? character : '\ufffd')).join('')

function written(text: string): Buffer {
  const writer = new XmlWriter(8)
  writer.markup(fragment('<a x="'))
  writer.text(text)
  writer.markup(fragment('">'))
  writer.text(text)
  writer.markup(fragment('</a>'))
  return writer.finish()
}

function readBack(text: string): string {
  const reader = readerOf(written(text), { bytes: 1e6 })
  reader.root()
  return reader.text()
}

describe('a writer of XML', () => {
  it('escapes what would be markup', () => {
    expect(written('<&>"\'').toString()).to.equal('<a x="&lt;&amp;&gt;&quot;\'">&lt;&amp;&gt;&quot;\'</a>')
  })

  it('reads back as it was written, or replaced where XML 1.0 has no such character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(readBack(text)).to.equal(replaced(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('replaces half of a surrogate pair, at any place', () => {
    for (const text of ['\ud800', '\udc00x', 'x\ud83d', '\ud83d\ud83d\ude00', '\udc00\ud800']) {
      expect(readBack(text)).to.equal(replaced(text)).and.to.contain('\ufffd')
    }
  })

  it('writes every single UTF-16 code unit so that it can be read', () => {
    for (let from = 0; from < 0x10000; from += 512) {
      const text = Array.from({ length: 512 }, (_, i) => `${String.fromCharCode(from + i)} `).join('')
      expect(readBack(text)).to.equal(replaced(text))
    }
  })

  it('writes integers and what is put straight into its buffer', () => {
    const writer = new XmlWriter(1)
    writer.integer(-42)
    const at = writer.reserve(3)
    writer.buffer.write('abc', at, 'latin1')
    writer.advance(at + 3)
    expect(writer.finish().toString()).to.equal('-42abc')
  })

  itShared('reads back every naughty string', 'attacks/blns/blns.json', (path) => {
    const strings = JSON.parse(readFileSync(path, 'utf8')) as string[]
    expect(strings.length).to.be.greaterThan(400)
    for (const text of strings) expect(readBack(text)).to.equal(replaced(text))
  })
})
