import { once } from 'node:events'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { expect } from 'chai'
import { ownPort } from '../../organizations/own-port.ts'

describe('A port that is kept', () => {
  it('is free for TCP and UDP, is given to nobody who wants any, and to no other taker, until it is released', async () => {
    const all = await Promise.all(Array.from({ length: 500 }, ownPort))
    try {
      const ports = all.map(({ port }) => port)
      expect(new Set(ports)).to.have.property('size', all.length)
      // What a system gives out by itself begins at 32768 or above; 10,000 above is the bus of a Redis Cluster.
      expect(Math.max(...ports) + 10_000).to.be.lessThan(32_768)
      const [port] = ports
      const [tcp, udp] = [createServer().listen(port, '127.0.0.1'), createSocket('udp4').bind(port, '127.0.0.1')]
      await Promise.all([once(tcp, 'listening'), once(udp, 'listening')])
      udp.close()
      await new Promise((resolve) => tcp.close(resolve))
    } finally {
      for (const one of all) one.release()
    }
  })
})
