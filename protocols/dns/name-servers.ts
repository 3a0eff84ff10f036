import { getServers } from 'node:dns'
import { isIP } from 'node:net'
import { askServers } from './dns-exchange.ts'
import type { ServerPlace } from './dns-exchange.ts'
import type { DnsRandomness } from './dns-message.ts'
import { lookUpText } from './text-lookup.ts'
import type { Ask, TextLookup } from './text-lookup.ts'

/** The name servers to ask, each for itself: whoever asks compares what they say. */
export interface NameServers {
  /**
   * What each server says of each of `names`, in their order. Settles within 7 s and never rejects: what is not known by
   * then is a `timeout`. Nothing is remembered from one call to the next.
   */
  textsOf(names: readonly string[]): Promise<readonly ServerTexts[]>
}

/** What one server says of several names, in their order. */
export interface ServerTexts {
  /** As it is configured; those that are taken as one are named together. */
  readonly server: string
  readonly texts: readonly TextLookup[]
}

export const DNS_PORT = 53
export const TRY_MS = 3_000
export const LONGEST_MS = 7_000

export interface NameServerOptions {
  /** `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:53`; null: those of the operating system, taken as one. */
  readonly servers: readonly string[] | null
  readonly random: DnsRandomness
  /** Of one try; a question is asked twice at most. */
  readonly tryMs?: number
  readonly longestMs?: number
}

const WITH_PORT = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<v4>[0-9.]+)):(?<port>[0-9]{1,5})$/

/** The server that is named so; null where it is none: an IP address, with or without a port. */
export function readServerPlace(text: string): ServerPlace | null {
  if (isIP(text) !== 0) return { address: text, port: DNS_PORT }
  const { v6, v4, port } = WITH_PORT.exec(text)?.groups ?? {}
  const address = v6 === undefined ? isIP(v4 ?? '') === 4 && v4 : isIP(v6) === 6 && v6
  if (typeof address !== 'string' || Number(port) < 1 || Number(port) > 65_535) return null
  return { address, port: Number(port) }
}

export const isNameServer = (text: string): boolean => readServerPlace(text) !== null

/** Who is to be asked, one after the other where a list has several. */
function witnesses(servers: readonly string[] | null): readonly (readonly ServerPlace[])[] {
  const placed = (servers ?? getServers()).flatMap((text) => readServerPlace(text) ?? [])
  return servers === null ? [placed] : placed.map((place) => [place])
}

/** One that is asked, with the way to ask it. */
interface RecursiveServer {
  readonly server: string
  readonly ask: Ask
}

const placeText = ({ address, port }: ServerPlace): string =>
  port === DNS_PORT ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`

/** A way to ask each of the configured servers, until `signal` is aborted. */
export function recursiveServers(options: NameServerOptions, signal: AbortSignal): readonly RecursiveServer[] {
  const { servers, random, tryMs = TRY_MS } = options
  return witnesses(servers).map((places) => ({
    server: places.map(placeText).join(', '),
    ask: (question) => askServers(question, { places, recursive: true, tryMs, signal, random }),
  }))
}

export function nameServers(options: NameServerOptions): NameServers {
  const { longestMs = LONGEST_MS } = options
  const textsOf = (names: readonly string[]): Promise<readonly ServerTexts[]> => {
    const servers = recursiveServers(options, AbortSignal.timeout(longestMs))
    return Promise.all(
      servers.map(async ({ server, ask }) => ({
        server,
        texts: await Promise.all(names.map((name) => lookUpText(ask, name))),
      })),
    )
  }
  return { textsOf }
}
