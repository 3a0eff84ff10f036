import type { Dispatcher, Pool } from 'undici'

/** A POST over a pooled connection and its whole answer, with as little between as undici allows. Frozen. */
export function pooledExchange(pool: Pool, path: string, body: Buffer, authorization: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => {},
      onResponseStart: () => {},
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd: () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
      onResponseError: (_controller, error) => reject(error),
    }
    const headers = { 'content-type': 'text/xml; charset=utf-8', authorization }
    pool.dispatch({ path, method: 'POST', headers, body }, handler)
  })
}
