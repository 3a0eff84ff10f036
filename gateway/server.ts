import { createServer as createPlainServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { FederationError } from '../protocols/federation-error.ts'
import type { Log } from './log.ts'
import { requestsInTurn } from './requests-in-turn.ts'
import { isPublished } from './sharing/published-door.ts'
import type { WaitingRoom } from './waiting-room.ts'

export interface ServerSettings {
  readonly listen: { readonly host: string; readonly port: number }
  readonly tls: { readonly certificate: string; readonly key: string } | null
  readonly connections: number
  readonly room: WaitingRoom
  /** Absent: `PATIENCE`. */
  readonly patience?: Patience
}

/** How long, in milliseconds, and how often clients are borne with (threats HT2, HT3). */
export interface Patience {
  /** From the first byte, or from the connection, to the end of the headers. */
  readonly headersMs: number
  /** The same to the end of the body. */
  readonly requestMs: number
  /** Nothing coming and nothing leaving, while an answer is made or sent. */
  readonly stalledMs: number
  /** Between requests. */
  readonly idleMs: number
  readonly lookEveryMs: number
  readonly requestsPerConnection: number
}

export const PATIENCE: Patience = {
  headersMs: 5_000,
  requestMs: 15_000,
  stalledMs: 120_000,
  idleMs: 65_000,
  lookEveryMs: 1_000,
  requestsPerConnection: 100_000,
}

const MOST_HEADERS = 64
/** How long requests under way may take to end when the server stops. */
const DRAIN_MS = 12_000
const EWS_PATH = '/ews/exchange.asmx'

/**
 * What Node's parser lets through and two readers could understand differently: told apart here, before any route.
 * Null where the request is sound; else the status to refuse it with (RFC 9112 sections 3.2 and 6.1).
 */
export function unsoundRequest(request: IncomingMessage): number | null {
  const { rawHeaders, headers, httpVersion, url, method } = request
  if (rawHeaders.length > 2 * MOST_HEADERS) return 431
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if ((rawHeaders[i] as string).length === 4 && (rawHeaders[i] as string).toLowerCase() === 'host') hosts++
  }
  if (hosts !== 1 || !/^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$/.test(headers.host ?? '')) return 400
  if (method === 'TRACE' || method === 'CONNECT') return 405
  // Only the origin form names a resource of ours; an absolute form could name another host than the header does.
  if (url === undefined || !url.startsWith('/')) return 400
  const coding = headers['transfer-encoding']
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || httpVersion === '1.0')) return 400
  if (coding !== undefined && headers['content-length'] !== undefined) return 400
  return null
}

const isEws = (url: string): boolean => {
  if (url.length < EWS_PATH.length) return false
  const query = url.indexOf('?')
  return (query < 0 ? url : url.slice(0, query)).toLowerCase() === EWS_PATH
}

export interface Doors {
  /** The lookup. */
  readonly ews: RequestListener
  /** What visitors see of published calendars. */
  readonly published: RequestListener
  readonly others: RequestListener
}

/** Refuses what is no sound request before anybody else looks at it. */
export function soundOnly(serve: RequestListener, log: Log): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const status = unsoundRequest(request)
    if (status === null) return serve(request as never, response as never)
    log.warn('unsound request refused', { status, source: request.socket.remoteAddress })
    response.writeHead(status, { Connection: 'close', 'Content-Length': 0 }).end()
  }
}

/** The hot routes stand in front of Express on the same server: bare `node:http` serves three to four times as much. */
export function requestListener({ ews, published, others }: Doors, log: Log): RequestListener {
  return soundOnly((request, response) => {
    const url = request.url as string
    if (isEws(url)) ews(request, response)
    else if (isPublished(url)) published(request, response)
    else others(request, response)
  }, log)
}

/** Bounds that keep a slow or greedy client from holding the server: see `docs/explanation/threat-model.md`. */
function bound(server: Server, connections: number, patience: Patience): void {
  server.headersTimeout = patience.headersMs
  server.requestTimeout = patience.requestMs
  server.timeout = patience.stalledMs
  server.keepAliveTimeout = patience.idleMs
  server.maxConnections = connections
  server.maxRequestsPerSocket = patience.requestsPerConnection
  // Node says with the last answer that the connection ends, but leaves it open and answers 503 for as long as one likes.
  server.on('dropRequest', (_request, socket) => socket.destroy())
}

/**
 * New connections come to what was listening for them once they are let in. Until then nothing of them is read; over TLS
 * what begins the handshake is, which is little.
 */
function receive(server: Server, { room, tls }: ServerSettings): void {
  const serving = server.listeners('connection') as ((socket: Socket) => void)[]
  server.removeAllListeners('connection')
  // An option of `net.createServer` that `http.createServer` does not hand on; looked at as each connection comes.
  if (tls === null) Object.assign(server, { pauseOnConnect: true })
  server.on('connection', (socket: Socket) => {
    room.enter(socket, () => {
      serving.forEach((serve) => serve.call(server, socket))
      if (tls === null) socket.resume()
    })
  })
}

/** A port that cannot be had, in words. */
export function notListening({ host, port }: ServerSettings['listen'], cause: Error): FederationError {
  const code = 'code' in cause ? String(cause.code) : ''
  const why = code === 'EADDRINUSE' ? 'another process listens there already' : cause.message
  const context = { problem: 'not-listening', host, port, system: code }
  return new FederationError('ERR_CONFIG_INVALID', `cannot listen on ${host}, port ${port}: ${why}`, context, { cause })
}

/** Listens and says where; port 0 takes a free one. */
export async function listen(
  settings: ServerSettings,
  listener: RequestListener,
): Promise<{ readonly server: Server; readonly port: number; close(): Promise<void> }> {
  const { patience = PATIENCE } = settings
  const options = { connectionsCheckingInterval: patience.lookEveryMs }
  const inTurn = requestsInTurn(listener, settings.room)
  const server =
    settings.tls === null
      ? createPlainServer(options, inTurn)
      : createTlsServer({ ...options, cert: settings.tls.certificate, key: settings.tls.key }, inTurn)
  bound(server, settings.connections, patience)
  receive(server, settings)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(notListening(settings.listen, error)))
    server.listen(settings.listen.port, settings.listen.host, resolve)
  })
  return {
    server,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        settings.room.close()
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref()
      }),
  }
}
