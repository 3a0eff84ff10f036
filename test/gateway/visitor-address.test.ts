import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { consoleApplication } from '../../gateway/staff/console-router.ts'
import { addressOf, withVisitors } from '../../gateway/visitor-address.ts'
import type { TrustedProxies } from '../../protocols/http/forwarded-for.ts'
import { consoleWorld } from './staff/console-world.ts'

const LOOPBACK = { networks: ['127.0.0.1/32'], header: 'x-forwarded-for' } as const

describe('The address of a visitor', () => {
  let server: Server
  afterEach(() => server.close())

  async function told(proxies: TrustedProxies | null, header: string): Promise<string> {
    server = createServer(withVisitors((request, response) => response.end(addressOf(request)), proxies))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return (await fetch(url, { headers: { 'x-forwarded-for': header } })).text()
  }

  it('is that of the connection where no proxy is trusted, whatever a header says', async () => {
    expect(await told(null, '198.51.100.1')).to.equal('127.0.0.1')
    expect(await told({ ...LOOPBACK, networks: ['10.0.0.0/8'] }, '198.51.100.1')).to.equal('127.0.0.1')
  })

  it('is what a trusted proxy added last', async () => {
    expect(await told(LOOPBACK, '203.0.113.7, 198.51.100.1')).to.equal('198.51.100.1')
  })

  it('has limits of its own in the console, and leaves others behind the same proxy theirs', async function () {
    this.timeout(60_000)
    const world = await consoleWorld()
    server = createServer(withVisitors(consoleApplication(world.door), LOOPBACK))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/console/sign-in/openid`
    const ask = async (header: string): Promise<number> =>
      (await fetch(url, { headers: { 'x-forwarded-for': header } })).status
    try {
      // Each claims to be somebody else: what the proxy added is what counts.
      for (let miss = 0; miss < 20; miss++) expect(await ask(`203.0.113.${miss}, 198.51.100.1`)).to.equal(404)
      expect(await ask('203.0.113.99, 198.51.100.1')).to.equal(429)
      expect(await ask('198.51.100.2')).to.equal(404)
    } finally {
      world.close()
    }
  })
})
