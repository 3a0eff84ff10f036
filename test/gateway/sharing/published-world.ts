import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nothingFound } from '../../../gateway/broker/partner-guard.ts'
import { openLog } from '../../../gateway/log.ts'
import type { Log } from '../../../gateway/log.ts'
import { CodeDoor } from '../../../gateway/sharing/code-door.ts'
import { PublishedCalendars } from '../../../gateway/sharing/published-calendars.ts'
import { publishedDoor } from '../../../gateway/sharing/published-door.ts'
import { ViewPasses } from '../../../gateway/sharing/view-pass.ts'
import { VisitorBudget } from '../../../gateway/sharing/visitor-budget.ts'
import type { VisitorLimits } from '../../../gateway/sharing/visitor-budget.ts'
import { VisitorCodes } from '../../../gateway/sharing/visitor-codes.ts'
import type { VisitorCodesParts } from '../../../gateway/sharing/visitor-codes.ts'
import { parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { openCalendarFolder } from '../../../protocols/icalendar/icalendar-connector.ts'
import type { CalendarFolder } from '../../../protocols/icalendar/icalendar-connector.ts'
import type { Clock } from '../../../trust/clock.ts'
import { compilePolicy } from '../../../trust/policies/compile-policy.ts'
import { decideAnonymous } from '../../../trust/policies/decide-anonymous.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import type { LinkDirectory } from '../../../trust/sharing/link-store.ts'
import { linkSecretHash, newLinkSecret } from '../../../trust/sharing/published-link.ts'
import type { PublishedLink } from '../../../trust/sharing/published-link.ts'
import { MemoryEngine } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'

export const VERA = parseMailboxAddress('vera@contoso.example')
/** A Thursday. */
export const NOW = Date.parse('2026-11-26T09:00:00Z')
export const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }

/** What codes are kept with: a store of their own. */
export async function codeParts(clock: Clock): Promise<VisitorCodesParts> {
  const state = new StateStore(new MemoryEngine(), { clock, random, checksumKey: null })
  await state.open()
  await state.follow()
  return { state, random, key: randomBytes(32) }
}

/** What an Exchange sharing policy gives `Anonymous`. */
export type Anonymous =
  'CalendarSharingFreeBusySimple' | 'CalendarSharingFreeBusyDetail' | 'CalendarSharingFreeBusyReviewer' | null

function policyWith(anonymous: Anonymous): Policy {
  const domains = anonymous === null ? ['*: CalendarSharingFreeBusySimple'] : [`Anonymous: ${anonymous}`]
  const reading = parsePolicyDocument({
    organization: { id: 'contoso', domains: ['contoso.example'], federationEnabled: false },
    mailboxes: [{ address: VERA, timeZone: 'Europe/Stockholm' }],
    sharingPolicies: [{ name: 'standard', default: true, enabled: true, domains }],
  })
  if (!reading.accepted) throw new Error(JSON.stringify(reading.problems))
  return compilePolicy(reading.document)
}

/** A calendar file with these lines in it. */
export const calendarOf = (...events: readonly (readonly string[])[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//t//t//EN',
    ...events.flatMap((lines, i) => ['BEGIN:VEVENT', `UID:${i}`, 'DTSTAMP:20261101T000000Z', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n')

export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const WIDE: VisitorLimits = { requestsPerAddress: 1e6, missesPerAddress: 1e6, requestsPerLink: 1e6 }

/** One organization with one calendar and links to it, behind the real door on a real socket; the time is what it is told. */
export class PublishedWorld {
  readonly links = new Map<string, PublishedLink>()
  /** Where links are looked up; absent anything else, those added here. */
  directory: LinkDirectory = { byHash: (hash) => this.links.get(hash) }
  readonly used: { readonly id: string; readonly at: number }[] = []
  readonly codes: { readonly link: string; readonly code: string }[] = []
  now = NOW
  fresh = true
  /** Whether the calendar cannot be read at the moment, though nothing about it has changed. */
  calendarAway = false
  mailWorks = true
  calendars!: PublishedCalendars
  #policy = policyWith('CalendarSharingFreeBusyReviewer')
  #folder = mkdtempSync(join(tmpdir(), 'ledig-published-'))
  #calendars!: CalendarFolder
  #server!: http.Server

  static async open(calendar: string, limits: Partial<VisitorLimits> = {}, log = openLog('silent')) {
    const world = new PublishedWorld()
    await world.#open(calendar, { ...WIDE, ...limits }, log)
    return world
  }

  async #open(calendar: string, limits: VisitorLimits, log: Log): Promise<void> {
    const clock = { now: () => this.now }
    writeFileSync(join(this.#folder, 'vera.ics'), calendar)
    const place = { folder: this.#folder, domain: parseDomain('contoso.example'), timeZone: 'Europe/Stockholm' }
    this.#calendars = await openCalendarFolder({ ...place, clock, log: () => undefined })
    const { connector, versionOf } = this.#calendars
    this.calendars = new PublishedCalendars({
      links: { byHash: (hash) => this.directory.byHash(hash) },
      decide: (link) => decideAnonymous(this.#policy, { about: link.mailbox, level: link.level, part: link }),
      sourceOf: () => ({
        calendars: {
          lookUp: (question, context) =>
            this.calendarAway ? nothingFound(question, 'REACH_TIMEOUT') : connector.lookUp(question, context),
        },
        ...{ timeZone: 'Europe/Stockholm', versionOf },
      }),
      clock,
      newRequestId: randomUUID,
    })
    const sendCode = (link: PublishedLink, code: string): Promise<void> => {
      if (!this.mailWorks) return Promise.reject(new Error('no mail'))
      this.codes.push({ link: link.id, code })
      return Promise.resolve()
    }
    const passes = new ViewPasses(randomBytes(32))
    const door = publishedDoor({
      calendars: this.calendars,
      codes: new CodeDoor({ codes: new VisitorCodes(await codeParts(clock)), passes, sendCode, clock, log }),
      budget: new VisitorBudget(limits),
      fresh: () => this.fresh,
      usedLink: ({ id }, at) => void this.used.push({ id, at }),
      clock,
      log,
    })
    this.#server = http.createServer(door)
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  set anonymous(level: Anonymous) {
    this.#policy = policyWith(level)
  }

  async writeCalendar(text: string): Promise<void> {
    writeFileSync(join(this.#folder, 'vera.ics'), text)
    await this.#calendars.rescan()
  }

  /** Opens a link; its secret. */
  addLink(over: Partial<PublishedLink> = {}): string {
    const secret = newLinkSecret(random)
    const link: PublishedLink = {
      ...{ id: `link-${this.links.size}`, organization: 'contoso', mailbox: VERA, level: 'Reviewer' },
      ...{ back: 'OneMonth', ahead: 'ThreeMonths', hours: null, hiddenCategories: [], recipient: null },
      ...{ codeByMail: false, searchable: false, language: 'en', createdAt: NOW, from: null, until: null },
      ...{ revokedAt: null, secretHash: linkSecretHash(secret), ...over },
    }
    this.links.set(link.secretHash, link)
    return secret
  }

  /** Changes a link that is there. */
  change(secret: string, over: Partial<PublishedLink>): void {
    const hash = linkSecretHash(secret)
    this.links.set(hash, { ...(this.links.get(hash) as PublishedLink), ...over })
  }

  ask(path: string, { method = 'GET', headers = {}, body = '', from }: Asking = {}): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const place = { host: '127.0.0.1', port: this.port, path, method, headers, agent: false as const }
      const request = http.request({ ...place, ...(from !== undefined && { localAddress: from }) }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const { statusCode: status = 0, headers: told } = response
          resolve({ status, headers: told, body: Buffer.concat(chunks).toString() })
        })
      })
      request.on('error', reject)
      request.end(body)
    })
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    await this.#calendars.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

export interface Asking {
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string
  /** An address of this machine (127.0.0.0/8) to ask from. */
  readonly from?: string
}
