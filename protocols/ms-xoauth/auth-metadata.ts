import { EXCHANGE_SERVICE, readPrincipal, writePrincipal } from './principal.ts'

/** Where an Exchange server shows its signing certificates to others. */
export const AUTH_METADATA_PATH = '/autodiscover/metadata/json/1'

/** An Exchange organization as its metadata document tells it. */
export interface AuthMetadata {
  readonly service: string
  /** Null for `*`: tokens of such an organization cannot be told from another's. */
  readonly realm: string | null
  /** DER of the signing certificates, in the order of the document; at least one. */
  readonly certificates: readonly Buffer[]
}

const MAX_KEYS = 8
const LONGEST_VALUE = 22_000

type Members = Readonly<Record<string, unknown>>

function membersOf(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null
}

function readDocument(text: string): Members | null {
  try {
    return membersOf(JSON.parse(text))
  } catch {
    return null
  }
}

/** The certificate of one signing key; undefined for a key of another use, null where it is spelled wrong. */
function readCertificate(key: unknown): Buffer | null | undefined {
  const members = membersOf(key)
  const value = membersOf(members?.['keyvalue'])
  if (members === null || value === null) return null
  if (members['usage'] !== 'signing' || value['type'] !== 'x509Certificate') return undefined
  const base64 = value['value']
  if (typeof base64 !== 'string' || base64.length > LONGEST_VALUE) return null
  const der = Buffer.from(base64, 'base64')
  return der.toString('base64') === base64 ? der : null
}

/**
 * Reads the document at `/autodiscover/metadata/json/1`; null where it is none. Nothing of it is proved by itself. Members
 * not known here are left alone: the document is another vendor's, and grows.
 */
export function readAuthMetadata(text: string): AuthMetadata | null {
  const document = readDocument(text)
  if (document?.['version'] !== '1.0') return null
  const { keys, serviceName, issuer } = document
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) return null
  if (typeof serviceName !== 'string' || typeof issuer !== 'string') return null
  const signing = keys.map(readCertificate).filter((der) => der !== undefined)
  const certificates = signing.filter((der) => der !== null)
  if (certificates.length === 0 || certificates.length < signing.length) return null
  const wildcard = issuer.toLowerCase() === `${serviceName.toLowerCase()}@*`
  const principal = readPrincipal(wildcard ? `${serviceName}@wildcard` : issuer)
  if (principal === null || principal.service !== serviceName.toLowerCase()) return null
  return { service: principal.service, realm: wildcard ? null : principal.realm, certificates }
}

export interface OwnAuthMetadata {
  readonly realm: string
  readonly url: string
  /** The current certificate first. */
  readonly certificates: readonly { readonly der: Buffer; readonly x5t: string }[]
  /** Stays the same while the certificates do. */
  readonly id: string
}

/** Our own document, for `New-PartnerApplication -AuthMetadataUrl`. */
export function writeAuthMetadata({ realm, url, certificates, id }: OwnAuthMetadata): string {
  const issuer = writePrincipal({ service: EXCHANGE_SERVICE, realm })
  return JSON.stringify({
    id,
    version: '1.0',
    name: 'Exchange',
    realm,
    serviceName: EXCHANGE_SERVICE,
    issuer,
    allowedAudiences: [issuer],
    keys: certificates.map(({ der, x5t }) => ({
      usage: 'signing',
      keyinfo: { x5t },
      keyvalue: { type: 'x509Certificate', value: der.toString('base64') },
    })),
    endpoints: [{ location: url, protocol: 'OAuth2', usage: 'metadata' }],
  })
}
