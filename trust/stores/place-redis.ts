import { FederationError } from '../../protocols/federation-error.ts'

export interface RedisAddress {
  readonly host: string
  readonly port: number
}

/** Where a Redis is, by how its master is found. */
export type RedisPlace = {
  readonly username: string | undefined
  readonly password: string | undefined
  readonly tls: boolean
} & (
  | { readonly kind: 'single'; readonly address: RedisAddress; readonly database: number }
  | { readonly kind: 'sentinel'; readonly sentinels: readonly RedisAddress[]; readonly master: string }
  | { readonly kind: 'cluster'; readonly nodes: readonly RedisAddress[] }
)

/** Where it is, for a message; never who goes there with which password. */
export function placeName(place: RedisPlace): string {
  const names = (addresses: readonly RedisAddress[]): string =>
    addresses.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)).join(', ')
  if (place.kind === 'single') return `Redis at ${names([place.address])}`
  if (place.kind === 'cluster') return `the Redis Cluster at ${names(place.nodes)}`
  return `Redis ${place.master} by the Sentinels at ${names(place.sentinels)}`
}

const FORM =
  /^redis(?<tls>s?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^@:/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/@?#]+)(?:\/(?<path>[^/?#]*))?$/
const DEFAULT_PORTS = { single: 6379, sentinel: 26379, cluster: 6379 } as const

/**
 * Reads `redis://[user:password@]host:port[/database]`, `redis+sentinel://[…@]host:port,host:port/<master name>` and
 * `redis+cluster://[…@]host:port,host:port`; with `rediss` in place of `redis` over TLS. User name and password are
 * percent-encoded; those of a Sentinel URL are for Redis and for the Sentinels.
 *
 * @throws FederationError `ERR_CONFIG_INVALID`; never with the URL, which may hold a password
 */
export function parseRedisPlace(url: string): RedisPlace {
  const groups = FORM.exec(url)?.groups
  if (groups === undefined) throw notAnAddress('redis[s]://, redis[s]+sentinel:// or redis[s]+cluster://')
  const kind = (groups['kind'] ?? 'single') as keyof typeof DEFAULT_PORTS
  const addresses = (groups['hosts'] ?? '').split(',').map((host) => parseAddress(host, DEFAULT_PORTS[kind]))
  const path = decoded(groups['path']) ?? ''
  const common = {
    username: decoded(groups['user']) || undefined,
    password: decoded(groups['password']) || undefined,
    tls: groups['tls'] === 's',
  }
  if (kind === 'sentinel') {
    if (path === '') throw notAnAddress('a path with the name of the master')
    return { ...common, kind, sentinels: addresses, master: path }
  }
  if (kind === 'cluster') {
    if (path !== '') throw notAnAddress('no path')
    return { ...common, kind, nodes: addresses }
  }
  const [address] = addresses
  if (address === undefined || addresses.length > 1) throw notAnAddress('one host')
  if (!/^\d{0,3}$/.test(path)) throw notAnAddress('a database number or no path')
  return { ...common, kind, address, database: Number(path) }
}

/** `host`, `host:port` or `[IPv6]:port`. */
function parseAddress(text: string, defaultPort: number): RedisAddress {
  const groups = /^(?:\[(?<six>[0-9a-fA-F:.]+)\]|(?<host>[^:[\]\s]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups
  const port = Number(groups?.['port'] ?? defaultPort)
  const host = groups?.['six'] ?? groups?.['host']
  if (host === undefined || port < 1 || port > 65_535) throw notAnAddress('hosts as host:port')
  return { host, port }
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text)
  } catch {
    throw notAnAddress('percent-encoded parts')
  }
}

function notAnAddress(wanted: string): FederationError {
  return new FederationError('ERR_CONFIG_INVALID', `the Redis URL is not one: expected ${wanted}`, { wanted })
}
