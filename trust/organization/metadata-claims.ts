import { z } from 'zod'

export const PROTOCOL_NAME = 'ledig-federation'
/** The version of the protocol between organizations that this program speaks. */
export const PROTOCOL_VERSION = 1
/** The lowest version of it that this program still understands. */
export const PROTOCOL_MINIMUM = 1

const MAX_KEYS = 16

const SECONDS = z.int().min(0).max(253_402_300_799)
const TEXT = z.string().regex(/^[^\p{Cc}]{1,200}$/u)
const ENDPOINT = z.string().max(2048).refine(isEndpoint)
const COORDINATE = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** Public P-256 key and nothing else (RFC 7517, RFC 7518 6.2.1): `d`, `x5u` and the rest are unknown names. */
const JWK = z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: COORDINATE, y: COORDINATE })

const TOKEN_KEY = z.strictObject({
  kid: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  jwk: JWK,
  use: z.literal('sig'),
  from: SECONDS,
  until: SECONDS,
})

const CERTIFICATE = z.strictObject({
  slot: z.enum(['current', 'next', 'previous']),
  x5c: z.array(z.string().max(22_000)).min(1).max(4),
  notBefore: SECONDS,
  notAfter: SECONDS,
})

/** Claims of a metadata document (trust.md, "Federation metadata"). All times are NumericDate: whole seconds. */
export const METADATA_CLAIMS = z.strictObject({
  iss: z.string().max(255),
  sub: z.string().max(255),
  iat: SECONDS,
  exp: SECONDS,
  sequence: z.int().min(0),
  /** Readers fetch again at least this often, in seconds. */
  refresh: z.int().min(1).max(604_800),
  name: TEXT,
  contact: TEXT.optional(),
  certificates: z.array(CERTIFICATE).min(1).max(3),
  tokenKeys: z.array(TOKEN_KEY).min(1).max(MAX_KEYS),
  endpoints: z.strictObject({
    ews: ENDPOINT,
    trust: ENDPOINT,
    token: ENDPOINT.optional(),
    graph: ENDPOINT.optional(),
    offers: ENDPOINT.optional(),
  }),
  protocol: z.strictObject({
    name: z.literal(PROTOCOL_NAME),
    version: z.int().min(1).max(1000),
    minimum: z.int().min(1).max(1000),
  }),
  software: z.strictObject({ name: TEXT, version: TEXT }),
})

export type MetadataClaims = z.infer<typeof METADATA_CLAIMS>
export type TokenKeyClaim = MetadataClaims['tokenKeys'][number]

/** https everywhere, http on loopback only; what is announced is also what tokens name, so it must have one spelling. */
function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && loopback)
  return secure && url.username === '' && url.password === '' && !text.includes('#') && url.href === text
}
