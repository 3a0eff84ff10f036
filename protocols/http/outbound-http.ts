import type { IncomingHttpHeaders } from 'node:http'
import { Agent } from 'undici'
import type { AddressAllowance } from './address-allowance.ts'
import { addressGuard } from './address-allowance.ts'
import { OutboundExchange } from './outbound-exchange.ts'
import type { OutboundAnswer } from './outbound-exchange.ts'
import { dial, guardedConnector, resolveName } from './outbound-connection.ts'
import type { ConnectorOptions, Dial, Resolve } from './outbound-connection.ts'
import { addressRefused } from './outbound-failure.ts'
import { probeConnection, refusedProbe } from './probe-connection.ts'
import type { ConnectionProbe } from './probe-connection.ts'

export type { IncomingHttpHeaders, OutboundAnswer }

export interface OutboundLimits {
  /** Ends the call, with `REACH_TIMEOUT`. */
  readonly signal: AbortSignal
  /** The whole call, from asking for a connection to the answer's last byte, in milliseconds. */
  readonly timeoutMs: number
  /** Counted as the bytes of the body arrive. */
  readonly maxAnswerBytes: number
}

export type OutboundHeaders = Readonly<Record<string, string>>

/**
 * The one way out: HTTP/1.1 to partners, over pooled connections. Redirects are not followed (any 3xx is a failure),
 * compressed answers are refused, and an address is connected to only when the allowance permits it.
 *
 * Each call resolves with an answer (whatever its status below 300 or from 400 on) or throws a FederationError:
 * `ERR_ADDRESS_REFUSED`, or `ERR_PARTNER_UNREACHABLE`; `outboundReason` tells the reason of either.
 */
export interface OutboundHttp {
  post(url: URL, headers: OutboundHeaders, body: Uint8Array, limits: OutboundLimits): Promise<OutboundAnswer>
  get(url: URL, headers: OutboundHeaders, limits: OutboundLimits): Promise<OutboundAnswer>
  /** Opens one connection as a call would, and closes it again: for finding out why calls fail. Never throws. */
  probe(url: URL): Promise<ConnectionProbe>
  /** Ends when the calls under way have ended. */
  close(): Promise<void>
}

export interface OutboundOptions {
  readonly allow: AddressAllowance
  readonly resolve?: Resolve
  readonly dial?: Dial
  /** Certificate authorities (PEM) to trust instead of the well-known ones. */
  readonly ca?: string
  /** At most this many connections to one origin; further calls wait, within their deadline. Default 64. */
  readonly connections?: number
  /** Wait for an answer's headers, in milliseconds. Default 5000. */
  readonly headersMs?: number
}

function agent({ connections = 64, headersMs = 5000 }: OutboundOptions, connector: ConnectorOptions): Agent {
  return new Agent({
    connect: guardedConnector(connector),
    connections,
    pipelining: 1,
    // Behind the exchange's own exact deadline; these also end what nobody waits for any more.
    headersTimeout: headersMs,
    bodyTimeout: 2000,
    maxHeaderSize: 16_384,
    keepAliveTimeout: 15_000,
    keepAliveMaxTimeout: 60_000,
  })
}

/** @throws FederationError `ERR_CONFIG_INVALID` for an allowance that is none */
export function outboundHttp(options: OutboundOptions): OutboundHttp {
  const guard = addressGuard(options.allow)
  const { resolve = resolveName, ca } = options
  const connector = { guard, resolve, dial: options.dial ?? dial, ca }
  const partners = agent(options, connector)

  const exchange = (
    method: 'GET' | 'POST',
    url: URL,
    headers: OutboundHeaders,
    body: Uint8Array | null,
    limits: OutboundLimits,
  ): Promise<OutboundAnswer> =>
    new Promise((resolve, reject) => {
      if (!guard.permitsUrl(url)) return reject(addressRefused('not an address to ask'))
      const under = new OutboundExchange(limits, resolve, reject)
      const path = url.pathname + url.search
      try {
        partners.dispatch({ origin: url.origin, path, method, headers, body }, under)
      } catch (error) {
        under.onResponseError(null, error)
      }
    })

  return {
    post: (url, headers, body, limits) => exchange('POST', url, headers, body, limits),
    get: (url, headers, limits) => exchange('GET', url, headers, null, limits),
    probe: (url) =>
      guard.permitsUrl(url) ? probeConnection(url, connector) : Promise.resolve(refusedProbe('not an address to ask')),
    close: () => partners.close(),
  }
}
