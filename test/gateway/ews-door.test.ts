import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { ewsDoor } from '../../gateway/ews-door.ts'
import type { EwsDoor } from '../../gateway/ews-door.ts'
import { openLog } from '../../gateway/log.ts'
import { EWS_LIMITS } from '../../protocols/ews/ews-limits.ts'
import { writeAvailabilityQuestion } from '../../protocols/ews/write-availability-question.ts'
import { simulateOrganization } from '../organizations/index.ts'
import type { SimulatedOrganization } from '../organizations/index.ts'
import { address, asking, busy, clock, smallWorld } from './broker/small-world.ts'
import type { SmallWorld } from './broker/small-world.ts'

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
    expect((await fetch(contoso.ewsUrl, init as unknown as RequestInit)).status).to.equal(413)
  })

  for (const [how, length] of [
    ['told', 'Content-Length: 4000000'],
    ['not told', 'Transfer-Encoding: chunked'],
  ] as const) {
    it(`reads on after it refused a body whose length was ${how}, so that the answer arrives`, async () => {
      const door = {
        limits: { requestBytes: 400_000, inFlight: 1 },
        newRequestId: () => 'r',
        refused: () => undefined,
        log: openLog('silent'),
      }
      const server = createServer(ewsDoor(door as unknown as EwsDoor)).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
      const outcome = new Promise<string>((resolve) => {
        socket.on('error', (error) => resolve(error.message))
        socket.on('end', () => resolve('ended'))
      })
      try {
        socket.write(`POST / HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nContent-Type: text/xml\r\n${length}\r\n\r\n`)
        const piece = 'x'.repeat(500_000)
        const chunk = length.startsWith('T') ? `7a120\r\n${piece}\r\n` : piece
        socket.write(chunk)
        const [answer] = (await once(socket, 'data')) as [Buffer]
        expect(String(answer)).to.match(/^HTTP\/1\.1 413 /)
        // Answered, and still sending: each piece goes out on its own, so that a closed connection would show.
        for (let sent = 1; sent < 8; sent++) await new Promise((resolve) => socket.write(chunk, resolve))
        if (length.startsWith('T')) socket.write('0\r\n\r\n')
        expect(await outcome).to.equal('ended')
      } finally {
        socket.destroy()
        server.close()
      }
    })
  }

  it('answers what is no SOAP with the fault of the protocol, and goes on serving', async () => {
    for (const body of ['', 'nonsense', '<x/>', '<!DOCTYPE x><x/>', '\0']) {
      const answer = await send({ Authorization: RIGHT }, body)
      expect(answer.status, JSON.stringify(body)).to.equal(500)
      expect(answer.body).to.include('ErrorSchemaValidation')
    }
  })
})

describe('the EWS endpoint of a gateway that may have missed a revocation', () => {
  let world: SmallWorld
  let fresh: boolean
  let server: Server
  let refused: Parameters<EwsDoor['refused']>[0][]

  beforeEach(async () => {
    world = await smallWorld()
    fresh = true
    refused = []
    const vera = address('vera@contoso.example')
    world.sources.contoso.times.set(vera, [busy(1, 2)])
    const door: EwsDoor = {
      broker: world.broker,
      authenticator: {
        basic: { signIn: () => Promise.resolve({ signedIn: true, person: vera }) },
        organizationOf: () => world.hosted,
        verify: () => ({ verified: false, because: 'TRUST_SIG' }),
        roleAccountOf: () => undefined,
        clock,
        refreshIssuer: () => Promise.resolve(false),
      },
      limits: { ...EWS_LIMITS, requestBytes: 400_000, inFlight: 1 },
      ...{ challenge: 'Bearer', publicUrl: 'http://127.0.0.1/EWS/Exchange.asmx', newRequestId: () => 'r' },
      fresh: () => fresh,
      refused: (one) => void refused.push(one),
      log: openLog('silent'),
    }
    server = createServer(ewsDoor(door)).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(() => server.close())

  async function ask(): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml', Authorization: RIGHT },
      body: new Uint8Array(writeAvailabilityQuestion({ ...asking(['vera@contoso.example']), categories: false })),
    })
    return response.text()
  }

  it('asks for no calendar, and says by the protocol when to come back', async () => {
    expect(await ask())
      .to.include('NoError')
      .and.to.include('about vera')
    fresh = false
    const answer = await ask()
    expect(answer).to.include('ErrorServerBusy').and.to.include('BackOffMilliseconds').and.not.to.include('about vera')
    expect(world.sources.contoso.asked).to.have.lengthOf(1)
    expect(refused.map(({ found }) => found?.says)).to.deep.equal(['noNews'])
  })

  it('sends no answer that was decided on while it was sure, and took longer than it was', async () => {
    world.sources.contoso.meanwhile = () => void (fresh = false)
    const answer = await ask()
    expect(world.sources.contoso.asked).to.have.lengthOf(1)
    expect(answer).to.include('ErrorServerBusy').and.not.to.include('about vera')
  })
})
