import http from 'node:http'
import https from 'node:https'

export interface HttpQuestion {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** PEM of the authority that vouches for the server; needed where it is no public one. */
  readonly ca?: string | undefined
  /** Milliseconds until the exchange is given up; default 30 s. */
  readonly timeoutMs?: number
}

export interface HttpReply {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
}

/** One exchange over node's own client: what the demo says to a server depends on no code of the product. */
export function exchange(question: HttpQuestion): Promise<HttpReply> {
  const { url, method, ca, body = '' } = question
  const headers = { ...question.headers, 'content-length': String(Buffer.byteLength(body)) }
  const signal = AbortSignal.timeout(question.timeoutMs ?? 30_000)
  return new Promise((resolve, reject) => {
    const options = { method, headers, signal, agent: false, ...(ca !== undefined && { ca }) }
    const request = url.startsWith('https:') ? https.request(url, options) : http.request(url, options)
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      const whole = (): HttpReply => ({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: Buffer.concat(chunks),
      })
      response.on('end', () => resolve(whole()))
    })
    request.end(body)
  })
}
