import ipaddr from 'ipaddr.js'

/** Proxies in front of us, and the one header in which each of them adds whom it heard. */
export interface TrustedProxies {
  /** CIDR. */
  readonly networks: readonly string[]
  /** A proxy that adds to one of them passes the other on as it came: so the other never counts. */
  readonly header: 'forwarded' | 'x-forwarded-for'
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** RFC 7239 4: one name and value, the value a token or in quotes. */
const PAIR = /^\s*([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([\w!#$%&'*+.^`|~:[\]-]*))\s*$/

/** Without a port (RFC 7239 6), as IPv4 where it is one in an IPv6 address; null for `unknown`, `_hidden` and all else. */
function readNode(text: string): Address | null {
  const bare = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+)(?::\d{1,5})?$/.exec(text)?.[1] ?? text
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare)
  return bare.includes(':') && ipaddr.IPv6.isValid(bare) ? ipaddr.process(bare) : null
}

/** Whom one element of `Forwarded` is for; null where it does not say. */
function forwardedFor(element: string): Address | null {
  const pairs = element.split(';').map((pair) => PAIR.exec(pair))
  if (pairs.includes(null)) return null
  const said = pairs.filter((pair) => pair?.[1]?.toLowerCase() === 'for')
  return said.length === 1 ? readNode(said[0]?.[2] ?? said[0]?.[3] ?? '') : null
}

/** Whether it is a network in CIDR notation, and not all there are. */
export function isNetwork(text: string): boolean {
  try {
    return ipaddr.parseCIDR(text)[1] > 0
  } catch {
    return false
  }
}

const isIn = (address: Address, networks: readonly [Address, number][]): boolean =>
  networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))

/**
 * Reads who really asked, of the connections that proxies of ours make: the rightmost address that is none of theirs. What
 * stands left of it was said by whoever that is, and counts for nothing. Where an element says no address, it is the proxy
 * that added it.
 */
export function visitorReader({ networks, header }: TrustedProxies) {
  const trusted = networks.map((network) => ipaddr.parseCIDR(network))
  return (remote: string, headers: Readonly<Record<string, string | readonly string[] | undefined>>): string => {
    let visitor = readNode(remote.replace(/%.*$/, ''))
    const said = headers[header]
    const elements = typeof said === 'string' ? said.split(',') : []
    while (visitor !== null && isIn(visitor, trusted)) {
      const element = elements.pop()
      if (element === undefined) break
      const before = header === 'forwarded' ? forwardedFor(element) : readNode(element.trim())
      if (before === null) break
      visitor = before
    }
    return visitor?.toString() ?? remote
  }
}
