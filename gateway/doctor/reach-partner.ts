import { outboundReason, unusableIn } from '../../protocols/http/outbound-failure.ts'
import type { OutboundAnswer, OutboundHttp } from '../../protocols/http/outbound-http.ts'
import type { ConnectionProbe } from '../../protocols/http/probe-connection.ts'
import { isOfExchange } from '../admin/fetch-metadata.ts'
import type { Found, Verdict } from './examination.ts'
import { passed } from './examination.ts'
import { finding } from './finding.ts'
import type { Finding, ShownCertificate } from './finding.ts'
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

function notConnected(host: string, { code, reason, detail }: Broken, addresses: readonly string[] = []): Finding {
  return finding('notConnected', { host, addresses, code, reason, detail })
}

/** Every name leads to addresses that may be connected to. */
export function checkNames(servers: readonly ReachedServer[]): Verdict {
  const broken = brokenAt('name', servers)
  if (broken === null) {
    const names = servers.map(({ url, probe }) => ({ host: url.hostname, addresses: probe.addresses }))
    return passed(finding('names', { names }))
  }
  const { url, probe } = broken
  const found = notConnected(url.hostname, probe, probe.addresses)
  if (probe.reason === 'ROUTE_NONE') return failed('ADDRESS_REFUSED', found)
  return failed(probe.reason === 'REACH_TIMEOUT' ? 'REACH_TIMEOUT' : 'REACH_DNS', found)
}

/** Something takes the connection. */
export function checkConnections(servers: readonly ReachedServer[]): Verdict {
  const broken = brokenAt('connection', servers)
  if (broken === null) {
    const taken = servers.map(({ url, probe }) => ({ host: url.host, address: probe.connected ? probe.address : null }))
    return passed(finding('connected', { servers: taken }))
  }
  const code = broken.probe.reason === 'REACH_TIMEOUT' ? 'REACH_TIMEOUT' : 'REACH_TCP'
  return failed(code, notConnected(broken.url.host, broken.probe))
}

function certificateAt({ url, probe }: ReachedServer, now: number): ShownCertificate {
  if (!probe.connected || probe.certificate === null) return { host: url.host, certificate: null }
  const { subject, issuer, validTo } = probe.certificate
  const days = Math.floor((validTo - now) / DAY)
  return { host: url.host, certificate: { subject: subject || url.hostname, issuer: issuer || null, days } }
}

/** What took the connection is who it should be. */
export function checkTls(servers: readonly ReachedServer[], now: number): Verdict {
  const broken = brokenAt('tls', servers)
  if (broken === null) {
    return passed(finding('certificates', { servers: servers.map((server) => certificateAt(server, now)) }))
  }
  const { url, probe } = broken
  const code = probe.reason === 'REACH_TIMEOUT' ? 'REACH_TIMEOUT' : (TLS_CODES[probe.code ?? ''] ?? 'TLS_REFUSED')
  return failed(code, notConnected(url.host, probe))
}

const JSON_OBJECT = /^(?:\u00ef\u00bb\u00bf)?\{[^]*\}$/
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

function discoveryFailure({ status, body }: OutboundAnswer, url: URL): Verdict | null {
  if (status !== 200) return failed(discoveryFailureOf(status), finding('documentStatus', { url: url.href, status }))
  const [shape, wanted] = isOfExchange(url)
    ? ([JSON_OBJECT, 'JSON'] as const)
    : ([COMPACT_JWS, 'signed document'] as const)
  if (shape.test(body.toString('latin1').trim())) return null
  return failed('DISCOVERY_MALFORMED', finding('documentShape', { url: url.href, bytes: body.length, wanted }))
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
    return { verdict: passed(finding('document', { url: url.href, bytes: answer.body.length })), value: answer }
  } catch (error) {
    const reason = outboundReason(error)
    const detail = error instanceof Error ? error.message : String(error)
    const found = finding('documentUnread', { url: url.href, reason, answer: unusableIn(error), detail })
    if (reason === 'REACH_UPSTREAM') return failed('DISCOVERY_REDIRECT', found)
    return failed(reason === 'DATA_MALFORMED' ? 'DISCOVERY_MALFORMED' : reason, found)
  }
}
