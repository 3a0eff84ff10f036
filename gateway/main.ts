import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { Organization } from '../trust/organization/organization.ts'
import type { GatewaySettings } from '../config/read-config.ts'
import { ewsConnector } from '../protocols/ews/ews-connector.ts'
import { resolveName } from '../protocols/http/outbound-connection.ts'
import type { Resolve } from '../protocols/http/outbound-connection.ts'
import type { OutboundHttp } from '../protocols/http/outbound-http.ts'
import type { Clock } from '../trust/clock.ts'
import type { MinimumSoftware } from '../trust/organization/version-demand.ts'
import type { Randomness } from '../trust/randomness.ts'
import type { ReplayStore } from '../trust/stores/replay-store.ts'
import type { StateTrustStore, TrustStore } from '../trust/stores/trust-store.ts'
import type { Administration } from './admin/administration.ts'
import { OfferExchange } from './agreement/offer-exchange.ts'
import { tellingTrusts } from './agreement/telling-trusts.ts'
import { announce } from './announce-start.ts'
import { AuditLog } from './audit/audit-log.ts'
import { MetadataRefresher } from './admin/refresh-trust.ts'
import type { Broker } from './broker/answer-availability.ts'
import { RecentLookups } from './broker/lookup-trace.ts'
import { examiner } from './doctor/examiner.ts'
import { explainer } from './explain/explain-lookup.ts'
import { Closing } from './closing.ts'
import { openDomains } from './domains/open-domains.ts'
import { PartnerHealth } from './health/partner-health.ts'
import { liveDirectory } from './live-directory.ts'
import { openLog } from './log.ts'
import type { Log } from './log.ts'
import { openBroker } from './open-broker.ts'
import { openEwsDoor } from './open-ews-door.ts'
import { openPublished, publishedOver } from './open-published.ts'
import { openMetrics } from './metrics.ts'
import { openHosted, openKept } from './open-kept.ts'
import type { Hosted, Kept } from './open-kept.ts'
import { openOutbound, openServer } from './open-network.ts'
import type { OpenServer } from './open-network.ts'
import { openSpentTokens, readinessOf } from './open-state.ts'
import { announceMetadata, GATEWAY_NAME, metadataSigner } from './publish-metadata.ts'
import type { MetadataSigner } from './publish-metadata.ts'
import { everyMinute, periodicTasks } from './periodic-tasks.ts'
import { writeChallenge } from '../protocols/ms-xoauth/challenge.ts'
import { sharedRealm } from './credentials/partner-tokens.ts'
import { incomingCredentials, outgoingCredentials } from './credentials/partner-credentials.ts'
import type { IncomingCredentials } from './credentials/partner-credentials.ts'
import { openMail } from './sharing/open-mail.ts'
import type { Mail } from './sharing/open-mail.ts'
import { policyDiffer } from './replay/policy-differ.ts'
import { requestListener } from './server.ts'
import { openConsole } from './staff/open-console.ts'
import { openSharing } from './sharing/open-sharing.ts'
import type { OwnerLinks } from './sharing/owner-link.ts'
import type { Sharing } from './sharing/sharing.ts'
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
  /** On which the set-up was that this start ends; the console takes its place without a gap. */
  readonly consoleServer: OpenServer | null
  /** What the set-up still has to do once everything is open, before anybody is told that it is. */
  readonly firstSteps: (administration: Administration) => Promise<void>
}

export interface RunningGateway {
  /** The public address, without a trailing slash. */
  readonly url: string
  readonly ewsUrl: string
  readonly adminUrl: string
  /** Of the first page of the console; null where there is none. */
  readonly consoleUrl: string | null
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
  readonly minimumSoftware: MinimumSoftware
  readonly http: OutboundHttp
  readonly openHttp: () => OutboundHttp
  readonly audit: AuditLog
  readonly ewsUrl: string
  /** Of a 401. */
  readonly challenge: string
  readonly spent: ReplayStore
}

interface AdministrationParts extends Omit<ServiceParts, 'audit' | 'ewsUrl' | 'challenge'> {
  /** Tells partners what is changed. */
  readonly trusts: TrustStore
  readonly exchange: OfferExchange
  readonly ownMetadata: MetadataSigner
  readonly lookups: RecentLookups
  readonly partnerHealth: PartnerHealth
  readonly broker: Broker
  readonly budgets: Administration['budgets']
  readonly invitations: Mail['invitations']
  readonly sharing: Sharing
  readonly ownerLinks: OwnerLinks
  readonly proveClosed: Administration['proveClosed']
}

function organizationsOf({ identity, hostings }: Hosted): ReadonlyMap<string, Organization> {
  const named = hostings.map(({ organization }) => [organization.name, organization.identity] as const)
  return new Map([[GATEWAY_NAME, identity] as const, ...named])
}

function administrationOver(
  settings: GatewaySettings,
  hosted: Hosted,
  kept: Kept,
  parts: AdministrationParts,
): Administration {
  const organizations = organizationsOf(hosted)
  const examine = examiner({ ...kept, ...parts, hosted: hosted.hostings })
  const domains = openDomains(settings, { ...kept, ...parts, organizations })
  const { lookupDays } = settings.audit
  const explain = explainer(parts.broker)
  const tryDraft = policyDiffer({ ...kept, directory: parts.broker.directory })
  return {
    ...kept,
    ...parts,
    organizations,
    examine,
    explain,
    tryDraft,
    lookupDays,
    domains,
    approvals: settings.trust.approvals,
  }
}

function directoryOver(
  { gateway, limits }: GatewaySettings,
  { identity, hostings }: Hosted,
  trusts: StateTrustStore,
  { http, clock, partnerHealth }: Pick<Administration, 'http' | 'clock'> & { readonly partnerHealth: PartnerHealth },
) {
  const within = { timeoutMs: limits.partnerDeadlineMs, maxEvents: limits.entriesPerMailbox }
  return liveDirectory({
    gateway: identity,
    transit: gateway.transit,
    hosted: hostings,
    ...{ trusts, partnerHealth },
    connect: (endpoint) => ewsConnector({ endpoint, http, clock, limits: within }),
  })
}

/** Everything that answers, over what is kept. */
function servicesOver(settings: GatewaySettings, kept: Kept, hosted: Hosted, parts: ServiceParts) {
  const { http, audit } = parts
  const organizations = organizationsOf(hosted)
  const partnerHealth = new PartnerHealth(parts.clock)
  const directory = directoryOver(settings, hosted, kept.trusts, { ...parts, partnerHealth })
  const lookups = new RecentLookups()
  const credentials = outgoingCredentials({ ...kept, ...parts, settings })
  const broker = openBroker({ ...kept, ...parts, settings, directory, lookups, audit, credentials })
  const exchange = new OfferExchange({ ...kept, ...parts, organizations, http })
  const trusts = tellingTrusts(kept.trusts, exchange)
  const ownMetadata = metadataSigner({ ...kept, ...parts })
  const mail = openMail(settings, { ...kept, ...parts })
  const { invitations } = mail
  const telling = { invitations: mail.outbox && invitations, looks: kept.lastLooks }
  const calendars = publishedOver({ ...kept, ...parts, ...hosted })
  const doors = { broker, calendars }
  const shared = openSharing({ ...kept, ...parts, ...telling, ...doors, directory, gateway: hosted.identity })
  const known = { lookups, partnerHealth, budgets: broker.budget }
  const heard = { trusts, exchange, ownMetadata, broker, invitations, ...known, ...shared }
  const administration = administrationOver(settings, hosted, kept, { ...parts, ...heard })
  const refresher = new MetadataRefresher(administration)
  const { ownerLinks } = shared
  return { directory, broker, exchange, administration, refresher, ownerLinks, calendars, ...mail }
}

type Services = ReturnType<typeof servicesOver>

function webOver(
  settings: GatewaySettings,
  kept: Kept,
  services: Services & IncomingCredentials,
  parts: ServiceParts,
  readiness: () => Readiness,
): RequestListener {
  const shared = { ...parts, ...kept, ...services }
  const idOf = (name: string) => services.administration.organizations.get(name)?.id
  const auditHeads = settings.audit.publishHeads ? { ...shared, tree: kept.auditTree } : null
  const metadata = { directory: services.directory, sign: services.administration.ownMetadata }
  const { sharing, invitations } = services.administration
  const zones = new Map(settings.organizations.map(({ name, timeZone }) => [name, timeZone]))
  const owner = { ...shared, sharing, invitations, timeZoneOf: (name: string) => zones.get(name) ?? 'UTC' }
  return webApplication({
    ...services,
    metadata,
    offers: { ...shared, idOf },
    autodiscover: shared,
    auditHeads,
    owner,
    readiness,
  })
}

/** Our own address, and the way to everybody else's. */
async function openNetwork(settings: GatewaySettings, parts: GatewayParts, closing: Closing) {
  const { resolve } = parts
  const server = closing.add(await openServer(settings.gateway, settings.limits, parts), (opened) => opened.close())
  const { url: publicUrl } = server
  const openHttp = (): OutboundHttp => openOutbound(settings, publicUrl, resolve)
  const http = closing.add(openHttp(), (opened) => opened.close())
  return { server, publicUrl, ewsUrl: `${publicUrl}${EWS_PATH}`, openHttp, http }
}

async function assemble(settings: GatewaySettings, parts: GatewayParts, closing: Closing): Promise<RunningGateway> {
  const { log } = parts
  const kept = await openKept(settings, parts, closing)
  const hosted = await openHosted(settings, kept, parts, closing)
  // Before the server, so that it is closed after it: the last lookups go on record too.
  const audit = closing.add(new AuditLog(kept.state, log), (opened) => opened.close())
  const spent = closing.add(await openSpentTokens(settings.store, parts), (opened) => opened.close())
  const { server, publicUrl, ewsUrl, openHttp, http } = await openNetwork(settings, parts, closing)
  const challenge = writeChallenge(sharedRealm(settings.organizations))
  const shared = { ...parts, ...settings.trust, publicUrl, ewsUrl, challenge, openHttp, http, audit, spent }
  await announceMetadata({ ...kept, ...shared }, organizationsOf(hosted))
  const opened = servicesOver(settings, kept, hosted, shared)
  const services = { ...opened, ...incomingCredentials({ ...kept, ...opened, settings, spent }) }
  const ews = openEwsDoor({ ...shared, ...services, settings })
  const published = openPublished({ ...parts, ...services, settings, kept })
  let stopping = false
  const readiness = (): Readiness => (stopping ? 'stopping' : readinessOf(kept.state))
  const others = webOver(settings, kept, services, shared, readiness)
  server.serve(requestListener({ ews, published, others }, log))
  await openMetrics(settings.metrics, { ...services.administration, budget: services.broker.budget }, closing)
  const { consoleServer } = parts
  const consoleUrl = await openConsole(settings, { ...kept, ...services, audit, consoleServer }, closing)
  const { identity: gateway } = hosted
  const auditDays = settings.audit.keepDays
  everyMinute(log, closing, periodicTasks({ ...kept, ...services, gateway, auditDays }))
  closing.add(services.outbox, (outbox) => outbox?.close())
  void services.outbox?.sendDue()
  await parts.firstSteps(services.administration)
  await announce(publicUrl, hosted.hostings.length, kept, parts)
  const close = (): Promise<void> => {
    stopping = true
    return closing.all()
  }
  return { url: publicUrl, ewsUrl, adminUrl: `${publicUrl}/admin/v1`, consoleUrl, port: server.port, close }
}

/** The real time, the real randomness, and a log on standard error. */
export const realParts = (level: GatewaySettings['logLevel']): Pick<GatewayParts, 'clock' | 'random' | 'log'> => ({
  ...{ clock: { now: Date.now }, random: REAL_RANDOM, log: openLog(level) },
})

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
    ...realParts(settings.logLevel),
    resolve: resolveName,
    tellAdministrator: (line) => void process.stderr.write(`${line}\n`),
    consoleServer: null,
    firstSteps: () => Promise.resolve(),
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
