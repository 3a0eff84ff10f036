import { outboundReason } from '../../protocols/http/outbound-failure.ts'
import type { OutboundAnswer, OutboundHttp } from '../../protocols/http/outbound-http.ts'
import type { ConnectionProbe } from '../../protocols/http/probe-connection.ts'
import { isOfExchange } from '../admin/fetch-metadata.ts'
import { connectionWords } from './connection-words.ts'
import type { Found, Verdict } from './examination.ts'
import { passed } from './examination.ts'
import { discoveryFailureOf, failed } from './remedies.ts'
import type { DoctorCode } from './remedies.ts'

const LONGEST_WAIT_MS = 5_000
const LARGEST_DOCUMENT = 65_536
const DAY = 86_400_000

/** One server the partner is reached at, and what came of connecting to it. */
export interface ReachedServer {
  readonly url: URL
  readonly probe: ConnectionProbe
}

/** Node's and OpenSSL's words for a certificate that does not hold. */
const TLS_CODES: Readonly<Record<string, DoctorCode>> = {
  CERT_HAS_EXPIRED: 'TLS_EXPIRED',
  CERT_NOT_YET_VALID: 'TLS_EXPIRED',
  CERT_SIGNATURE_FAILURE: 'TLS_AUTHORITY',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS_NAME',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS_AUTHORITY',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS_AUTHORITY',
  UNABLE_TO_GET_ISSUER_CERT: 'TLS_AUTHORITY',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS_AUTHORITY',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS_AUTHORITY',
}

/** Connects once to each server the partner's endpoints are on. */
export function reachServers(http: OutboundHttp, urls: readonly URL[]): Promise<readonly ReachedServer[]> {
  const byOrigin = new Map(urls.map((url) => [url.origin, url]))
  return Promise.all([...byOrigin.values()].map(async (url) => ({ url, probe: await http.probe(url) })))
}

type Broken = Extract<ConnectionProbe, { connected: false }>

function brokenAt(stage: Broken['stage'], servers: readonly ReachedServer[]) {
  for (const { url, probe } of servers) if (!probe.connected && probe.stage === stage) return { url, probe }
  return null
}

/** Every name leads to addresses that may be connected to. */
export function checkNames(servers: readonly ReachedServer[]): Verdict {
  const broken = brokenAt('name', servers)
  if (broken === null) {
    return passed(servers.map(({ url, probe }) => `${url.hostname} is at ${probe.addresses.join(', ')}`).join('; '))
  }
  const { url, probe } = broken
  const found = probe.addresses.length === 0 ? '' : `, which is ${probe.addresses.join(', ')}`
  const detail = `${url.hostname}${found}: ${connectionWords(probe)}`
  if (probe.reason === 'ROUTE_NONE') return failed('ADDRESS_REFUSED', detail)
  return failed(probe.reason === 'REACH_TIMEOUT' ? 'REACH_TIMEOUT' : 'REACH_DNS', detail)
}

/** Something takes the connection. */
export function checkConnections(servers: readonly ReachedServer[]): Verdict {
  const broken = brokenAt('connection', servers)
  if (broken === null) {
    return passed(
      servers.map(({ url, probe }) => `${url.host} answers${probe.connected ? ` at ${probe.address}` : ''}`).join('; '),
    )
  }
  const code = broken.probe.reason === 'REACH_TIMEOUT' ? 'REACH_TIMEOUT' : 'REACH_TCP'
  return failed(code, `${broken.url.host}: ${connectionWords(broken.probe)}`)
}

function certificateWords({ url, probe }: ReachedServer, now: number): string {
  if (!probe.connected || probe.certificate === null) return `${url.host} is plain http on loopback`
  const { subject, issuer, validTo } = probe.certificate
  const days = Math.floor((validTo - now) / DAY)
  return `${url.host} shows a certificate for ${subject || url.hostname} by ${issuer || 'itself'}, good for ${days} days more`
}

/** What took the connection is who it should be. */
export function checkTls(servers: readonly ReachedServer[], now: number): Verdict {
  const broken = brokenAt('tls', servers)
  if (broken === null) return passed(servers.map((server) => certificateWords(server, now)).join('; '))
  const { url, probe } = broken
  const code = probe.reason === 'REACH_TIMEOUT' ? 'REACH_TIMEOUT' : (TLS_CODES[probe.code ?? ''] ?? 'TLS_REFUSED')
  return failed(code, `${url.host}: ${connectionWords(probe)}`)
}

const JSON_OBJECT = /^(?:\u00ef\u00bb\u00bf)?\{[^]*\}$/
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

function discoveryFailure({ status, body }: OutboundAnswer, url: URL): Verdict | null {
  if (status !== 200) return failed(discoveryFailureOf(status), `${url.href} answered ${status}`)
  const [shape, words] = isOfExchange(url) ? [JSON_OBJECT, 'JSON'] : [COMPACT_JWS, 'signed document']
  if (shape.test(body.toString('latin1').trim())) return null
  return failed('DISCOVERY_MALFORMED', `${url.href} answered 200 with ${body.length} bytes that are no ${words}`)
}

/** The metadata address answers with something that looks like what belongs there. */
export async function checkDiscovery(http: OutboundHttp, url: URL): Promise<Found<OutboundAnswer> | Verdict> {
  try {
    const limits = { timeoutMs: LONGEST_WAIT_MS, maxAnswerBytes: LARGEST_DOCUMENT }
    const signal = AbortSignal.timeout(LONGEST_WAIT_MS)
    const accept = isOfExchange(url) ? 'application/json' : 'application/jwt'
    const answer = await http.get(url, { Accept: accept }, { ...limits, signal })
    const failure = discoveryFailure(answer, url)
    if (failure !== null) return failure
    return { verdict: passed(`${url.href} answers with a document of ${answer.body.length} bytes`), value: answer }
  } catch (error) {
    const reason = outboundReason(error)
    const detail = `${url.href}: ${error instanceof Error ? error.message : String(error)}`
    if (reason === 'REACH_UPSTREAM') return failed('DISCOVERY_REDIRECT', detail)
    return failed(reason === 'DATA_MALFORMED' ? 'DISCOVERY_MALFORMED' : reason, detail)
  }
}
