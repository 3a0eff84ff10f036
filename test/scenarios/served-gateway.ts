import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import { ledigCommand } from '../built-product.ts'
import { freePort } from '../conformance/redis-server.ts'
import { AMPLE_BUDGETS } from '../organizations/ample-budgets.ts'

const START_MS = 90_000
const PASSWORD = 'a password of the tests'
const VERA = 'vera@contoso.example'

const CALENDAR = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nEND:VCALENDAR\r\n'

/** A question about one person's day. */
export const questionAbout = (
  address: string,
): string => `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"
 xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Body><m:GetUserAvailabilityRequest>
 <t:TimeZone><t:Bias>0</t:Bias><t:StandardTime><t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>0</t:DayOrder>
 <t:Month>0</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:StandardTime><t:DaylightTime><t:Bias>0</t:Bias>
 <t:Time>00:00:00</t:Time><t:DayOrder>0</t:DayOrder><t:Month>0</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>
 </t:DaylightTime></t:TimeZone><m:MailboxDataArray><t:MailboxData><t:Email><t:Address>${address}</t:Address>
 </t:Email><t:AttendeeType>Required</t:AttendeeType></t:MailboxData></m:MailboxDataArray><t:FreeBusyViewOptions>
 <t:TimeWindow><t:StartTime>2026-11-23T00:00:00</t:StartTime><t:EndTime>2026-11-24T00:00:00</t:EndTime></t:TimeWindow>
 <t:MergedFreeBusyIntervalInMinutes>60</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>FreeBusyMerged</t:RequestedView>
 </t:FreeBusyViewOptions></m:GetUserAvailabilityRequest></s:Body></s:Envelope>`

/** The headers of a question of hers. */
export const VERAS = {
  'content-type': 'text/xml; charset=utf-8',
  authorization: `Basic ${Buffer.from(`${VERA}:${PASSWORD}`).toString('base64')}`,
}

/** What vera is told of one person: the response code of the one mailbox, or of the fault. */
export async function outcomeOf(ewsUrl: string, about = VERA): Promise<string> {
  const answer = await fetch(ewsUrl, {
    method: 'POST',
    headers: VERAS,
    body: questionAbout(about),
  })
  const text = await answer.text()
  return /ResponseCode[^>]*>([A-Za-z]+)</.exec(text)?.[1] ?? String(answer.status)
}

/** Somebody who may use the server of the tests. */
export async function colleague(): Promise<{ readonly address: string; readonly passwordHash: string }> {
  return { address: VERA, passwordHash: await hashPassword(PASSWORD, randomBytes(16), 10) }
}

export interface ServedOptions {
  /** Where it keeps its state, relative to its folder. */
  readonly state?: string
  /** Further parts of its configuration. */
  readonly more?: object
  /** Files that those name, by name: readable by their owner alone. */
  readonly files?: Readonly<Record<string, string>>
  /** Another gateway that it is one with: the same organizations, the same token. */
  readonly sharing?: ServedGateway
  readonly relationships?: readonly object[]
}

/** A gateway of its own process, as `ledig serve` starts it, hosting Contoso with one mailbox. */
export class ServedGateway {
  readonly folder = mkdtempSync(join(tmpdir(), 'ledig-served-'))
  token = randomBytes(32).toString('base64url')
  ids = { gateway: `urn:ledig:${randomUUID()}`, organization: `urn:ledig:${randomUUID()}` }
  /** Everything it said on its output. */
  said = ''
  #port = 0
  #child: ChildProcess | null = null

  async configure({
    state = 'state',
    more = {},
    files = {},
    sharing,
    relationships = [],
  }: ServedOptions = {}): Promise<void> {
    this.#port = await freePort()
    if (sharing !== undefined) {
      this.ids = sharing.ids
      this.token = sharing.token
    }
    mkdirSync(join(this.folder, 'calendars'), { recursive: true })
    writeFileSync(join(this.folder, 'calendars', 'vera.ics'), CALENDAR)
    writeFileSync(join(this.folder, 'token'), this.token)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.folder, name), text, { mode: 0o600 })
    const policy = {
      organization: { id: 'contoso', domains: ['contoso.example'] },
      mailboxes: [{ address: VERA, inside: 'LimitedDetails' }],
      relationships,
    }
    writeFileSync(join(this.folder, 'policy.yaml'), JSON.stringify(policy))
    const place = {
      listen: { host: '127.0.0.1', port: this.#port },
      publicUrl: `http://127.0.0.1:${this.#port}`,
      state,
    }
    const hosted = { name: 'contoso', policy: 'policy.yaml', calendars: 'calendars', timeZone: 'Etc/UTC' }
    const configuration = {
      gateway: { id: this.ids.gateway, name: 'Gateway', ...place },
      admin: { tokenFile: 'token' },
      limits: AMPLE_BUDGETS,
      organizations: [{ id: this.ids.organization, ...hosted, users: [await colleague()] }],
      ...more,
    }
    writeFileSync(join(this.folder, 'ledig.yaml'), JSON.stringify(configuration))
  }

  /** Starts again under another public host; where it was before it answers too. */
  async move(host: string): Promise<void> {
    await this.kill()
    const path = join(this.folder, 'ledig.yaml')
    const said = JSON.parse(readFileSync(path, 'utf8')) as { gateway: { publicUrl: string } }
    said.gateway.publicUrl = `http://${host}:${this.#port}`
    writeFileSync(path, JSON.stringify(said))
    await this.start()
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  get ended(): boolean {
    return this.#child === null || this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** @param before what bash does first, in the same process */
  async start(before = ''): Promise<void> {
    const [command = '', ...args] =
      before === '' ? this.serve : ['bash', '-c', `${before}; exec "$@"`, 'bash', ...this.serve]
    await this.run(command, args)
  }

  /** Starts it with a command of the caller's, which becomes it. */
  async run(command: string, args: readonly string[]): Promise<void> {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    this.said = ''
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no start: ${this.said}`)), START_MS)
      const heard = (chunk: Buffer): void => {
        this.said += chunk.toString()
        if (!this.said.includes('Ledig listens')) return
        clearTimeout(timer)
        resolve()
      }
      child.stdout.on('data', heard)
      child.stderr.on('data', heard)
      child.once('exit', (code) => {
        clearTimeout(timer)
        reject(new Error(`ended with ${code}: ${this.said}`))
      })
    })
  }

  /** The command line that `start` runs. */
  get serve(): readonly string[] {
    return [...ledigCommand(), 'serve', '--config', join(this.folder, 'ledig.yaml')]
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** What vera is told of somebody; absent: of herself. */
  lookup(about?: string): Promise<string> {
    return outcomeOf(`${this.url}/EWS/Exchange.asmx`, about)
  }

  async ask(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
    const answer = await fetch(`${this.url}/admin/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> }
  }

  /** Makes a group that was not there; the status of the answer. */
  async makeGroup(name: string, members: readonly string[] = [VERA]): Promise<number> {
    const path = `/organizations/contoso/groups/${name}`
    return (await this.ask('PUT', path, members, { 'if-none-match': '*' })).status
  }

  /** Has a group made, unless an earlier request that was answered otherwise has made it; says whether it is there. */
  async hasGroupMade(name: string): Promise<boolean> {
    await this.makeGroup(name)
    return (await this.ask('GET', `/organizations/contoso/groups/${name}`)).status === 200
  }

  async auditVerifies(): Promise<boolean> {
    return (await this.ask('GET', '/audit/verification')).body['ok'] === true
  }
}
