import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { Pool } from 'undici'
import { pooledExchange } from './pooled-exchange.ts'

/**
 * A process of its own with nothing but `node:http` in it: reads the whole body of a request and answers with bytes that
 * were ready before; with an `upstream` it first asks there the same over a pooled connection. Frozen, and imports
 * nothing of the product.
 */
interface Settings {
  /** Base64. */
  readonly answer: string
  readonly upstream?: string
}

function relay(upstream: string): (body: Buffer, authorization: string) => Promise<Buffer> {
  const { origin, pathname } = new URL(upstream)
  const pool = new Pool(origin, { connections: 64 })
  return (body, authorization) => pooledExchange(pool, pathname, body, authorization)
}

function serve({ answer, upstream }: Settings): void {
  const bytes = Buffer.from(answer, 'base64')
  const ask = upstream === undefined ? null : relay(upstream)
  const respond = (response: ServerResponse): void => {
    response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': bytes.length })
    response.end(bytes)
  }
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      if (ask === null) respond(response)
      else void ask(Buffer.concat(parts), request.headers.authorization ?? '').then(() => respond(response))
    })
  })
  server.keepAliveTimeout = 65_000
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    process.send?.({ url: `http://127.0.0.1:${String(port)}/EWS/Exchange.asmx` })
  })
}

process.on('message', (message: 'usage' | Settings) => {
  if (message !== 'usage') serve(message)
  else process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() })
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
