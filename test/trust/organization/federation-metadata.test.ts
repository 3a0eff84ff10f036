import { expect } from 'chai'
import fc from 'fast-check'
import jwt from 'jsonwebtoken'
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { parseFingerprint } from '../../../trust/keys/fingerprint.ts'
import { readMetadata, signMetadata } from '../../../trust/organization/federation-metadata.ts'
import type { MetadataReading } from '../../../trust/organization/federation-metadata.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { foreignCertificate } from '../keys/foreign-certificates.ts'
import { madeCertificate } from '../keys/made-certificates.ts'
import { announcing, keyed, printOf } from '../keyed-certificates.ts'
import { known, orderOf, START, VirtualClock } from '../known-organizations.ts'

type Json = Record<string, unknown>

const clock = new VirtualClock()
let fabrikam: Organization
let document: string
let header: Json
let claims: Json

function reasonOf(reading: MetadataReading): string {
  return reading.accepted ? 'accepted' : reading.because
}

function decode(part: string | undefined): Json {
  return JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Json
}

/** Signs what it is given: header and claims as this test wants them, under the organization's true key. */
function signed(newHeader: Json, newClaims: unknown, key: KeyObject = fabrikam.certificateKey): string {
  const algorithm = (newHeader['alg'] ?? 'PS256') as jwt.Algorithm
  const text = Buffer.from(JSON.stringify(newClaims))
  return jwt.sign(text, key, { algorithm, header: newHeader as unknown as jwt.JwtHeader })
}

function withClaims(change: Json): string {
  return signed(header, { ...claims, ...change })
}

describe('federation metadata', () => {
  before(async () => {
    fabrikam = await known('Fabrikam')
    document = signMetadata(fabrikam, orderOf('fabrikam', clock, { sequence: 7, contact: 'it@fabrikam.example' }))
    const [first, second] = document.split('.')
    header = decode(first)
    claims = decode(second)
  })

  it('says who the organization is, and is read back as that', () => {
    const reading = readMetadata(document, { clock })
    if (!reading.accepted) return expect.fail(reading.because)
    const { metadata } = reading
    expect(metadata).to.include({ id: fabrikam.id, name: 'Fabrikam', contact: 'it@fabrikam.example', sequence: 7 })
    expect(metadata).to.include({ issuedAt: START, expiresAt: START + 7 * DAY, refreshAfter: 300_000 })
    expect(metadata.endpoints).to.deep.equal(orderOf('fabrikam', clock).endpoints)
    expect(metadata.certificate.fingerprint).to.equal(parseFingerprint(fabrikam.certificate.fingerprint256))
    const [key] = fabrikam.tokenKeys
    expect(metadata.tokenKeys[0]).to.include({
      kid: key?.kid,
      thumbprint: key?.kid,
      from: key?.from,
      until: key?.until,
    })
    return expect(metadata.tokenKeys[0]?.key.type).to.equal('public')
  })

  it('has the header and the claims of trust.md, and nothing private', () => {
    expect(Object.keys(header).sort()).to.deep.equal(['alg', 'typ', 'x5c', 'x5t#S256'])
    expect(header).to.include({ alg: 'PS256', typ: 'federation-metadata+jwt' })
    expect(claims).to.include({ iss: fabrikam.id, sub: fabrikam.id, sequence: 7, iat: START / 1000 })
    expect(claims['tokenKeys']).to.have.nested.property('[0].jwk').with.all.keys('kty', 'crv', 'x', 'y')
  })

  it('is accepted by jsonwebtoken under the certificate it carries, and under no other', async () => {
    const options = { algorithms: ['PS256'], issuer: fabrikam.id, clockTimestamp: START / 1000 } as const
    const read = jwt.verify(document, fabrikam.certificate.publicKey, { ...options, algorithms: ['PS256'] }) as Json
    expect(read['sequence']).to.equal(7)
    const other = await known('Adatum')
    expect(() => jwt.verify(document, other.certificate.publicKey, { ...options, algorithms: ['PS256'] })).to.throw()
  })

  it('is not accepted with any one bit flipped (TH2)', function () {
    this.timeout(120_000)
    const bytes = Buffer.from(document, 'latin1')
    const accepted: number[] = []
    // Every bit of the text; a signature is checked only where the rest still reads.
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const at = bit >> 3
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7))
      if (readMetadata(bytes.toString('latin1'), { clock }).accepted) accepted.push(bit)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7))
    }
    expect(accepted).to.deep.equal([])
    expect(readMetadata(bytes.toString('latin1'), { clock }).accepted).to.equal(true)
  })

  it('is refused under another certificate than the one pinned', async () => {
    const other = await known('Adatum')
    const pinned = parseFingerprint(other.certificate.fingerprint256)
    expect(reasonOf(readMetadata(document, { clock, pinned }))).to.equal('METADATA_PIN')
    const own = parseFingerprint(fabrikam.certificate.fingerprint256)
    expect(reasonOf(readMetadata(document, { clock, pinned: own }))).to.equal('accepted')
  })

  it('never goes back in sequence, in whatever order documents come (TH4)', () => {
    const documents = [1, 2, 3, 4, 5].map((sequence) => withClaims({ sequence }))
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (order) => {
        let seen = 0
        for (const at of order) {
          const reading = readMetadata(documents[at] ?? '', { clock, seen })
          expect(reasonOf(reading)).to.equal(at + 1 < seen ? 'METADATA_SEQUENCE' : 'accepted')
          if (reading.accepted) seen = reading.metadata.sequence
        }
        expect(seen).to.equal(5)
      }),
    )
  })

  for (const [milliseconds, outcome] of [
    [-60_001, 'METADATA_TIME'],
    [-60_000, 'accepted'],
    [7 * DAY + 59_999, 'accepted'],
    [7 * DAY + 60_000, 'METADATA_TIME'],
  ] as const) {
    it(`is ${outcome} ${milliseconds} ms after it was issued`, () => {
      // A day after the certificate began, so that only the document's own times decide.
      const issued = START + DAY
      const later = signMetadata(fabrikam, orderOf('fabrikam', { now: () => issued }))
      expect(reasonOf(readMetadata(later, { clock: { now: () => issued + milliseconds } }))).to.equal(outcome)
    })
  }

  it('lives at most seven days', () => {
    const iat = START / 1000
    expect(reasonOf(readMetadata(withClaims({ exp: iat + 604_800 }), { clock }))).to.equal('accepted')
    expect(reasonOf(readMetadata(withClaims({ exp: iat + 604_801 }), { clock }))).to.equal('METADATA_TIME')
    expect(reasonOf(readMetadata(withClaims({ exp: iat }), { clock }))).to.equal('METADATA_TIME')
  })

  it('is refused with a header name missing or too many, and with another type (TK4, TK5, TK12)', () => {
    for (const name of Object.keys(header).filter((present) => present !== 'alg')) {
      const rest = { ...header, [name]: undefined }
      expect(reasonOf(readMetadata(signed(rest, claims), { clock })), name).to.equal('METADATA_HEADER')
    }
    for (const extra of ['kid', 'jku', 'jwk', 'x5u', 'x5t', 'crit', 'b64', 'cty', '__proto__']) {
      const more = JSON.parse(JSON.stringify(header).replace('{', `{${JSON.stringify(extra)}:"x",`)) as Json
      const altered = resigned(more, claims)
      expect(reasonOf(readMetadata(altered, { clock })), extra).to.equal('METADATA_HEADER')
    }
    for (const typ of ['at+jwt', 'JWT', 'federation-offer+jwt', 'FEDERATION-METADATA+JWT', 'trust+jwt']) {
      expect(reasonOf(readMetadata(signed({ ...header, typ }, claims), { clock })), typ).to.equal('METADATA_TYPE')
    }
  })

  it('is refused under an algorithm that is not the certificate key’s', () => {
    expect(reasonOf(readMetadata(signed({ ...header, alg: 'RS256' }, claims), { clock }))).to.equal('accepted')
    for (const alg of ['RS384', 'RS512', 'PS384', 'PS512']) {
      expect(reasonOf(readMetadata(signed({ ...header, alg }, claims), { clock })), alg).to.equal('METADATA_ALG')
    }
    const [, payload = '', signature = ''] = document.split('.')
    for (const alg of ['none', 'None', 'HS256', 'ES256', 'EdDSA', '', 7, null]) {
      const forged = Buffer.from(JSON.stringify({ ...header, alg })).toString('base64url')
      expect(reasonOf(readMetadata(`${forged}.${payload}.${signature}`, { clock })), String(alg)).to.equal(
        'METADATA_ALG',
      )
      expect(reasonOf(readMetadata(`${forged}.${payload}.`, { clock })), String(alg)).to.equal('METADATA_ALG')
    }
  })

  it('is refused when another key signed it, whatever certificate it shows', async () => {
    const other = await known('Adatum')
    expect(reasonOf(readMetadata(signed(header, claims, other.certificateKey), { clock }))).to.equal('METADATA_SIG')
    const x5c = [other.certificate.raw.toString('base64')]
    const shown = { ...header, x5c, 'x5t#S256': createHash('sha256').update(other.certificate.raw).digest('base64url') }
    expect(reasonOf(readMetadata(signed(shown, claims), { clock }))).to.equal('METADATA_SIG')
    // Signed rightly by Adatum over Fabrikam's claims: the certificate listed inside is not the one that signs.
    expect(reasonOf(readMetadata(signed(shown, claims, other.certificateKey), { clock }))).to.equal('METADATA_CLAIMS')
  })

  it('is refused when its thumbprint is of another certificate, or its certificate is spelled loosely', () => {
    const [x5c] = header['x5c'] as string[]
    for (const [name, value] of [
      ['x5t#S256', createHash('sha256').update('other').digest('base64url')],
      ['x5c', [`${x5c}\n`]],
      ['x5c', [x5c?.replaceAll('+', '-').replaceAll('/', '_')]],
      ['x5c', []],
      ['x5c', [7]],
      ['x5c', x5c],
      ['x5c', [x5c, x5c, x5c, x5c, x5c]],
    ] as const) {
      expect(reasonOf(readMetadata(signed({ ...header, [name]: value }, claims), { clock }))).to.equal(
        'METADATA_HEADER',
      )
    }
  })

  for (const [what, curve, alg] of [
    ['P-256', 'P-256', 'ES256'],
    ['P-384', 'P-384', 'ES384'],
  ] as const) {
    it(`is read from a partner whose certificate is over ${what}, under ${alg} alone`, () => {
      const keys = generateKeyPairSync('ec', { namedCurve: curve })
      const der = foreignCertificate(fabrikam, keys)
      const x5c = [der.toString('base64')]
      const shown = { ...header, alg, x5c, 'x5t#S256': createHash('sha256').update(der).digest('base64url') }
      const certificates = [{ slot: 'current', x5c, notBefore: 0, notAfter: 0 }]
      const theirs = signed(shown, { ...claims, certificates }, keys.privateKey)
      expect(reasonOf(readMetadata(theirs, { clock }))).to.equal('accepted')
    })
  }

  for (const [why, change, reason] of [
    ['without a sequence', { sequence: undefined }, 'METADATA_CLAIMS'],
    ['with a sequence that is a fraction', { sequence: 1.5 }, 'METADATA_CLAIMS'],
    ['with a negative sequence', { sequence: -1 }, 'METADATA_CLAIMS'],
    ['without an end', { exp: undefined }, 'METADATA_CLAIMS'],
    ['with an end as text', { exp: '1900000000' }, 'METADATA_CLAIMS'],
    ['with an end beyond all time', { exp: 1e300 }, 'METADATA_CLAIMS'],
    ['with a name we do not know', { domains: ['contoso.example'] }, 'METADATA_CLAIMS'],
    ['about somebody else', { sub: 'urn:ledig:00000000-0000-4000-8000-000000000099' }, 'METADATA_CLAIMS'],
    ['of an organization without an id', { iss: 'Fabrikam', sub: 'Fabrikam' }, 'METADATA_CLAIMS'],
    ['with line breaks in its name', { name: 'Fabrikam\r\nX: y' }, 'METADATA_CLAIMS'],
    ['without token keys', { tokenKeys: [] }, 'METADATA_CLAIMS'],
    ['without certificates', { certificates: [] }, 'METADATA_CLAIMS'],
    ['for a later protocol', { protocol: { name: 'ledig-federation', version: 3, minimum: 2 } }, 'METADATA_VERSION'],
    ['for another protocol', { protocol: { name: 'other', version: 1, minimum: 1 } }, 'METADATA_CLAIMS'],
  ] as const) {
    it(`is refused ${why}`, () => {
      expect(reasonOf(readMetadata(withClaims(change), { clock }))).to.equal(reason)
    })
  }

  it('shows current, next and previous certificate, and vouches for the next alone', () => {
    const [next, previous] = [keyed('next of Fabrikam'), keyed('previous of Fabrikam')]
    const until = START + DAY
    const rolling = { ...announcing(fabrikam, next), previous: { certificate: previous.certificate, until } }
    const text = signMetadata(rolling, orderOf('fabrikam', clock))
    const shown = decode(text.split('.')[1])['certificates'] as { slot: string; x5c: string[]; notAfter: number }[]
    expect(shown.map(({ slot }) => slot)).to.deep.equal(['current', 'next', 'previous'])
    expect(shown.map(({ x5c }) => x5c[0])).to.deep.equal(
      [fabrikam, next, previous].map(({ certificate }) => certificate.raw.toString('base64')),
    )
    expect(shown[1]?.notAfter).to.equal(Date.parse(next.certificate.validTo) / 1000)
    const reading = readMetadata(text, { clock })
    if (!reading.accepted) return expect.fail(reading.because)
    return expect(reading.metadata.vouched).to.deep.equal([printOf(next)])
  })

  it('does not vouch for a next that could not be taken later, and is read all the same', () => {
    const authority = keyed('authority')
    const shown = (der: Buffer) => ({ slot: 'next', x5c: [der.toString('base64')], notBefore: 0, notAfter: 4e9 })
    const [current] = claims['certificates'] as [Json]
    for (const der of [
      madeCertificate('sha1').raw,
      Buffer.from('nothing'),
      foreignCertificate(fabrikam, generateKeyPairSync('rsa', { modulusLength: 1024 })),
      authority.certificate.raw.subarray(1),
    ]) {
      const reading = readMetadata(withClaims({ certificates: [current, shown(der)] }), { clock })
      if (!reading.accepted) return expect.fail(reading.because)
      expect(reading.metadata.vouched).to.deep.equal([])
    }
    return undefined
  })

  it('is signed with ES256 under a certificate of an elliptic key', () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const certificate = new X509Certificate(foreignCertificate(fabrikam, keys))
    const text = signMetadata({ ...fabrikam, certificate, certificateKey: keys.privateKey }, orderOf('f', clock))
    expect(decode(text.split('.')[0])['alg']).to.equal('ES256')
    expect(reasonOf(readMetadata(text, { clock }))).to.equal('accepted')
  })

  it('says what to upgrade, and where, when versions do not meet', () => {
    const protocol = { name: 'ledig-federation', version: 3, minimum: 2 }
    const later = readMetadata(withClaims({ protocol }), { clock })
    expect(later.accepted ? null : later.remedy).to.include('upgrade this gateway')
    const old = readMetadata(document, { clock, minimumSoftware: { ledig: '9.0' } })
    expect(reasonOf(old)).to.equal('METADATA_SOFTWARE')
    expect(old.accepted ? null : old.remedy).to.include('the partner has to upgrade')
    expect(reasonOf(readMetadata(document, { clock, minimumSoftware: { ledig: '0.1.0', other: '9' } }))).to.equal(
      'accepted',
    )
  })

  it('is read from a partner that is ahead of us but still speaks our version', () => {
    const protocol = { name: 'ledig-federation', version: 3, minimum: 1 }
    expect(reasonOf(readMetadata(withClaims({ protocol }), { clock }))).to.equal('accepted')
  })

  it('announces only public P-256 keys that are points of the curve, each once', () => {
    const [key] = claims['tokenKeys'] as [Json]
    const jwk = key['jwk'] as Json
    const offCurve = { ...jwk, y: jwk['x'] }
    const privateJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
    for (const [why, tokenKeys, reason] of [
      ['off the curve', [{ ...key, jwk: offCurve }], 'METADATA_KEY'],
      ['zero', [{ ...key, jwk: { ...jwk, x: 'A'.repeat(43), y: 'A'.repeat(43) } }], 'METADATA_KEY'],
      ['one id twice', [key, key], 'METADATA_KEY'],
      ['one key under two ids', [key, { ...key, kid: 'other' }], 'METADATA_KEY'],
      ['over before it begins', [{ ...key, from: 5, until: 5 }], 'METADATA_KEY'],
      ['private', [{ ...key, jwk: privateJwk }], 'METADATA_CLAIMS'],
      ['another curve', [{ ...key, jwk: { ...jwk, crv: 'P-384' } }], 'METADATA_CLAIMS'],
      ['symmetric', [{ ...key, jwk: { kty: 'oct', k: 'AA' } }], 'METADATA_CLAIMS'],
      ['for encryption', [{ ...key, use: 'enc' }], 'METADATA_CLAIMS'],
      ['with a use of its own', [{ ...key, jwk: { ...jwk, use: 'enc' } }], 'METADATA_CLAIMS'],
      ['with an address of a key', [{ ...key, jwk: { ...jwk, x5u: 'http://127.0.0.1:1/' } }], 'METADATA_CLAIMS'],
      ['with an id that is a path', [{ ...key, kid: '../../etc/passwd' }], 'METADATA_CLAIMS'],
      ['seventeen', Array.from({ length: 17 }, (_, at) => ({ ...key, kid: `k${at}` })), 'METADATA_CLAIMS'],
    ] as const) {
      expect(reasonOf(readMetadata(withClaims({ tokenKeys }), { clock })), why).to.equal(reason)
    }
  })

  for (const [url, outcome] of [
    ['https://gateway.fabrikam.example/EWS/Exchange.asmx', 'accepted'],
    ['http://127.0.0.1:8080/EWS/Exchange.asmx', 'accepted'],
    ['http://[::1]:8080/EWS/Exchange.asmx', 'accepted'],
    ['http://gateway.fabrikam.example/EWS/Exchange.asmx', 'METADATA_CLAIMS'],
    ['http://127.0.0.1.fabrikam.example/', 'METADATA_CLAIMS'],
    ['https://user:secret@gateway.fabrikam.example/', 'METADATA_CLAIMS'],
    ['https://gateway.fabrikam.example/#a', 'METADATA_CLAIMS'],
    ['https://GATEWAY.fabrikam.example/', 'METADATA_CLAIMS'],
    ['https://gateway.fabrikam.example/a\n', 'METADATA_CLAIMS'],
    ['file:///etc/passwd', 'METADATA_CLAIMS'],
    ['/EWS/Exchange.asmx', 'METADATA_CLAIMS'],
  ] as const) {
    it(`with the endpoint ${JSON.stringify(url)} is ${outcome}`, () => {
      const endpoints = { ews: url, trust: 'https://gateway.fabrikam.example/' }
      expect(reasonOf(readMetadata(withClaims({ endpoints }), { clock }))).to.equal(outcome)
    })
  }

  it('is refused with a name twice, in three ways of white space, and as nothing at all', () => {
    const [first = '', , third = ''] = document.split('.')
    const twice = Buffer.from(JSON.stringify(claims).replace('{', '{"sequence":9,')).toString('base64url')
    for (const text of [
      `${first}.${twice}.${third}`,
      `${document}\n`,
      ` ${document}`,
      `${document}=`,
      '',
      '.',
      '..',
      '...',
    ]) {
      expect(reasonOf(readMetadata(text, { clock }))).to.equal('METADATA_MALFORMED')
    }
    expect(reasonOf(readMetadata('a'.repeat(65_537), { clock }))).to.equal('METADATA_TOO_LONG')
  })

  it('has the same content under one sequence number, and another when keys or endpoints change', () => {
    const contentOf = (text: string): string => {
      const reading = readMetadata(text, { clock })
      return reading.accepted ? reading.metadata.content : reading.because
    }
    expect(contentOf(withClaims({ iat: START / 1000 + 5, name: 'Fabrikam AB' }))).to.equal(contentOf(document))
    const [key] = claims['tokenKeys'] as [Json]
    expect(contentOf(withClaims({ tokenKeys: [{ ...key, until: 4e9 }] }))).to.not.equal(contentOf(document))
    const endpoints = { ...(claims['endpoints'] as Json), ews: 'https://other.fabrikam.example/' }
    expect(contentOf(withClaims({ endpoints }))).to.not.equal(contentOf(document))
  })
})

/** As `signed`, for a header that jsonwebtoken would not write. */
function resigned(newHeader: Json, newClaims: Json): string {
  const text = [newHeader, newClaims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const probe = signed(header, claims)
  return `${text}.${probe.slice(probe.lastIndexOf('.') + 1)}`
}
