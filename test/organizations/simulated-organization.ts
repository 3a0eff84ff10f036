import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { configSchema } from '../../config/config-schema.ts'
import { NO_MAIL } from '../../config/read-mail.ts'
import type { GatewaySettings, MailSettings } from '../../config/read-config.ts'
import { Secret } from '../../config/secrets.ts'
import { startGateway } from '../../gateway/main.ts'
import type { RunningGateway } from '../../gateway/main.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { parseOrganizationId } from '../../trust/organization/organization-id.ts'
import { parsePolicyDocument } from '../../trust/policies/policy-document.ts'
import type { PolicyDocument } from '../../trust/policies/policy-document.ts'
import type { WrittenDocument } from '../../trust/policies/policy-parts.ts'
import type { AdminAccess } from './admin-access.ts'
import { AMPLE_BUDGETS } from './ample-budgets.ts'
import { openFaultFront } from './fault-front.ts'
import type { FaultFront, ServerCertificate } from './fault-front.ts'
import { clockSkewOf } from './faults.ts'
import type { Fault } from './faults.ts'
import { readOwnIdentity } from './make-trust.ts'
import type { TrustParty } from './make-trust.ts'

export interface SimulationOptions {
  /** Its SMTP domain. */
  readonly domain: string
  /** A folder of `.ics` files, one mailbox each (`vera.ics` is `vera@<domain>`), or the calendars themselves by local part. */
  readonly calendars: string | Readonly<Record<string, string>>
  /** A policy document, or the YAML file it stands in. */
  readonly policy: unknown
  /** What is wrong from the start; see `SimulatedOrganization.setFaults`. */
  readonly faults?: readonly Fault[]
  /** Passwords by address: who may ask this server, as an ordinary EWS client does. */
  readonly users?: Readonly<Record<string, string>>
  /** How its administration calls it. Absent: the first label of its domain. */
  readonly name?: string
  /** Its organization id. Absent: a new one. */
  readonly id?: string
  /** Its gateway's own id, and whether partners may ask about each other through it. Absent: a new one, and they may not. */
  readonly gateway?: { readonly id: string; readonly transit: boolean }
  /** Zone of all-day and floating times of mailboxes without a zone. Absent: Etc/UTC. */
  readonly timeZone?: string
  /** Where it listens. Absent: any free port of 127.0.0.1. */
  readonly listen?: { readonly host: string; readonly port: number }
  /** How it is reached where that differs from where it listens. */
  readonly publicUrl?: string
  /** Makes it speak HTTPS. */
  readonly tls?: ServerCertificate
  /** PEM of the authority that vouches for it and its partners. */
  readonly authority?: string
  readonly adminToken?: string
  /** Private networks (CIDR) and ports where its partners are, beside this machine's loopback. */
  readonly outbound?: {
    readonly networks: readonly string[]
    readonly ports: readonly number[]
    /** False: it reaches nobody on this machine. Absent: it does. */
    readonly loopback?: boolean
  }
  /** Finds the addresses of its partners' names. Absent: the system does. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>
  /** Name servers (`127.0.0.1:5353`) that are asked for the proofs of partners' domains. Absent: the machine's own. */
  readonly nameServers?: readonly string[]
  /** Whether the servers of a domain itself are asked too. Absent: they are not; those of a machine are on no port 53. */
  readonly authoritative?: 'ask' | 'skip'
  /** Whether its administrators may bind a domain without a proof. Absent: they may. */
  readonly unprovenDomains?: 'refuse' | 'allow'
  /** How many of them have to say yes. Absent: one. */
  readonly approvals?: 1 | 2
  /** The oldest release of each program that its partners may run. Absent: any. */
  readonly minimumSoftware?: Readonly<Record<string, string>>
  /** Milliseconds it waits for a partner. */
  readonly partnerDeadlineMs?: number
  /** Mailboxes a minute that one partner may ask about. Absent: as many as they like, so that no test is put off. */
  readonly partnerMailboxesPerMinute?: number
  /** Slots a day that one person of a partner may be told about one mailbox. Absent: likewise. */
  readonly pairSlotsPerDay?: number
  /** The folder its invitations to shared calendars go to, as `.eml` files. Absent: it sends none. */
  readonly mail?: string
}

/** A running organization: a whole gateway of its own in this process, reachable over its own port. */
export interface SimulatedOrganization {
  /** What `makeTrust` needs to know of it. */
  readonly party: TrustParty
  /** The same of its gateway, which others may name as broker where it lets them. */
  readonly gateway: TrustParty
  /** `…/EWS/Exchange.asmx`: GetUserAvailability as an Exchange 2013 server has it, for partners and for its own people. */
  readonly ewsUrl: string
  readonly users: Readonly<Record<string, string>>
  readonly admin: AdminAccess
  /** Replaces all faults; none given: sound again. Acts from the next request on. */
  setFaults(...faults: readonly Fault[]): Promise<void>
  /** Runs before each lookup this organization is asked is looked at, which waits for it; null: nothing runs. */
  whenAsked(run: (() => Promise<void>) | null): void
  /** Stops it and removes what it wrote. */
  close(): Promise<void>
}

/**
 * Starts a simulated on-premises organization: one organization with its own keys, calendars, users and port. It answers
 * its partners by its policy and passes its own people's questions about others on to partners it has a trust with, or to
 * the gateway its policy names as `broker`. Real in everything but the faults it is told to have.
 *
 * @throws Error where the policy is none
 */
export async function simulateOrganization(options: SimulationOptions): Promise<SimulatedOrganization> {
  let faults = options.faults ?? []
  const front = await openFaultFront({ ...options.listen, ...pick(options, 'publicUrl', 'tls') })
  let calendars = NO_CALENDARS
  try {
    calendars = await calendarFolder(options.calendars)
    const settings = await settingsOf(options, front, calendars.folder)
    const gateway = await startGateway(settings, {
      clock: { now: () => Date.now() + clockSkewOf(faults) },
      ...pick(options, 'resolve'),
    })
    front.serve(new URL(`http://127.0.0.1:${gateway.port}`))
    const party = await partyOf(options, settings, front, nameOf(options))
    const gatewayParty = await partyOf(options, settings, front, 'gateway')
    await front.setFaults(faults)
    return {
      party,
      gateway: gatewayParty,
      admin: party.admin,
      ewsUrl: `${front.url}/EWS/Exchange.asmx`,
      users: options.users ?? {},
      setFaults: (...next) => front.setFaults((faults = next)),
      whenAsked: (run) => front.whenAsked(run),
      close: () => closeAll(front, gateway, calendars),
    }
  } catch (error) {
    await closeAll(front, null, calendars)
    throw error
  }
}

function pick<T extends object, K extends keyof T>(from: T, ...names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]])) as Pick<
    T,
    K
  >
}

interface CalendarPlace {
  readonly folder: string
  remove(): Promise<void>
}

/** Until there are some: what could not be started leaves no port open. */
const NO_CALENDARS: CalendarPlace = { folder: '', remove: () => Promise.resolve() }

async function calendarFolder(calendars: SimulationOptions['calendars']): Promise<CalendarPlace> {
  if (typeof calendars === 'string') return { folder: calendars, remove: () => Promise.resolve() }
  const folder = await mkdtemp(join(tmpdir(), 'ledig-calendars-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    await Promise.all(Object.entries(calendars).map(([name, text]) => writeFile(join(folder, `${name}.ics`), text)))
  } catch (error) {
    await remove()
    throw error
  }
  return { folder, remove }
}

async function closeAll(front: FaultFront, gateway: RunningGateway | null, calendars: CalendarPlace): Promise<void> {
  await front.close()
  await gateway?.close()
  await calendars.remove()
}

async function policyOf(policy: unknown): Promise<{ document: PolicyDocument; source: WrittenDocument }> {
  const document: unknown = typeof policy === 'string' ? parseYaml(await readFile(policy, 'utf8')) : policy
  const reading = parsePolicyDocument(document)
  if (reading.accepted) {
    return { document: reading.document, source: JSON.parse(JSON.stringify(document)) as WrittenDocument }
  }
  throw new Error(reading.problems.map(({ path, problem }) => `policy: ${path}: ${problem}`).join('\n'))
}

/** Cheap on purpose: these passwords guard calendars that were made up. */
const SCRYPT_LOG2N = 10

async function hashed(users: Readonly<Record<string, string>>): Promise<ReadonlyMap<MailboxAddress, string>> {
  const hash = async ([address, password]: readonly [string, string]) =>
    [parseMailboxAddress(address), await hashPassword(password, randomBytes(16), SCRYPT_LOG2N)] as const
  return new Map(await Promise.all(Object.entries(users).map(hash)))
}

const nameOf = (options: SimulationOptions): string => options.name ?? options.domain.split('.')[0] ?? options.domain

function mailInto(folder: string | undefined, budget: MailSettings['budget']): MailSettings {
  return folder === undefined ? NO_MAIL : { ...NO_MAIL, budget, transport: { kind: 'folder', folder } }
}

async function settingsOf(options: SimulationOptions, front: FaultFront, calendars: string): Promise<GatewaySettings> {
  const { limits, publishing, mail } = configSchema.pick({ limits: true, publishing: true, mail: true }).parse({})
  const policy = await policyOf(options.policy)
  const organization = {
    id: parseOrganizationId(options.id ?? `urn:ledig:${randomUUID()}`),
    name: nameOf(options),
    policy: policy.document,
    policySource: policy.source,
    calendars,
    timeZone: options.timeZone ?? 'Etc/UTC',
    users: await hashed(options.users ?? {}),
  }
  return {
    gateway: {
      id: parseOrganizationId(options.gateway?.id ?? `urn:ledig:${randomUUID()}`),
      name: `Gateway of ${options.domain}`,
      publicUrl: front.url,
      listen: { host: '127.0.0.1', port: 0 },
      tls: null,
      proxies: null,
      state: null,
      transit: options.gateway?.transit ?? false,
    },
    adminToken: new Secret(options.adminToken ?? randomBytes(24).toString('base64url')),
    store: { kind: 'memory' },
    audit: { keepDays: 400, publishHeads: true, lookupDays: 14 },
    dns: {
      ...(options.nameServers && { servers: [...options.nameServers] }),
      authoritative: options.authoritative ?? 'skip',
    },
    trust: {
      unprovenDomains: options.unprovenDomains ?? 'allow',
      proofOverHttps: false,
      minimumSoftware: options.minimumSoftware ?? {},
      approvals: options.approvals ?? 1,
    },
    metrics: null,
    console: null,
    outbound: { loopback: true, networks: [], ports: [], ...options.outbound, authorities: options.authority ?? null },
    publishing,
    limits: {
      ...limits,
      ...AMPLE_BUDGETS,
      ...pick(options, 'partnerDeadlineMs', 'partnerMailboxesPerMinute', 'pairSlotsPerDay'),
    },
    mail: mailInto(options.mail, mail.budget),
    logLevel: 'silent',
    organizations: [organization],
  }
}

async function partyOf(
  { domain, authority }: SimulationOptions,
  settings: GatewaySettings,
  { url }: FaultFront,
  organization: string,
): Promise<TrustParty> {
  const isGateway = organization === 'gateway'
  const metadataUrl = `${url}${isGateway ? '' : `/organizations/${organization}`}/.well-known/federation-metadata`
  const admin = { url, token: settings.adminToken?.reveal() ?? '', ca: authority }
  const identity = await readOwnIdentity(metadataUrl, authority)
  return { ...identity, organization, domains: isGateway ? [] : [domain], metadataUrl, admin }
}
