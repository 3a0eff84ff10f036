import { expect } from 'chai'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { makeTlsAuthority } from '../../../trust/keys/tls-authority.ts'

const clock = { now: () => Date.now() }

/** Status of one GET over TLS; the error's code where the peer is not believed. */
async function ask(host: string, port: number, ca: string): Promise<number | string> {
  return new Promise((resolve) => {
    const request = get({ host, port, ca, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
}

describe('a demo authority', () => {
  it('is an authority, and its server certificates are none', async () => {
    const authority = await makeTlsAuthority('Ledig demo authority', clock)
    const ca = new X509Certificate(authority.ca)
    const server = new X509Certificate((await authority.issue('gateway')).cert)
    expect(ca.ca).to.equal(true)
    expect(server.ca).to.equal(false)
    expect(server.checkIssued(ca)).to.equal(true)
    expect(server.verify(ca.publicKey)).to.equal(true)
    expect(server.checkIP('127.0.0.1')).to.equal('127.0.0.1')
    expect(server.checkIP('::1')).to.equal('::1')
    expect(server.checkHost('localhost')).to.equal('localhost')
    expect(server.checkHost('contoso.example')).to.equal(undefined)
  })

  it('vouches for a server to a client that was given its certificate, and to no other', async () => {
    const authority = await makeTlsAuthority('Ledig demo authority', clock)
    const other = await makeTlsAuthority('Ledig demo authority', clock)
    const server = createServer(await authority.issue('gateway'), (_request, response) => response.end('hello'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    try {
      expect(await ask('127.0.0.1', port, authority.ca)).to.equal(200)
      expect(await ask('127.0.0.1', port, other.ca)).to.be.a('string')
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('issues for the hosts it is told', async () => {
    const authority = await makeTlsAuthority('Ledig demo authority', clock)
    const { cert } = await authority.issue('gateway', ['gateway.contoso.example'])
    expect(new X509Certificate(cert).subjectAltName).to.equal('DNS:gateway.contoso.example')
  })
})
