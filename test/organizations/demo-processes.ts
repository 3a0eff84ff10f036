import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import type { AdminAccess } from './admin-access.ts'
import type { DemoAuthority } from './demo-authority.ts'
import { DEMO_CONTENT, writeDemoCalendars } from './demo-calendars.ts'
import type { Day } from './demo-day.ts'
import { demoConsole, openDemoAccounts, startDemoProvider } from './demo-console.ts'
import type { DemoConsole } from './demo-console.ts'
import { CONTOSO, DEMO_GATEWAY_ID } from './demo-organizations.ts'
import type { DemoOrganization } from './demo-organizations.ts'
import { readOwnIdentity } from './make-trust.ts'
import type { TrustParty } from './make-trust.ts'
import type { OrganizationFile } from './organization-process.ts'
import { startProcess } from './start-process.ts'
import type { StartedProcess } from './start-process.ts'

/** Where a run of the demo keeps what it makes, and what its processes are handed. */
export interface DemoGround {
  /** Temporary; removed with everything in it. */
  readonly folder: string
  readonly day: Day
  /** The name server in which the organizations publish their proofs, and that each of them asks. */
  readonly nameServer: string
  /** Null over plain HTTP on loopback. */
  readonly authority: DemoAuthority | null
  readonly spawned: (started: Pick<StartedProcess, 'stop' | 'kill'>) => void
}

/** A running organization of the demo. */
export interface DemoParty {
  readonly organization: DemoOrganization
  readonly party: TrustParty
  readonly ewsUrl: string
  /** Passwords by address. */
  readonly users: Readonly<Record<string, string>>
  readonly process: StartedProcess
}

const ready = z.object({ url: z.string(), ewsUrl: z.string() })
const secret = (): string => randomBytes(24).toString('base64url')
const passwords = (people: readonly string[]): Record<string, string> =>
  Object.fromEntries(people.map((person) => [person, secret()]))

async function contentOf(organization: DemoOrganization, ground: DemoGround) {
  const folder = join(ground.folder, organization.domain)
  const calendars = join(folder, 'calendars')
  await writeDemoCalendars(organization.domain, ground.day, calendars)
  return { folder, calendars, policy: join(DEMO_CONTENT, organization.domain, 'policy.yaml') }
}

/** Starts a simulated on-premises organization as a process of its own. */
export async function startDemoOrganization(organization: DemoOrganization, ground: DemoGround): Promise<DemoParty> {
  const { domain, name, id, timeZone, people } = organization
  const { folder, calendars, policy } = await contentOf(organization, ground)
  const [users, adminToken, ca] = [passwords(people), secret(), ground.authority?.certificate]
  const file: OrganizationFile = {
    ...{ domain, name, id, timeZone, policy, calendars, users, adminToken },
    ...{ nameServers: [ground.nameServer], unprovenDomains: 'refuse' as const },
    ...(ground.authority && {
      tls: await ground.authority.serverCertificate(domain),
      authority: ground.authority.file,
    }),
  }
  const path = join(folder, 'organization.yaml')
  await writeFile(path, stringify(file), { mode: 0o600 })
  const process = await startProcess('./organization-process.ts', path, ground.spawned)
  const { url, ewsUrl } = ready.parse(process.ready)
  const party = await partyOf({ url, token: adminToken, ca }, name, [domain])
  return { organization, party, ewsUrl, users, process }
}

/** The gateway with its tenant, and what its administrator has on disk. */
export interface DemoHub extends DemoParty {
  readonly gateway: TrustParty
  /** Where its invitations go. */
  readonly mail: string
  readonly tokenFile: string
  readonly console: DemoConsole
}

/** Starts the gateway with its tenant Contoso, from a configuration file such as an administrator writes. */
export async function startDemoGateway(ground: DemoGround): Promise<DemoHub> {
  const { folder, calendars, policy } = await contentOf(CONTOSO, ground)
  const { name, id, timeZone, domain, people } = CONTOSO
  const [users, token, ca] = [passwords(people), secret(), ground.authority?.certificate]
  await mkdir(folder, { recursive: true })
  const [tokenFile, mail] = [join(folder, 'admin-token'), join(folder, 'mail')]
  await writeFile(tokenFile, token, { mode: 0o600 })
  const hash = async (address: string) => ({
    address,
    passwordHash: await hashPassword(users[address] ?? '', randomBytes(16), 10),
  })
  const tls = await ground.authority?.serverCertificate('gateway')
  const console = await startDemoProvider(domain, folder, ground)
  const configuration = {
    gateway: {
      id: DEMO_GATEWAY_ID,
      name: 'Gateway of the demo',
      publicUrl: `${tls ? 'https' : 'http'}://127.0.0.1:0`,
      listen: { host: '127.0.0.1', port: 0 },
      ...(tls && { tls }),
      transit: true,
    },
    admin: { tokenFile },
    console,
    mail: { transport: { kind: 'folder', folder: mail } },
    outbound: { loopback: true, ...(ground.authority && { authorities: ground.authority.file }) },
    // One name server stands for all of DNS here: there is no other to ask past it.
    dns: { servers: [ground.nameServer], authoritative: 'skip' },
    log: { level: 'error' },
    organizations: [{ id, name, policy, calendars, timeZone, users: await Promise.all(people.map(hash)) }],
  }
  const path = join(folder, 'gateway.yaml')
  await writeFile(path, stringify(configuration), { mode: 0o600 })
  const process = await startProcess('./gateway-process.ts', path, ground.spawned)
  const { url, ewsUrl } = ready.parse(process.ready)
  const access = { url, token, ca }
  const party = await partyOf(access, name, [domain])
  const gateway = await partyOf(access, 'gateway', [])
  const opened = demoConsole(console.publicUrl, await openDemoAccounts(access))
  return { organization: CONTOSO, party, gateway, ewsUrl, users, process, mail, tokenFile, console: opened }
}

async function partyOf(admin: AdminAccess, organization: string, domains: readonly string[]): Promise<TrustParty> {
  const place = organization === 'gateway' ? '' : `/organizations/${organization}`
  const metadataUrl = `${admin.url}${place}/.well-known/federation-metadata`
  return { ...(await readOwnIdentity(metadataUrl, admin.ca)), organization, domains, metadataUrl, admin }
}
