import type { RequestListener } from 'node:http'
import type { GatewaySettings } from '../config/read-config.ts'
import { MINUTE } from '../protocols/availability/time-window.ts'
import { ewsConnector } from '../protocols/ews/ews-connector.ts'
import { outboundHttp } from '../protocols/http/outbound-http.ts'
import type { OutboundHttp } from '../protocols/http/outbound-http.ts'
import type { Clock } from '../trust/clock.ts'
import type { Organization } from '../trust/organization/organization.ts'
import { MemoryReplayStore } from '../trust/stores/replay-store-memory.ts'
import { openRedisReplayStore } from '../trust/stores/replay-store-redis.ts'
import type { ReplayStore } from '../trust/stores/replay-store.ts'
import { MemoryTrustStore } from '../trust/stores/trust-store-memory.ts'
import type { Administration } from './admin/administration.ts'
import { MetadataRefresher } from './admin/refresh-trust.ts'
import { RecentLookups } from './broker/lookup-trace.ts'
import type { Hosting } from './hosted-organizations.ts'
import { hostOrganization, openIdentity } from './hosted-organizations.ts'
import { liveDirectory } from './live-directory.ts'
import { openEwsDoor } from './open-ews-door.ts'
import { openLog } from './log.ts'
import type { Log } from './log.ts'
import { GATEWAY_NAME } from './publish-metadata.ts'
import { listen, requestListener } from './server.ts'
import { webApplication } from './web.ts'

/** What a test or a simulated organization may put in the place of the real thing. */
export interface GatewayParts {
  readonly clock: Clock
  readonly log: Log
}

export interface RunningGateway {
  /** The public address, without a trailing slash. */
  readonly url: string
  readonly ewsUrl: string
  readonly adminUrl: string
  /** Where it listens: another port than the public address has, where something stands before it. */
  readonly port: number
  /** Answers what is under way, then lets go of everything it opened. */
  close(): Promise<void>
}

const EWS_PATH = '/EWS/Exchange.asmx'

interface Spent {
  readonly store: ReplayStore
  close(): void
}

async function openSpentTokens({ spentTokens }: GatewaySettings, clock: Clock, log: Log): Promise<Spent> {
  if (spentTokens.kind === 'memory') return { store: new MemoryReplayStore({ clock }), close: () => {} }
  const store = await openRedisReplayStore({
    url: spentTokens.url.reveal(),
    clock,
    random: Math.random,
    onError: (error) => log.error('spent-token store failed', { detail: error.message }),
  })
  return { store, close: () => store.close() }
}

function openOutbound({ outbound }: GatewaySettings, publicUrl: string): OutboundHttp {
  const { loopback, networks, ports, authorities } = outbound
  const allow = { loopback, networks, ports, ownOrigins: [new URL(publicUrl).origin] }
  return outboundHttp({ allow, ...(authorities !== null && { ca: authorities }) })
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

interface Opened {
  readonly identity: Organization
  readonly hostings: readonly Hosting[]
  readonly spent: Spent
}

async function open(settings: GatewaySettings, { clock, log }: GatewayParts): Promise<Opened> {
  const hosting = { state: settings.gateway.state, entriesPerMailbox: settings.limits.entriesPerMailbox, clock, log }
  const [identity, spent, ...hostings] = await Promise.all([
    openIdentity(settings.gateway.id, settings.gateway.name, hosting),
    openSpentTokens(settings, clock, log),
    ...settings.organizations.map((organization) => hostOrganization(organization, hosting)),
  ])
  return { identity, hostings, spent }
}

function administrationOver(
  opened: Opened,
  publicUrl: string,
  http: OutboundHttp,
  parts: GatewayParts,
): Administration {
  const named = opened.hostings.map(({ organization }) => [organization.name, organization.identity] as const)
  return {
    organizations: new Map([[GATEWAY_NAME, opened.identity] as const, ...named]),
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
function everyMinute(parts: GatewayParts, task: () => Promise<void>): () => void {
  const timer = setInterval(() => {
    task().catch((error: unknown) => parts.log.error('refresh failed', { detail: String(error) }))
  }, MINUTE)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * Starts a gateway: the one place that knows which parts are real.
 *
 * @throws FederationError `ERR_CONFIG_INVALID`, `ERR_STORE_UNAVAILABLE`; Error from the operating system, as for a port in use
 */
export async function startGateway(
  settings: GatewaySettings,
  given: Partial<GatewayParts> = {},
): Promise<RunningGateway> {
  const parts: GatewayParts = {
    clock: { now: Date.now },
    log: openLog(settings.logLevel),
    ...given,
  }
  const opened = await open(settings, parts)
  const server = await openServer(settings)
  const ewsUrl = `${server.url}${EWS_PATH}`
  const http = openOutbound(settings, server.url)
  const administration = administrationOver(opened, server.url, http, parts)
  const directory = liveDirectory({
    gateway: opened.identity,
    transit: settings.gateway.transit,
    hosted: opened.hostings.map(({ organization, settings: { policy } }) => ({
      ...organization,
      domains: policy.organization.domains,
    })),
    administration,
    connect: (endpoint) => ewsConnector({ endpoint, http, clock: parts.clock }),
  })
  const refresher = new MetadataRefresher(administration)
  const door = openEwsDoor({
    settings,
    directory,
    identities: [opened.identity, ...opened.hostings.map(({ organization }) => organization.identity)],
    administration,
    refresher,
    spent: opened.spent.store,
    ewsUrl,
    log: parts.log,
  })
  let ready = true
  const web = webApplication({
    administration,
    adminToken: settings.adminToken,
    metadata: {
      directory,
      clock: parts.clock,
      publicUrl: server.url,
      ewsUrl,
      sequence: Math.floor(parts.clock.now() / 1000),
    },
    ready: () => ready,
  })
  server.serve(requestListener(door, web))
  const stopRefreshing = everyMinute(parts, () => refresher.refreshDue())
  parts.log.info('gateway started', { url: server.url, organizations: opened.hostings.length })
  return {
    url: server.url,
    ewsUrl,
    adminUrl: `${server.url}/admin/v1`,
    port: server.port,
    async close() {
      ready = false
      stopRefreshing()
      await server.close()
      await Promise.all([http.close(), ...opened.hostings.map((hosting) => hosting.close())])
      opened.spent.close()
      parts.log.flush()
    },
  }
}
