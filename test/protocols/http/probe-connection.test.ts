import { createServer } from 'node:https'
import type { Server } from 'node:https'
import { Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'
import type { OutboundHttp, OutboundOptions } from '../../../protocols/http/outbound-http.ts'
import type { ConnectionProbe } from '../../../protocols/http/probe-connection.ts'
import { httpAnswer, rawServer } from './raw-server.ts'
import { testAuthority } from './test-authority.ts'
import type { IssuedCertificate } from './test-authority.ts'

describe('a probe of a connection', () => {
  const authority = testAuthority()
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  function client(options: Partial<OutboundOptions> = {}): OutboundHttp {
    const made = outboundHttp({ allow: { loopback: true }, ca: authority.ca, ...options })
    closing.push(() => made.close())
    return made
  }

  async function secureServer({ cert, key }: IssuedCertificate): Promise<number> {
    const server: Server = createServer({ cert, key })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    closing.push(
      () =>
        new Promise((done) => {
          server.close(() => done())
          server.closeAllConnections()
        }),
    )
    return (server.address() as AddressInfo).port
  }

  function failed(probe: ConnectionProbe) {
    if (probe.connected) throw new Error('it connected')
    const { stage, reason, code } = probe
    return { stage, reason, code }
  }

  it('names the addresses and the one it connected to', async () => {
    const server = await rawServer((socket) => socket.write(httpAnswer('200 OK', '')))
    closing.push(() => server.close())
    const probe = await client({ resolve: () => Promise.resolve(['127.0.0.1']) }).probe(
      new URL(`http://gateway.fabrikam.example:${server.port}`),
    )
    expect(probe).to.deep.equal({
      ...{ connected: true, addresses: ['127.0.0.1'], address: '127.0.0.1', certificate: null },
    })
    expect(server.received()).to.equal('')
  })

  it('shows the certificate a server has', async () => {
    const until = new Date('2036-01-01T00:00:00Z')
    const port = await secureServer(authority.issue({ addresses: ['127.0.0.1'], until }))
    const probe = await client().probe(new URL(`https://127.0.0.1:${port}`))
    expect(probe.connected && probe.certificate).to.deep.equal({
      ...{ subject: 'server', issuer: 'Test authority', validTo: until.getTime() },
    })
  })

  it('ends at the name where it has no address', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' }))
    const probe = await client({ resolve }).probe(new URL('https://nowhere.example'))
    expect(failed(probe)).to.deep.equal({ stage: 'name', reason: 'REACH_DNS', code: 'ENOTFOUND' })
  })

  it('ends at the name where it leads to an address that must not be connected to, and shows that address', async () => {
    let dialled = 0
    const dial = (): Socket => {
      dialled++
      return new Socket()
    }
    const resolve = () => Promise.resolve(['10.0.0.7'])
    const probe = await client({ allow: {}, resolve, dial }).probe(new URL('https://inside.example'))
    expect(failed(probe)).to.deep.equal({ stage: 'name', reason: 'ROUTE_NONE', code: null })
    expect([probe.addresses, dialled]).to.deep.equal([['10.0.0.7'], 0])
  })

  it('is not tried where nothing may be asked', async () => {
    const probe = await client({ allow: {} }).probe(new URL('http://gateway.fabrikam.example'))
    expect(failed(probe)).to.deep.equal({ stage: 'name', reason: 'ROUTE_NONE', code: null })
  })

  it('ends at the connection where nobody listens', async () => {
    const server = await rawServer(() => {})
    await server.close()
    const probe = await client().probe(new URL(server.origin))
    expect(failed(probe)).to.deep.equal({ stage: 'connection', reason: 'REACH_TCP', code: 'ECONNREFUSED' })
  })

  const certificates: readonly (readonly [string, Parameters<typeof authority.issue>[0], string])[] = [
    ['is over', { addresses: ['127.0.0.1'], until: new Date('2020-01-01T00:00:00Z') }, 'CERT_HAS_EXPIRED'],
    ['is for another name', { names: ['other.example'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ]
  for (const [words, shape, code] of certificates) {
    it(`ends at TLS where the certificate ${words}`, async () => {
      const port = await secureServer(authority.issue({ from: new Date('2019-01-01T00:00:00Z'), ...shape }))
      const probe = await client().probe(new URL(`https://127.0.0.1:${port}`))
      expect(failed(probe)).to.deep.equal({ stage: 'tls', reason: 'TLS_REFUSED', code })
    })
  }

  it('ends at TLS where the authority is none we trust', async () => {
    const port = await secureServer(testAuthority().issue({ addresses: ['127.0.0.1'] }))
    const probe = await client().probe(new URL(`https://127.0.0.1:${port}`))
    expect(failed(probe)).to.deep.include({ stage: 'tls', reason: 'TLS_REFUSED' })
  })

  it('ends at TLS where the server speaks none', async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    closing.push(() => server.close())
    const probe = await client().probe(new URL(`https://127.0.0.1:${server.port}`))
    expect(failed(probe)).to.deep.include({ stage: 'tls', reason: 'TLS_REFUSED' })
  })
})
