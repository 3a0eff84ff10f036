import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { fieldOf, flagOf, textOf, typeOf } from '../../../protocols/exchange-shell/exported-object.ts'
import { readClixml } from '../../../protocols/exchange-shell/read-clixml.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { itShared } from '../../shared-material.ts'
import { clixml, object, RELATIONSHIP, s } from './exports.ts'

/** The sentence it is refused with, or null. */
export async function refusalOf(text: string): Promise<string | null> {
  try {
    await readClixml(text)
    return null
  } catch (error) {
    if (error instanceof FederationError && error.code === 'ERR_MESSAGE_MALFORMED') return error.message
    if (error instanceof FederationError && error.code === 'ERR_MESSAGE_TOO_BIG') return error.message
    throw error
  }
}

const first = async (text: string) => {
  const [found] = await readClixml(text)
  if (found === undefined) throw new Error('no object')
  return found
}

describe('a file of Export-Clixml', () => {
  it('is read as its objects, with their types and what they print as', async () => {
    const found = await first(clixml(RELATIONSHIP()))
    expect(typeOf(found)).to.equal('OrganizationRelationship')
    expect(textOf(fieldOf(found, 'name'))).to.equal('Fabrikam')
    expect(textOf(fieldOf(found, 'FreeBusyAccessLevel'))).to.equal('LimitedDetails')
    expect(flagOf(fieldOf(found, 'Enabled'))).to.equal(true)
    expect(fieldOf(found, 'FreeBusyAccessScope')).to.equal(null)
    expect(fieldOf(found, 'NoSuchProperty')).to.equal(undefined)
    expect(fieldOf(found, 'DomainNames')).to.deep.equal(['fabrikam.example', 'mail.fabrikam.example'])
  })

  it('is read by the examples of MS-PSRP: extended properties, sets of them, a point', async () => {
    const found = await first(
      clixml(
        '<Obj RefId="RefId-0"><TN RefId="RefId-0"><T>System.Drawing.Point</T><T>System.Object</T></TN><ToString>{X=10,Y=20}</ToString>' +
          '<Props><B N="IsEmpty">false</B><I32 N="X">10</I32><I32 N="Y">20</I32></Props>' +
          '<MS><S N="Property1">one</S><MS N="PropertySet1"><S N="Property3">three</S></MS></MS></Obj>',
      ),
    )
    expect([typeOf(found), found.text]).to.deep.equal(['Point', '{X=10,Y=20}'])
    expect([...found.fields]).to.deep.equal([
      ['isempty', false],
      ['x', 10],
      ['y', 20],
      ['property1', 'one'],
      ['property3', 'three'],
    ])
  })

  for (const [written, meant] of [
    ['Order_x000A_Details', 'Order\nDetails'],
    ['Order_Details', 'Order_Details'],
    ['Order_x005F_x0020_', 'Order_x0020_'],
    ['_xD83D__xDE00_', '\u{1f600}'],
    ['_x20_ __ _x000g_', '_x20_ __ _x000g_'],
    ['A &amp; B &lt;C&gt;', 'A & B <C>'],
  ] as const) {
    it(`writes ${JSON.stringify(meant)} as ${written} (MS-PSRP 2.2.5.3.2)`, async () => {
      const found = await first(clixml(`<Obj RefId="0"><Props><S N="A">${written}</S></Props></Obj>`))
      expect(fieldOf(found, 'A')).to.equal(meant)
    })
  }

  it('keeps every string that is written as the specification says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (text) => {
        const clean = text.replace(/[\ufffe\uffff\r]/g, '')
        const found = await first(clixml(object('SharingPolicy', 'x', s('Name', clean))))
        expect(fieldOf(found, 'Name') === clean || clean.trim() === '').to.equal(true)
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  it('refers back by RefId and TNRef, and to nothing at all where there is nothing to refer to', async () => {
    const found = await readClixml(
      clixml(
        '<Obj RefId="0"><TN RefId="0"><T>A.B</T></TN><Props><S N="Name">one</S></Props></Obj>',
        '<Obj RefId="1"><TNRef RefId="0" /><Props><Ref N="Other" RefId="0" /><Ref N="Scope" RefId="9" /><Ref N="Self" RefId="1" /></Props></Obj>',
      ),
    )
    expect(found.map(typeOf)).to.deep.equal(['B', 'B'])
    expect(textOf(fieldOf(fieldOf(found[1]!, 'Other') as never, 'Name'))).to.equal('one')
    // Not $null: a scope that cannot be read is not the scope of everybody.
    expect(fieldOf(found[1]!, 'Scope')).to.deep.equal({ types: [], text: null, fields: new Map() })
    expect(fieldOf(found[1]!, 'Self')).to.deep.equal({ types: [], text: null, fields: new Map() })
  })

  it('opens a list of objects and reads a dictionary as an object', async () => {
    const found = await readClixml(
      clixml(
        `<Obj RefId="0"><TN RefId="0"><T>System.Object[]</T></TN><LST>${object('SharingPolicy', 'a')}${object('SharingPolicy', 'b')}</LST></Obj>`,
        '<Obj RefId="500"><DCT><En><S N="Key">Name</S><S N="Value">c</S></En></DCT></Obj>',
      ),
    )
    expect(found.map(({ text }) => text)).to.deep.equal(['a', 'b', null])
    expect(fieldOf(found[2]!, 'Name')).to.equal('c')
  })

  it('takes no secret out of it', async () => {
    const found = await first(clixml('<Obj RefId="0"><Props><SS N="Password">01000000d08c</SS></Props></Obj>'))
    expect(JSON.stringify([...found.fields])).to.not.include('d08c')
  })
})

const REFUSED: readonly (readonly [what: string, text: string, sentence: RegExp])[] = [
  ['a DTD', `<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x">${clixml()}`, /line 1/],
  ['an entity of its own', `<!DOCTYPE Objs [<!ENTITY a "b">]>${clixml('<S>&a;</S>')}`, /line 1/],
  ['an entity of HTML', clixml('<S N="a">&nbsp;</S>'), /line 2/],
  ['a comment', clixml(object('SharingPolicy', 'x', s('Name', 'a')).replace('a</S>', 'a<!-- -->b</S>')), /line 2/],
  ['CDATA', clixml('<S><![CDATA[x]]></S>'), /line 2/],
  ['two roots', `${clixml()}${clixml()}`, /behind the root/],
  ['junk behind the root', `${clixml()}junk`, /behind the root/],
  ['an unbound prefix', clixml('<x:S>a</x:S>'), /prefix/],
  ['an attribute twice', clixml('<S N="a" N="b">c</S>'), /line 2/],
  ['another vocabulary', '<Objs xmlns="urn:x"><S>a</S></Objs>', /not what Export-Clixml writes/],
  ['another document', '<html><body/></html>', /not what Export-Clixml writes/],
  ['a second vocabulary inside', clixml('<Obj RefId="0" xmlns="urn:x"><Props/></Obj>'), /another vocabulary/],
  ['a prefix inside', clixml('<Obj RefId="0"><p:Props xmlns:p="urn:x"/></Obj>'), /another vocabulary/],
  ['an element of none', clixml('<Obj RefId="0"><Props><What N="a"/></Props></Obj>'), /element "What"/],
  [
    'a property twice',
    clixml(object('SharingPolicy', 'x', '<B N="Enabled">false</B><B N="enabled">true</B>')),
    /twice/,
  ],
  ['a truth that is none', clixml(object('SharingPolicy', 'x', '<B N="Enabled">yes</B>')), /truth/],
  ['a number that is none', clixml(object('SharingPolicy', 'x', '<I32 N="a">one</I32>')), /number/],
  ['bare values', clixml('<S>text</S>'), /no objects/],
  ['elements in elements too deep', '<a>'.repeat(100_000), /too deep/],
  ['objects in objects too deep', clixml('<Obj><LST>'.repeat(60) + '</LST></Obj>'.repeat(60)), /too deep/],
  ['namespaces in namespaces', Array.from({ length: 2_000 }, (_, i) => `<a xmlns:n${i}="u">`).join(''), /namespace/],
  ['a document cut off', clixml(RELATIONSHIP()).slice(0, 400), /line/],
  ['a NUL', clixml('<S>\0</S>'), /forbidden character/],
]

describe('a hostile file of XML', () => {
  for (const [what, text, sentence] of REFUSED) {
    it(`is refused in one sentence: ${what} (XP)`, async () => {
      const refusal = await refusalOf(text)
      expect(refusal).to.match(sentence)
      expect(refusal).to.not.include('\n')
    })
  }

  it('writes nothing on the objects of the language', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    const found = await first(clixml(object('SharingPolicy', 'x', ...names.map((name) => s(name, 'mine')))))
    expect(fieldOf(found, '__proto__')).to.equal('mine')
    expect(({} as { mine?: string }).mine).to.equal(undefined)
    expect(Object.keys(Object.prototype)).to.deep.equal([])
    await refusalOf(clixml('<__proto__><polluted>1</polluted></__proto__>'))
    expect(({} as { polluted?: string }).polluted).to.equal(undefined)
  })

  itShared('is refused: every payload of external entities', 'attacks/xxe', async (path) => {
    const all = readFileSync(`${path}/Intruder/xxe-injection-payload-list.txt.txt`, 'utf8').split(/\n\s*\n/)
    const payloads = all.filter((payload) => payload.includes('<!DOCTYPE'))
    expect(payloads.length).to.be.greaterThan(5)
    for (const payload of payloads) {
      const document = payload.slice(payload.indexOf('<'))
      expect(await refusalOf(document), document).to.be.a('string')
    }
  })

  itShared('is refused: every recursion', 'attacks/xml-recursion/test', async (path) => {
    for (const name of ['classic', 'ig_content', 'param']) {
      expect(await refusalOf(readFileSync(`${path}/recurse/lol_${name}.xml`, 'utf8')), name).to.be.a('string')
    }
  })

  it('is read or refused, whatever is changed in it', async () => {
    const whole = clixml(RELATIONSHIP())
    let seed = 20_261_126
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
      return seed % below
    }
    const pieces = [
      '<',
      '>',
      '&',
      '"',
      '</Obj>',
      '<Nil N="Enabled" />',
      '_x0000_',
      '\0',
      '<LST>',
      '<!--',
      'xmlns:a="b" ',
    ]
    const counts = { read: 0, refused: 0 }
    for (let i = 0; i < 1_500; i++) {
      const at = random(whole.length)
      const cut = random(12)
      const text = whole.slice(0, at) + (random(3) === 0 ? '' : pieces[random(pieces.length)]) + whole.slice(at + cut)
      counts[(await refusalOf(text)) === null ? 'read' : 'refused']++
    }
    expect(counts.read).to.be.greaterThan(50)
    expect(counts.refused).to.be.greaterThan(500)
  })
})
