import { expect } from 'chai'
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { FingerprintTable } from '../../../trust/stores/fingerprint-table.ts'

const print = (text: string): Buffer => createHash('sha256').update(text).digest()

describe('a table of fingerprints', () => {
  it('has what was added and nothing else, as a Set does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 2000 }), (numbers) => {
        const table = new FingerprintTable()
        const model = new Set<number>()
        for (const number of numbers) {
          expect(table.has(print(String(number)))).to.equal(model.has(number))
          if (!model.has(number)) table.add(print(String(number)))
          model.add(number)
        }
        expect(table.size).to.equal(model.size)
      }),
      { numRuns: 20 },
    )
  })

  it('keeps every one of fifty thousand while it grows', () => {
    const table = new FingerprintTable()
    for (let number = 0; number < 50_000; number++) table.add(print(String(number)))
    for (let number = 0; number < 50_000; number++) expect(table.has(print(String(number)))).to.equal(true)
    for (let number = 50_000; number < 60_000; number++) expect(table.has(print(String(number)))).to.equal(false)
  })

  it('tells apart fingerprints that begin, continue or end alike, and those of zeros', () => {
    const words = [0, 1, 2, 0xffffffff]
    const table = new FingerprintTable()
    const prints = words.flatMap((a) =>
      words.flatMap((b) => words.map((c) => Buffer.from(Uint32Array.of(a, b, c).buffer))),
    )
    // A first word of zero is kept as one: the only two that are taken for each other, and that refuses, never accepts.
    const distinct = prints.filter((bytes) => bytes.readUInt32LE(0) !== 0)
    for (const bytes of distinct) {
      expect(table.has(bytes)).to.equal(false)
      table.add(bytes)
    }
    for (const bytes of prints) expect(table.has(bytes)).to.equal(true)
  })
})
