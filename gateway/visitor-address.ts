import type { IncomingMessage, RequestListener } from 'node:http'
import { visitorReader } from '../protocols/http/forwarded-for.ts'
import type { TrustedProxies } from '../protocols/http/forwarded-for.ts'

const ADDRESSES = new WeakMap<IncomingMessage, string>()

/**
 * The network address a request came from: of whoever asked, where a proxy of ours says it, and else of the connection.
 * Empty for one that is gone.
 */
export const addressOf = (request: IncomingMessage): string =>
  ADDRESSES.get(request) ?? request.socket.remoteAddress ?? ''

/** Reads it once, before anybody asks. @param proxies null where nobody stands before us: then no header counts */
export function withVisitors(listener: RequestListener, proxies: TrustedProxies | null): RequestListener {
  if (proxies === null) return listener
  const read = visitorReader(proxies)
  return (request, response) => {
    ADDRESSES.set(request, read(request.socket.remoteAddress ?? '', request.headers))
    listener(request as never, response as never)
  }
}
