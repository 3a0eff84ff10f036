import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import type { TlsAuthority } from '../../trust/keys/tls-authority.ts'
import { makeTlsAuthority } from '../../trust/keys/tls-authority.ts'
import { DEMO_CONTENT, writeDemoCalendars } from './demo-calendars.ts'
import { nextWorkingDay } from './demo-day.ts'
import { ADATUM, CONTOSO, DEMO_GATEWAY_ID, FABRIKAM } from './demo-organizations.ts'
import type { DemoOrganization } from './demo-organizations.ts'

/**
 * What the containers of `docker-compose.yml` are started with: made once, into a volume of their own, so that no key and
 * no password is in an image or in this repository.
 */
export interface ComposePlaces {
  /** Where everything is written. */
  readonly ground: string
  /** What each service is called by the others, and the port it listens on. */
  readonly host: (service: ComposeService) => string
  readonly port: (service: ComposeService) => number
  /** The address each service listens on. */
  readonly listen: string
  /** Networks (CIDR) the services are in. */
  readonly networks: readonly string[]
  readonly redis: string
}

export const COMPOSE_SERVICES = ['gateway', 'fabrikam', 'adatum'] as const
export type ComposeService = (typeof COMPOSE_SERVICES)[number]

const secret = (): string => randomBytes(24).toString('base64url')

/** Writes nothing where it was written before: keys and passwords outlive a restart. */
export async function makeComposeGround(places: ComposePlaces, now: () => number): Promise<void> {
  const { ground } = places
  if (existsSync(join(ground, 'passwords.txt'))) return
  await mkdir(ground, { recursive: true })
  const authority = await makeTlsAuthority('Authority of the Ledig demo', { now })
  await writeFile(join(ground, 'authority.pem'), authority.ca)
  const passwords = [
    ...(await gatewayFiles(places, authority, now)),
    ...(await organizationFiles(places, authority, now)),
  ]
  // Written last and at once: its being there says that everything is.
  await writeFile(join(ground, 'passwords.tmp'), `${passwords.join('\n')}\n`, { mode: 0o600 })
  await rename(join(ground, 'passwords.tmp'), join(ground, 'passwords.txt'))
}

const publicUrl = ({ host, port }: ComposePlaces, service: ComposeService): string =>
  `https://${host(service)}:${port(service)}`

async function certificate(places: ComposePlaces, authority: TlsAuthority, service: ComposeService) {
  const { cert, key } = await authority.issue(service, [...new Set([places.host(service), 'localhost', '127.0.0.1'])])
  await writeFile(join(places.ground, `${service}.pem`), cert)
  await writeFile(join(places.ground, `${service}.key`), key, { mode: 0o600 })
  return { certificate: `${service}.pem`, key: `${service}.key` }
}

async function calendarsOf(organization: DemoOrganization, { ground }: ComposePlaces, now: () => number) {
  const calendars = join(ground, organization.domain)
  await rm(calendars, { recursive: true, force: true })
  await writeDemoCalendars(organization.domain, nextWorkingDay(now()), calendars)
  return { calendars: organization.domain, policy: join(DEMO_CONTENT, organization.domain, 'policy.yaml') }
}

const outboundOf = (places: ComposePlaces) => ({
  networks: [...places.networks],
  ports: [...new Set(COMPOSE_SERVICES.map((service) => places.port(service)))],
})

const toldPassword = (places: ComposePlaces, service: ComposeService, address: string, password: string): string =>
  `${publicUrl(places, service)}/EWS/Exchange.asmx  ${address}  ${password}`

async function gatewayFiles(places: ComposePlaces, authority: TlsAuthority, now: () => number): Promise<string[]> {
  const { ground } = places
  const passwords = new Map(CONTOSO.people.map((address) => [address, secret()] as const))
  await writeFile(join(ground, 'gateway-admin-token'), secret(), { mode: 0o600 })
  await writeFile(join(ground, 'redis-url'), places.redis, { mode: 0o600 })
  await writeFile(join(ground, 'store-key'), `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  const hashed = async ([address, password]: readonly [string, string]) => ({
    address,
    passwordHash: await hashPassword(password, randomBytes(16)),
  })
  const configuration = {
    gateway: {
      id: DEMO_GATEWAY_ID,
      name: 'Gateway of the demo',
      publicUrl: publicUrl(places, 'gateway'),
      listen: { host: places.listen, port: places.port('gateway') },
      tls: await certificate(places, authority, 'gateway'),
      state: 'state',
      transit: true,
    },
    admin: { tokenFile: 'gateway-admin-token' },
    store: { kind: 'redis', urlFile: 'redis-url', keyFile: 'store-key' },
    outbound: { ...outboundOf(places), loopback: places.listen === '127.0.0.1', authorities: 'authority.pem' },
    trust: { unprovenDomains: 'allow' },
    organizations: [
      {
        ...{ id: CONTOSO.id, name: CONTOSO.name, timeZone: CONTOSO.timeZone },
        ...(await calendarsOf(CONTOSO, places, now)),
        users: await Promise.all([...passwords].map(hashed)),
      },
    ],
  }
  await writeFile(join(ground, 'gateway.yaml'), stringify(configuration), { mode: 0o600 })
  return [...passwords].map(([address, password]) => toldPassword(places, 'gateway', address, password))
}

async function organizationFiles(places: ComposePlaces, authority: TlsAuthority, now: () => number): Promise<string[]> {
  const told: string[] = []
  for (const [service, organization] of [['fabrikam', FABRIKAM] as const, ['adatum', ADATUM] as const]) {
    const users = Object.fromEntries(organization.people.map((address) => [address, secret()]))
    const { domain, name, id, timeZone } = organization
    const adminToken = secret()
    await writeFile(join(places.ground, `${service}-admin-token`), adminToken, { mode: 0o600 })
    const file = {
      ...{ domain, name, id, timeZone, users, adminToken },
      ...(await calendarsOf(organization, places, now)),
      listen: { host: places.listen, port: places.port(service) },
      publicUrl: publicUrl(places, service),
      tls: await certificate(places, authority, service),
      authority: 'authority.pem',
      outbound: outboundOf(places),
    }
    await writeFile(join(places.ground, `${service}.yaml`), stringify(file), { mode: 0o600 })
    told.push(...Object.entries(users).map(([address, password]) => toldPassword(places, service, address, password)))
  }
  return told
}
