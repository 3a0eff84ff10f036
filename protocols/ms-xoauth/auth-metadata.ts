import { z } from 'zod'
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

// Names not known here are left alone: the document is another vendor's, and grows.
const DOCUMENT = z.object({
  version: z.literal('1.0'),
  name: z.string().max(200).optional(),
  realm: z.string().max(253).optional(),
  serviceName: z.string().max(64),
  issuer: z.string().max(320),
  keys: z
    .array(
      z.object({
        usage: z.string().max(64),
        keyinfo: z.object({ x5t: z.string().max(64) }),
        keyvalue: z.object({ type: z.string().max(64), value: z.string().max(22_000) }),
      }),
    )
    .min(1)
    .max(MAX_KEYS),
})

function derOf(text: string): Buffer | null {
  const der = Buffer.from(text, 'base64')
  return der.toString('base64') === text ? der : null
}

/** Reads the document at `/autodiscover/metadata/json/1`; null where it is none. Nothing of it is proved by itself. */
export function readAuthMetadata(text: string): AuthMetadata | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const reading = DOCUMENT.safeParse(json)
  if (!reading.success) return null
  const { serviceName, issuer, keys } = reading.data
  const signing = keys.filter(({ usage, keyvalue }) => usage === 'signing' && keyvalue.type === 'x509Certificate')
  const certificates = signing.map(({ keyvalue }) => derOf(keyvalue.value)).filter((der) => der !== null)
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
