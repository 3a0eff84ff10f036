import { expect } from 'chai'
import fc from 'fast-check'
import {
  fingerprintInHex,
  fingerprintInWords,
  fingerprintOf,
  parseFingerprint,
} from '../../../trust/keys/fingerprint.ts'
import { known } from '../known-organizations.ts'

// SHA-256 of 'abc', FIPS 180-4 example.
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

describe('a fingerprint', () => {
  it('is SHA-256', () => {
    expect(fingerprintOf(Buffer.from('abc'))).to.equal(ABC)
  })

  it('is what OpenSSL prints for the certificate', async () => {
    const { certificate } = await known('Fabrikam')
    expect(parseFingerprint(certificate.fingerprint256)).to.equal(fingerprintOf(certificate.raw))
  })

  it('is shown in sixteen groups of four digits', () => {
    const shown = 'BA78 16BF 8F01 CFEA 4141 40DE 5DAE 2223 B003 61A3 9617 7A9C B410 FF61 F200 15AD'
    expect(fingerprintInHex(parseFingerprint(ABC))).to.equal(shown)
  })

  it('comes back from digits and from words, whatever stands between them', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.constantFrom(' ', '-', '\n', '  '),
        (bytes, between) => {
          const print = parseFingerprint(Buffer.from(bytes).toString('hex'))
          expect(parseFingerprint(fingerprintInHex(print).replaceAll(' ', between))).to.equal(print)
          expect(parseFingerprint(fingerprintInWords(print).replaceAll(' ', between))).to.equal(print)
          expect(parseFingerprint(` ${fingerprintInWords(print).toUpperCase()} `)).to.equal(print)
        },
      ),
    )
  })

  for (const [why, text] of [
    ['a digit short', ABC.slice(1)],
    ['a digit long', `${ABC}0`],
    ['no hex', ABC.replace('b', 'g')],
    ['31 words', Array.from({ length: 31 }, () => 'acid').join(' ')],
    ['an unknown word', [...Array.from({ length: 31 }, () => 'acid'), 'zebra'].join(' ')],
    ['nothing', ''],
    ['no text', 7],
  ] as const) {
    it(`is refused when it is ${why}`, () => {
      expect(() => parseFingerprint(text)).to.throw('expected 64 hex digits, or the 32 words')
    })
  }
})
