import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { FederationError } from '../../../protocols/federation-error.ts'
import { itShared } from '../../shared-material.ts'
import { BUSY, ONE_A, ONE_B, readerOf, refusalOf, TWO_A } from './reading.ts'

const MALFORMED = 'ERR_MESSAGE_MALFORMED'

describe('a reader of XML', () => {
  it('steps through children by name and namespace, whatever their prefixes', () => {
    const reader = readerOf('<a xmlns="urn:one" xmlns:q="urn:two"><q:a>x</q:a><p:b xmlns:p="urn:one">y</p:b></a>')
    reader.root()
    expect(reader.name).to.equal(ONE_A)
    expect(reader.child()).to.equal(true)
    expect(reader.name).to.equal(TWO_A)
    expect(reader.text()).to.equal('x')
    expect(reader.child()).to.equal(true)
    expect(reader.name).to.equal(ONE_B)
    expect(reader.text()).to.equal('y')
    expect(reader.child()).to.equal(false)
  })

  it('takes a right name in a wrong namespace for unknown', () => {
    for (const document of ['<a/>', '<a xmlns="urn:three"/>', '<x:a xmlns:x="URN:ONE"/>']) {
      const reader = readerOf(document)
      reader.root()
      expect(reader.name, document).to.not.equal(ONE_A)
    }
  })

  it('forgets a namespace where its element ends', () => {
    const reader = readerOf('<a xmlns="urn:one"><a xmlns="urn:two"/><a/></a>')
    reader.root()
    reader.child()
    expect(reader.name).to.equal(TWO_A)
    reader.skip()
    reader.child()
    expect(reader.name).to.equal(ONE_A)
  })

  it('replaces references and line ends in text and attributes', () => {
    const reader = readerOf('<a x="1&amp;2&#9;3\n4">&lt;&#x41;&#65;&quot;&apos;&gt;\r\n\r&#13;é𝒳</a>')
    reader.root()
    expect(reader.attribute('x')).to.equal('1&2\t3 4')
    expect(reader.text()).to.equal('<AA"\'>\n\n\ré𝒳')
  })

  it('opens CDATA where it is allowed, as one text with what is around it', () => {
    const reader = readerOf('<a>x&amp;<![CDATA[<&amp;]]]]>y</a>', { cdata: true })
    reader.root()
    expect(reader.text()).to.equal('x&<&amp;]]y')
  })

  it('knows words without the white space around them', () => {
    const reader = readerOf('<a xmlns="urn:one"><b> Busy\n</b><b>busy</b><b/></a>')
    reader.root()
    const words = []
    while (reader.child()) words.push(reader.word())
    expect(words).to.deep.equal([BUSY, 0, 0])
  })

  it('tells the line and column of what it refuses', () => {
    const reader = readerOf('<a>\n  <b>\n</c></a>')
    reader.root()
    try {
      reader.skip()
      expect.fail('not refused')
    } catch (error) {
      expect((error as FederationError).context).to.include({ line: 3, position: 1 })
    }
  })

  it('refuses text between elements and elements in text', () => {
    const between = readerOf('<a>x<b/></a>')
    between.root()
    expect(() => between.child()).to.throw(FederationError)
    const inside = readerOf('<a>x<b/></a>')
    inside.root()
    expect(() => inside.text()).to.throw(FederationError)
  })

  it('passes over an element with all that is in it', () => {
    const reader = readerOf('<a><b>x<c y="&#65;"/>&amp;<d><e/></d></b><b/></a>')
    reader.root()
    reader.child()
    reader.skip()
    expect(reader.child()).to.equal(true)
    reader.skip()
    expect(reader.child()).to.equal(false)
  })
})

/** Threats XP1 to XP5 and XP7, each in the smallest document that shows it. */
const REFUSED: readonly (readonly [title: string, document: string | Buffer])[] = [
  ['a document type', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x"><a/>'],
  ['a document type behind a declaration', '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['a processing instruction', '<a><?php x?></a>'],
  ['a processing instruction before the root', '<?x y?><a/>'],
  ['a second declaration', '<?xml version="1.0"?><?xml version="1.0"?><a/>'],
  ['a declaration behind white space', ' <?xml version="1.0"?><a/>'],
  ['a comment in text', '<a>user@good.com<!---->.evil.com</a>'],
  ['a comment before the root', '<!-- x --><a/>'],
  ['CDATA', '<a>user@good.com<![CDATA[.evil.com]]></a>'],
  ['two roots', '<a/><b/>'],
  ['text behind the root', '<a/>junk'],
  ['text before the root', 'junk<a/>'],
  ['nothing', ''],
  ['only white space', ' \n '],
  ['an unclosed element', '<a><b></b>'],
  ['an unopened end', '</a>'],
  ['crossed elements', '<a><b></a></b>'],
  ['a NUL', '<a>\u0000</a>'],
  ['a NUL in an attribute', '<a x="\u0000"/>'],
  ['a reference to NUL', '<a>&#0;</a>'],
  ['a reference to half a surrogate pair', '<a>&#xD800;</a>'],
  ['a reference beyond Unicode', '<a>&#x110000;</a>'],
  ['U+FFFF', '<a>\uffff</a>'],
  ['an HTML entity', '<l>&nbsp;</l>'],
  ['an unknown entity nobody reads', '<a><b x="&x;"/></a>'],
  ['an ampersand alone', '<a>x & y</a>'],
  ['an attribute twice', '<a x="1" x="2"/>'],
  ['an attribute twice by its expanded name', '<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>'],
  ['an unbound prefix', '<s:a/>'],
  ['an unbound prefix of an attribute', '<a s:x="1"/>'],
  ['a prefix unbound again', '<a xmlns:p="u"><b xmlns:p=""/></a>'],
  ['xmlns bound', '<a xmlns:xmlns="u"/>'],
  ['xml bound to something else', '<a xmlns:xml="u"/>'],
  ['the namespace of xml bound to something else', '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>'],
  ['two colons in a name', '<a:b:c xmlns:a="u"/>'],
  ['a name that begins with a digit', '<1a/>'],
  ['a name with a sign that is no letter', '<a×/>'],
  ['a local name that begins with a digit', '<a:1 xmlns:a="u"/>'],
  ['an attribute without quotes', '<a x=1/>'],
  ['an attribute without a value', '<a x/>'],
  ['attributes without a space between', '<a x="1"y="2"/>'],
  ['a less-than in an attribute', '<a x="<"/>'],
  ['the end of CDATA in text', '<a>]]></a>'],
  ['UTF-7 by declaration', '<?xml version="1.0" encoding="UTF-7"?><a/>'],
  ['Latin-1 by declaration', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>'],
  ['XML 1.1', '<?xml version="1.1"?><a/>'],
  ['UTF-16 with a BOM', Buffer.from('\ufeff<a/>', 'utf16le')],
  ['UTF-16 without a BOM', Buffer.from('<a/>', 'utf16le')],
  ['UTF-32', Buffer.from([0, 0, 0, 0x3c, 0, 0, 0, 0x61, 0, 0, 0, 0x2f, 0, 0, 0, 0x3e])],
  ['two BOMs', '\ufeff\ufeff<a/>'],
  ['an overlong slash', Buffer.concat([Buffer.from('<a>'), Buffer.from([0xc0, 0xaf]), Buffer.from('</a>')])],
  ['a surrogate in UTF-8', Buffer.concat([Buffer.from('<a>'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('</a>')])],
  ['a cut character', Buffer.from([0x3c, 0x61, 0x3e, 0xc3, 0x3c, 0x2f, 0x61, 0x3e])],
  ['a name of 129 bytes', `<${'a'.repeat(129)}/>`],
  ['an attribute of more than 4 KB', `<a x="${'y'.repeat(4097)}"/>`],
  ['33 attributes', `<a ${Array.from({ length: 33 }, (_, i) => `x${i}=""`).join(' ')}/>`],
  ['33 elements deep', '<a>'.repeat(33) + '</a>'.repeat(33)],
  ['5,001 elements', `<a>${'<b/>'.repeat(5000)}</a>`],
  ['more than 32 namespaces in scope', '<a xmlns:p="u" xmlns:q="u" xmlns:r="u">'.repeat(11) + '</a>'.repeat(11)],
]

const TAKEN: readonly (readonly [title: string, document: string])[] = [
  ['a BOM', '\ufeff<?xml version="1.0" encoding="utf-8"?><a/>'],
  ['a declaration in single quotes', "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><a/>"],
  ['white space around the root', '\n<a/>\r\n\t '],
  ['white space in tags', '<a\n x = "1"\t></a >'],
  ['names in other scripts', '<größe ключ="1"/>'],
  ['xml:lang', '<a xml:lang="en"/>'],
  ['a default namespace taken back', '<a xmlns="u"><b xmlns=""/></a>'],
  ['a name of 128 bytes', `<${'a'.repeat(128)}/>`],
  ['32 namespaces in scope', '<a xmlns:p="u" xmlns:q="u">'.repeat(16) + '</a>'.repeat(16)],
  ['32 elements deep', '<a>'.repeat(32) + '</a>'.repeat(32)],
  ['5,000 elements', `<a>${'<b/>'.repeat(4999)}</a>`],
  ['32 attributes', `<a ${Array.from({ length: 32 }, (_, i) => `x${i}=""`).join(' ')}/>`],
  ['a quote of the other kind', `<a x='"' y="'"/>`],
  ['names of JavaScript objects', '<__proto__ constructor="1"><prototype/></__proto__>'],
]

describe('a reader of requests', () => {
  for (const [title, document] of REFUSED) {
    it(`refuses ${title}`, () => {
      expect(refusalOf(document)).to.match(/^ERR_MESSAGE_MALFORMED/)
    })
  }
  for (const [title, document] of TAKEN) {
    it(`takes ${title}`, () => {
      expect(refusalOf(document)).to.equal(null)
    })
  }

  it('refuses one byte too many for what it is: too big', () => {
    const document = `<a>${'x'.repeat(93)}</a>`
    expect(refusalOf(document, { bytes: 100 })).to.equal(null)
    expect(refusalOf(`${document} `, { bytes: 100 })).to.match(/^ERR_MESSAGE_TOO_BIG/)
  })

  it('leaves no trace of a document on the objects of the language', () => {
    for (const [, document] of TAKEN) refusalOf(document)
    expect(Object.keys(Object.prototype)).to.deep.equal([])
  })
})

describe('hostile XML of others', () => {
  itShared('is refused: every payload of external entities', 'attacks/xxe', (path) => {
    const list = readFileSync(`${path}/Intruder/xxe-injection-payload-list.txt.txt`, 'utf8')
    const payloads = list.split(/\n\s*\n/).filter((payload) => payload.includes('<!DOCTYPE'))
    expect(payloads.length).to.be.greaterThan(5)
    for (const payload of payloads) {
      const document = payload.slice(payload.indexOf('<'))
      expect(refusalOf(document), document).to.match(/^ERR_MESSAGE_MALFORMED/)
    }
  })

  itShared('is refused: every recursion', 'attacks/xml-recursion/test', (path) => {
    const names = [
      'classic',
      'eg',
      'ep',
      'ig_attr',
      'ig_content',
      'ip_content',
      'ip_value',
      'long_name',
      'long_value',
      'param',
    ]
    const files = [
      ...names.map((name) => `recurse/lol_${name}.xml`),
      'recurse/huge_dtd.xml',
      'errors/quadratic-defattr.xml',
    ]
    for (const file of files) {
      expect(refusalOf(readFileSync(`${path}/${file}`), { bytes: 1e7 }), file).to.match(/^ERR_MESSAGE_MALFORMED/)
    }
  })
})

/** What a document says, in one form for both parsers: names by namespace, attributes sorted, text run together. */
function saxesReading(document: string): string | null {
  const parser = new SaxesParser({ xmlns: true })
  const said: string[] = []
  let failed = false
  let text = ''
  const flush = (): void => {
    if (text !== '') said.push(`"${text}"`)
    text = ''
  }
  parser.on('error', () => (failed = true))
  parser.on('doctype', () => (failed = true))
  parser.on('comment', () => (failed = true))
  parser.on('processinginstruction', () => (failed = true))
  parser.on('text', (piece) => (text += piece))
  parser.on('cdata', (piece) => (text += piece))
  parser.on('opentag', ({ uri, local }) => {
    flush()
    said.push(`<${uri}|${local}`)
  })
  parser.on('closetag', () => {
    flush()
    said.push('>')
  })
  try {
    parser.write(document).close()
  } catch {
    return null
  }
  return failed ? null : said.filter((word) => word !== '""').join('')
}

const NAMES = fc.constantFrom('a', 'b', 'p:a', 'q:b', 'xml:a', 'é', '-a', 'a:')
const DECLARATIONS = fc.constantFrom(
  '',
  ' xmlns="urn:one"',
  ' xmlns:p="urn:one"',
  ' xmlns:q="urn:two"',
  ' p:x="1" q:x="2"',
)
const PIECES = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.string({ unit: fc.constantFrom('x', ' ', '\r', '\n', 'é', '𝒳', ']', '>', '-'), maxLength: 4 }),
  },
  fc.constantFrom(
    '&amp;',
    '&#65;',
    '&#xD;',
    '&#0;',
    '&x;',
    '&',
    '<',
    ']]>',
    '<![CDATA[<&]]>',
    '<!-- -->',
    '<?x?>',
    '\u0001',
  ),
)
const DOCUMENT = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc
    .tuple(NAMES, fc.array(DECLARATIONS, { maxLength: 2 }), tie('content'), fc.boolean())
    .map(([name, declared, content, empty]) =>
      empty ? `<${name}${declared.join('')}/>` : `<${name}${declared.join('')}>${content}</${name}>`,
    ),
  content: fc
    .array(fc.oneof({ maxDepth: 4, depthSize: 'small' }, PIECES, tie('element')), { maxLength: 4 })
    .map((parts) => parts.join('')),
})).element
const WRAPPED = DOCUMENT.map((document) => `<r xmlns:p="urn:one" xmlns:q="urn:two">${document}</r>`)

/** The same through our reader: elements of one namespace and name have one number, so their strings are not needed. */
function ourReading(document: string): string | null {
  const refusal = refusalOf(document, { cdata: true, attributesPerElement: 64 })
  return refusal === null ? 'read' : null
}

describe('a reader of XML and an independent one', () => {
  it('refuse and take the same documents', () => {
    let taken = 0
    fc.assert(
      fc.property(fc.oneof(DOCUMENT, WRAPPED), (document) => {
        const theirs = saxesReading(document)
        if (theirs !== null) taken++
        expect(ourReading(document) === null, document).to.equal(theirs === null)
      }),
      { numRuns: 2000 },
    )
    expect(taken).to.be.greaterThan(100)
  })

  it('read the same text', () => {
    let compared = 0
    fc.assert(
      fc.property(fc.array(PIECES, { maxLength: 8 }), (pieces) => {
        const document = `<a>${pieces.join('')}</a>`
        const theirs = saxesReading(document)
        if (theirs === null) return
        const reader = readerOf(document, { cdata: true })
        reader.root()
        const text = reader.text()
        compared++
        expect(`<|a${text === '' ? '' : `"${text}"`}>`).to.equal(theirs)
      }),
      { numRuns: 2000 },
    )
    expect(compared).to.be.greaterThan(100)
  })

  it('survive every document cut, flipped and spliced', () => {
    const whole = '<r xmlns="urn:one" xmlns:p="urn:two"><p:a x="1">t&amp;</p:a><b>é</b><c/></r>'
    let taken = 0
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.nat(255), (at, to, byte) => {
        const bytes = Buffer.from(whole)
        const mutant = Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(to)])
        const refusal = refusalOf(mutant)
        if (refusal === null) taken++
        else expect(refusal).to.contain(MALFORMED)
      }),
      { numRuns: 3000 },
    )
    expect(refusalOf(whole)).to.equal(null)
    expect(taken).to.be.greaterThan(0)
  })
})
