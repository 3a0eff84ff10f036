import { sign, verify } from 'node:crypto'
import forge from 'node-forge'
import { FederationError } from '../../protocols/federation-error.ts'
import { commonName, sealSigned, toBuffer } from './certificate.ts'
import type { KeyPair } from './certificate.ts'

/** In node-forge since 0.6, missing from its type declarations. */
const LAYOUT = forge.pki as unknown as {
  getCertificationRequestInfo(request: forge.pki.CertificateSigningRequest): forge.asn1.Asn1
}

/**
 * A request for a federation certificate (PKCS#10, RFC 2986), in PEM: what a certification authority is given. node-forge
 * lays it out, node:crypto signs it.
 *
 * @param pair RSA
 */
export function requestCertificate(name: string, { publicKey, privateKey }: KeyPair): string {
  const request = forge.pki.createCertificationRequest()
  request.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString())
  request.setSubject([commonName(name)])
  const extensions = [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', clientAuth: true },
  ]
  request.setAttributes([{ name: 'extensionRequest', extensions } as never])
  request.siginfo.algorithmOid = forge.pki.oids['sha256WithRSAEncryption'] as string
  const info = LAYOUT.getCertificationRequestInfo(request)
  const signature = sign('sha256', toBuffer(info), privateKey)
  if (!verify('sha256', toBuffer(info), publicKey, signature)) {
    throw new FederationError('ERR_INTERNAL', 'a new certificate request does not fit its key')
  }
  return pemOf('CERTIFICATE REQUEST', toBuffer(sealSigned(info, signature)))
}

/** RFC 7468: 64 characters a line. */
function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
