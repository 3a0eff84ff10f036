import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { powershellList, powershellLiteral } from '../../../protocols/exchange-shell/powershell-literal.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { itShared } from '../../shared-material.ts'
import { evaluate, inCodePage1252 } from './powershell-reading.ts'

const UNUSABLE = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** Checks one string both ways: what it means, and that it means it in every encoding a file may be taken for. */
function check(text: string): void {
  if (UNUSABLE.test(text)) {
    expect(() => powershellLiteral(text), JSON.stringify(text)).to.throw(FederationError)
    return
  }
  const literal = powershellLiteral(text)
  expect(evaluate(literal), literal).to.equal(text)
  expect(literal).to.match(/^[\x20-\x7e]+$/)
  expect(evaluate(inCodePage1252(Buffer.from(literal)))).to.equal(text)
}

describe('a value in a script of PowerShell', () => {
  for (const [text, literal] of [
    ['', "''"],
    ['Contoso', "'Contoso'"],
    ["O'Brien", "'O''Brien'"],
    ["'; Remove-Mailbox *; '", "'''; Remove-Mailbox *; '''"],
    ['$(whoami) `n "x" $env:PATH', '\'$(whoami) `n "x" $env:PATH\''],
    ['O\u2019Brien', "('O' + [char]0x2019 + 'Brien')"],
    ['\u2018', "('' + [char]0x2018)"],
    ['Öst', "('' + [char]0x00D6 + 'st')"],
    ['Бюро', "('' + [char]0x0411 + [char]0x044E + [char]0x0440 + [char]0x043E)"],
    ['a\u{1f600}', "('a' + [char]0xD83D + [char]0xDE00)"],
    ['#> Remove-Mailbox', "'#> Remove-Mailbox'"],
  ] as const) {
    it(`is written ${literal}`, () => {
      expect(powershellLiteral(text)).to.equal(literal)
      check(text)
    })
  }

  for (const text of ['a\nRemove-Mailbox', 'a\r', 'a\0', '\u001b[2J', 'a\u0085b', '\u202etxt', '\ud800']) {
    it(`is refused with control characters: ${JSON.stringify(text)}`, () => check(text))
  }

  it('means itself, whatever it is', () => {
    const unit = fc.oneof(
      fc.constantFrom(...'\'\u2018\u2019\u201a\u201b"`$()@#;{}|&\u0411\u2011'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    )
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 24 }), (units) => check(units.join(''))),
      { seed: 11, numRuns: 2_000 },
    )
  })

  itShared('means itself: every naughty string', 'attacks/blns/blns.json', (path) => {
    const strings = JSON.parse(readFileSync(path, 'utf8')) as string[]
    expect(strings.length).to.be.greaterThan(400)
    for (const text of strings) check(text)
  })

  it('is one of a list, which is a list also with one or none', () => {
    for (const values of [[], ['a'], ['a', "b'c", 'ö']]) expect(evaluate(powershellList(values))).to.deep.equal(values)
  })
})
