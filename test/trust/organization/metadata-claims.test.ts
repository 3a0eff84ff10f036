import { expect } from 'chai'
import { METADATA_CLAIMS } from '../../../trust/organization/metadata-claims.ts'

// Written by hand from trust.md, "Federation metadata"; the key is that of RFC 7515 A.3.
const CLAIMS = {
  iss: 'urn:ledig:6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  sub: 'urn:ledig:6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  iat: 1_795_424_400,
  exp: 1_796_029_200,
  sequence: 3,
  refresh: 300,
  name: 'Fabrikam',
  contact: 'it@fabrikam.example',
  certificates: [{ slot: 'current', x5c: ['MIIB'], notBefore: 1_795_424_400, notAfter: 1_866_704_400 }],
  tokenKeys: [
    {
      kid: 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
      jwk: {
        kty: 'EC',
        crv: 'P-256',
        x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
        y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      },
      use: 'sig',
      from: 1_795_424_400,
      until: 1_798_016_400,
    },
  ],
  endpoints: {
    ews: 'https://gateway.fabrikam.example/EWS/Exchange.asmx',
    trust: 'https://gateway.fabrikam.example/.well-known/federation-metadata',
  },
  protocol: { name: 'ledig-federation', version: 1, minimum: 1 },
  software: { name: 'ledig', version: '0.1.0' },
}

function accepts(change: object): boolean {
  return METADATA_CLAIMS.safeParse({ ...CLAIMS, ...change }).success
}

describe('the claims of federation metadata', () => {
  it('are those of trust.md', () => {
    expect(accepts({})).to.equal(true)
    const endpoints = { ...CLAIMS.endpoints, token: 'https://a.example/token', graph: 'https://a.example/v1.0' }
    expect(accepts({ endpoints, contact: undefined })).to.equal(true)
  })

  it('are all needed, but the contact', () => {
    const needed = Object.keys(CLAIMS).filter((name) => !accepts({ [name]: undefined }))
    expect(needed).to.deep.equal(Object.keys(CLAIMS).filter((name) => name !== 'contact'))
  })

  it('have no unknown name, at any depth', () => {
    const [key] = CLAIMS.tokenKeys
    const [certificate] = CLAIMS.certificates
    for (const change of [
      { extra: 1 },
      { endpoints: { ...CLAIMS.endpoints, soap: 'https://a.example/' } },
      { protocol: { ...CLAIMS.protocol, extra: 1 } },
      { software: { ...CLAIMS.software, extra: 1 } },
      { tokenKeys: [{ ...key, alg: 'ES256' }] },
      { tokenKeys: [{ ...key, jwk: { ...key?.jwk, d: 'AA' } }] },
      { certificates: [{ ...certificate, x5u: 'https://a.example/' }] },
    ]) {
      expect(accepts(change), JSON.stringify(change).slice(0, 60)).to.equal(false)
    }
  })

  it('are bounded', () => {
    const [key] = CLAIMS.tokenKeys
    expect(accepts({ refresh: 604_800 })).to.equal(true)
    expect(accepts({ refresh: 604_801 })).to.equal(false)
    expect(accepts({ refresh: 0 })).to.equal(false)
    expect(accepts({ name: 'x'.repeat(200) })).to.equal(true)
    expect(accepts({ name: 'x'.repeat(201) })).to.equal(false)
    expect(accepts({ tokenKeys: Array.from({ length: 16 }, () => key) })).to.equal(true)
    expect(accepts({ tokenKeys: Array.from({ length: 17 }, () => key) })).to.equal(false)
    expect(accepts({ sequence: Number.MAX_SAFE_INTEGER })).to.equal(true)
    expect(accepts({ sequence: 2 ** 53 })).to.equal(false)
  })
})
