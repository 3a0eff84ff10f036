import { expect } from 'chai'
import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readBase64Url, readStrictJson } from '../../../trust/tokens/strict-json.ts'
import { itShared } from '../../shared-material.ts'

const read = (text: string): unknown => readStrictJson(Buffer.from(text))

describe('strict JSON', () => {
  it('is one object, as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (value) => {
        const text = JSON.stringify(value)
        expect(read(text)).to.deep.equal(JSON.parse(text))
        const spaced = JSON.stringify(value, null, '\t')
        expect(read(spaced)).to.deep.equal(JSON.parse(spaced))
      }),
    )
  })

  for (const text of [
    '{"a":1,"a":1}',
    '{"a":1,"b":2,"a":3}',
    '{"b":{"a":1,"a":2}}',
    '{"b":[{"a":1,"a":2}]}',
    '{"a":1,"\\u0061":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"a\\":":1,"a\\":":2}',
    '{"\\\\":1,"\\\\":2}',
  ]) {
    it(`never has a name twice: ${text}`, () => {
      expect(read(text)).to.equal(null)
    })
  }

  it('may have a name in two objects, and colons and quotes in text', () => {
    for (const text of [
      '{"a":{"a":1},"b":[{"a":2}]}',
      '{"a":":\\":\\\\","b":"\\\\\\"{:"}',
      '{"__proto__":{"a":1}}',
      '{}',
    ]) {
      expect(read(text), text).to.deep.equal(JSON.parse(text))
    }
  })

  it('is at most eight levels deep, ten thousand refused as any', () => {
    const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    expect(read(nested(8))).to.not.equal(null)
    expect(read(nested(9))).to.equal(null)
    expect(read(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`)).to.equal(null)
  })

  for (const [what, bytes] of [
    ['a list', Buffer.from('[1]')],
    ['null', Buffer.from('null')],
    ['text', Buffer.from('"a"')],
    ['nothing', Buffer.alloc(0)],
    ['a byte order mark', Buffer.from('\ufeff{}')],
    ['ill-formed UTF-8', Buffer.from('7b22fffe223a317d', 'hex')],
    ['an overlong letter', Buffer.from('7b22c1a1223a317d', 'hex')],
    ['half a surrogate pair', Buffer.from('7b22eda080223a317d', 'hex')],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['two objects', Buffer.from('{}{}')],
    ['a comma too many', Buffer.from('{"a":1,}')],
  ] as const) {
    it(`is not ${what}`, () => {
      expect(readStrictJson(bytes)).to.equal(null)
    })
  }

  itShared(
    'refuses every document of the JSON parsing suite that must be refused',
    'attacks/json/test_parsing',
    (path) => {
      const names = readdirSync(path)
      const refused = names.filter((name) => name.startsWith('n_'))
      expect(refused.length).to.be.greaterThan(100)
      for (const name of refused) expect(readStrictJson(readFileSync(join(path, name))), name).to.equal(null)
      // Deliberately stricter: no name twice, and the root is an object.
      const taken = names.filter((name) => name.startsWith('y_object_') && !name.includes('duplicated'))
      for (const name of taken) expect(readStrictJson(readFileSync(join(path, name))), name).to.not.equal(null)
    },
  )
})

describe('base64url', () => {
  it('has one spelling for every sequence of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(readBase64Url(Buffer.from(bytes).toString('base64url'))).to.deep.equal(Buffer.from(bytes))
      }),
    )
  })

  for (const text of ['AB', 'AAB', 'AA==', 'AA=', 'A', 'A+', 'A/', 'A A', 'AA\n', 'AAéA', 'AA.A']) {
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(readBase64Url(text)).to.equal(null)
    })
  }
})
