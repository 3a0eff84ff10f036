import { expect } from 'chai'
import { isSignedSafely } from '../../../trust/keys/certificate-signature.ts'
import { readComingCertificate, readPartnerCertificate } from '../../../trust/keys/partner-certificate.ts'
import { known } from '../known-organizations.ts'
import { madeCertificate, WHILE_VALID } from './made-certificates.ts'

describe('the signature of a certificate', () => {
  for (const [name, safe] of [
    ['rsa', true],
    ['p256', true],
    ['pss-sha256', true],
    ['sha1', false],
    ['pss-sha1', false],
  ] as const) {
    it(`of OpenSSL with ${name} is ${safe ? 'taken' : 'refused (TH6)'}`, () => {
      const { raw } = madeCertificate(name)
      expect(isSignedSafely(raw)).to.equal(safe)
      const outcome = readPartnerCertificate(raw, WHILE_VALID)
      expect(typeof outcome === 'string' ? outcome : 'taken').to.equal(safe ? 'taken' : 'CERTIFICATE_SIGNATURE')
      expect(typeof readComingCertificate(raw) === 'string').to.equal(!safe)
    })
  }

  it('of our own is taken', async () => {
    expect(isSignedSafely((await known('Fabrikam')).certificate.raw)).to.equal(true)
  })

  it('is never taken for safe because bytes are missing', async () => {
    const { raw } = (await known('Fabrikam')).certificate
    // Without the last byte of the algorithm's OID, or anything before it, there is nothing to know it by.
    const end = raw.indexOf(Buffer.from('06092a864886f70d01010b0500', 'hex'), 200)
    for (let length = 0; length < end + 11; length++) expect(isSignedSafely(raw.subarray(0, length))).to.equal(false)
  })
})
