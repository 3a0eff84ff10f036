import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import process from 'node:process'
import { makeTokens, postOf } from './made-tokens.ts'
import type { TokenOrder } from './made-tokens.ts'

export type { TokenOrder } from './made-tokens.ts'

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
  /** The address to ask from; absent: any of this machine. */
  readonly from?: string
  /** Requests begun in a second, evenly, on all connections together; absent: each as soon as the one before is answered. */
  readonly perSecond?: number
  /** Milliseconds after the last one is due that are waited for answers; absent: as long as it takes. */
  readonly patienceMs?: number
}

export interface LoadResult {
  readonly requests: number
  /** Milliseconds from the first byte sent to the last one received. */
  readonly p50: number
  readonly p99: number
  readonly worst: number
  readonly seconds: number
  /** The first answer, or the first wrong one where there is any: its head, an empty line, its body; base64. */
  readonly sample: string
  /** Answers with another status than 200, or of another size. */
  readonly wrong: number
  /** Not answered within the patience; they count among the times with what they had waited by then. */
  readonly unanswered: number
}

const LINE_END = Buffer.from('\r\n\r\n')

/** The next request, and when it is due by `performance.now()`; null after the last. */
type Next = () => { readonly request: Buffer; readonly due: number } | null
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
  #fail: ((why: Error) => void) | null = null

  constructor(
    server: { readonly host: string; readonly port: number },
    from: string | undefined,
    next: Next,
    done: Done,
  ) {
    this.#next = next
    this.#done = done
    this.#socket = connect({ ...server, noDelay: true, ...(from !== undefined && { localAddress: from }) })
    this.#socket.on('data', (bytes) => {
      this.#receive(bytes)
    })
  }

  async opened(): Promise<void> {
    if (this.#socket.connecting) await once(this.#socket, 'connect')
  }

  async run(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#finish = resolve
      this.#fail = reject
      this.#socket.on('error', reject)
      this.#socket.on('close', () => reject(new Error('the server closed a connection')))
      this.#send()
    })
    this.close()
  }

  close(): void {
    this.#socket.removeAllListeners('close').destroy()
  }

  /** Waits no longer. */
  give(): void {
    this.#finish?.()
  }

  #send(): void {
    const next = this.#next()
    if (next === null) {
      this.#finish?.()
      return
    }
    const early = next.due - performance.now()
    if (early <= 0) this.#write(next.request, next.due)
    else setTimeout(() => this.#write(next.request, performance.now()), early)
  }

  /** @param since when it began: it waits from the moment it was due, not only from when this connection was free */
  #write(request: Buffer, since: number): void {
    this.#began = since
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
      if (length === undefined) {
        this.#fail?.(new Error(`an answer without a length: ${this.#head}`))
        return
      }
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
  const filler = 'x'.repeat(800)
  const given = order.token === undefined ? [] : makeTokens(order.token, body, order.requests)
  return Array.from({ length: order.requests }, (_, i) => postOf(order.url, given[i] ?? filler, body))
}

async function load(order: LoadOrder): Promise<LoadResult> {
  const body = Buffer.from(order.body, 'base64')
  const requests = requestsOf(order, body)
  const times = new Float64Array(order.requests)
  let [sent, answered, wrong, sample] = [0, 0, 0, '']
  let began = performance.now()
  const step = order.perSecond === undefined ? null : 1_000 / order.perSecond
  const next: Next = () => {
    const due = step === null ? performance.now() : began + sent * step
    const request = requests[sent++]
    return request === undefined ? null : { request, due }
  }
  const done: Done = (milliseconds, head, answer) => {
    const right =
      head.startsWith(`HTTP/1.1 ${String(order.get?.status ?? 200)}`) &&
      (answer.length === order.answerBytes || order.answerBytes === undefined)
    if (!right) wrong++
    if (answered === 0 || (!right && wrong === 1))
      sample = Buffer.concat([Buffer.from(`${head}\n\n`), answer]).toString('base64')
    times[answered++] = milliseconds
  }
  const { hostname: host, port } = new URL(order.url)
  const server = { host, port: Number(port) }
  const lanes = Array.from({ length: order.connections }, () => new Lane(server, order.from, next, done))
  await Promise.all(lanes.map((lane) => lane.opened()))
  began = performance.now()
  const patience = (step ?? 0) * order.requests + (order.patienceMs ?? 0)
  const giveUp = (): void => lanes.forEach((lane) => lane.give())
  const timer = order.patienceMs === undefined ? undefined : setTimeout(giveUp, patience)
  try {
    await Promise.all(lanes.map((lane) => lane.run()))
  } finally {
    lanes.forEach((lane) => lane.close())
    clearTimeout(timer)
  }
  const seconds = (performance.now() - began) / 1000
  const unanswered = order.requests - answered
  for (let i = answered; i < order.requests; i++) times[i] = seconds * 1_000 - (step ?? 0) * i
  times.sort()
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { requests: answered, p50: at(0.5), p99: at(0.99), worst: at(1), seconds, sample, wrong, unanswered }
}

process.on('message', (order: LoadOrder) => {
  void load(order).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
