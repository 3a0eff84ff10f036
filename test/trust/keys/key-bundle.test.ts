import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { LARGEST_BUNDLE, openBundle } from '../../../trust/keys/key-bundle.ts'
import type { BundleOutcome } from '../../../trust/keys/key-bundle.ts'
import { madeCertificate, madeFile, PASSPHRASE } from './made-certificates.ts'

const open = (bytes: Uint8Array, passphrase: string | null = PASSPHRASE): BundleOutcome =>
  openBundle({ bytes, passphrase })
const reasonOf = (outcome: BundleOutcome): string => (outcome.read ? 'read' : outcome.because)

describe('a file of certificates and keys', () => {
  for (const [file, what, certificate] of [
    ['plain.txt', 'PEM as OpenSSL writes it', 'rsa'],
    ['encrypted.txt', 'PEM with an encrypted key (PKCS#8, PBES2)', 'rsa'],
    ['traditional.txt', "PEM with a key in OpenSSL's old encryption", 'rsa'],
    ['aes256.pfx', 'PKCS#12 as Windows exports it now (AES-256, SHA-256)', 'rsa'],
    ['3des.pfx', 'PKCS#12 as Exchange 2013 exported it (3DES, SHA-1)', 'rsa'],
    ['3des-rc2.pfx', 'PKCS#12 with the certificate under RC2-40', 'rsa'],
    ['p256.pfx', 'PKCS#12 with an elliptic key', 'p256'],
  ] as const) {
    it(`is read as ${what}, to the last byte of the certificate`, () => {
      const outcome = open(madeFile(file))
      if (!outcome.read) return expect.fail(outcome.because)
      expect(outcome.certificates).to.have.length(1)
      const [der] = outcome.certificates
      expect(Buffer.from(der as Uint8Array).equals(madeCertificate(certificate).raw)).to.equal(true)
      const key = createPrivateKey({ key: Buffer.from(outcome.key as Uint8Array), format: 'der', type: 'pkcs8' })
      return expect(new X509Certificate(der as Uint8Array).checkPrivateKey(key)).to.equal(true)
    })
  }

  it('is read without a key where it is the answer to a request', () => {
    const outcome = open(madeFile('rsa.crt'), null)
    expect(outcome).to.deep.include({ read: true, key: null })
  })

  for (const [file, passphrase, reason] of [
    ['encrypted.txt', null, 'passphrase missing'],
    ['encrypted.txt', 'battery staple', 'passphrase wrong'],
    ['traditional.txt', 'battery staple', 'passphrase wrong'],
    ['traditional.txt', null, 'passphrase missing'],
    ['aes256.pfx', null, 'passphrase missing'],
    ['aes256.pfx', 'battery staple', 'passphrase wrong'],
    ['3des.pfx', 'Correct horse', 'passphrase wrong'],
    ['3des-rc2.pfx', '', 'passphrase wrong'],
    ['endless.pfx', PASSPHRASE, 'too many iterations'],
    ['endless.txt', PASSPHRASE, 'too many iterations'],
  ] as const) {
    it(`of ${file} with ${passphrase === null ? 'no passphrase' : `the passphrase “${passphrase}”`}: ${reason}`, () => {
      expect(reasonOf(open(madeFile(file), passphrase))).to.equal(reason)
    })
  }

  it('is refused by its size before anything looks inside (TH7)', () => {
    expect(reasonOf(open(Buffer.alloc(LARGEST_BUNDLE + 1, '-----BEGIN ')))).to.equal('too big')
  })

  it('gives a reason for whatever else it is, and never throws (TH7)', () => {
    const begin = '-----BEGIN CERTIFICATE-----\n'
    for (const text of [
      '',
      'hello',
      begin,
      begin.repeat(2_000),
      `${begin}AAAA\n-----END CERTIFICATE-----\n`,
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
      `-----BEGIN ${'A'.repeat(50_000)}`,
      '\x30'.repeat(60_000),
      '\x30\x80'.repeat(30_000),
      '\x30\x84\xff\xff\xff\xff',
      '\x24\x80'.repeat(20_000),
      '\x03\x82\xff\xff'.repeat(10_000),
    ]) {
      expect(reasonOf(open(Buffer.from(text, 'latin1'))))
        .to.be.a('string')
        .that.is.not.equal('read')
    }
  })

  it('gives a certificate that is there, or a reason, whichever byte of it is wrong (TH7)', function () {
    this.timeout(120_000)
    const reasons = new Set<string>()
    for (const file of ['aes256.pfx', '3des-rc2.pfx', 'plain.txt', 'encrypted.txt']) {
      const bytes = madeFile(file)
      for (let at = 0; at < bytes.length; at += 23) {
        const wrong = Buffer.from(bytes)
        wrong[at] = (wrong[at] ?? 0) ^ (1 << (at & 7))
        const outcome = open(wrong)
        reasons.add(reasonOf(outcome))
        if (outcome.read) for (const der of outcome.certificates) new X509Certificate(der)
      }
    }
    expect([...reasons]).to.include.members(['passphrase wrong', 'no certificate file'])
  })
})
