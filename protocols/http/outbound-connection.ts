import { lookup } from 'node:dns/promises'
import { connect as connectTcp, isIP } from 'node:net'
import type { LookupFunction, Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { buildConnector } from 'undici'
import type { AddressGuard } from './address-allowance.ts'
import { addressRefused, unreachable } from './outbound-failure.ts'

/** All addresses of a host name, in text form. Rejects, or answers none, where there is no such name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

/** Where to connect to: every address has been judged, and only these are dialled, whatever the name says by then. */
export interface DialTarget {
  readonly addresses: readonly string[]
  readonly port: number
  /** The name the certificate must be for; null: plain http. An IP address here is checked against the certificate as such. */
  readonly tlsName: string | null
  /** Certificate authorities (PEM) instead of the well-known ones. */
  readonly ca: string | undefined
}

/** Starts a connection. The socket emits `connect`, and for TLS `secureConnect` once the peer is who it must be. */
export type Dial = (target: DialTarget) => Socket

/** How far a connection has come: what the next failure is a failure of. */
export interface ConnectProgress {
  stage: 'name' | 'connection' | 'tls'
  /** What the name led to; empty until that is known. */
  addresses: readonly string[]
}

export interface ConnectorOptions {
  readonly guard: AddressGuard
  readonly resolve: Resolve
  readonly dial: Dial
  readonly ca: string | undefined
  /** Told as it goes on, for one connection; absent: nobody looks. */
  readonly progress?: ConnectProgress
}

/** Milliseconds from the first look at the name to a connection with a proven peer. */
const CONNECT_MS = 2000

export const resolveName: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, order: 'verbatim' })).map((answer) => answer.address)

/** Hands the judged addresses to node:net, which then tries them in turn (RFC 8305); it cannot look up others. */
function pinned(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, callback) => {
    const [first] = answers
    if (options.all === true) callback(null, answers)
    else callback(null, first?.address ?? '', first?.family ?? 0)
  }
}

export const dial: Dial = ({ addresses, port, tlsName, ca }) => {
  // A name that is no name: should `lookup` ever be passed by, this cannot be resolved by anyone (RFC 2606).
  const to = { host: 'judged.invalid', port, lookup: pinned(addresses), autoSelectFamily: true }
  if (tlsName === null) return connectTcp(to)
  const [name, address] = isIP(tlsName) === 0 ? [tlsName, undefined] : [undefined, tlsName]
  const base = { ...to, ALPNProtocols: ['http/1.1'], minVersion: 'TLSv1.2' as const, ...(ca !== undefined && { ca }) }
  // RFC 6066 3: a server name is never an IP address; node:tls then compares the certificate with `host`.
  if (name === undefined) return connectTls({ ...base, host: address, rejectUnauthorized: true })
  return connectTls({ ...base, servername: name, rejectUnauthorized: true })
}

async function judgedAddresses(target: buildConnector.Options, options: ConnectorOptions, port: number) {
  const { hostname } = target
  const { guard, resolve, progress } = options
  const literal = isIP(hostname) !== 0
  let addresses: readonly string[]
  try {
    addresses = literal ? [hostname] : await resolve(hostname)
  } catch (cause) {
    throw unreachable('REACH_DNS', 'the name did not resolve', cause)
  }
  if (progress !== undefined) progress.addresses = addresses
  if (addresses.length === 0) throw unreachable('REACH_DNS', 'the name has no address')
  const secure = target.protocol === 'https:'
  // One bad answer spoils them all: a name that also points inside is an attempt, not an alternative.
  if (!addresses.every((address) => guard.permitsConnection(address, port, secure))) {
    throw addressRefused('the name leads to an address that must not be connected to')
  }
  return addresses
}

/** Settles once: with a connected (and for TLS proven) socket, or with the reason why there is none. */
function connected(
  socket: Socket,
  secure: boolean,
  progress: ConnectProgress | undefined,
  settle: (error: Error | null) => void,
): void {
  let reached = false
  socket.once('connect', () => {
    reached = true
    if (secure && progress !== undefined) progress.stage = 'tls'
    if (!secure) settle(null)
  })
  if (secure) socket.once('secureConnect', () => settle(null))
  // Stays for good: a socket given up on may still fail, and nobody else listens then.
  socket.on('error', (cause) => {
    if (reached && secure) settle(unreachable('TLS_REFUSED', 'no TLS connection with this peer', cause))
    else settle(unreachable('REACH_TCP', 'no connection', cause))
  })
  socket.once('close', () => settle(unreachable(secure && reached ? 'TLS_REFUSED' : 'REACH_TCP', 'no connection')))
}

/** undici's connector: the only way by which a connection leaves this program for a partner. */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const { progress } = options
  return (target, callback) => {
    const secure = target.protocol === 'https:'
    const port = target.port === '' ? (secure ? 443 : 80) : Number(target.port)
    let socket: Socket | null = null
    let settled = false
    const settle = (error: Error | null): void => {
      if (settled) return
      settled = true
      clearTimeout(deadline)
      if (error === null && socket !== null) return callback(null, socket)
      socket?.destroy()
      callback(error ?? unreachable('REACH_TCP', 'no connection'), null)
    }
    const deadline = setTimeout(() => settle(unreachable('REACH_TIMEOUT', 'no connection in time')), CONNECT_MS)
    judgedAddresses(target, options, port)
      .then((addresses) => {
        if (settled) return
        if (progress !== undefined) progress.stage = 'connection'
        socket = options.dial({ addresses, port, tlsName: secure ? target.hostname : null, ca: options.ca })
        socket.setNoDelay(true)
        connected(socket, secure, progress, settle)
      })
      .catch((error: unknown) => settle(error instanceof Error ? error : unreachable('REACH_TCP', 'no connection')))
  }
}
