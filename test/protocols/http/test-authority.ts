import { generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'

export interface IssuedCertificate {
  readonly cert: string
  readonly key: string
}

let serial = 0

interface CertificateShape {
  readonly names?: readonly string[]
  readonly addresses?: readonly string[]
  readonly from?: Date
  readonly until?: Date
}

/** A certificate authority for one test run: keys from node:crypto, certificates put together by node-forge. */
export function testAuthority(): { readonly ca: string; issue(shape: CertificateShape): IssuedCertificate } {
  const [root, leaf] = [keyPair(), keyPair()]
  const subject = [{ name: 'commonName', value: 'Test authority' }]
  const rootCert = unsigned(root, subject, subject, {})
  rootCert.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'keyUsage', keyCertSign: true },
  ])
  rootCert.sign(root.forge.privateKey, forge.md.sha256.create())
  const issue = (shape: CertificateShape): IssuedCertificate => {
    const cert = unsigned(leaf, [{ name: 'commonName', value: 'server' }], subject, shape)
    const names = (shape.names ?? []).map((value) => ({ type: 2, value }))
    const addresses = (shape.addresses ?? []).map((ip) => ({ type: 7, ip }))
    cert.setExtensions([{ name: 'subjectAltName', altNames: [...names, ...addresses] }])
    cert.sign(root.forge.privateKey, forge.md.sha256.create())
    return { cert: forge.pki.certificateToPem(cert), key: leaf.pem }
  }
  return { ca: forge.pki.certificateToPem(rootCert), issue }
}

function keyPair() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const forgeKey = forge.pki.privateKeyFromPem(pem)
  return { pem, forge: { privateKey: forgeKey, publicKey: forge.pki.setRsaPublicKey(forgeKey.n, forgeKey.e) } }
}

function unsigned(
  keys: ReturnType<typeof keyPair>,
  subject: forge.pki.CertificateField[],
  issuer: forge.pki.CertificateField[],
  shape: CertificateShape,
): forge.pki.Certificate {
  const cert = forge.pki.createCertificate()
  cert.publicKey = keys.forge.publicKey
  cert.serialNumber = `01${(++serial).toString(16).padStart(8, '0')}`
  cert.validity.notBefore = shape.from ?? new Date(Date.now() - 3_600_000)
  cert.validity.notAfter = shape.until ?? new Date(Date.now() + 3_600_000)
  cert.setSubject(subject)
  cert.setIssuer(issuer)
  return cert
}
