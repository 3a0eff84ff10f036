import type { RequestListener } from 'node:http'
import type { GatewaySettings, Place } from '../config/read-config.ts'
import { outboundHttp } from '../protocols/http/outbound-http.ts'
import type { OutboundHttp } from '../protocols/http/outbound-http.ts'
import type { Resolve } from '../protocols/http/outbound-connection.ts'
import type { Clock } from '../trust/clock.ts'
import type { Log } from './log.ts'
import { listen } from './server.ts'
import { withVisitors } from './visitor-address.ts'
import { WaitingRoom } from './waiting-room.ts'

interface ServerParts {
  readonly clock: Clock
  readonly log: Log
}

/** The way to partners, as far as the configuration lets it go. */
export function openOutbound({ outbound, limits }: GatewaySettings, publicUrl: string, resolve: Resolve): OutboundHttp {
  const { loopback, networks, ports, authorities } = outbound
  const allow = { loopback, networks, ports, ownOrigins: [new URL(publicUrl).origin] }
  return outboundHttp({
    allow,
    resolve,
    headersMs: limits.partnerDeadlineMs,
    ...(authorities !== null && { ca: authorities }),
  })
}

/** Listening on a place; what answers there can be changed without a gap. */
export type OpenServer = Awaited<ReturnType<typeof listen>> & {
  /** The public address, with the port it really has. */
  readonly url: string
  readonly serve: (listener: RequestListener) => void
}

const starting: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Retry-After': '1', 'Content-Length': 0 }).end()
}

/** Opens the port first, so that port 0 is known before anything that has to name the public address. */
export async function openServer(
  { listen: place, tls, publicUrl, proxies }: Place,
  limits: Pick<GatewaySettings['limits'], 'connections' | 'refusedPerSecond'>,
  { clock, log }: ServerParts,
): Promise<OpenServer> {
  let listener = starting
  const server = await listen(
    {
      listen: place,
      tls: tls === null ? null : { certificate: tls.certificate, key: tls.key.reveal() },
      connections: limits.connections,
      room: new WaitingRoom(limits.refusedPerSecond, clock, log),
    },
    (request, response) => listener(request, response),
  )
  const serve = (ready: RequestListener): void => {
    listener = withVisitors(ready, proxies)
  }
  return { ...server, url: publicUrl.replace(/:0$/, `:${server.port}`), serve }
}
