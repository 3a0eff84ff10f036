import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect } from 'chai'
import fc from 'fast-check'
import { OutgoingCredentials } from '../../../gateway/credentials/outgoing-credentials.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import { EXCHANGE_SERVICE } from '../../../protocols/ms-xoauth/principal.ts'
import { writeChallenge } from '../../../protocols/ms-xoauth/challenge.ts'
import { tokenSigner } from '../../../trust/organization/organization.ts'
import { activeTrust, idOf, known, START } from '../../trust/known-organizations.ts'

const US = idOf(900)
const clock = { now: () => START }
const BO = parseMailboxAddress('bo@contoso.example')

describe('what a partner is shown of who asks', () => {
  it('says nothing that stands in a request but its address and the digest of its body (TK16)', async () => {
    const [us, fabrikam] = [await known('Contoso'), await known('Fabrikam')]
    const http = outboundHttp({ allow: {} })
    const credentials = new OutgoingCredentials({
      identities: {
        signer: () => ({ ...tokenSigner(us, START), issuer: US }),
        current: () => ({ organization: us, sequence: 1 }),
      },
      ...{ http, clock, sealingKey: Buffer.alloc(32), newTokenId: () => 'a-token-id-of-tests' },
      realmOf: () => undefined,
    })
    const trust = activeTrust(US, fabrikam, ['fabrikam.example'], clock)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.webUrl(), async (body, url) => {
        const headers = await credentials.authorize({ trust, acting: US, person: BO }, { method: 'POST', url, body })
        expect(Object.keys(headers)).to.deep.equal(['authorization'])
        const part = headers['authorization']?.split('.')[1] ?? ''
        expect(JSON.parse(Buffer.from(part, 'base64url').toString())).to.deep.equal({
          ...{ iss: US, aud: fabrikam.id, sub: BO, action: 'MSExchange.SharingCalendarFreeBusy' },
          ...{ iat: START / 1000, nbf: START / 1000, exp: START / 1000 + 300, jti: 'a-token-id-of-tests' },
          ...{ htm: 'POST', htu: url, body: createHash('sha256').update(body).digest('base64url') },
        })
      }),
      { numRuns: 50 },
    )
    await http.close()
  })
})

describe('what a partner that knows names and passwords only is shown', () => {
  it('is no token of any kind, also before it has an account (TK15)', async () => {
    const [us, fabrikam] = [await known('Contoso'), await known('Fabrikam')]
    const http = outboundHttp({ allow: {} })
    const credentials = new OutgoingCredentials({
      identities: {
        signer: () => ({ ...tokenSigner(us, START), issuer: US }),
        current: () => ({ organization: us, sequence: 1 }),
      },
      ...{ http, clock, sealingKey: Buffer.alloc(32), newTokenId: () => 'a-token-id-of-tests' },
      realmOf: () => undefined,
    })
    const active = activeTrust(US, fabrikam, ['fabrikam.example'], clock)
    const trust = { ...active, metadata: { ...active.metadata, addressSpace: true } }
    const request = { method: 'POST', url: 'https://mail.fabrikam.example/', body: Buffer.alloc(0) } as const
    expect(() => credentials.authorize({ trust, acting: US, person: BO }, request)).to.throw('there is no account')
    await http.close()
  })
})

describe('what an Exchange server is shown', () => {
  let server: Server
  let url: string
  /** What it answers an empty Bearer. */
  let challenge: string | null
  /** The Authorization of each request it got. */
  let seen: (string | undefined)[]
  const http = outboundHttp({ allow: { loopback: true } })

  beforeEach(async () => {
    ;[challenge, seen] = [writeChallenge('fabrikam.example'), []]
    server = createServer((request, response) => {
      seen.push(request.headers.authorization)
      if (challenge === null) response.writeHead(200).end()
      else response.writeHead(401, { 'WWW-Authenticate': challenge }).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/EWS/Exchange.asmx`
  })
  afterEach(() => void server.close())
  after(() => http.close())

  async function exchangeOrder() {
    const [us, fabrikam] = [await known('Contoso'), await known('Fabrikam')]
    const trust = activeTrust(US, fabrikam, ['fabrikam.example'], clock)
    const credentials = new OutgoingCredentials({
      identities: {
        signer: () => ({ ...tokenSigner(us, START), issuer: US }),
        current: () => ({ organization: us, sequence: 1 }),
      },
      ...{ http, clock, sealingKey: Buffer.alloc(32), newTokenId: () => 'a-token-id-of-tests' },
      realmOf: () => 'contoso.example',
    })
    const exchange = { service: EXCHANGE_SERVICE, realm: 'document.example' }
    const account = parseMailboxAddress('role@fabrikam.example')
    const asked = {
      ...trust,
      metadata: { ...trust.metadata, exchange },
      credential: { kind: 'exchange', account } as const,
    }
    const order = { trust: asked, acting: US, person: BO }
    return { credentials, order, request: { method: 'POST', url, body: Buffer.from('<x/>') } as const }
  }

  const claim = (headers: Readonly<Record<string, string>> | null, name: string): unknown => {
    const outer = JSON.parse(Buffer.from(headers?.['authorization']?.split('.')[1] ?? '', 'base64url').toString())
    return outer[name]
  }

  it('is first nothing: an empty Bearer asks what to sign for, once for all that ask at the time', async () => {
    const { credentials, order, request } = await exchangeOrder()
    const shown = await Promise.all(Array.from({ length: 10 }, async () => credentials.authorize(order, request)))
    expect(seen).to.deep.equal(['Bearer'])
    const audience = `${EXCHANGE_SERVICE}/127.0.0.1@fabrikam.example`
    expect(shown.map((headers) => claim(headers, 'aud'))).to.deep.equal(Array(10).fill(audience))
    await credentials.authorize(order, request)
    expect(seen).to.have.length(1)
  })

  it('TK15: is told of for the record by what tells it from all others, not by its text', async () => {
    const { credentials, order, request } = await exchangeOrder()
    const told: { audience: string; tokenId: string }[] = []
    const shown = await credentials.authorize({ ...order, issued: (token) => void told.push(token) }, request)
    const token = shown['authorization']?.slice('Bearer '.length) ?? ''
    const digest = createHash('sha256').update(token).digest('base64url').slice(0, 22)
    expect(told).to.deep.equal([{ audience: order.trust.partner, tokenId: digest }])
  })

  it('is a token for the realm of its document where it asks for none', async () => {
    challenge = null
    const { credentials, order, request } = await exchangeOrder()
    const shown = await credentials.authorize(order, request)
    expect(claim(shown, 'aud')).to.equal(`${EXCHANGE_SERVICE}/127.0.0.1@document.example`)
    await credentials.authorize(order, request)
    expect(seen).to.deep.equal(['Bearer'])
  })

  it('is a token for another audience once it asks for another, and not twice for the same', async () => {
    const { credentials, order, request } = await exchangeOrder()
    await credentials.authorize(order, request)
    const other = '00000003-0000-0ff1-ce00-000000000000'
    for (const [asked, audience] of [
      [writeChallenge('moved.example'), `${EXCHANGE_SERVICE}/127.0.0.1@moved.example`],
      [`Bearer client_id="${other}", realm="moved.example"`, `${other}/127.0.0.1@moved.example`],
    ] as const) {
      const again = await credentials.again(order, request, asked)
      expect(claim(again, 'aud')).to.equal(audience)
      expect(await credentials.again(order, request, asked)).to.equal(null)
      // From then on at once.
      expect(claim(await credentials.authorize(order, request), 'aud')).to.equal(audience)
    }
    expect(await credentials.again(order, request, 'Negotiate')).to.equal(null)
  })

  it('is no token where nothing answers, and it is asked again the next time', async () => {
    const { credentials, order, request } = await exchangeOrder()
    // It hangs up: a port that was given back could be somebody else's by the next time.
    const hangUp = (socket: Socket): void => void socket.destroy()
    server.on('connection', hangUp)
    const lost = await Promise.resolve(credentials.authorize(order, request)).then(
      () => 'signed',
      (error: { code?: string }) => error.code,
    )
    expect(lost).to.equal('ERR_PARTNER_UNREACHABLE')
    server.off('connection', hangUp)
    await credentials.authorize(order, request)
    expect(seen).to.deep.equal(['Bearer'])
  })
})
