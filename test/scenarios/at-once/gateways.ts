import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../../config/read-config.ts'
import { openLog } from '../../../gateway/log.ts'
import { startGateway } from '../../../gateway/main.ts'
import type { RunningGateway } from '../../../gateway/main.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import { hashPassword } from '../../../trust/credentials/password-hash.ts'
import { describeWithRedis } from '../../conformance/redis-server.ts'
import { changeByAdministration } from '../../organizations/admin-access.ts'
import type { AdminAccess } from '../../organizations/admin-access.ts'
import { askAvailability } from '../../organizations/ews-client.ts'
import type { EwsRow } from '../../organizations/ews-client.ts'
import { exchange } from '../../organizations/http-exchange.ts'
import { makeTrust, readOwnIdentity, untilTrust } from '../../organizations/make-trust.ts'
import type { TrustParty } from '../../organizations/make-trust.ts'
import { simulateOrganization } from '../../organizations/simulated-organization.ts'
import type { SimulatedOrganization } from '../../organizations/simulated-organization.ts'

export const VERA = 'vera@contoso.example'
/** Of a neighbour on the same gateways: by default, and by a grant to Vera. */
export const [TEA, GUS] = ['tea@tailspin.example', 'gus@tailspin.example']
/** There too: by a grant under the default sharing policy, without an entry, and a group of three. */
export const [KIM, LEA, ALL] = ['kim@tailspin.example', 'lea@tailspin.example', 'all@tailspin.example']
/** A colleague of Vera's. */
export const BO = 'bo@contoso.example'
/** At a partner, whose answer a lookup has to wait for. */
export const SLOW = 'slow@fabrikam.example'
/** Who asks there. */
const ANN = 'ann@fabrikam.example'

const PASSWORD = 'a password of the tests'
const TOKEN = randomBytes(32).toString('base64url')
/** Tomorrow, so that the calendars are read. */
export const MORNING = Math.floor(Date.now() / DAY) * DAY + DAY + 8 * HOUR
const WINDOW = { start: MORNING, end: MORNING + 6 * HOUR }

const stamp = (hour: number): string =>
  `${new Date(MORNING - 8 * HOUR + hour * HOUR).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
export const instant = (hour: number): string => new Date(MORNING - 8 * HOUR + hour * HOUR).toISOString()

/** Tea at nine, the doctor at eleven. */
const CALENDAR = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t//EN'],
  ...['BEGIN:VEVENT', 'UID:1', `DTSTART:${stamp(9)}`, `DTEND:${stamp(10)}`, 'SUMMARY:tea', 'END:VEVENT'],
  ...['BEGIN:VEVENT', 'UID:2', `DTSTART:${stamp(11)}`, `DTEND:${stamp(12)}`, 'SUMMARY:knee', 'CATEGORIES:Doctor'],
  ...['END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n')

const relationship = (partner: string, more: object = {}) => ({
  ...{ name: partner, domains: [`${partner}.example`], freeBusyAccessEnabled: true },
  ...{ freeBusyAccessLevel: 'LimitedDetails', requests: { enabled: true, level: 'LimitedDetails' }, ...more },
})

const sharingPolicy = (name: string, action: string, more: object = {}) => ({
  ...{ name, domains: [`*: CalendarSharingFreeBusy${action}`, `Anonymous: CalendarSharingFreeBusy${action}`], ...more },
})

/** What everybody starts from: all is open, and each kind of rule there is has a part in it. */
const CONTOSO = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  mailboxes: [{ address: VERA }, { address: BO, inside: 'LimitedDetails', default: 'LimitedDetails' }],
  relationships: [relationship('tailspin'), relationship('fabrikam')],
}
export const GRANT = { to: VERA, level: 'LimitedDetails' }
export const STANDARD = sharingPolicy('standard', 'Reviewer', { default: true })
const TAILSPIN = {
  organization: { id: 'tailspin', domains: ['tailspin.example'] },
  groups: { shown: ['inner', KIM, LEA, ALL], inner: [TEA, GUS], all: [TEA, GUS, KIM], nobody: [] },
  sharingPolicies: [STANDARD, sharingPolicy('own', 'Detail'), sharingPolicy('simple', 'Simple')],
  mailboxes: [
    { address: TEA, default: 'LimitedDetails' },
    { address: GUS, default: 'None', sharingPolicy: 'own', grants: [GRANT] },
    { address: KIM, default: 'None', grants: [GRANT] },
    { address: ALL, kind: 'group', group: 'all', default: 'LimitedDetails' },
  ],
  relationships: [relationship('contoso', { freeBusyAccessScope: 'shown' })],
}

/** What is told of somebody, in one line: the error, or the view, the digits of six hours and the subjects. */
export function told({ code, view, mergedFreeBusy, events }: EwsRow): string {
  if (code !== 'NoError') return code
  const subjects = events.flatMap(({ subject }) => (subject === undefined ? [] : [subject]))
  return [view, mergedFreeBusy, ...subjects].join(' ')
}

/** Gateways that are one, with a partner that can be held while it is asked. */
export class Gateways {
  readonly running: RunningGateway[] = []
  fabrikam!: SimulatedOrganization
  #contoso!: TrustParty
  readonly #folder = mkdtempSync(join(tmpdir(), 'ledig-at-once-'))

  /** @param redis absent: one gateway with a store of its own */
  async open(count: number, redis?: string): Promise<void> {
    await this.#configure(redis)
    this.fabrikam = await simulateOrganization({
      ...{ domain: 'fabrikam.example', calendars: { slow: CALENDAR }, users: { [ANN]: PASSWORD } },
      policy: {
        organization: { id: 'fabrikam', domains: ['fabrikam.example'] },
        mailboxes: [{ address: SLOW, default: 'AvailabilityOnly' }],
        relationships: [relationship('contoso')],
      },
    })
    for (let i = 0; i < count; i++) {
      const settings = readConfig(join(this.#folder, 'ledig.yaml'), {})
      this.running.push(await startGateway(settings, { log: openLog('silent') }))
    }
    const metadataUrl = `${this.at(count - 1).url}/organizations/contoso/.well-known/federation-metadata`
    const identity = await readOwnIdentity(metadataUrl)
    const contoso = { organization: 'contoso', domains: ['contoso.example'], metadataUrl, admin: this.admin(0) }
    this.#contoso = { ...identity, ...contoso }
    await makeTrust(this.#contoso, this.fabrikam.party)
  }

  async #configure(redis: string | undefined): Promise<void> {
    const write = (name: string, text: string): void => writeFileSync(join(this.#folder, name), text, { mode: 0o600 })
    for (const [name, policy, people] of [
      ['contoso', CONTOSO, ['vera', 'bo']],
      ['tailspin', TAILSPIN, ['tea', 'gus', 'kim', 'lea']],
    ] as const) {
      mkdirSync(join(this.#folder, name))
      for (const person of people) write(join(name, `${person}.ics`), CALENDAR)
      write(`${name}.yaml`, JSON.stringify(policy))
    }
    write('redis-url', redis ?? '')
    write('store-key', randomBytes(32).toString('base64url'))
    write('token', TOKEN)
    const users = [{ address: VERA, passwordHash: await hashPassword(PASSWORD, randomBytes(16), 10) }]
    const hosted = (name: string) => ({
      ...{ id: `urn:ledig:${randomUUID()}`, name, policy: `${name}.yaml`, calendars: name, timeZone: 'Etc/UTC' },
    })
    const configuration = {
      gateway: {
        ...{ id: `urn:ledig:${randomUUID()}`, name: 'Gateway', publicUrl: 'http://127.0.0.1:0', state: 'state' },
        listen: { host: '127.0.0.1', port: 0 },
      },
      ...{ admin: { tokenFile: 'token' }, outbound: { loopback: true }, trust: { unprovenDomains: 'allow' } },
      ...(redis !== undefined && { store: { kind: 'redis', urlFile: 'redis-url', keyFile: 'store-key' } }),
      organizations: [{ ...hosted('contoso'), users }, hosted('tailspin')],
    }
    write('ledig.yaml', JSON.stringify(configuration))
  }

  at(i: number): RunningGateway {
    return this.running[i % this.running.length] as RunningGateway
  }

  admin(i: number): AdminAccess {
    return { url: this.at(i).url, token: TOKEN }
  }

  /** Changes fields of what stands there, at one of them; resolves when that is acknowledged. */
  async change(i: number, path: string, fields: object): Promise<void> {
    await changeByAdministration(this.admin(i), path, fields)
  }

  /** A call that changes something; `before` where there is a version to be named. */
  async call(i: number, method: 'PUT' | 'POST' | 'DELETE' | 'PATCH', path: string, body?: unknown): Promise<unknown> {
    const { url, token } = this.admin(i)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const whole = `${url}/admin/v1${path}`
    const held = method === 'POST' ? null : await exchange({ method: 'GET', url: whole, headers })
    const etag = held?.headers.etag
    const before = held === null ? {} : etag === undefined ? { 'if-none-match': '*' } : { 'if-match': etag }
    const said = body === undefined ? {} : { body: JSON.stringify(body) }
    const reply = await exchange({ method, url: whole, headers: { ...headers, ...before }, ...said })
    if (reply.status >= 400) throw new Error(`${method} ${path} answered ${reply.status}: ${String(reply.body)}`)
    return JSON.parse(String(reply.body))
  }

  /** What Vera is told, by one of them, of each of these. */
  async ask(i: number, ...mailboxes: readonly string[]): Promise<readonly string[]> {
    const account = { ews: this.at(i).ewsUrl, username: VERA, password: PASSWORD }
    const zone = { windows: 'UTC', iana: 'UTC' }
    const lookup = { mailboxes, window: WINDOW, interval: 60, view: 'DetailedMerged', zone } as const
    return (await askAvailability(account, lookup)).rows.map(told)
  }

  /** What Ann of Fabrikam is told of somebody; her organization asks the last of the gateways. */
  async askAsPartner(about: string): Promise<string> {
    const account = { ews: this.fabrikam.ewsUrl, username: ANN, password: PASSWORD }
    const zone = { windows: 'UTC', iana: 'UTC' }
    const lookup = { mailboxes: [about], window: WINDOW, interval: 60, view: 'DetailedMerged', zone } as const
    return (await askAvailability(account, lookup)).rows.map(told).join()
  }

  /** Whoever changes a trust does not wait for the partner to hear of it. */
  untilPartnerHas(state: 'suspended' | 'active'): Promise<void> {
    return untilTrust(this.fabrikam.party, this.#contoso, state)
  }

  /** What Vera is told by a lookup that waits for a partner while `meanwhile` runs. */
  async askDuring(i: number, about: string, meanwhile: () => Promise<void>): Promise<string> {
    let times = 0
    this.fabrikam.whenAsked(() => (times++ === 0 ? meanwhile() : Promise.resolve()))
    const [answer = ''] = await this.ask(i, ...new Set([about, SLOW]))
    this.fabrikam.whenAsked(null)
    if (times !== 1) throw new Error(`the partner was asked ${times} times`)
    return answer
  }

  /**
   * Which of the subjects of the calendar a visitor of a published one is shown, by one of them, and when somebody is known
   * to be busy; the status where there is no calendar.
   *
   * @param leaf of the address: the page where it is empty
   */
  async look(i: number, address: string, leaf = 'calendar.json'): Promise<string> {
    const answer = await fetch(`${this.at(i).url}${new URL(address).pathname}${leaf}`)
    const text = await answer.text()
    if (answer.status !== 200) return String(answer.status)
    // RFC 5545 3.2.9: what is not known is BUSY-UNAVAILABLE.
    const times = text.match(/(?<=FBTYPE=)[A-Z-]+/g)
    if (leaf.endsWith('.ifb'))
      return times?.map((type) => (type === 'BUSY' ? 'busy' : 'unknown')).join(' ') ?? 'nothing'
    return ['tea', 'knee'].filter((subject) => new RegExp(`\\b${subject}\\b`).test(text)).join(' ') || 'nothing'
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map((gateway) => gateway.close()))
    await this.fabrikam?.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/**
 * The same tests of two gateways over Redis and of one with a store of its own.
 *
 * @param when ends the title
 */
export function describeOneAndTwo(when: string, tests: (at: Gateways, count: number) => void): void {
  describeWithRedis(`A change at one of two gateways over Redis${when}`, function (redis) {
    this.timeout(60_000)
    const at = new Gateways()
    before(() => at.open(2, redis.url))
    after(() => at.close())
    tests(at, 2)
  })

  describe(`A change at a gateway with a store of its own${when}`, function () {
    this.timeout(60_000)
    const at = new Gateways()
    before(() => at.open(1))
    after(() => at.close())
    tests(at, 1)
  })
}
