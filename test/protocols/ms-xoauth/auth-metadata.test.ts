import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { readAuthMetadata, writeAuthMetadata } from '../../../protocols/ms-xoauth/auth-metadata.ts'
import { itShared } from '../../shared-material.ts'

const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000'
const DER = Buffer.from('3003020100', 'hex')

function document(change: object = {}, key: object = {}): string {
  const own = writeAuthMetadata({
    ...{ realm: 'contoso.example', url: 'https://mail.contoso.example/autodiscover/metadata/json/1', id: 'a' },
    certificates: [{ der: DER, x5t: 'x' }],
  })
  const read = JSON.parse(own) as { keys: object[] }
  return JSON.stringify({ ...read, keys: [{ ...read.keys[0], ...key }], ...change })
}

describe('the metadata document of an Exchange organization', () => {
  it('tells its realm and its certificates', () => {
    expect(readAuthMetadata(document())).to.deep.equal({
      ...{ service: EXCHANGE, realm: 'contoso.example', certificates: [DER] },
    })
  })

  itShared('has the members that a real one has', 'samples/oauth/02-auth-metadata-document.json', (path) => {
    const real = JSON.parse(readFileSync(path, 'utf8')) as { keys: object[]; endpoints: object[] }
    const own = JSON.parse(document()) as { keys: object[]; endpoints: object[] }
    expect(Object.keys(own)).to.deep.equal(Object.keys(real))
    expect(Object.keys(own.endpoints[0] ?? {})).to.deep.equal(Object.keys(real.endpoints[0] ?? {}))
    expect(Object.keys(own.keys[0] ?? {})).to.deep.equal(Object.keys(real.keys[0] ?? {}))
    // Its certificate is cut short in the sample; all else is as it was.
    const keyvalue = { type: 'x509Certificate', value: DER.toString('base64') }
    const whole = JSON.stringify({ ...real, keys: [{ ...real.keys[0], keyvalue }] })
    expect(readAuthMetadata(whole)).to.deep.equal({ service: EXCHANGE, realm: null, certificates: [DER] })
    expect(readAuthMetadata(JSON.stringify(real))).to.equal(null)
  })

  it('is read with what other versions add', () => {
    expect(readAuthMetadata(document({ added: 1 }, { added: 2 }))).to.not.equal(null)
  })

  for (const [what, text] of [
    ['no JSON', '<html>'],
    ['a list', '[]'],
    ['nothing', ''],
    ['another version', document({ version: '2.0' })],
    ['no keys', document({ keys: [] })],
    ['too many keys', document({ keys: Array.from({ length: 9 }, () => ({})) })],
    ['no signing key', document({}, { usage: 'encryption' })],
    ['a key of another kind', document({}, { keyvalue: { type: 'rsa', value: 'AAAA' } })],
    ['a certificate in another spelling', document({}, { keyvalue: { type: 'x509Certificate', value: 'MAMC AQA=' } })],
    ['an issuer of another service', document({ issuer: '00000003-0000-0ff1-ce00-000000000000@contoso.example' })],
    ['an issuer without a realm', document({ issuer: EXCHANGE })],
    ['a service that is no GUID', document({ serviceName: 'x', issuer: 'x@contoso.example' })],
  ] as const) {
    it(`is none with ${what}`, () => expect(readAuthMetadata(text)).to.equal(null))
  }
})
