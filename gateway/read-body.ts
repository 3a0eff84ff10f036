import type { IncomingMessage } from 'node:http'

/** The whole body, or `'too big'` as soon as it is more than `limit` bytes; the rest is then not kept. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | 'too big'> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else {
        chunks.length = 0
        resolve('too big')
      }
    })
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('aborted', () => reject(new Error('the client went away')))
  })
}

/**
 * Reads on and keeps nothing, until the end or `most` bytes: a connection that is closed while somebody still sends on it
 * takes the answer down with it (RFC 9112 9.6).
 *
 * @returns whether the end came
 */
export function discardRest(request: IncomingMessage, most: number): Promise<boolean> {
  if (request.readableEnded) return Promise.resolve(true)
  return new Promise((resolve) => {
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > most) resolve(false)
    })
    request.on('end', () => resolve(true))
    request.on('close', () => resolve(false))
    request.on('error', () => resolve(false))
    request.resume()
  })
}
