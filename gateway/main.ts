import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { GatewaySettings } from '../config/read-config.ts'
import { MINUTE } from '../protocols/availability/time-window.ts'
import { ewsConnector } from '../protocols/ews/ews-connector.ts'
import { outboundHttp } from '../protocols/http/outbound-http.ts'
import type { OutboundHttp } from '../protocols/http/outbound-http.ts'
import type { Clock } from '../trust/clock.ts'
import type { Organization } from '../trust/organization/organization.ts'
import type { Randomness } from '../trust/randomness.ts'
import { MemoryReplayStore } from '../trust/stores/replay-store-memory.ts'
import { openRedisReplayStore } from '../trust/stores/replay-store-redis.ts'
import type { ReplayStore } from '../trust/stores/replay-store.ts'
import { MemoryTrustStore } from '../trust/stores/trust-store-memory.ts'
import type { Administration } from './admin/administration.ts'
import { MetadataRefresher } from './admin/refresh-trust.ts'
import { RecentLookups } from './broker/lookup-trace.ts'
import { Closing } from './closing.ts'
import { hostOrganization, keepIdentity, openIdentity } from './hosted-organizations.ts'
import type { Hosting } from './hosted-organizations.ts'
import { Identities } from './identities.ts'
import { liveDirectory } from './live-directory.ts'
import { openLog } from './log.ts'
import type { Log } from './log.ts'
import { openEwsDoor } from './open-ews-door.ts'
import { GATEWAY_NAME } from './publish-metadata.ts'
import { listen, requestListener } from './server.ts'
import { webApplication } from './web.ts'

/** What a test or a simulated organization may put in the place of the real thing. */
export interface GatewayParts {
  readonly clock: Clock
  readonly random: Randomness
  readonly log: Log
}

export interface RunningGateway {
  /** The public address, without a trailing slash. */
  readonly url: string
  readonly ewsUrl: string
  readonly adminUrl: string
  /** Where it listens, which a proxy before it has to know. */
  readonly port: number
  /** Answers what is under way, then lets go of everything it opened. */
  close(): Promise<void>
}

const REAL_RANDOM: Randomness = {
  bytes: randomBytes,
  uuid: randomUUID,
  fraction: () => randomInt(2 ** 32) / 2 ** 32,
}

const EWS_PATH = '/EWS/Exchange.asmx'

async function openSpentTokens(settings: GatewaySettings, parts: GatewayParts, closing: Closing): Promise<ReplayStore> {
  const { spentTokens } = settings
  const { clock, random, log } = parts
  if (spentTokens.kind === 'memory') return new MemoryReplayStore({ clock })
  const store = await openRedisReplayStore({
    url: spentTokens.url.reveal(),
    clock,
    random: () => random.fraction(),
    onError: (error) => log.error('spent-token store failed', { detail: error.message }),
  })
  return closing.add(store, () => store.close())
}

function openOutbound({ outbound, limits }: GatewaySettings, publicUrl: string): OutboundHttp {
  const { loopback, networks, ports, authorities } = outbound
  const allow = { loopback, networks, ports, ownOrigins: [new URL(publicUrl).origin] }
  return outboundHttp({ allow, headersMs: limits.partnerDeadlineMs, ...(authorities !== null && { ca: authorities }) })
}

const starting: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Retry-After': '1', 'Content-Length': 0 }).end()
}

/** Opens the port first, so that port 0 is known before anything that has to name the public address. */
async function openServer(settings: GatewaySettings) {
  let listener = starting
  const { listen: place, tls, publicUrl } = settings.gateway
  const server = await listen(
    {
      listen: place,
      tls: tls === null ? null : { certificate: tls.certificate, key: tls.key.reveal() },
      connections: settings.limits.connections,
    },
    (request, response) => listener(request, response),
  )
  const serve = (ready: RequestListener): void => {
    listener = ready
  }
  return { ...server, url: publicUrl.replace(/:0$/, `:${server.port}`), serve }
}

interface Hosted {
  readonly identity: Organization
  readonly hostings: readonly Hosting[]
}

async function openHosted(settings: GatewaySettings, { clock, log }: GatewayParts, closing: Closing): Promise<Hosted> {
  const { gateway, limits } = settings
  const parts = { state: gateway.state, entriesPerMailbox: limits.entriesPerMailbox, clock, log }
  const [identity, ...hostings] = await Promise.all([
    openIdentity(gateway.id, gateway.name, parts),
    ...settings.organizations.map(async (organization) =>
      closing.add(await hostOrganization(organization, parts), (hosting) => hosting.close()),
    ),
  ])
  return { identity, hostings }
}

function administrationOver(
  hosted: Hosted,
  publicUrl: string,
  http: OutboundHttp,
  parts: GatewayParts,
): Administration {
  const named = hosted.hostings.map(({ organization }) => [organization.name, organization.identity] as const)
  return {
    organizations: new Map([[GATEWAY_NAME, hosted.identity] as const, ...named]),
    publicUrl,
    trusts: new MemoryTrustStore(),
    registrations: new Map(),
    lookups: new RecentLookups(),
    http,
    clock: parts.clock,
    log: parts.log,
  }
}

/** Logs a failed round instead of ending the process for it. */
function everyMinute(log: Log, closing: Closing, ...tasks: (() => Promise<void>)[]): void {
  const timer = setInterval(() => {
    for (const task of tasks) {
      task().catch((error: unknown) => log.error('periodic task failed', { detail: String(error) }))
    }
  }, MINUTE)
  timer.unref()
  closing.add(timer, clearInterval)
}

async function openIdentities(settings: GatewaySettings, hosted: Hosted, parts: GatewayParts): Promise<Identities> {
  const save = (organization: Organization): Promise<void> => keepIdentity(organization, settings.gateway.state)
  const all = [hosted.identity, ...hosted.hostings.map(({ organization }) => organization.identity)]
  const identities = new Identities(all, { ...parts, save })
  await identities.roll()
  return identities
}

async function assemble(settings: GatewaySettings, parts: GatewayParts, closing: Closing): Promise<RunningGateway> {
  const { clock, random, log } = parts
  const { transit } = settings.gateway
  const { partnerDeadlineMs: timeoutMs, entriesPerMailbox: maxEvents } = settings.limits
  const hosted = await openHosted(settings, parts, closing)
  const spent = await openSpentTokens(settings, parts, closing)
  const identities = await openIdentities(settings, hosted, parts)
  const server = closing.add(await openServer(settings), (opened) => opened.close())
  const ewsUrl = `${server.url}${EWS_PATH}`
  const http = closing.add(openOutbound(settings, server.url), (opened) => opened.close())
  const administration = administrationOver(hosted, server.url, http, parts)
  const directory = liveDirectory({
    gateway: hosted.identity,
    transit,
    hosted: hosted.hostings,
    administration,
    connect: (endpoint) => ewsConnector({ endpoint, http, clock, limits: { timeoutMs, maxEvents } }),
  })
  const refresher = new MetadataRefresher(administration)
  let ready = true
  const door = openEwsDoor({ settings, directory, identities, administration, refresher, spent, ewsUrl, random, log })
  const metadata = { directory, identities, clock, publicUrl: server.url, ewsUrl }
  const web = webApplication({ administration, adminToken: settings.adminToken, metadata, ready: () => ready })
  server.serve(requestListener(door, web, log))
  everyMinute(
    log,
    closing,
    () => refresher.refreshDue(),
    () => identities.roll(),
  )
  log.info('gateway started', { url: server.url, organizations: hosted.hostings.length })
  const close = (): Promise<void> => {
    ready = false
    return closing.all()
  }
  return { url: server.url, ewsUrl, adminUrl: `${server.url}/admin/v1`, port: server.port, close }
}

/**
 * Starts a gateway: the one place that knows which parts are real. What it opened is closed again if it cannot start.
 *
 * @throws FederationError `ERR_CONFIG_INVALID`, `ERR_STORE_UNAVAILABLE`; Error from the operating system, as for a port in use
 */
export async function startGateway(
  settings: GatewaySettings,
  given: Partial<GatewayParts> = {},
): Promise<RunningGateway> {
  const parts: GatewayParts = {
    clock: { now: Date.now },
    random: REAL_RANDOM,
    log: openLog(settings.logLevel),
    ...given,
  }
  const closing = new Closing()
  closing.add(parts.log, (log) => log.flush())
  try {
    return await assemble(settings, parts, closing)
  } catch (error) {
    await closing.all()
    throw error
  }
}
