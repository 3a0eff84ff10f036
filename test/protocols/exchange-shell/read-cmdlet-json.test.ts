import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { fieldOf, flagOf, textOf } from '../../../protocols/exchange-shell/exported-object.ts'
import { readCmdletJson } from '../../../protocols/exchange-shell/read-cmdlet-json.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { itShared } from '../../shared-material.ts'

function refusalOf(text: string): string | null {
  try {
    readCmdletJson(text)
    return null
  } catch (error) {
    if (error instanceof FederationError && error.code === 'ERR_MESSAGE_MALFORMED') return error.message
    throw error
  }
}

const first = (text: string) => readCmdletJson(text)[0]!

describe('a file of ConvertTo-Json', () => {
  it('is one object, or a list of several', () => {
    expect(readCmdletJson('{"Name":"a"}')).to.have.length(1)
    expect(readCmdletJson('[{"Name":"a"},{"Name":"b"}]').map((one) => textOf(fieldOf(one, 'NAME')))).to.deep.equal([
      'a',
      'b',
    ])
    expect(readCmdletJson('[]')).to.deep.equal([])
  })

  it('is a list too where Windows PowerShell wrapped it', () => {
    expect(readCmdletJson('{"value":[{"Name":"a"},{"Name":"b"}],"Count":2}')).to.have.length(2)
  })

  it('keeps what is nothing apart from what is not there', () => {
    const found = first('{"FreeBusyAccessScope":null}')
    expect([fieldOf(found, 'FreeBusyAccessScope'), fieldOf(found, 'Enabled')]).to.deep.equal([null, undefined])
  })

  it('has instants as Windows PowerShell writes them', () => {
    expect(fieldOf(first('{"a":"\\/Date(1767225600000)\\/"}'), 'a')).to.equal('2026-01-01T00:00:00.000Z')
    expect(fieldOf(first('{"a":"/Date(99999999999999999)/"}'), 'a')).to.equal('/Date(99999999999999999)/')
    expect(fieldOf(first('{"a":"/Date(999999999999999)/"}'), 'a')).to.equal(new Date(999_999_999_999_999).toISOString())
  })

  it('has enumerations as names, as bare numbers, which say nothing, or of another session as both', () => {
    const level = (json: string): string | null => textOf(fieldOf(first(`{"Level":${json}}`), 'Level'))
    expect(level('"LimitedDetails"')).to.equal('LimitedDetails')
    expect(level('2')).to.equal(null)
    expect(level('{"value":2,"Value":"LimitedDetails"}')).to.equal('LimitedDetails')
    expect(level('{"Value":"LimitedDetails","value":2}')).to.equal('LimitedDetails')
  })

  it('has truth as truth or as text, and nothing else', () => {
    const flag = (json: string): boolean | null => flagOf(fieldOf(first(`{"a":${json}}`), 'a'))
    expect(['true', '"True"', 'false', '"False"', '1', 'null', '"yes"', '[true]'].map(flag)).to.deep.equal([
      ...[true, true, false, false],
      ...[null, null, null, null],
    ])
  })
})

describe('a hostile file of JSON', () => {
  for (const [what, text, sentence] of [
    ['no JSON', 'Name : Fabrikam', /neither what Export-Clixml nor what ConvertTo-Json/],
    ['a value alone', '"text"', /no objects/],
    ['objects and values', '[{}, 1]', /no objects/],
    ['a name twice', '{"Enabled":false,"Enabled":true}', /"Enabled" twice/],
    ['a name twice but for case', '{"Enabled":false,"enabled":true}', /"enabled" twice/],
    ['a name twice further in', '[{"a":{"b":[{"c":1,"d":{"c":1},"c":2}]}}]', /"c" twice/],
    ['too deep', '['.repeat(100_000), /too deep/],
    ['too much', `[${'1,'.repeat(500_000)}1]`, /more than any export/],
  ] as const) {
    it(`is refused in one sentence: ${what}`, () => expect(refusalOf(text)).to.match(sentence))
  }

  it('may have brackets and quotes in its strings', () => {
    expect(textOf(fieldOf(first('{"a":"\\"}]{[,:","b":1}'), 'a'))).to.equal('"}]{[,:')
  })

  it('writes nothing on the objects of the language', () => {
    expect(readCmdletJson('{"__proto__":{"polluted":true},"constructor":1}')).to.have.length(1)
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined)
  })

  itShared('is read or refused, and ends nothing', 'attacks/json/test_parsing', (path) => {
    const files = readdirSync(path)
    expect(files.length).to.be.greaterThan(100)
    for (const file of files) {
      const refusal = refusalOf(readFileSync(`${path}/${file}`, 'utf8'))
      if (file.startsWith('n_')) expect(refusal, file).to.be.a('string')
    }
  })
})
