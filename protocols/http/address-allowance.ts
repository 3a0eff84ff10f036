import ipaddr from 'ipaddr.js'
import { FederationError } from '../federation-error.ts'

/** Which addresses outbound connections may go to, beside those of the public internet: part of the configuration. */
export interface AddressAllowance {
  /** Loopback addresses, on any port, and over plain http too: for a demo and for tests on one machine. */
  readonly loopback?: boolean
  /** Networks of private or shared address space in CIDR notation, such as `10.20.0.0/16` of a partner on one's own net. */
  readonly networks?: readonly string[]
  /** TCP ports beside 443. */
  readonly ports?: readonly number[]
  /** Our own origins (`https://gateway.example`), which are never asked: a gateway asking itself is a loop. */
  readonly ownOrigins?: readonly string[]
}

/** The compiled form of an `AddressAllowance`. */
export interface AddressGuard {
  /** Whether a connection to this IP address (text form, without brackets) may be made. */
  permitsConnection(address: string, port: number, secure: boolean): boolean
  /** Whether a request to this URL may be tried; the addresses of its name are judged when it is connected to. */
  permitsUrl(url: URL): boolean
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

/**
 * Addresses at which clouds serve credentials or machine metadata, within ranges that are otherwise public, shared or
 * private: Azure's host (the only one in public space), Alibaba, Oracle, AWS and Google over IPv6.
 */
const PLATFORM_SERVICES = new Set(['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254'])

/** What a configured network may open. Link-local, multicast, mapped and translated addresses stay shut whatever it says. */
const OPENABLE = new Set(['private', 'carrierGradeNat', 'uniqueLocal'])

const PUBLIC_V6 = ipaddr.IPv6.parseCIDR('2000::/3')

function readAddress(text: string): Address | null {
  // `isValid` alone also takes octal, hexadecimal and shortened IPv4, which a resolver never answers.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)) return ipaddr.IPv6.parse(text)
  return null
}

/**
 * IPv4 only where no registry has set the range aside; IPv6 only inside global unicast (RFC 4291 2.4: 2000::/3), since
 * ipaddr.js calls everything without a special range 'unicast', `::127.0.0.1` among it.
 */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false
  return address instanceof ipaddr.IPv4 || address.match(PUBLIC_V6)
}

function readNetwork(text: string): [Address, number] {
  try {
    const [network, bits] = ipaddr.parseCIDR(text)
    if (network.range() !== 'loopback' && bits > 0) return [network, bits]
  } catch {
    // said below, as for a network that reads but may not be opened
  }
  throw new FederationError('ERR_CONFIG_INVALID', 'not a network in CIDR notation that may be opened', {
    network: text,
  })
}

function readOrigin(text: string): string {
  if (URL.canParse(text)) return new URL(text).origin
  throw new FederationError('ERR_CONFIG_INVALID', 'not an origin', { origin: text })
}

const inside = (address: Address, [network, bits]: [Address, number]): boolean =>
  address.kind() === network.kind() && address.match(network, bits)

/** @throws FederationError `ERR_CONFIG_INVALID` */
export function addressGuard(allowance: AddressAllowance): AddressGuard {
  const loopback = allowance.loopback === true
  const networks = (allowance.networks ?? []).map(readNetwork)
  const ports = new Set([443, ...(allowance.ports ?? [])])
  const own = new Set((allowance.ownOrigins ?? []).map(readOrigin))

  const permitsConnection = (text: string, port: number, secure: boolean): boolean => {
    const address = readAddress(text)
    if (address === null || PLATFORM_SERVICES.has(address.toString())) return false
    const range = address.range()
    if (range === 'loopback') return loopback
    if (!secure || !ports.has(port)) return false
    return isPublic(address) || (OPENABLE.has(range) && networks.some((network) => inside(address, network)))
  }
  const permitsUrl = (url: URL): boolean => {
    if (url.protocol !== 'https:' && !(loopback && url.protocol === 'http:')) return false
    if (url.username !== '' || url.password !== '' || url.hash !== '' || own.has(url.origin)) return false
    // Where loopback is open any port may be right: which, is known when the name has become an address.
    return loopback || ports.has(url.port === '' ? 443 : Number(url.port))
  }
  return { permitsConnection, permitsUrl }
}
