import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { GatewaySettings } from '../config/read-config.ts'
import { MINUTE } from '../protocols/availability/time-window.ts'
import { ewsConnector } from '../protocols/ews/ews-connector.ts'
import { resolveName } from '../protocols/http/outbound-connection.ts'
import type { Resolve } from '../protocols/http/outbound-connection.ts'
import type { OutboundHttp } from '../protocols/http/outbound-http.ts'
import type { Clock } from '../trust/clock.ts'
import type { Randomness } from '../trust/randomness.ts'
import type { StateTrustStore } from '../trust/stores/trust-store.ts'
import type { Administration } from './admin/administration.ts'
import { AuditLog } from './audit/audit-log.ts'
import { upkeepOf } from './audit/audit-upkeep.ts'
import { PartnerWatch } from './audit/watch-partners.ts'
import { MetadataRefresher } from './admin/refresh-trust.ts'
import type { Broker } from './broker/answer-availability.ts'
import { RecentLookups } from './broker/lookup-trace.ts'
import { examiner } from './doctor/examiner.ts'
import { Closing } from './closing.ts'
import { openDomains } from './domains/open-domains.ts'
import { liveDirectory } from './live-directory.ts'
import { openLog } from './log.ts'
import type { Log } from './log.ts'
import { openBroker } from './open-broker.ts'
import { openEwsDoor } from './open-ews-door.ts'
import { openHosted, openKept } from './open-kept.ts'
import type { Hosted, Kept } from './open-kept.ts'
import { openOutbound, openServer } from './open-server.ts'
import { openSpentTokens } from './open-state.ts'
import { GATEWAY_NAME } from './publish-metadata.ts'
import { requestListener } from './server.ts'
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

interface ServiceParts extends GatewayParts {
  readonly publicUrl: string
  readonly http: OutboundHttp
  readonly openHttp: () => OutboundHttp
  readonly audit: AuditLog
}

interface AdministrationParts extends Omit<ServiceParts, 'audit'> {
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
  { administration, refresher }: { readonly administration: Administration; readonly refresher: MetadataRefresher },
): (() => Promise<void>)[] {
  const watch = new PartnerWatch(administration)
  return [
    () => identities.roll(),
    () => state.engine.sweep(state.now()),
    upkeepOf(state, auditTree, identity, audit.keepDays),
    () => watch.watchDue(),
    () => administration.domains.watch.checkDue(),
    () => refresher.refreshDue(),
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

/** Everything that answers, over what is kept. */
function servicesOver(settings: GatewaySettings, kept: Kept, hosted: Hosted, parts: ServiceParts) {
  const { openHttp, http, audit, clock } = parts
  const directory = directoryOver(settings, hosted, kept.trusts, { http, clock })
  const lookups = new RecentLookups()
  const broker = openBroker({ ...kept, ...parts, settings, directory, lookups, audit })
  const administration = administrationOver(settings, hosted, kept, { ...parts, openHttp, lookups, broker })
  const refresher = new MetadataRefresher(administration)
  return { directory, broker, administration, refresher }
}

async function assemble(settings: GatewaySettings, parts: GatewayParts, closing: Closing): Promise<RunningGateway> {
  const { log } = parts
  const kept = await openKept(settings, parts, closing)
  const hosted = await openHosted(settings, kept, parts, closing)
  // Before the server, so that it is closed after it: the last lookups go on record too.
  const audit = closing.add(new AuditLog(kept.state, log), (opened) => opened.close())
  const spent = closing.add(await openSpentTokens(settings.store, parts), (opened) => opened.close())
  const server = closing.add(await openServer(settings), (opened) => opened.close())
  const { url: publicUrl } = server
  const ewsUrl = `${publicUrl}${EWS_PATH}`
  const openHttp = (): OutboundHttp => openOutbound(settings, publicUrl, parts.resolve)
  const http = closing.add(openHttp(), (opened) => opened.close())
  const services = servicesOver(settings, kept, hosted, { ...parts, publicUrl, openHttp, http, audit })
  const door = openEwsDoor({ ...parts, ...kept, ...services, settings, audit, spent, ewsUrl })
  let stopping = false
  const readiness = (): Readiness => (stopping ? 'stopping' : kept.state.fresh() ? 'ready' : 'store away')
  const metadata = { ...parts, ...kept, ...services, publicUrl, ewsUrl }
  const auditHeads = settings.audit.publishHeads ? { ...metadata, tree: kept.auditTree } : null
  const web = webApplication({ ...services, metadata, auditHeads, readiness })
  server.serve(requestListener(door, web, log))
  everyMinute(log, closing, ...tasksOver(settings, hosted, kept, services))
  await tellFirstCode(kept, parts)
  log.info('gateway started', { url: publicUrl, organizations: hosted.hostings.length })
  const close = (): Promise<void> => {
    stopping = true
    return closing.all()
  }
  return { url: publicUrl, ewsUrl, adminUrl: `${publicUrl}/admin/v1`, port: server.port, close }
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
