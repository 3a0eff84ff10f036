import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { AMPLE_BUDGETS } from '../organizations/ample-budgets.ts'
import { Child } from './child-process.ts'
import type { Started } from './gateway-under-load.ts'
import type { LoadResult, TokenOrder } from './load-client.ts'
import { calendar, partnerAnswer } from './messages.ts'
import type { CalendarShape } from './messages.ts'
import type { Partners } from './partner-server.ts'

export const CONTOSO = 'urn:ledig:33333333-3333-4333-8333-333333333333'
export const GATEWAY = 'urn:ledig:44444444-4444-4444-8444-444444444444'

/** What everybody here gives and asks: details, so that the answers are as long as policy lets them be. */
const OFFER = {
  gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' },
  asks: { enabled: true, level: 'LimitedDetails' },
}

const POLICY = `organization:
  id: contoso
  domains: [contoso.example]
  federationEnabled: true
  personalGrants: honour
  defaultPermission: LimitedDetails
mailboxes: []
relationships:
  - name: fabrikam
    domains: [fabrikam.example]
    enabled: true
    freeBusyAccessEnabled: true
    freeBusyAccessLevel: LimitedDetails
    requests: { enabled: true, level: LimitedDetails }
sharingPolicies:
  - name: standard
    default: true
    enabled: true
    domains: ['*: CalendarSharingFreeBusyDetail']
`

const configOf = (store: string): string => `gateway:
  id: ${GATEWAY}
  name: Bench
  publicUrl: http://127.0.0.1:0
  listen: { host: 127.0.0.1, port: 0 }
  transit: true
  state: state
admin: { tokenFile: admin-token }
${store}outbound: { loopback: true }
trust: { unprovenDomains: allow }
limits: ${JSON.stringify(AMPLE_BUDGETS)}
organizations:
  - id: ${CONTOSO}
    name: contoso
    policy: policy.yaml
    calendars: calendars
    timeZone: Europe/Berlin
`

export interface Variant {
  /** Absent: an embedded store in its folder. */
  readonly redisUrl?: string
}

/** A gateway with calendars of its own and two partners that trust it, in processes and a folder that `end` removes. */
export class World {
  gateway: Child
  started: Started
  readonly #folder: string
  readonly #log: number
  readonly adminToken: string
  #partners: { readonly child: Child; readonly partners: Partners } | null = null

  private constructor(folder: string, log: number, adminToken: string, gateway: Child, started: Started) {
    this.#folder = folder
    this.#log = log
    this.adminToken = adminToken
    this.gateway = gateway
    this.started = started
  }

  /** @param calendars the calendar of each mailbox, by its local part; made one at a time, since there may be many */
  static async open(
    calendars: ReadonlyMap<string, CalendarShape>,
    monday: number,
    { redisUrl }: Variant = {},
  ): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'ledig-bench-'))
    const adminToken = randomBytes(32).toString('hex')
    mkdirSync(join(folder, 'calendars'))
    writeFileSync(join(folder, 'policy.yaml'), POLICY)
    writeFileSync(join(folder, 'redis-url'), redisUrl ?? '', { mode: 0o600 })
    writeFileSync(join(folder, 'store-key'), randomBytes(32).toString('base64url'), { mode: 0o600 })
    const store = redisUrl === undefined ? '' : 'store: { kind: redis, urlFile: redis-url, keyFile: store-key }\n'
    writeFileSync(join(folder, 'ledig.yaml'), configOf(store))
    writeFileSync(join(folder, 'admin-token'), adminToken, { mode: 0o600 })
    let seed = 0
    for (const [name, shape] of calendars) {
      writeFileSync(join(folder, 'calendars', `${name}.ics`), calendar(monday, shape, seed++))
    }
    const log = openSync(join(folder, 'gateway.log'), 'w')
    const gateway = await Child.start('gateway-under-load.ts', log)
    try {
      const started = (await gateway.ask({ config: join(folder, 'ledig.yaml') })) as Started
      return new World(folder, log, adminToken, gateway, started)
    } catch (error) {
      process.stderr.write(readFileSync(join(folder, 'gateway.log'), 'utf8').slice(-2_000))
      await gateway.end()
      rmSync(folder, { recursive: true })
      throw error
    }
  }

  /** Has Contoso trust Fabrikam, and the gateway both Fabrikam and Adatum. */
  async befriend(monday: number): Promise<void> {
    const child = await Child.start('partner-server.ts')
    const encoded = (people: number): string => partnerAnswer(monday, 10, people).toString('base64')
    const partners = (await child.ask({ one: encoded(1), hundred: encoded(100) })) as Partners
    this.#partners = { child, partners }
    await this.#trust('contoso', 'fabrikam')
    await this.#trust('gateway', 'fabrikam')
    await this.#trust('gateway', 'adatum')
  }

  get partnerUrl(): string {
    return `${this.#known().url}/EWS/Exchange.asmx`
  }

  /** What Fabrikam's tokens for us say. */
  token(audience: string): TokenOrder {
    const { id, kid, key } = this.#known().fabrikam
    const { ewsUrl } = this.started
    const action = 'MSExchange.SharingCalendarFreeBusy'
    return {
      key,
      kid,
      claims: { iss: id, aud: audience, sub: 'anna@fabrikam.example', action, htm: 'POST', htu: ewsUrl },
    }
  }

  /** One question of Fabrikam's, with a token of its own; refuses any answer but 200. */
  async askOnce(loader: Child, body: Buffer): Promise<void> {
    const order = {
      url: this.started.ewsUrl,
      body: body.toString('base64'),
      requests: 1,
      connections: 1,
      token: this.token(CONTOSO),
    }
    const { wrong, sample } = (await loader.ask(order)) as LoadResult
    if (wrong > 0) throw new Error(`a wrong answer: ${Buffer.from(sample, 'base64').toString().slice(0, 900)}`)
  }

  get storeFolder(): string {
    return join(this.#folder, 'state', 'store')
  }

  /** Ends the gateway and leaves its folder. */
  async stop(): Promise<void> {
    await this.gateway.ask('stop')
    await this.gateway.end()
  }

  async restart(): Promise<Started> {
    this.gateway = await Child.start('gateway-under-load.ts', this.#log)
    this.started = (await this.gateway.ask({ config: join(this.#folder, 'ledig.yaml') })) as Started
    return this.started
  }

  async end(): Promise<void> {
    await Promise.all([this.gateway.end(), this.#partners?.child.end()])
    closeSync(this.#log)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #known(): Partners {
    if (this.#partners === null) throw new Error('there are no partners yet')
    return this.#partners.partners
  }

  async #trust(organization: string, partner: string): Promise<void> {
    const metadataUrl = `${this.#known().url}/${partner}`
    const proposed = (await this.#administer('/trusts', { organization, metadataUrl })) as {
      id: string
      partner: { fingerprint: { hex: string } }
    }
    const { hex: fingerprint } = proposed.partner.fingerprint
    const yes = { fingerprint, domains: [`${partner}.example`], unproven: true, offer: OFFER }
    await this.#administer(`/trusts/${proposed.id}/accept`, yes)
  }

  async #administer(route: string, body: object): Promise<unknown> {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${this.adminToken}` }
    const answer = await fetch(this.started.adminUrl + route, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${route}: ${String(answer.status)} ${await answer.text()}`)
    return answer.json()
  }
}
