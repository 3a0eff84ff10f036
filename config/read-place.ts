import type { TrustedProxies } from '../protocols/http/forwarded-for.ts'
import type { ConfigDocument } from './config-schema.ts'
import type { Secret } from './secrets.ts'

/** Where people and servers reach something of ours. */
export interface Place {
  /** An origin, without a slash at the end. */
  readonly publicUrl: string
  readonly listen: { readonly host: string; readonly port: number }
  readonly tls: { readonly certificate: string; readonly key: Secret } | null
  /** Null: nobody stands before it, and no header says where a request comes from. */
  readonly proxies: TrustedProxies | null
}

/** What reads files beside a configuration, and collects what is wrong with them. */
interface Reading {
  refuse(path: string, problem: string): void
  text(path: string, name: string): string
  secret(path: string, name: string): Secret
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

/** Whether an address leads to this machine and nowhere else. */
export const isLoopback = (url: URL): boolean => LOOPBACK.has(url.hostname.replace(/^\[|\]$/g, ''))

/** Whether browsers reach it by TLS: then its cookies are for TLS alone. */
export const isSecured = ({ publicUrl }: Pick<Place, 'publicUrl'>): boolean => publicUrl.startsWith('https:')

/** TLS wherever the host is not loopback: there is no option to go without. */
export function readPlace(
  reading: Reading,
  path: 'gateway' | 'console',
  { tls, listen, publicUrl, proxies }: Pick<ConfigDocument['gateway'], 'tls' | 'listen' | 'publicUrl' | 'proxies'>,
): Place {
  if (tls === undefined && !LOOPBACK.has(listen.host)) {
    reading.refuse(`${path}.tls`, `found nothing; expected a certificate and key, since ${listen.host} is not loopback`)
  }
  if (publicUrl.startsWith('http:') && !isLoopback(new URL(publicUrl))) {
    reading.refuse(`${path}.publicUrl`, 'found plain http; expected https, since the host is not loopback')
  }
  const secured = tls && {
    certificate: reading.text(`${path}.tls.certificate`, tls.certificate),
    key: reading.secret(`${path}.tls.key`, tls.key),
  }
  return { publicUrl, listen, tls: secured ?? null, proxies: proxies ?? null }
}
