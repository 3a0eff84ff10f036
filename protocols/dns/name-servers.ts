import { isIP } from 'node:net'
import { Resolver } from 'node:dns/promises'
import { lookUpText } from './text-lookup.ts'
import type { TextLookup } from './text-lookup.ts'

/** The name servers to ask, each for itself: whoever asks compares what they say. */
export interface NameServers {
  /**
   * What each server says of each of `names`, in their order. Settles within 7 s and never rejects: what is not known by
   * then is a `timeout`. Nothing is remembered from one call to the next.
   */
  textsOf(names: readonly string[]): Promise<readonly (readonly TextLookup[])[]>
}

const TRY_MS = 3_000
const TRIES = 2
const LONGEST_MS = 7_000

export interface NameServerOptions {
  /** `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:53`; null: those of the operating system, taken as one. */
  readonly servers: readonly string[] | null
  /** Of the first try; the second has what is left of the whole. */
  readonly tryMs?: number
  readonly longestMs?: number
}

const WITH_PORT = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<v4>[0-9.]+)):(?<port>[0-9]{1,5})$/

/** Whether this names a server: an IP address, with or without a port. */
export function isNameServer(text: string): boolean {
  if (isIP(text) !== 0) return true
  const { v6, v4, port } = WITH_PORT.exec(text)?.groups ?? {}
  const address = v6 === undefined ? isIP(v4 ?? '') === 4 : isIP(v6) === 6
  return address && Number(port) >= 1 && Number(port) <= 65_535
}

/** One resolver for one call: to cancel it ends everything it was asked, and nothing else. */
function openResolver(server: string | null, tryMs: number): Resolver {
  const resolver = new Resolver({ timeout: tryMs, tries: TRIES })
  if (server !== null) resolver.setServers([server])
  return resolver
}

export function nameServers({ servers, tryMs = TRY_MS, longestMs = LONGEST_MS }: NameServerOptions): NameServers {
  const asked: readonly (string | null)[] = servers ?? [null]
  const textsOf = async (names: readonly string[]): Promise<readonly (readonly TextLookup[])[]> => {
    const resolvers = asked.map((server) => openResolver(server, tryMs))
    const deadline = setTimeout(() => {
      for (const resolver of resolvers) resolver.cancel()
    }, longestMs)
    try {
      return await Promise.all(
        resolvers.map((resolver) => Promise.all(names.map((name) => lookUpText(resolver, name)))),
      )
    } finally {
      clearTimeout(deadline)
    }
  }
  return { textsOf }
}
