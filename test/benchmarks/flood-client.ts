import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import process from 'node:process'
import { makeTokens, postOf } from './made-tokens.ts'
import type { TokenOrder } from './made-tokens.ts'

/**
 * A process of its own that offers bad tokens at a rate until it is told to stop, whatever becomes of them: whole requests, several in each write,
 * over connections that are opened again as soon as they are closed. What a connection does not take is not kept for it.
 */
export interface FloodOrder {
  readonly url: string
  /** Where they are sent in truth; absent: there. */
  readonly at?: string
  /** Base64. */
  readonly body: string
  /** What a good token would be made of: the bad ones come as near to it as somebody without the key can. */
  readonly token: TokenOrder
  readonly perSecond: number
  readonly sockets: number
  readonly from: string
  /** Instead of a flood: so many good tokens, all at once. */
  readonly controls?: number
}

export interface FloodResult {
  /** Requests that were due. */
  readonly offered: number
  /** Of those, handed to a connection; the others found none with room. */
  readonly sent: number
  /** Answers by status. */
  readonly answered: Readonly<Record<string, number>>
  readonly opened: number
  /** Connections the server ended, or would not take. */
  readonly closed: number
}

const KINDS = ['garbage', 'unknown issuer', 'unknown key', 'bad signature'] as const
const EACH = 256
/** Requests in one write. */
const TOGETHER = 16
const TICK_MS = 2
const CONTROL_MS = 10_000
/** Of one connection: what it has not sent by then does not get more. */
const MOST_WAITING = 262_144
const STATUS = Buffer.from('HTTP/1.1 ')
const STATUS_END = STATUS.length + 3

function badTokens(kind: (typeof KINDS)[number], order: TokenOrder, body: Buffer): readonly string[] {
  if (kind === 'garbage') return Array.from({ length: EACH }, () => randomBytes(520).toString('base64url'))
  const iss = `urn:ledig:${randomUUID()}`
  if (kind === 'unknown issuer') return makeTokens({ ...order, claims: { ...order.claims, iss } }, body, EACH)
  if (kind === 'unknown key') return makeTokens({ ...order, kid: randomUUID() }, body, EACH)
  const unsigned = (token: string): string => token.slice(0, token.lastIndexOf('.'))
  return makeTokens(order, body, EACH).map((token) => `${unsigned(token)}.${randomBytes(64).toString('base64url')}`)
}

/** Writes of so many requests, the kinds in turn. */
function writesOf({ url, token, body, controls }: FloodOrder): readonly Buffer[] {
  const bytes = Buffer.from(body, 'base64')
  if (controls !== undefined) {
    return [Buffer.concat(makeTokens(token, bytes, controls).map((good) => postOf(url, good, bytes)))]
  }
  const kinds = KINDS.map((kind) => badTokens(kind, token, bytes))
  const all = Array.from({ length: EACH * KINDS.length }, (_, i) => {
    const bad = kinds[i % KINDS.length]?.[Math.floor(i / KINDS.length)]
    return postOf(url, bad ?? '', bytes)
  })
  return Array.from({ length: all.length / TOGETHER }, (_, i) =>
    Buffer.concat(all.slice(i * TOGETHER, (i + 1) * TOGETHER)),
  )
}

class Flood {
  readonly #order: FloodOrder
  readonly #writes: readonly Buffer[]
  readonly #sockets: Socket[] = []
  readonly #answered: Record<string, number> = {}
  #offered = 0
  #sent = 0
  #opened = 0
  #closed = 0
  #turn = 0
  #over = false
  #timer: NodeJS.Timeout | undefined

  constructor(order: FloodOrder) {
    this.#order = order
    this.#writes = writesOf(order)
  }

  begin(): void {
    for (let i = 0; i < this.#order.sockets; i++) this.#open(i)
    const began = performance.now()
    this.#timer = setInterval(() => {
      this.#offer(((performance.now() - began) / 1_000) * this.#order.perSecond)
    }, TICK_MS)
  }

  #open(at: number): void {
    const { hostname, port } = new URL(this.#order.at ?? this.#order.url)
    const socket = connect({ host: hostname, port: Number(port), localAddress: this.#order.from, noDelay: true })
    this.#sockets[at] = socket
    this.#opened++
    let rest: Buffer = Buffer.alloc(0)
    socket.on('data', (bytes) => {
      rest = this.#count(rest.length === 0 ? bytes : Buffer.concat([rest, bytes]))
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (this.#over) return
      this.#closed++
      this.#open(at)
    })
  }

  /** @returns what may be the beginning of a status line */
  #count(bytes: Buffer): Buffer {
    for (let at = bytes.indexOf(STATUS); at >= 0; at = bytes.indexOf(STATUS, at + STATUS_END)) {
      if (at + STATUS_END > bytes.length) return bytes.subarray(at)
      const status = bytes.toString('latin1', at + STATUS.length, at + STATUS_END)
      this.#answered[status] = (this.#answered[status] ?? 0) + 1
    }
    return bytes.subarray(Math.max(0, bytes.length - STATUS.length + 1))
  }

  /** What is accepted has to be seen as such. */
  async control(controls: number): Promise<FloodResult> {
    this.#open(0)
    await once(this.#sockets[0] as Socket, 'connect')
    this.#sockets[0]?.write(this.#writes[0] as Buffer)
    const enough = performance.now() + CONTROL_MS
    const answers = (): number => Object.values(this.#answered).reduce((sum, count) => sum + count, 0)
    while (answers() < controls && performance.now() < enough) await new Promise((resolve) => setTimeout(resolve, 20))
    return this.end()
  }

  end(): FloodResult {
    this.#over = true
    clearInterval(this.#timer)
    for (const socket of this.#sockets) socket.destroy()
    const { opened, closed } = { opened: this.#opened, closed: this.#closed }
    return { offered: this.#offered, sent: this.#sent, answered: this.#answered, opened, closed }
  }

  #offer(due: number): void {
    for (; this.#offered + TOGETHER <= due; this.#offered += TOGETHER) {
      const socket = this.#sockets[this.#turn % this.#sockets.length]
      const write = this.#writes[this.#turn % this.#writes.length]
      this.#turn++
      if (socket === undefined || write === undefined || socket.connecting || socket.destroyed) continue
      if (socket.writableLength > MOST_WAITING) continue
      socket.write(write)
      this.#sent += TOGETHER
    }
  }
}

let flood: Flood | null = null

process.on('message', (order: FloodOrder | 'stop') => {
  if (order === 'stop') {
    process.send?.(flood?.end())
    return
  }
  flood = new Flood(order)
  if (order.controls === undefined) {
    flood.begin()
    process.send?.({ begun: true })
    return
  }
  void flood.control(order.controls).then((result) => process.send?.(result))
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
