import { expect } from 'chai'
import { createPublicKey } from 'node:crypto'
import type { JsonWebKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type jwt from 'jsonwebtoken'
import { isSignedDocument, isSignedEs256, readCompactJws } from '../../../trust/tokens/compact-jws.ts'
import { itShared } from '../../shared-material.ts'

interface JwsVector {
  readonly tcId: number
  readonly comment: string
  readonly jws: string | object
  readonly result: 'valid' | 'invalid'
}

interface JwsGroup {
  readonly comment: string
  readonly public?: JsonWebKey
  readonly tests: readonly JwsVector[]
}

interface EcdsaVector {
  readonly tcId: number
  readonly msg: string
  readonly sig: string
  readonly result: 'valid' | 'invalid'
}

interface EcdsaGroup {
  readonly publicKey: { readonly uncompressed: string }
  readonly tests: readonly EcdsaVector[]
}

/** The key's one algorithm, as our readers fix it; null for keys a partner cannot announce (symmetric, encryption, other curves). */
function algorithmOf(key: JsonWebKey | undefined): 'ES256' | 'RS256' | 'PS256' | null {
  if (!key || key['use'] === 'enc' || (key['key_ops'] as unknown[] | undefined)?.includes('encrypt')) return null
  return (['ES256', 'RS256', 'PS256'] as const).find((known) => known === key['alg']) ?? null
}

function accepts(group: JwsGroup, { jws }: JwsVector): boolean {
  const algorithm = algorithmOf(group.public)
  if (!algorithm || !group.public || typeof jws !== 'string') return false
  const parts = readCompactJws(jws)
  if (!parts || parts.header['alg'] !== algorithm) return false
  const key = createPublicKey({ key: group.public, format: 'jwk' })
  return algorithm === 'ES256'
    ? isSignedEs256(parts, key)
    : isSignedDocument(jws, key, algorithm satisfies jwt.Algorithm)
}

// The key of RFC 7515 A.3.1 and the token of A.3.
const RFC_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
}
const RFC_TOKEN =
  'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ' +
  '.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q'

describe('a compact JWS', () => {
  it('is read and verified as RFC 7515 A.3 has it', () => {
    const key = createPublicKey({ key: RFC_KEY, format: 'jwk' })
    const parts = readCompactJws(RFC_TOKEN)
    if (!parts) return expect.fail('it was not read')
    expect(parts.header).to.deep.equal({ alg: 'ES256' })
    expect(isSignedEs256(parts, key)).to.equal(true)
    expect(isSignedEs256({ ...parts, signed: `${parts.signed}A` }, key)).to.equal(false)
    expect(isSignedDocument(RFC_TOKEN, key, 'ES256')).to.equal(true)
    return expect(isSignedDocument(RFC_TOKEN, key, 'ES384')).to.equal(false)
  })

  itShared(
    'is accepted where Wycheproof calls it valid and refused where not',
    'attacks/wycheproof/json_web_signature_test.json',
    (path) => {
      const { testGroups } = JSON.parse(readFileSync(path, 'utf8')) as { readonly testGroups: readonly JwsGroup[] }
      let valid = 0
      let invalid = 0
      const deliberately: string[] = []
      for (const group of testGroups) {
        for (const vector of group.tests) {
          const outcome = accepts(group, vector)
          const name = `${group.comment} ${vector.tcId} ${vector.comment}`
          if (vector.result === 'invalid') expect(outcome, name).to.equal(false)
          if (vector.result === 'invalid') invalid++
          else if (outcome) valid++
          else deliberately.push(algorithmOf(group.public) === null ? 'no key of ours' : String(vector.tcId))
        }
      }
      expect(invalid).to.equal(355)
      // Valid there and refused here on purpose, beside keys no partner can announce: an empty payload is no document
      // (259, 272), and a header may not name PS384 where the key says PS256 (346, 350).
      expect(deliberately.filter((name) => name !== 'no key of ours')).to.deep.equal(['259', '272', '346', '350'])
      expect(valid + deliberately.length).to.equal(46)
      expect(valid).to.be.at.least(10)
    },
  )

  itShared(
    'has a signature that Wycheproof calls valid, of 64 bytes',
    'attacks/wycheproof/ecdsa_secp256r1_sha256_p1363_test.json',
    (path) => {
      const { testGroups } = JSON.parse(readFileSync(path, 'utf8')) as { readonly testGroups: readonly EcdsaGroup[] }
      const counts = { valid: 0, invalid: 0 }
      for (const group of testGroups) {
        const point = Buffer.from(group.publicKey.uncompressed, 'hex')
        const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
        const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' })
        for (const { tcId, msg, sig, result } of group.tests) {
          const signed = Buffer.from(msg, 'hex').toString('latin1')
          const outcome = isSignedEs256({ signed, signature: Buffer.from(sig, 'hex') }, key)
          expect(outcome, String(tcId)).to.equal(result === 'valid')
          counts[result]++
        }
      }
      expect(counts.valid).to.be.greaterThan(100)
      expect(counts.invalid).to.be.greaterThan(50)
    },
  )
})
