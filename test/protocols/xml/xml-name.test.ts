import { expect } from 'chai'
import { scanName } from '../../../protocols/xml/xml-name.ts'

function scanned(text: string): readonly [prefix: string, local: string, rest: string] | null {
  const bytes = Buffer.from(`<${text}`)
  const name = { from: 0, colon: 0, local: 0, to: 0, hash: 0 }
  const end = scanName(bytes, 1, name)
  if (end < 0) return null
  const cut = (from: number, to: number): string => bytes.toString('utf8', from, to)
  return [cut(name.from, name.colon), cut(name.local, name.to), cut(end, bytes.length)]
}

describe('a name', () => {
  it('is cut at its colon, and ends where no name goes on', () => {
    expect(scanned('a>')).to.deep.equal(['', 'a', '>'])
    expect(scanned('soap:Body x')).to.deep.equal(['soap', 'Body', ' x'])
    expect(scanned('größe-1.2_x=')).to.deep.equal(['', 'größe-1.2_x', '='])
  })
  it('ends before a second colon', () => expect(scanned('a:b:c')).to.deep.equal(['a', 'b', ':c']))
  for (const text of ['', '>', '1a', '-a', '.a', ':a', 'a:', 'a:1', '×', '·a', 'a'.repeat(129)]) {
    it(`is not ${JSON.stringify(text.slice(0, 10))}`, () => expect(scanned(text)).to.equal(null))
  }
})
