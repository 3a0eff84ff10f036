import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import process from 'node:process'

/**
 * A process of its own that loads one server: some connections kept alive, one request under way on each, every request
 * with a token of its own that was signed before the clock ran. It speaks HTTP/1.1 over bare sockets, so that the core it
 * takes from the server is as small as can be.
 */
export interface LoadOrder {
  readonly url: string
  /** Base64. */
  readonly body: string
  readonly requests: number
  readonly connections: number
  /** Absent: a token of the same length that nobody checks. */
  readonly token?: TokenOrder
  /** Asks by GET with these headers, and takes this status for right; absent: posts the body, for 200. */
  readonly get?: { readonly headers: Readonly<Record<string, string>>; readonly status: number }
  /** The size every answer must have; absent: any. */
  readonly answerBytes?: number
}

export interface TokenOrder {
  /** PKCS#8, PEM. */
  readonly key: string
  readonly kid: string
  readonly claims: Readonly<Record<string, string>>
}

export interface LoadResult {
  readonly requests: number
  /** Milliseconds from the first byte sent to the last one received. */
  readonly p50: number
  readonly p99: number
  readonly seconds: number
  /** The first answer, or the first wrong one where there is any: its head, an empty line, its body; base64. */
  readonly sample: string
  /** Answers with another status than 200, or of another size. */
  readonly wrong: number
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Tokens for one body, one for each request: ES256, good for five minutes (RFC 7515, RFC 7519). */
function tokens(order: TokenOrder, body: Buffer, count: number): readonly string[] {
  const key: KeyObject = createPrivateKey(order.key)
  const now = Math.floor(Date.now() / 1000)
  const header = part({ alg: 'ES256', typ: 'at+jwt', kid: order.kid })
  const digest = createHash('sha256').update(body).digest('base64url')
  const claims = { ...order.claims, iat: now, nbf: now, exp: now + 300, body: digest }
  return Array.from({ length: count }, () => {
    const signed = `${header}.${part({ ...claims, jti: randomBytes(16).toString('hex') })}`
    const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
    return `${signed}.${signature.toString('base64url')}`
  })
}

const LINE_END = Buffer.from('\r\n\r\n')

type Next = () => Buffer | null
type Done = (milliseconds: number, head: string, body: Buffer) => void

/** One connection: sends, waits for the whole answer, sends again, until there is no more to send. */
class Lane {
  readonly #socket: Socket
  readonly #next: Next
  readonly #done: Done
  #parts: Buffer[] = []
  #size = 0
  #expected = -1
  #head = ''
  #headBytes = 0
  #began = 0
  #finish: (() => void) | null = null

  constructor(host: string, port: number, next: Next, done: Done) {
    this.#next = next
    this.#done = done
    this.#socket = connect({ host, port, noDelay: true })
    this.#socket.on('data', (bytes) => {
      this.#receive(bytes)
    })
  }

  async run(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#finish = resolve
      this.#socket.on('error', reject)
      this.#socket.on('close', () => reject(new Error('the server closed a connection')))
      this.#send()
    })
    this.#socket.removeAllListeners('close').destroy()
  }

  #send(): void {
    const request = this.#next()
    if (request === null) {
      this.#finish?.()
      return
    }
    this.#began = performance.now()
    this.#socket.write(request)
  }

  #receive(bytes: Buffer): void {
    this.#parts.push(bytes)
    this.#size += bytes.length
    if (this.#expected < 0) {
      const all = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts)
      const end = all.indexOf(LINE_END)
      if (end < 0) return
      this.#head = all.toString('latin1', 0, end)
      this.#headBytes = end + 4
      const none = this.#head.startsWith('HTTP/1.1 304') ? '0' : undefined
      const length = none ?? /\r\ncontent-length: *(\d+)/i.exec(this.#head)?.[1]
      if (length === undefined) throw new Error(`an answer without a length: ${this.#head}`)
      this.#expected = this.#headBytes + Number(length)
    }
    if (this.#size < this.#expected) return
    const spent = performance.now() - this.#began
    this.#done(spent, this.#head, Buffer.concat(this.#parts).subarray(this.#headBytes))
    this.#parts = []
    this.#size = 0
    this.#expected = -1
    this.#send()
  }
}

function getOf(url: string, headers: Readonly<Record<string, string>>): Buffer {
  const { host, pathname, search } = new URL(url)
  const lines = Object.entries({ Host: host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`)
}

function requestsOf(order: LoadOrder, body: Buffer): readonly Buffer[] {
  if (order.get !== undefined) return Array<Buffer>(order.requests).fill(getOf(order.url, order.get.headers))
  const { host, pathname } = new URL(order.url)
  const filler = 'x'.repeat(800)
  const given = order.token === undefined ? [] : tokens(order.token, body, order.requests)
  return Array.from({ length: order.requests }, (_, i) =>
    Buffer.concat([
      Buffer.from(
        `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: text/xml; charset=utf-8\r\n` +
          `Authorization: Bearer ${given[i] ?? filler}\r\nContent-Length: ${String(body.length)}\r\n\r\n`,
      ),
      body,
    ]),
  )
}

async function load(order: LoadOrder): Promise<LoadResult> {
  const body = Buffer.from(order.body, 'base64')
  const requests = requestsOf(order, body)
  const times = new Float64Array(order.requests)
  let [sent, answered, wrong, sample] = [0, 0, 0, '']
  const next: Next = () => requests[sent++] ?? null
  const done: Done = (milliseconds, head, answer) => {
    const right =
      head.startsWith(`HTTP/1.1 ${String(order.get?.status ?? 200)}`) &&
      (answer.length === order.answerBytes || order.answerBytes === undefined)
    if (!right) wrong++
    if (answered === 0 || (!right && wrong === 1))
      sample = Buffer.concat([Buffer.from(`${head}\n\n`), answer]).toString('base64')
    times[answered++] = milliseconds
  }
  const { hostname, port } = new URL(order.url)
  const lanes = Array.from({ length: order.connections }, () => new Lane(hostname, Number(port), next, done))
  const began = performance.now()
  await Promise.all(lanes.map((lane) => lane.run()))
  const seconds = (performance.now() - began) / 1000
  times.sort()
  const at = (share: number): number => times[Math.min(answered - 1, Math.floor(answered * share))] ?? 0
  return { requests: answered, p50: at(0.5), p99: at(0.99), seconds, sample, wrong }
}

process.on('message', (order: LoadOrder) => {
  void load(order).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
