import { expect } from 'chai'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { certify, makeFederationCertificate } from '../../../trust/keys/certificate.ts'
import { START } from '../known-organizations.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ORDER = { commonName: 'Fabrikam', notBefore: START, days: 30, use: 'federation' } as const

describe('a federation certificate of ours', () => {
  it('has an RSA key of 3072 bits and signs itself', async () => {
    const { certificate, key } = await makeFederationCertificate('Fabrikam', START, 825)
    expect(certificate.publicKey.asymmetricKeyDetails).to.deep.equal({ modulusLength: 3072, publicExponent: 65537n })
    expect(certificate.verify(certificate.publicKey)).to.equal(true)
    expect(certificate.issuer).to.equal(certificate.subject)
    expect(certificate.checkPrivateKey(key)).to.equal(true)
  })

  it('is for client authentication and no authority', () => {
    const { certificate } = certify(ORDER, pair)
    expect(certificate.ca).to.equal(false)
    expect(certificate.keyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.2'])
  })

  it('names its key (2.5.29.14), as Exchange wants it', () => {
    const { raw } = certify(ORDER, pair).certificate
    expect(raw.includes(Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x0e]))).to.equal(true)
  })

  it('is valid for the days that were asked for', () => {
    const { certificate } = certify(ORDER, pair)
    expect(Date.parse(certificate.validFrom)).to.equal(START)
    expect(Date.parse(certificate.validTo)).to.equal(START + 30 * DAY)
  })

  it('keeps letters outside ASCII, and names short enough for the standard', () => {
    const { certificate } = certify({ ...ORDER, commonName: 'Åäö Ω 公司' }, pair)
    expect(certificate.subject).to.equal('CN=Åäö Ω 公司')
    const long = certify({ ...ORDER, commonName: 'ö'.repeat(100) }, pair)
    expect(long.certificate.subject).to.equal(`CN=${'ö'.repeat(64)}`)
  })

  it('has a positive serial number of its own', () => {
    const one = certify(ORDER, pair).certificate
    const later = certify({ ...ORDER, notBefore: START + DAY }, pair).certificate
    expect(one.serialNumber).to.match(/^[4-7][0-9A-F]{31}$/)
    expect(later.serialNumber).to.not.equal(one.serialNumber)
  })

  it('survives being read as text', () => {
    const { certificate } = certify(ORDER, pair)
    expect(new X509Certificate(certificate.toString()).raw.equals(certificate.raw)).to.equal(true)
  })
})
