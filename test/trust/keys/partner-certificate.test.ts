import { expect } from 'chai'
import { generateKeyPairSync } from 'node:crypto'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { makeCertificate } from '../../../trust/keys/certificate.ts'
import { readPartnerCertificate } from '../../../trust/keys/partner-certificate.ts'
import type { CertificateRefusal, PartnerCertificate } from '../../../trust/keys/partner-certificate.ts'
import { known, START } from '../known-organizations.ts'
import { foreignCertificate } from './foreign-certificates.ts'
import type { ForeignKeys } from './foreign-certificates.ts'

function accepted(outcome: PartnerCertificate | CertificateRefusal): PartnerCertificate {
  if (typeof outcome === 'string') throw new Error(outcome)
  return outcome
}

const rsa = (modulusLength: number, publicExponent = 65537): (() => ForeignKeys) => {
  return () => generateKeyPairSync('rsa', { modulusLength, publicExponent })
}
const ec = (namedCurve: string): (() => ForeignKeys) => {
  return () => generateKeyPairSync('ec', { namedCurve })
}

describe('a certificate from a partner', () => {
  it('is taken as another Ledig makes it', async () => {
    const { certificate } = await known('Fabrikam')
    const read = accepted(readPartnerCertificate(certificate.raw, START))
    expect(read.algorithms).to.deep.equal(['RS256', 'PS256'])
    expect(read.subject).to.equal('CN=Fabrikam')
    expect(read.key.equals(certificate.publicKey)).to.equal(true)
  })

  for (const [what, keys, algorithms] of [
    ['RSA 2048', rsa(2048), ['RS256', 'PS256']],
    ['P-256', ec('P-256'), ['ES256']],
    ['P-384', ec('P-384'), ['ES384']],
  ] as const) {
    it(`is taken over a key of ${what}`, async () => {
      const der = foreignCertificate(await known('Fabrikam'), keys())
      expect(accepted(readPartnerCertificate(der, START)).algorithms).to.deep.equal(algorithms)
    })
  }

  for (const [what, keys] of [
    ['RSA 1024', rsa(1024)],
    ['RSA 2047', rsa(2047)],
    ['RSA with exponent 3', rsa(2048, 3)],
    ['P-521', ec('P-521')],
    ['secp256k1', ec('secp256k1')],
    ['Ed25519', () => generateKeyPairSync('ed25519')],
  ] as const) {
    it(`is refused over a key of ${what}`, async () => {
      const der = foreignCertificate(await known('Fabrikam'), keys())
      expect(readPartnerCertificate(der, START)).to.equal('CERTIFICATE_KEY')
    })
  }

  it('is refused when it is an authority', async () => {
    const order = { commonName: 'Fabrikam', notBefore: START, days: 1, bits: 2048, use: 'authority' } as const
    const { certificate } = await makeCertificate(order)
    expect(readPartnerCertificate(certificate.raw, START)).to.equal('CERTIFICATE_AUTHORITY')
  })

  it('is refused in version 1, which cannot say that it is no authority', async () => {
    const der = foreignCertificate(await known('Fabrikam'), rsa(2048)(), 'version-1')
    expect(readPartnerCertificate(der, START)).to.equal('CERTIFICATE_MALFORMED')
  })

  it('is valid from its first second to its last', async () => {
    const order = { commonName: 'Fabrikam', notBefore: START, days: 1, bits: 2048, use: 'federation' } as const
    const { raw } = (await makeCertificate(order)).certificate
    expect(readPartnerCertificate(raw, START - 1)).to.equal('CERTIFICATE_TIME')
    expect(accepted(readPartnerCertificate(raw, START)).notBefore).to.equal(START)
    expect(accepted(readPartnerCertificate(raw, START + DAY)).notAfter).to.equal(START + DAY)
    expect(readPartnerCertificate(raw, START + DAY + 1)).to.equal('CERTIFICATE_TIME')
  })

  it('is refused as text, with something after it, cut off, and empty', async () => {
    const { certificate } = await known('Fabrikam')
    const { raw } = certificate
    for (const bytes of [
      Buffer.from(certificate.toString()),
      Buffer.concat([raw, Buffer.of(0)]),
      raw.subarray(0, -1),
      Buffer.alloc(0),
    ]) {
      expect(readPartnerCertificate(bytes, START)).to.equal('CERTIFICATE_MALFORMED')
    }
  })

  it('is refused over 16 KB before anything looks inside', () => {
    expect(readPartnerCertificate(Buffer.alloc(16 * 1024 + 1, 0x30), START)).to.equal('CERTIFICATE_TOO_LONG')
  })

  it('never brings the reader down, whatever byte is changed', async () => {
    const { raw } = (await known('Fabrikam')).certificate
    let refused = 0
    for (let at = 0; at < raw.length; at++) {
      for (const change of [0x01, 0x80, 0xff]) {
        const mutant = Buffer.from(raw)
        mutant[at] = (mutant[at] ?? 0) ^ change
        const outcome = readPartnerCertificate(mutant, START)
        if (typeof outcome === 'string') refused++
        else expect(outcome.fingerprint).to.not.equal(accepted(readPartnerCertificate(raw, START)).fingerprint)
      }
    }
    expect(refused).to.be.greaterThan(100)
  })
})
