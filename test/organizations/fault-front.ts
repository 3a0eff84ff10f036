import http from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream'
import { clockSkewOf, faultAnswer, inWrongOrder, slownessOf, underUnknownKey } from './faults.ts'
import type { Fault } from './faults.ts'
import { ownPort } from './own-port.ts'

/** A certificate and its key, PEM. */
export interface ServerCertificate {
  readonly certificate: string
  readonly key: string
}

/**
 * The public side of a simulated organization: hands everything to the gateway process behind it, save what its faults
 * spoil. It stands before the gateway, so that the gateway under test is the very one that is shipped.
 */
export interface FaultFront {
  /** Without a trailing slash; the same over the front's whole life, also after it was down. */
  readonly url: string
  /** Names the gateway behind; before that every request is answered 503. */
  serve(gateway: URL): void
  /** Replaces all faults; acts from the next request on, `down` and its end before this resolves. */
  setFaults(faults: readonly Fault[]): Promise<void>
  /** Runs before each lookup is handed on, which waits for it; null: nothing runs. */
  whenAsked(run: (() => Promise<void>) | null): void
  close(): Promise<void>
}

export interface FaultFrontOptions {
  readonly host?: string
  /** 0, the default, takes a free port, and keeps it while the front is down. */
  readonly port?: number
  /** How partners reach the front where that differs from host and port. */
  readonly publicUrl?: string
  readonly tls?: ServerCertificate
}

const OVERSIZED_CHUNK = Buffer.alloc(64 * 1024, '<!-- more -->')
const OVERSIZED_CHUNKS = 1024

interface FrontState {
  faults: readonly Fault[]
  gateway: URL | null
  whenAsked: (() => Promise<void>) | null
  readonly agent: http.Agent
  readonly timers: Set<NodeJS.Timeout>
}

export async function openFaultFront(options: FaultFrontOptions = {}): Promise<FaultFront> {
  const host = options.host ?? '127.0.0.1'
  const state: FrontState = {
    faults: [],
    gateway: null,
    whenAsked: null,
    agent: new http.Agent({ keepAlive: true }),
    timers: new Set(),
  }
  const listener: RequestListener = (request, response) => receive(state, request, response)
  const server = options.tls
    ? https.createServer({ cert: options.tls.certificate, key: options.tls.key }, listener)
    : http.createServer(listener)
  const { port, release } = options.port ? { port: options.port, release: () => undefined } : await ownPort()
  await listen(server, host, port)
  const url = options.publicUrl ?? `${options.tls ? 'https' : 'http'}://${host}:${port}`
  return {
    url: url.replace(/\/$/, ''),
    serve: (gateway) => void (state.gateway = gateway),
    whenAsked: (run) => void (state.whenAsked = run),
    setFaults: async (faults) => {
      state.faults = faults
      if (faults.includes('down') && server.listening) await stop(server)
      else if (!faults.includes('down') && !server.listening) await listen(server, host, port)
    },
    close: async () => {
      for (const timer of state.timers) clearTimeout(timer)
      state.agent.destroy()
      if (server.listening) await stop(server)
      release()
    },
  }
}

function listen(server: http.Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function stop(server: http.Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  return closed
}

function receive(state: FrontState, request: IncomingMessage, response: ServerResponse): void {
  response.on('error', () => response.destroy())
  if (state.faults.includes('hung')) {
    request.resume()
    return
  }
  const late = slownessOf(state.faults)
  if (late === 0) return hold(state, request, response)
  const timer = setTimeout(() => {
    state.timers.delete(timer)
    hold(state, request, response)
  }, late)
  state.timers.add(timer)
}

const isLookup = (request: IncomingMessage): boolean =>
  request.method === 'POST' && /^\/ews\/exchange\.asmx/i.test(request.url ?? '')

function hold(state: FrontState, request: IncomingMessage, response: ServerResponse): void {
  if (state.whenAsked === null || !isLookup(request)) return answer(state, request, response)
  state.whenAsked().then(
    () => answer(state, request, response),
    () => response.destroy(),
  )
}

function answer(state: FrontState, request: IncomingMessage, response: ServerResponse): void {
  const { faults, gateway } = state
  const lookup = isLookup(request)
  const spoilt = lookup ? faultAnswer(faults) : null
  if (lookup && faults.includes('oversized')) return answerWithoutEnd(request, response)
  if (spoilt !== null || gateway === null) {
    request.resume()
    const { status, headers, body } = spoilt ?? { status: 503, headers: {}, body: '' }
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
    return
  }
  forward({ state, gateway, request, response, reversed: lookup && faults.includes('wrong order') })
}

function answerWithoutEnd(request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' })
  let left = OVERSIZED_CHUNKS
  const more = (): void => {
    while (left-- > 0) if (!response.write(OVERSIZED_CHUNK)) return
    response.end()
  }
  response.on('drain', more)
  more()
}

interface Forwarding {
  readonly state: FrontState
  readonly gateway: URL
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly reversed: boolean
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection', 'te'])

function forward({ state, gateway, request, response, reversed }: Forwarding): void {
  const headers: http.OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(request.headers)) if (!HOP_BY_HOP.has(name)) headers[name] = value
  delete headers.expect
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] !== undefined) {
    headers['transfer-encoding'] = 'chunked'
  }
  if (state.faults.includes('stale key') && request.headers.authorization !== undefined) {
    headers.authorization = underUnknownKey(request.headers.authorization)
  }
  const target = { host: gateway.hostname, port: gateway.port, agent: state.agent }
  const inner = http.request({ ...target, method: request.method, path: request.url, headers })
  inner.on('response', (reply) =>
    reversed ? void passReversed(reply, response) : pass(reply, response, clockSkewOf(state.faults)),
  )
  inner.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()))
  response.on('close', () => inner.destroy())
  pipeline(request, inner, () => {})
}

function pass(reply: IncomingMessage, response: ServerResponse, skew: number): void {
  response.writeHead(reply.statusCode ?? 502, { ...headersOf(reply), ...dateOf(reply, skew) })
  pipeline(reply, response, () => {})
}

async function passReversed(reply: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  reply.on('error', () => response.destroy())
  for await (const chunk of reply) chunks.push(chunk as Buffer)
  const body = inWrongOrder(Buffer.concat(chunks).toString('utf8'))
  const headers = { ...headersOf(reply), 'content-length': Buffer.byteLength(body) }
  response.writeHead(reply.statusCode ?? 502, headers).end(body)
}

/** A server tells its own time, as wrong as it is. */
function dateOf({ headers: { date } }: IncomingMessage, skew: number): http.OutgoingHttpHeaders {
  return date === undefined || skew === 0 ? {} : { date: new Date(Date.parse(date) + skew).toUTCString() }
}

function headersOf(reply: IncomingMessage): http.OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(reply.headers).filter(([name]) => !HOP_BY_HOP.has(name)))
}
