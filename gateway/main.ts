import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { GatewaySettings } from '../config/read-config.ts'
import { MINUTE } from '../protocols/availability/time-window.ts'
import { ewsConnector } from '../protocols/ews/ews-connector.ts'
import { resolveName } from '../protocols/http/outbound-connection.ts'
import type { Resolve } from '../protocols/http/outbound-connection.ts'
import { outboundHttp } from '../protocols/http/outbound-http.ts'
import type { OutboundHttp } from '../protocols/http/outbound-http.ts'
import type { AuditTree } from '../trust/audit/audit-tree.ts'
import type { Clock } from '../trust/clock.ts'
import type { Organization } from '../trust/organization/organization.ts'
import type { SealingKey } from '../trust/keys/sealed-identity.ts'
import { StatePolicyStore } from '../trust/policies/state-policy-store.ts'
import type { Randomness } from '../trust/randomness.ts'
import type { StateStore } from '../trust/stores/state-store.ts'
import { StateTrustStore } from '../trust/stores/trust-store.ts'
import { AccessTokens } from './admin/access-tokens.ts'
import type { Administration } from './admin/administration.ts'
import { AuditLog } from './audit/audit-log.ts'
import { auditTreeOf } from './audit/audit-operations.ts'
import { upkeepOf } from './audit/audit-upkeep.ts'
import { KeptHeads } from './audit/publish-heads.ts'
import { PartnerWatch } from './audit/watch-partners.ts'
import { MetadataRefresher } from './admin/refresh-trust.ts'
import type { Broker } from './broker/answer-availability.ts'
import { RecentLookups } from './broker/lookup-trace.ts'
import { examiner } from './doctor/examiner.ts'
import { Closing } from './closing.ts'
import { openDomains } from './domains/open-domains.ts'
import { CalendarMailboxes, hostOrganization, openIdentity } from './hosted-organizations.ts'
import type { Hosting } from './hosted-organizations.ts'
import { Identities } from './identities.ts'
import { liveDirectory } from './live-directory.ts'
import { openLog } from './log.ts'
import type { Log } from './log.ts'
import { openBroker } from './open-broker.ts'
import { openEwsDoor } from './open-ews-door.ts'
import { openSpentTokens, openState } from './open-state.ts'
import { GATEWAY_NAME } from './publish-metadata.ts'
import { listen, requestListener } from './server.ts'
import { webApplication } from './web.ts'
import type { Readiness } from './web.ts'

/** What a test or a simulated organization may put in the place of the real thing. */
export interface GatewayParts {
  readonly clock: Clock
  readonly random: Randomness
  readonly log: Log
  /** Finds the addresses of partners' names. */
  readonly resolve: Resolve
  /** Where a person reads what must not be in the log. */
  readonly tellAdministrator: (line: string) => void
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

function openOutbound({ outbound, limits }: GatewaySettings, publicUrl: string, resolve: Resolve): OutboundHttp {
  const { loopback, networks, ports, authorities } = outbound
  const allow = { loopback, networks, ports, ownOrigins: [new URL(publicUrl).origin] }
  return outboundHttp({
    allow,
    resolve,
    headersMs: limits.partnerDeadlineMs,
    ...(authorities !== null && { ca: authorities }),
  })
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

/** Everything that is kept, in memory and ready for decisions. */
interface Kept {
  readonly state: StateStore
  readonly sealingKey: SealingKey
  readonly trusts: StateTrustStore
  readonly policies: StatePolicyStore
  readonly identities: Identities
  readonly tokens: AccessTokens
  readonly auditTree: AuditTree
  readonly heads: KeptHeads
  readonly calendarMailboxes: CalendarMailboxes
}

async function openKept(settings: GatewaySettings, parts: GatewayParts, closing: Closing): Promise<Kept> {
  const { state, sealingKey } = await openState(settings.store, parts)
  closing.add(state, (opened) => opened.close())
  const calendarMailboxes = new CalendarMailboxes()
  const trusts = new StateTrustStore(state)
  const policies = new StatePolicyStore(state, (organization) => calendarMailboxes.of(organization))
  const identities = new Identities(state, { ...parts, sealingKey })
  const tokens = new AccessTokens(state, parts.random, settings.adminToken)
  const heads = new KeptHeads()
  await state.follow(trusts, policies, identities, tokens, heads)
  const auditTree = auditTreeOf(state)
  return { state, sealingKey, trusts, policies, identities, tokens, auditTree, heads, calendarMailboxes }
}

async function openHosted(
  settings: GatewaySettings,
  kept: Kept,
  { clock, log }: GatewayParts,
  closing: Closing,
): Promise<Hosted> {
  const { gateway, limits } = settings
  const parts = { ...kept, stateFolder: gateway.state, entriesPerMailbox: limits.entriesPerMailbox, clock, log }
  const [identity, ...hostings] = await Promise.all([
    openIdentity(gateway.id, gateway.name, parts),
    ...settings.organizations.map(async (organization) =>
      closing.add(await hostOrganization(organization, parts), (hosting) => hosting.close()),
    ),
  ])
  await kept.identities.roll()
  return { identity, hostings }
}

interface AdministrationParts extends GatewayParts {
  readonly publicUrl: string
  readonly http: OutboundHttp
  readonly openHttp: () => OutboundHttp
  readonly lookups: RecentLookups
  readonly broker: Broker
}

function administrationOver(
  settings: GatewaySettings,
  hosted: Hosted,
  kept: Kept,
  parts: AdministrationParts,
): Administration {
  const named = hosted.hostings.map(({ organization }) => [organization.name, organization.identity] as const)
  const organizations = new Map([[GATEWAY_NAME, hosted.identity] as const, ...named])
  const examine = examiner({ ...kept, ...parts, hosted: hosted.hostings })
  const domains = openDomains(settings, { ...kept, ...parts, organizations })
  return { ...kept, ...parts, organizations, examine, domains }
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

/** What a gateway does by itself. */
function tasksOver(
  { audit }: GatewaySettings,
  { identity }: Hosted,
  { state, auditTree, identities }: Kept,
  administration: Administration,
): (() => Promise<void>)[] {
  const watch = new PartnerWatch(administration)
  return [
    () => identities.roll(),
    () => state.engine.sweep(state.now()),
    upkeepOf(state, auditTree, identity, audit.keepDays),
    () => watch.watchDue(),
    () => administration.domains.watch.checkDue(),
  ]
}

/** Told on standard error, not in the log: it opens the administration to whoever reads it. */
async function tellFirstCode({ tokens }: Kept, { log, tellAdministrator }: GatewayParts): Promise<void> {
  const code = await tokens.firstCode()
  if (code === null) return
  log.info('first administrator wanted')
  tellAdministrator(`Nobody administers this gateway yet. Within a day: ledig administrator claim ${code} --name <you>`)
}

function directoryOver(
  { gateway, limits }: GatewaySettings,
  { identity, hostings }: Hosted,
  trusts: StateTrustStore,
  { http, clock }: { readonly http: OutboundHttp; readonly clock: Clock },
) {
  const within = { timeoutMs: limits.partnerDeadlineMs, maxEvents: limits.entriesPerMailbox }
  return liveDirectory({
    gateway: identity,
    transit: gateway.transit,
    hosted: hostings,
    trusts,
    connect: (endpoint) => ewsConnector({ endpoint, http, clock, limits: within }),
  })
}

async function assemble(settings: GatewaySettings, parts: GatewayParts, closing: Closing): Promise<RunningGateway> {
  const { clock, log } = parts
  const kept = await openKept(settings, parts, closing)
  const hosted = await openHosted(settings, kept, parts, closing)
  const { identities, trusts, state } = kept
  // Before the server, so that it is closed after it: the last lookups go on record too.
  const audit = closing.add(new AuditLog(state, log), (opened) => opened.close())
  const spent = closing.add(await openSpentTokens(settings.store, parts), (opened) => opened.close())
  const server = closing.add(await openServer(settings), (opened) => opened.close())
  const ewsUrl = `${server.url}${EWS_PATH}`
  const openHttp = (): OutboundHttp => openOutbound(settings, server.url, parts.resolve)
  const http = closing.add(openHttp(), (opened) => opened.close())
  const directory = directoryOver(settings, hosted, trusts, { http, clock })
  const lookups = new RecentLookups()
  const broker = openBroker({ ...parts, settings, directory, identities, lookups, audit })
  const administration = administrationOver(settings, hosted, kept, {
    ...parts,
    publicUrl: server.url,
    http,
    openHttp,
    lookups,
    broker,
  })
  const refresher = new MetadataRefresher(administration)
  let stopping = false
  const doors = { settings, directory, identities, administration, broker, audit, refresher, spent, ewsUrl }
  const door = openEwsDoor({ ...parts, ...doors })
  const metadata = { directory, identities, clock, publicUrl: server.url, ewsUrl }
  const readiness = (): Readiness => (stopping ? 'stopping' : state.fresh() ? 'ready' : 'store away')
  const auditHeads = settings.audit.publishHeads ? { ...kept, tree: kept.auditTree, directory } : null
  const web = webApplication({ administration, metadata, auditHeads, readiness })
  server.serve(requestListener(door, web, log))
  everyMinute(log, closing, ...tasksOver(settings, hosted, kept, administration), () => refresher.refreshDue())
  await tellFirstCode(kept, parts)
  log.info('gateway started', { url: server.url, organizations: hosted.hostings.length })
  const close = (): Promise<void> => {
    stopping = true
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
    resolve: resolveName,
    tellAdministrator: (line) => void process.stderr.write(`${line}\n`),
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
