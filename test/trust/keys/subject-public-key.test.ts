import { X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import { expect } from 'chai'
import { subjectPublicKeyOf } from '../../../trust/keys/subject-public-key.ts'
import { known } from '../known-organizations.ts'

describe('the public key of a certificate', () => {
  it('is cut out of it as OpenSSL writes it', async () => {
    const { certificate } = await known('Fabrikam')
    const expected = certificate.publicKey.export({ type: 'spki', format: 'der' })
    expect(subjectPublicKeyOf(certificate.raw)).to.deep.equal(expected)
  })

  for (const kind of ['rsa', 'ec'] as const) {
    it(`is cut out of a certificate of another make (${kind})`, () => {
      const pem = tls.rootCertificates.find((root) => new X509Certificate(root).publicKey.asymmetricKeyType === kind)
      const certificate = new X509Certificate(pem ?? '')
      const expected = certificate.publicKey.export({ type: 'spki', format: 'der' })
      expect(subjectPublicKeyOf(certificate.raw)).to.deep.equal(expected)
    })
  }
})
