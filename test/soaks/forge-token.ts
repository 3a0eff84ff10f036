import { createHmac, createPublicKey, sign } from 'node:crypto'
import type { Dice } from './dice.ts'
import { compact, domainOfPartner, signerOf } from './signed-token.ts'
import type { Names, SignedToken } from './signed-token.ts'

/** A bad token made from a good one. */
export interface Forgery {
  /** The way it was made, for the report. */
  readonly way: string
  readonly text: string
  /** Bad only once the good one was spent: it says the same in another spelling, or in the same. */
  readonly afterwards: boolean
}

/** What else a forger has seen: one more token of the same partner, and one of another. */
export interface Others {
  readonly sibling: SignedToken
  readonly stranger: SignedToken
}

type Way = (good: SignedToken, others: Others, dice: Dice) => string

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

const partsOf = ({ text }: SignedToken): [string, string, string] => text.split('.') as [string, string, string]
const bytesOf = (part: string): Buffer => Buffer.from(part, 'base64url')

function withPart(token: SignedToken, at: number, part: string): string {
  return partsOf(token)
    .map((old, i) => (i === at ? part : old))
    .join('.')
}

/** Signed anew by the partner itself, so that nothing but what was changed can be the reason to refuse it. */
const signedAnew = ({ partner }: SignedToken, header: Names, claims: Names): string =>
  compact(JSON.stringify(header), JSON.stringify(claims), signerOf(partner).key)

function flipBit(token: SignedToken, at: number, dice: Dice): string {
  const bytes = bytesOf(partsOf(token)[at] ?? '')
  const bit = dice.throw(bytes.length * 8)
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return withPart(token, at, bytes.toString('base64url'))
}

function changeLetter({ text }: SignedToken, dice: Dice): string {
  const at = dice.throw(text.length)
  return `${text.slice(0, at)}${dice.pick([...LETTERS, '.', '=', '+', ' '])}${text.slice(at + 1)}`
}

/** The last letter of 64 bytes holds two bits nobody reads: a second spelling of the same signature. */
function respellSignature({ text }: SignedToken, dice: Dice): string {
  return text.slice(0, -1) + LETTERS.charAt(LETTERS.indexOf(text.slice(-1)) ^ (1 + dice.throw(15)))
}

/** (r, n - s) is as valid a signature as (r, s). */
function otherHalf(token: SignedToken): string {
  const bytes = bytesOf(partsOf(token)[2])
  const s = P256_ORDER - BigInt(`0x${bytes.subarray(32).toString('hex')}`)
  const other = Buffer.from(s.toString(16).padStart(64, '0'), 'hex')
  return withPart(token, 2, Buffer.concat([bytes.subarray(0, 32), other]).toString('base64url'))
}

function oddSignature(token: SignedToken, dice: Dice): string {
  const [header, payload, signature] = partsOf(token)
  const bytes = bytesOf(signature)
  const order = Buffer.from(P256_ORDER.toString(16), 'hex')
  const odd = dice.pick([
    () => Buffer.alloc(0),
    () => Buffer.alloc(64),
    () => Buffer.alloc(64, 0xff),
    () => bytes.subarray(1),
    () => Buffer.concat([bytes, Buffer.of(0)]),
    () => Buffer.concat([order, order]),
    () => Buffer.concat([bytes.subarray(0, 32), order]),
    () => Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]),
    () => sign('sha256', Buffer.from(`${header}.${payload}`), signerOf(token.partner).key), // DER
    () => sign('sha384', Buffer.from(`${header}.${payload}`), ieee(token)),
    () => sign('sha256', Buffer.from(payload), ieee(token)),
  ])
  return withPart(token, 2, odd().toString('base64url'))
}

const ieee = ({ partner }: SignedToken) => ({ key: signerOf(partner).key, dsaEncoding: 'ieee-p1363' as const })

/** HMAC with something everybody knows as its key, where a reader asks the header how to verify. */
function keyedHash(token: SignedToken, dice: Dice): string {
  const { organization } = token.partner
  const publicKey = createPublicKey(signerOf(token.partner).key)
  const secret = dice.pick<string | Buffer>([
    publicKey.export({ type: 'spki', format: 'pem' }),
    publicKey.export({ type: 'spki', format: 'der' }),
    JSON.stringify(publicKey.export({ format: 'jwk' })),
    organization.certificate.toString(),
    organization.id,
    '',
  ])
  const alg = dice.pick(['HS256', 'hs256', 'ES256', 'none'])
  const signed = `${encoded({ ...token.header, alg })}.${partsOf(token)[1]}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

const encoded = (names: Names): string => Buffer.from(JSON.stringify(names)).toString('base64url')

const HEADERS: readonly Names[] = [
  ...['none', 'None', 'NONE', 'nOnE', '', 'es256', 'ES384', 'ES512', 'RS256', 'PS256', 'HS256', 'EdDSA', 'ES256K'].map(
    (alg) => ({ alg }),
  ),
  ...['JWT', 'at+JWT', 'application/at+jwt', 'federation-metadata+jwt', 'federation-offer+jwt', ''].map((typ) => ({
    typ,
  })),
  ...[
    '../../dev/null',
    '/etc/passwd',
    "' OR 1=1 --",
    '__proto__',
    'constructor',
    'http://127.0.0.1:1/k',
    '',
    '\u0000',
  ].map((kid) => ({ kid })),
  { alg: null },
  { alg: ['ES256'] },
  { kid: null },
  { kid: 0 },
  { typ: undefined },
  { kid: undefined },
  { jku: 'http://127.0.0.1:1/jwks' },
  { x5u: 'http://127.0.0.1:1/x' },
  { jwk: {} },
  { x5c: [] },
  { x5t: 'AA' },
  { crit: ['exp'] },
  { b64: true, crit: ['b64'] },
  { cty: 'JWT' },
  { zip: 'DEF' },
]

/** Each is wrong by itself. Times are offsets from `iat`, in seconds. */
const CLAIMS: readonly (readonly [name: string, value: unknown])[] = [
  ['aud', 'urn:ledig:00000000-0000-4000-8000-000000000009'],
  ['aud', []],
  ['aud', ''],
  ['iss', 'urn:ledig:00000000-0000-4000-8000-000000000009'],
  ['iss', ''],
  ['iss', null],
  ['sub', 'anna@stranger.example'],
  ['sub', 'anna'],
  ['sub', ''],
  ['sub', 'a@b@c.example'],
  ['sub', ['x']],
  ['action', 'MSExchange.SharingRead'],
  ['action', ''],
  ['jti', 'short'],
  ['jti', 'x'.repeat(65)],
  ['jti', 7],
  ['htm', 'GET'],
  ['htm', 'post'],
  ['htu', 'https://elsewhere.example/EWS/Exchange.asmx'],
  ['htu', ''],
  ['body', ''],
  ['body', 'A'.repeat(43)],
  ['admin', true],
  ['scope', 'admin'],
  ['__proto__', { sub: 'x' }],
  ['hop', 1],
  ['act', { sub: 'urn:ledig:00000000-0000-4000-8000-000000000009' }],
  ['cnf', {}],
]
const TIMES: readonly (readonly [name: string, offset: number])[] = [
  ['exp', 301],
  ['exp', 0],
  ['exp', -1],
  ['exp', 86_400],
  ['exp', 1e300],
  ['exp', 0.5],
  ['iat', -3_600],
  ['iat', 3_600],
  ['iat', 0.5],
  ['nbf', 3_600],
  ['nbf', -1e12],
]

function wrongClaim(token: SignedToken, dice: Dice): string {
  const [name, value] = dice.pick(CLAIMS)
  return signedAnew(token, token.header, { ...token.claims, [name]: value })
}

function wrongTime(token: SignedToken, dice: Dice): string {
  const [name, offset] = dice.pick(TIMES)
  return signedAnew(token, token.header, { ...token.claims, [name]: (token.claims['iat'] as number) + offset })
}

function claimGone(token: SignedToken, dice: Dice): string {
  const gone = dice.pick(Object.keys(token.claims))
  const rest = Object.entries(token.claims).filter(([name]) => name !== gone)
  return signedAnew(token, token.header, Object.fromEntries(rest))
}

function oddJson(token: SignedToken, dice: Dice): string {
  const good = JSON.stringify(token.claims)
  const odd = dice.pick<() => string | Buffer>([
    () => `{"iss":"urn:ledig:x",${good.slice(1)}`,
    () => `${good.slice(0, -1)},"aud":${JSON.stringify(token.claims['aud'])}}`,
    () => `\ufeff${good}`,
    () => `${good}{}`,
    () => `[${good}]`,
    () => JSON.stringify(good),
    () => good.replace(/"exp":(\d+)/, '"exp":"$1"'),
    () => good.replace(/"exp":(\d+)/, '"exp":$1e300'),
    () => good.replace('"jti"', '"j\\u0074i":"other-token-id-01","jti"'),
    () => Buffer.concat([Buffer.from(good.slice(0, -2)), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    () => '['.repeat(2_000) + ']'.repeat(2_000),
    () => '',
  ])
  return compact(JSON.stringify(token.header), odd(), signerOf(token.partner).key)
}

/** Another partner signs: under its own key id, under this one's, and in its own name for this one's person. */
function strangersKey(token: SignedToken, { stranger: other }: Others, dice: Dice): string {
  const { key } = signerOf(other.partner)
  const headers = [token.header, other.header]
  const claims = dice.pick<Names>([
    token.claims,
    { ...token.claims, exp: (token.claims['exp'] as number) - 1 },
    { ...token.claims, sub: `eve@${domainOfPartner(token.partner)}` },
  ])
  const inOwnName = { ...claims, iss: other.claims['iss'], sub: `eve@${domainOfPartner(token.partner)}` }
  const [header, said] = dice.pick([
    [dice.pick(headers), claims],
    [other.header, inOwnName],
  ] as const)
  return compact(JSON.stringify(header), JSON.stringify(said), key)
}

function splice(token: SignedToken, { sibling, stranger }: Others, dice: Dice): string {
  const [one, two] = [partsOf(token), partsOf(dice.pick([sibling, stranger]))]
  // Never all three of one: one to six as bits says whose each part is.
  const mask = 1 + dice.throw(6)
  return one.map((part, i) => ((mask >> i) & 1 ? two[i] : part)).join('.')
}

function cut({ text }: SignedToken, dice: Dice): string {
  const from = dice.throw(text.length)
  return dice.pick([text.slice(0, from), text.slice(from), text.slice(0, from) + text.slice(from + 1 + dice.throw(90))])
}

function reshape(token: SignedToken, dice: Dice): string {
  const [header, payload, signature] = partsOf(token)
  return dice.pick([
    () => `${token.text}.`,
    () => `${token.text}=`,
    () => `${header}.${payload}`,
    () => `${header}.${payload}.`,
    () => `.${payload}.${signature}`,
    () => `${payload}.${header}.${signature}`,
    () => `${token.text}.${signature}`,
    () => `${header}.${payload}.${payload}.${payload}.${signature}`,
    () => `${token.text}${'A'.repeat(9_000)}`,
    () => `${token.text},${token.text}`,
    () => token.text.replaceAll('.', '..'),
  ])()
}

const WAYS: readonly (readonly [way: string, make: Way])[] = [
  ['bit of the header', (good, _, dice) => flipBit(good, 0, dice)],
  ['bit of the claims', (good, _, dice) => flipBit(good, 1, dice)],
  ['bit of the signature', (good, _, dice) => flipBit(good, 2, dice)],
  ['letter', (good, _, dice) => changeLetter(good, dice)],
  ['cut', (good, _, dice) => cut(good, dice)],
  ['shape', (good, _, dice) => reshape(good, dice)],
  ['splice', splice],
  ['header', (good, _, dice) => signedAnew(good, { ...good.header, ...dice.pick(HEADERS) }, good.claims)],
  ['header unsigned', (good, _, dice) => withPart(good, 0, encoded({ ...good.header, ...dice.pick(HEADERS) }))],
  ['keyed hash', (good, _, dice) => keyedHash(good, dice)],
  ['claim', (good, _, dice) => wrongClaim(good, dice)],
  ['time', (good, _, dice) => wrongTime(good, dice)],
  ['claim gone', (good, _, dice) => claimGone(good, dice)],
  ['JSON', (good, _, dice) => oddJson(good, dice)],
  ["stranger's key", strangersKey],
  ['signature', (good, _, dice) => oddSignature(good, dice)],
]

const AFTERWARDS: readonly (readonly [way: string, make: Way])[] = [
  ['again', (good) => good.text],
  ['other half', otherHalf],
  ['other spelling', (good, _, dice) => respellSignature(good, dice)],
]

/**
 * So many bad tokens from one that is good. What comes out as one of those it was made from is made anew: a splice may be
 * no change at all, nor a letter that was there before.
 */
export function forgeTokens(good: SignedToken, others: Others, count: number, dice: Dice): readonly Forgery[] {
  const seen = new Set([good.text, others.sibling.text, others.stranger.text])
  const forgeries: Forgery[] = []
  while (forgeries.length < count) {
    const afterwards = dice.throw(12) === 0
    const [way, make] = dice.pick(afterwards ? AFTERWARDS : WAYS)
    const text = make(good, others, dice)
    if (afterwards || !seen.has(text)) forgeries.push({ way, text, afterwards })
  }
  return forgeries
}
