import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { requestCertificate } from '../../../trust/keys/certificate-request.ts'
import { openssl } from '../../openssl.ts'
import { itOpenssl } from '../../shared-material.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })

describe('a certificate request of ours', () => {
  itOpenssl('is signed as OpenSSL verifies it, and asks for what a federation certificate is for', () => {
    const request = requestCertificate('Åkes Bröd AB', pair)
    const { code, text } = openssl(['req', '-verify', '-noout', '-text', '-nameopt', 'utf8'], request)
    expect(code, text).to.equal(0)
    expect(text).to.match(/verify OK/i)
    expect(text).to.include('CN=Åkes Bröd AB').and.include('sha256WithRSAEncryption')
    expect(text).to.include('CA:FALSE').and.include('Digital Signature').and.include('TLS Web Client Authentication')
    const shown = openssl(['req', '-noout', '-pubkey'], request).text
    expect(shown).to.equal(pair.publicKey.export({ type: 'spki', format: 'pem' }))
  })

  itOpenssl('is refused by OpenSSL with one byte changed', () => {
    const request = requestCertificate('Fabrikam', pair)
    const at = request.length - 80
    const wrong = `${request.slice(0, at)}${request[at] === 'A' ? 'B' : 'A'}${request.slice(at + 1)}`
    expect(openssl(['req', '-verify', '-noout'], wrong).text).to.not.match(/verify OK/i)
  })

  it('is text of PEM, with no private key in it', () => {
    const request = requestCertificate('Fabrikam', pair)
    expect(request).to.match(/^-----BEGIN CERTIFICATE REQUEST-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END /)
    const der = Buffer.from(request.replaceAll(/-----.*-----|\n/g, ''), 'base64')
    const { d = '', p = '', n = '' } = pair.privateKey.export({ format: 'jwk' })
    const shows = (part: string): boolean => der.includes(Buffer.from(part, 'base64url').subarray(0, 16))
    expect([d, p, n].map(shows)).to.deep.equal([false, false, true])
  })
})
