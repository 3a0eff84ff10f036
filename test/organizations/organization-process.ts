import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { endWithStarter, failToStart, tellReady } from './child-lifetime.ts'
import { simulateOrganization } from './simulated-organization.ts'
import type { SimulatedOrganization } from './simulated-organization.ts'

/** The file a simulated organization's process is started with; paths are relative to it. */
const organizationFile = z.strictObject({
  domain: z.string().min(1),
  name: z.string().optional(),
  id: z.string().optional(),
  policy: z.string().min(1),
  calendars: z.string().min(1),
  timeZone: z.string().optional(),
  /** Passwords by address. */
  users: z.record(z.string(), z.string()).default({}),
  listen: z.strictObject({ host: z.string(), port: z.int().min(0).max(65_535) }).optional(),
  publicUrl: z.string().optional(),
  tls: z.strictObject({ certificate: z.string(), key: z.string() }).optional(),
  authority: z.string().optional(),
  adminToken: z.string().min(16).optional(),
  /** Asked for the proofs of partners' domains. */
  nameServers: z.array(z.string()).optional(),
  unprovenDomains: z.enum(['refuse', 'allow']).optional(),
  outbound: z.strictObject({ networks: z.array(z.string()), ports: z.array(z.int()) }).optional(),
})

export type OrganizationFile = z.input<typeof organizationFile>

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the fields that are undefined: left out is not the same as unknown. */
function present<T extends object>(from: T): Present<T> {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as Present<T>
}

async function start(file: string): Promise<SimulatedOrganization> {
  const given = organizationFile.safeParse(parseYaml(readFileSync(file, 'utf8')))
  if (!given.success) throw new Error(`${file}: ${z.prettifyError(given.error)}`)
  const at = (path: string): string => resolve(dirname(file), path)
  const text = (path: string): string => readFileSync(at(path), 'utf8')
  const { tls, authority, ...options } = given.data
  return simulateOrganization({
    ...present(options),
    policy: at(options.policy),
    calendars: at(options.calendars),
    ...(tls && { tls: { certificate: text(tls.certificate), key: text(tls.key) } }),
    ...(authority !== undefined && { authority: text(authority) }),
  })
}

async function main(file: string | undefined): Promise<void> {
  if (file === undefined) throw new Error('usage: organization-process FILE')
  const organization = await start(file)
  endWithStarter(() => organization.close())
  const { party, ewsUrl } = organization
  tellReady({ ready: true, url: party.admin.url, ewsUrl, parties: [party] })
}

main(process.argv[2]).catch(failToStart)
