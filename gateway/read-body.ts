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
