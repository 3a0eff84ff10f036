import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { certify } from '../../../trust/keys/certificate.ts'
import { openBundle } from '../../../trust/keys/key-bundle.ts'
import { readPartnerCertificate } from '../../../trust/keys/partner-certificate.ts'
import { itShared } from '../../shared-material.ts'
import { keyed } from '../keyed-certificates.ts'
import { known, START } from '../known-organizations.ts'
import { foreignCertificate } from './foreign-certificates.ts'
import type { ForeignKeys } from './foreign-certificates.ts'
import { madeCertificate, WHILE_VALID } from './made-certificates.ts'

const rsa = (modulusLength: number, publicExponent = 65537): ForeignKeys =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent })
const good = rsa(2048)

/** The key of a certificate that anybody can sign for: what is raised to the power of one stays what it is. */
function exponentOne(): ForeignKeys {
  const { n = '' } = good.publicKey.export({ format: 'jwk' })
  return { ...good, publicKey: createPublicKey({ key: { kty: 'RSA', n, e: 'AQ' }, format: 'jwk' }) }
}

const ORDER = { commonName: 'Fabrikam', notBefore: START, days: 1, use: 'federation' } as const

describe('a weak or foreign certificate (TH6)', () => {
  const foreign = async (keys: ForeignKeys): Promise<Buffer> => foreignCertificate(await known('Fabrikam'), keys)
  for (const [what, make, at, reason] of [
    ['RSA of 2047 bits', () => foreign(rsa(2047)), START, 'CERTIFICATE_KEY'],
    ['RSA with exponent 1', () => foreign(exponentOne()), START, 'CERTIFICATE_KEY'],
    ['RSA with exponent 3', () => foreign(rsa(2048, 3)), START, 'CERTIFICATE_KEY'],
    ['P-521', () => foreign(generateKeyPairSync('ec', { namedCurve: 'P-521' })), START, 'CERTIFICATE_KEY'],
    ['Ed25519', () => foreign(generateKeyPairSync('ed25519')), START, 'CERTIFICATE_KEY'],
    ['SHA-1', () => madeCertificate('sha1').raw, WHILE_VALID, 'CERTIFICATE_SIGNATURE'],
    ['SHA-1 by RSASSA-PSS', () => madeCertificate('pss-sha1').raw, WHILE_VALID, 'CERTIFICATE_SIGNATURE'],
    ['one that is over', () => certify(ORDER, good).certificate.raw, START + DAY + 1, 'CERTIFICATE_TIME'],
    ['one that is not valid yet', () => certify(ORDER, good).certificate.raw, START - 1, 'CERTIFICATE_TIME'],
    [
      "an authority's",
      () => certify({ ...ORDER, use: 'authority' }, good).certificate.raw,
      START,
      'CERTIFICATE_AUTHORITY',
    ],
    ['17 KB', () => Buffer.alloc(17 * 1024, 0x30), START, 'CERTIFICATE_TOO_LONG'],
    [
      'one with a second behind it',
      () => Buffer.concat([keyed('a').certificate.raw, keyed('b').certificate.raw]),
      START,
      'CERTIFICATE_MALFORMED',
    ],
  ] as const) {
    it(`is refused: ${what}`, async () => {
      expect(readPartnerCertificate(await make(), at)).to.equal(reason)
    })
  }

  it('with the same subject and another key is another certificate', async () => {
    const own = (await known('Fabrikam')).certificate
    const other = readPartnerCertificate(certify(ORDER, good).certificate.raw, START)
    if (typeof other === 'string') return expect.fail(other)
    expect(other.subject).to.equal(own.subject)
    return expect(other.fingerprint).to.not.equal(own.fingerprint256.replaceAll(':', '').toLowerCase())
  })
})

/** The same numbers in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function mutate(der: Buffer, roll: (below: number) => number): Buffer {
  const bytes = Buffer.from(der)
  for (let changes = 1 + roll(3); changes > 0; changes--) bytes[roll(bytes.length)] = roll(256)
  const at = roll(bytes.length)
  const how = roll(5)
  if (how === 0) return bytes.subarray(0, at)
  if (how === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(roll(bytes.length))])
  return how === 2 ? Buffer.concat([bytes, bytes.subarray(at)]) : bytes
}

/** What Node's own reader says of it, or that it says nothing. */
function isOneCertificate(der: Buffer): boolean {
  try {
    return new X509Certificate(der).raw.equals(der)
  } catch {
    return false
  }
}

describe('hostile DER and PEM (TH7)', () => {
  it('of 10,000 mutated certificates none ends the reader, and none is taken that is not one certificate', function () {
    this.timeout(120_000)
    const roll = seeded(20_261_126)
    const models = [keyed('Fabrikam').certificate.raw, madeCertificate('p256').raw, madeCertificate('pss-sha256').raw]
    let [taken, refused] = [0, 0]
    for (let n = 0; n < 10_000; n++) {
      const der = mutate(models[n % models.length] as Buffer, roll)
      const outcome = readPartnerCertificate(der, WHILE_VALID)
      if (typeof outcome === 'string') refused++
      else {
        taken++
        expect(isOneCertificate(der)).to.equal(true)
        expect(outcome.algorithms).to.not.be.empty
      }
    }
    // A changed byte of a name or a signature leaves a certificate, of another fingerprint.
    expect(taken).to.be.greaterThan(100)
    expect(refused).to.be.greaterThan(5_000)
  })

  for (const [what, bytes] of [
    ['nested 8,000 deep', Buffer.from('3080'.repeat(8_000), 'hex')],
    ['a length of 4 GB', Buffer.from('3084ffffffff', 'hex')],
    ['lengths within lengths', Buffer.from('30823fff'.repeat(4_000), 'hex')],
    ['an OID without an end', Buffer.concat([Buffer.from('30820100068200ff', 'hex'), Buffer.alloc(255, 0xff)])],
    ['a bit string of bit strings', Buffer.from('0382ffff00'.repeat(3_000), 'hex')],
    ['zeros', Buffer.alloc(16_000)],
  ] as const) {
    it(`is refused: ${what}`, () => {
      expect(readPartnerCertificate(bytes, START)).to.be.oneOf(['CERTIFICATE_MALFORMED', 'CERTIFICATE_TOO_LONG'])
      expect(openBundle({ bytes, passphrase: 'x' }).read).to.equal(false)
    })
  }

  itShared(
    'of words of PEM in any order none is a certificate',
    'attacks/fuzz-dictionaries/dictionaries/pem.dict',
    (path) => {
      const words = [...readFileSync(path, 'latin1').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) =>
        word.replaceAll('\\n', '\n'),
      )
      expect(words.length).to.be.greaterThan(5)
      const roll = seeded(7)
      for (let n = 0; n < 2_000; n++) {
        const text = Array.from({ length: 1 + roll(12) }, () => words[roll(words.length)]).join(
          roll(2) === 0 ? '\n' : '',
        )
        expect(openBundle({ bytes: Buffer.from(text, 'latin1'), passphrase: 'x' }).read).to.equal(false)
      }
    },
  )
})
