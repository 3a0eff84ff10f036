import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

/**
 * A process of its own with nothing but `node:http` in it: answers a GET with bytes that were ready before, or with 304 where
 * the client has them. Frozen, and imports nothing of the product.
 */
interface Settings {
  /** Base64. */
  readonly answer: string
  readonly type: string
  readonly etag: string
}

function serve({ answer, type, etag }: Settings): void {
  const bytes = Buffer.from(answer, 'base64')
  const server = createServer((request, response) => {
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { ETag: etag }).end()
      return
    }
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': bytes.length, ETag: etag })
    response.end(bytes)
  })
  server.keepAliveTimeout = 65_000
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/` })
  })
}

process.on('message', (message: 'usage' | Settings) => {
  if (message !== 'usage') serve(message)
  else process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() })
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
