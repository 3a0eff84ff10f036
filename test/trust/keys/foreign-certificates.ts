import { sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import forge from 'node-forge'
import type { Organization } from '../../../trust/organization/organization.ts'

export interface ForeignKeys {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const OIDS: Readonly<Record<string, string>> = {
  rsa: '1.2.840.113549.1.1.11', // sha256WithRSAEncryption
  ec: '1.2.840.10045.4.3.2', // ecdsa-with-SHA256
  ed25519: '1.3.101.112',
}

/**
 * The certificate of `model` over another key, signed by it: certificates we never make ourselves (elliptic curves, weak
 * keys, version 1), as another program might.
 */
export function foreignCertificate(
  model: Organization,
  keys: ForeignKeys,
  change: 'none' | 'version-1' = 'none',
): Buffer {
  const certificate = forge.asn1.fromDer(model.certificate.raw.toString('latin1'))
  const [tbs] = certificate.value as forge.asn1.Asn1[]
  const fields = tbs?.value as forge.asn1.Asn1[]
  const algorithm = algorithmOf(keys.privateKey)
  fields[2] = algorithm
  fields[6] = forge.asn1.fromDer(keys.publicKey.export({ type: 'spki', format: 'der' }).toString('latin1'))
  if (change === 'version-1') fields.splice(0, fields.length, ...fields.slice(1, 7))
  const digest = keys.privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const signature = sign(digest, toBuffer(tbs as forge.asn1.Asn1), keys.privateKey)
  const { asn1 } = forge
  const bits = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.BITSTRING, false, `\0${signature.toString('latin1')}`)
  certificate.value = [tbs as forge.asn1.Asn1, algorithm, bits]
  return toBuffer(certificate)
}

function algorithmOf(key: KeyObject): forge.asn1.Asn1 {
  const { asn1 } = forge
  const { UNIVERSAL } = asn1.Class
  const oid = asn1.oidToDer(OIDS[key.asymmetricKeyType ?? ''] ?? '').getBytes()
  return asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, [asn1.create(UNIVERSAL, asn1.Type.OID, false, oid)])
}

function toBuffer(node: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1')
}
