import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callAdministration } from '../organizations/admin-access.ts'
import { askAvailability } from '../organizations/ews-client.ts'
import { makeTrust, readOwnIdentity } from '../organizations/make-trust.ts'
import type { TrustParty } from '../organizations/make-trust.ts'
import { startProcess } from '../organizations/start-process.ts'
import type { StartedProcess } from '../organizations/start-process.ts'

export interface RollReport {
  /** Certificates replaced, on both sides together. */
  readonly rolls: number
  readonly tokenKeyRolls: number
  readonly lookups: number
  readonly failed: number
  /** Wrong on purpose, to see that what is wrong is seen. */
  readonly controls: {
    /** Lookups after two token keys in a row that were not announced, and how many of them failed. */
    readonly unannounced: { readonly lookups: number; readonly failed: number }
    /** After a forced switch that the partner was not ready for: its state, and the state after it compared. */
    readonly forcedSwitch: { readonly state: string; readonly confirmed: string }
  }
}

const WORKERS = 2
const PASSWORD = 'a password of the soak'
/** How long partners have to read of a token key before it signs. */
const ANNOUNCED_SECONDS = 2
/** As many as a metadata document may have, less those of the controls. */
const MOST_TOKEN_KEYS = 13
const READY_MS = 30_000

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Ready {
  readonly ewsUrl: string
  readonly parties: readonly [TrustParty]
}

/** One organization with one person, as a gateway in a process of its own. */
class Side {
  readonly name: string
  readonly partner: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'ledig-roll-'))
  #process: StartedProcess | null = null
  #ready: Ready | null = null

  constructor(name: string, partner: string) {
    this.name = name
    this.partner = partner
  }

  get person(): string {
    return `vera@${this.name}.example`
  }

  get party(): TrustParty {
    if (this.#ready === null) throw new Error('not started')
    return this.#ready.parties[0]
  }

  async start(): Promise<void> {
    mkdirSync(join(this.#folder, 'calendars'))
    const calendar = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n'
    writeFileSync(join(this.#folder, 'calendars', 'vera.ics'), calendar)
    const relationship = {
      ...{ name: this.partner, domains: [`${this.partner}.example`], freeBusyAccessEnabled: true },
      ...{ freeBusyAccessLevel: 'AvailabilityOnly', requests: { enabled: true, level: 'AvailabilityOnly' } },
    }
    const policy = {
      organization: { id: this.name, domains: [`${this.name}.example`] },
      mailboxes: [{ address: this.person, default: 'AvailabilityOnly' }],
      relationships: [relationship],
    }
    writeFileSync(join(this.#folder, 'policy.yaml'), JSON.stringify(policy))
    const described = { domain: `${this.name}.example`, policy: 'policy.yaml', calendars: 'calendars' }
    const file = join(this.#folder, 'organization.yaml')
    writeFileSync(file, JSON.stringify({ ...described, users: { [this.person]: PASSWORD } }))
    this.#process = await startProcess('./organization-process.ts', file, () => undefined)
    this.#ready = this.#process.ready as Ready
  }

  async stop(): Promise<void> {
    await this.#process?.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    return callAdministration(this.party.admin, method, path, body)
  }

  own(step: string, body: object = {}): Promise<unknown> {
    return this.call('POST', `/organizations/${this.name}${step}`, body)
  }

  async trust(): Promise<{ readonly id: string; readonly state: string }> {
    const { trusts } = (await this.call('GET', '/trusts')) as { trusts: { id: string; state: string }[] }
    const [trust] = trusts
    if (trust === undefined) throw new Error('there is no trust')
    return trust
  }

  /** Reads the partner's metadata now, as the schedule would within minutes. */
  async refresh(): Promise<void> {
    await this.call('POST', `/trusts/${(await this.trust()).id}/refresh`, {})
  }

  /** Whether somebody here is told of somebody there. */
  async lookUp(other: Side): Promise<boolean> {
    const account = { ews: this.#ready?.ewsUrl ?? '', username: this.person, password: PASSWORD }
    const window = { start: Date.UTC(2026, 10, 23), end: Date.UTC(2026, 10, 24) }
    const zone = { windows: 'UTC', iana: 'Etc/UTC' }
    const question = { mailboxes: [other.person], window, interval: 60, view: 'FreeBusyMerged', zone } as const
    const answer = await askAvailability(account, question).catch(() => null)
    return answer?.rows[0]?.code === 'NoError'
  }
}

/** Lookups both ways, all the time. */
class Load {
  lookups = 0
  failed = 0
  readonly #sides: readonly [Side, Side]
  #running = true
  readonly #work: Promise<void>[]

  constructor(sides: readonly [Side, Side]) {
    this.#sides = sides
    const [one, other] = this.#sides
    this.#work = Array.from({ length: WORKERS }, () => [this.#ask(one, other), this.#ask(other, one)]).flat()
  }

  async #ask(from: Side, about: Side): Promise<void> {
    while (this.#running) {
      const accepted = await from.lookUp(about)
      this.lookups++
      if (!accepted) this.failed++
    }
  }

  async end(): Promise<void> {
    this.#running = false
    await Promise.all(this.#work)
  }
}

async function untilReady(side: Side): Promise<void> {
  for (let waited = 0; waited < READY_MS; waited += 100) {
    const { partners } = (await side.call('GET', `/organizations/${side.name}/roll`)) as {
      partners: { readiness: string }[]
    }
    if (partners.length > 0 && partners.every(({ readiness }) => readiness === 'ready')) return
    await pause(100)
  }
  throw new Error(`the partner of ${side.name} did not become ready`)
}

/** A certificate, from its announcement to the end of the old one; every step as an administrator takes it. */
async function rollCertificate(side: Side, partner: Side): Promise<void> {
  await side.own('/certificate', { days: 400 })
  await partner.refresh()
  await untilReady(side)
  await side.own('/roll/switch')
  await partner.refresh()
  await side.own('/roll/finish', { force: true })
}

async function rollTokenKey(side: Side, partner: Side): Promise<void> {
  await side.own('/token-keys', { announcedFor: ANNOUNCED_SECONDS })
  await partner.refresh()
  await pause(ANNOUNCED_SECONDS * 1_000 + 200)
}

/** The first unknown key makes the partner read once; a second at once is more than it asks for in half a minute. */
async function unannounced(side: Side, partner: Side): Promise<RollReport['controls']['unannounced']> {
  let [lookups, failed] = [0, 0]
  for (let key = 0; key < 2; key++) {
    await side.own('/token-keys', { announcedFor: 0 })
    for (let ask = 0; ask < 5; ask++, lookups++) if (!(await side.lookUp(partner))) failed++
  }
  await partner.refresh()
  if (!(await side.lookUp(partner))) throw new Error('lookups did not come back')
  return { lookups, failed }
}

/** The partner never heard of the certificate: it asks for a person, goes on, and the person compares. */
async function forcedSwitch(side: Side, partner: Side): Promise<RollReport['controls']['forcedSwitch']> {
  await side.own('/certificate', { days: 400 })
  await side.own('/roll/switch', { force: true })
  await partner.refresh().catch(() => undefined)
  const { id, state } = await partner.trust()
  if (!(await side.lookUp(partner)) || !(await partner.lookUp(side))) throw new Error('it does not serve meanwhile')
  const { fingerprint } = await readOwnIdentity(side.party.metadataUrl)
  await partner.call('POST', `/trusts/${id}/accept`, { fingerprint, domains: side.party.domains, unproven: true })
  return { state, confirmed: (await partner.trust()).state }
}

/**
 * Two gateways, each a process of its own, whose people ask about each other all the time while both replace their
 * certificates and token keys.
 */
export async function rollUnderLoad(rounds: number): Promise<RollReport> {
  const sides = [new Side('contoso', 'fabrikam'), new Side('fabrikam', 'contoso')] as const
  const [contoso, fabrikam] = sides
  try {
    await Promise.all(sides.map((side) => side.start()))
    await makeTrust(contoso.party, fabrikam.party)
    const load = new Load(sides)
    let [rolls, tokenKeyRolls] = [0, 0]
    for (let round = 0; round < rounds; round++) {
      for (const [side, partner] of [sides, [fabrikam, contoso] as const]) {
        await rollCertificate(side, partner)
        rolls++
        if (round >= MOST_TOKEN_KEYS) continue
        await rollTokenKey(side, partner)
        tokenKeyRolls++
      }
    }
    await load.end()
    const { lookups, failed } = load
    const controls = {
      unannounced: await unannounced(contoso, fabrikam),
      forcedSwitch: await forcedSwitch(fabrikam, contoso),
    }
    return { rolls, tokenKeyRolls, lookups, failed, controls }
  } finally {
    await Promise.all(sides.map((side) => side.stop()))
  }
}
