import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { FederationError } from '../federation-error.ts'
import { guardedConnector } from './outbound-connection.ts'
import type { ConnectorOptions, ConnectProgress } from './outbound-connection.ts'
import { outboundReason } from './outbound-failure.ts'
import type { OutboundReason } from './outbound-failure.ts'

/** What a server showed of itself when TLS was made with it. */
export interface ServerCertificateFacts {
  readonly subject: string
  readonly issuer: string
  /** The last instant of its validity, milliseconds since 1970. */
  readonly validTo: number
}

/** What came of opening one connection. */
export type ConnectionProbe =
  | {
      readonly connected: true
      readonly addresses: readonly string[]
      /** The one of them that was connected to. */
      readonly address: string
      /** Null over plain http. */
      readonly certificate: ServerCertificateFacts | null
    }
  | {
      readonly connected: false
      /** Where it ended. */
      readonly stage: ConnectProgress['stage']
      readonly reason: OutboundReason
      /** What the name led to; empty where it led nowhere. */
      readonly addresses: readonly string[]
      /** The system's or OpenSSL's own code, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`; null where there is none. */
      readonly code: string | null
      readonly detail: string
    }

/** Not tried, since nothing may be asked there. */
export function refusedProbe(detail: string): ConnectionProbe {
  return { connected: false, stage: 'name', reason: 'ROUTE_NONE', addresses: [], code: null, detail }
}

/** The innermost code: connecting to several addresses fails with an error of errors. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  const inner = codeOf(error.cause)
  if (inner !== null || error instanceof FederationError) return inner
  return 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** A name of a certificate in one line: its common name, or the organization where it has none. */
function nameOf(names: Readonly<Record<string, unknown>>): string {
  const name = names['CN'] ?? names['O']
  return typeof name === 'string' ? name : ''
}

function certificateOf(socket: Socket): ServerCertificateFacts | null {
  if (!(socket instanceof TLSSocket)) return null
  const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate()
  return {
    subject: nameOf({ ...subject }),
    issuer: nameOf({ ...issuer }),
    validTo: Date.parse(validTo),
  }
}

/** Opens a connection to where `url` leads by the way every call takes, tells how far it came, and closes it. */
export function probeConnection(url: URL, options: ConnectorOptions): Promise<ConnectionProbe> {
  const progress: ConnectProgress = { stage: 'name', addresses: [] }
  const connect = guardedConnector({ ...options, progress })
  // As undici does it: an IPv6 address loses its brackets.
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  const target = { hostname, host: url.host, protocol: url.protocol, port: url.port }
  return new Promise((resolve) => {
    connect(target, (error, socket) => {
      const { stage, addresses } = progress
      if (error !== null) {
        const { message: detail } = error
        return resolve({
          connected: false,
          stage,
          reason: outboundReason(error),
          addresses,
          code: codeOf(error),
          detail,
        })
      }
      const address = socket.remoteAddress ?? ''
      resolve({ connected: true, addresses, address, certificate: certificateOf(socket) })
      socket.destroy()
    })
  })
}
