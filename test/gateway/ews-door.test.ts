import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { simulateOrganization } from '../organizations/index.ts'
import type { SimulatedOrganization } from '../organizations/index.ts'

const USER = { 'vera@contoso.example': 'a password' }
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
const RIGHT = basic('vera@contoso.example:a password')

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const HEADER = part({ alg: 'ES256', typ: 'at+jwt', kid: 'a' })

describe('the EWS endpoint', () => {
  let contoso: SimulatedOrganization
  before(async () => {
    contoso = await simulateOrganization({
      domain: 'contoso.example',
      calendars: {},
      policy: { organization: { id: 'contoso', domains: ['contoso.example'], defaultPermission: 'AvailabilityOnly' } },
      users: USER,
    })
  })
  after(() => contoso.close())

  async function send(headers: Record<string, string>, body: string | Uint8Array = '<x/>', method = 'POST') {
    const init = method === 'GET' ? {} : { body }
    const response = await fetch(contoso.ewsUrl, {
      method,
      headers: { 'Content-Type': 'text/xml; charset=utf-8', ...headers },
      ...init,
    })
    return { status: response.status, headers: response.headers, body: await response.text() }
  }

  it('answers every refused credential alike, byte for byte', async () => {
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: contoso.party.id, aud: contoso.party.id, sub: 'a@b.example', iat: now, exp: now + 60 }
    const refusals = await Promise.all(
      [
        {},
        { Authorization: 'Basic' },
        { Authorization: basic('vera@contoso.example:wrong') },
        { Authorization: basic('nobody@contoso.example:a password') },
        { Authorization: 'Bearer' },
        { Authorization: 'Bearer x' },
        { Authorization: `Bearer ${HEADER}.${part(claims)}.${'A'.repeat(86)}` },
        { Authorization: `Bearer ${HEADER}.${part({ ...claims, aud: 'urn:x' })}.${'A'.repeat(86)}` },
        { Authorization: `Bearer ${'a'.repeat(10_000)}` },
        { Authorization: 'Negotiate abc' },
      ].map((headers) => send(headers as Record<string, string>)),
    )
    const shapes = refusals.map(({ status, headers, body }) => {
      const kept = [...headers].filter(([name]) => !['date', 'request-id', 'connection', 'keep-alive'].includes(name))
      return JSON.stringify([status, kept, body])
    })
    expect(new Set(shapes).size).to.equal(1)
    expect(refusals[0]?.status).to.equal(401)
    expect(refusals[0]?.headers.get('www-authenticate')).to.match(/Basic realm=.*Bearer realm=/)
  })

  it('gives each answer an id of its own', async () => {
    const ids = (await Promise.all([send({}), send({})])).map(({ headers }) => headers.get('request-id'))
    expect(new Set(ids).size).to.equal(2)
    expect(ids[0]).to.match(/^[0-9a-f-]{36}$/)
  })

  for (const [what, status, headers, body, method] of [
    ['another method', 405, {}, undefined, 'GET'],
    ['another type', 415, { 'Content-Type': 'application/json' }, '{}', 'POST'],
    ['another character set', 415, { 'Content-Type': 'text/xml; charset=utf-16' }, '<x/>', 'POST'],
    ['a compressed body', 415, { 'Content-Encoding': 'gzip' }, gzipSync('<x/>'), 'POST'],
    ['a body over the limit', 413, {}, 'x'.repeat(400_001), 'POST'],
  ] as const) {
    it(`refuses ${what} with ${status}, before it is SOAP`, async () => {
      const answer = await send({ Authorization: RIGHT, ...headers }, body, method)
      expect(answer.status).to.equal(status)
      expect(answer.body).to.not.include('Envelope')
    })
  }

  it('refuses a body over the limit that does not tell its length', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 50; i++) yield Promise.resolve(Buffer.alloc(10_000, 'x'))
    }
    const init = {
      method: 'POST',
      headers: { Authorization: RIGHT, 'Content-Type': 'text/xml' },
      body: endless(),
      duplex: 'half',
    }
    const outcome = await fetch(contoso.ewsUrl, init as unknown as RequestInit).then(
      (response) => response.status,
      () => 'cut off',
    )
    expect(outcome).to.be.oneOf([413, 'cut off'])
  })

  it('answers what is no SOAP with the fault of the protocol, and goes on serving', async () => {
    for (const body of ['', 'nonsense', '<x/>', '<!DOCTYPE x><x/>', '\0']) {
      const answer = await send({ Authorization: RIGHT }, body)
      expect(answer.status, JSON.stringify(body)).to.equal(500)
      expect(answer.body).to.include('ErrorSchemaValidation')
    }
  })
})
