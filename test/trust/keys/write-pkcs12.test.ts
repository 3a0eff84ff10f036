import { generateKeyPairSync, randomBytes, randomUUID, X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { openBundle } from '../../../trust/keys/key-bundle.ts'
import { writePkcs12 } from '../../../trust/keys/write-pkcs12.ts'
import { openssl } from '../../openssl.ts'
import { itOpenssl } from '../../shared-material.ts'
import { keyed } from '../keyed-certificates.ts'
import { known } from '../known-organizations.ts'
import { foreignCertificate } from './foreign-certificates.ts'

const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0 }
const PASSPHRASE = 'correct horse battery'

describe('a certificate and its key as PKCS#12', () => {
  itOpenssl('is opened by OpenSSL with the passphrase, key and certificate as they were', () => {
    const { certificate, key } = keyed('Fabrikam')
    const file = writePkcs12({ certificate, key }, PASSPHRASE, random)
    const opened = openssl(['pkcs12', '-nodes', '-info', '-passin', `pass:${PASSPHRASE}`], file)
    expect(opened.code, opened.text).to.equal(0)
    expect(opened.text).to.include('MAC: sha256').and.include('PBES2, PBKDF2, AES-256-CBC')
    expect(opened.text).to.include(certificate.toString().trim())
    expect(opened.text).to.include(key.export({ type: 'pkcs8', format: 'pem' }).toString().trim())
    expect(openssl(['pkcs12', '-nodes', '-passin', 'pass:wrong'], file).code).to.not.equal(0)
  })

  it('is opened by our own reader, also with an elliptic key', async () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const certificate = new X509Certificate(foreignCertificate(await known('Fabrikam'), keys))
    const file = writePkcs12({ certificate, key: keys.privateKey }, PASSPHRASE, random)
    const outcome = openBundle({ bytes: file, passphrase: PASSPHRASE })
    if (!outcome.read) return expect.fail(outcome.because)
    expect(Buffer.from(outcome.certificates[0] as Uint8Array).equals(certificate.raw)).to.equal(true)
    const secret = keys.privateKey.export({ type: 'pkcs8', format: 'der' })
    return expect(Buffer.from(outcome.key as Uint8Array).equals(secret)).to.equal(true)
  })

  it('shows nothing of the key without the passphrase, and is another file each time', () => {
    const { certificate, key } = keyed('Fabrikam')
    const one = writePkcs12({ certificate, key }, PASSPHRASE, random)
    const other = writePkcs12({ certificate, key }, PASSPHRASE, random)
    expect(one.equals(other)).to.equal(false)
    const { d = '', p = '', q = '', n = '' } = key.export({ format: 'jwk' })
    const shows = (part: string): boolean => one.includes(Buffer.from(part, 'base64url').subarray(0, 16))
    expect([d, p, q, n].map(shows)).to.deep.equal([false, false, false, true])
  })
})
