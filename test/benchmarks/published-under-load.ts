import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { openLog } from '../../gateway/log.ts'
import { listen, requestListener } from '../../gateway/server.ts'
import { CodeDoor } from '../../gateway/sharing/code-door.ts'
import { PublishedCalendars } from '../../gateway/sharing/published-calendars.ts'
import { publishedDoor } from '../../gateway/sharing/published-door.ts'
import { ViewPasses } from '../../gateway/sharing/view-pass.ts'
import { VisitorBudget } from '../../gateway/sharing/visitor-budget.ts'
import { VisitorCodes } from '../../gateway/sharing/visitor-codes.ts'
import { WaitingRoom } from '../../gateway/waiting-room.ts'
import { parseDomain, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { openCalendarFolder } from '../../protocols/icalendar/icalendar-connector.ts'
import { compilePolicy } from '../../trust/policies/compile-policy.ts'
import { decideAnonymous } from '../../trust/policies/decide-anonymous.ts'
import { parsePolicyDocument } from '../../trust/policies/policy-document.ts'
import { linkSecretHash, newLinkSecret } from '../../trust/sharing/published-link.ts'
import type { PublishedLink } from '../../trust/sharing/published-link.ts'
import { MemoryEngine } from '../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../trust/stores/state-store.ts'

/** What visitors reach of a gateway, in a process of its own that also says what it has used and how often it has rendered. */
export interface PublishOrder {
  /** An .ics file. */
  readonly calendar: string
}

export interface Published {
  /** Of the calendar, with a slash at its end. */
  readonly url: string
}

const MOST = 10_000_000
const mailbox = parseMailboxAddress('vera@contoso.example')
const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
const clock = { now: Date.now }
const elsewhere = { ews: () => undefined, others: () => undefined }

let calendars: PublishedCalendars | null = null

function policy() {
  const reading = parsePolicyDocument({
    organization: { id: 'contoso', domains: ['contoso.example'] },
    mailboxes: [{ address: mailbox, timeZone: 'Europe/Stockholm' }],
    sharingPolicies: [
      { name: 'standard', default: true, enabled: true, domains: ['Anonymous: CalendarSharingFreeBusyReviewer'] },
    ],
  })
  if (!reading.accepted) throw new Error('the policy of the bench is wrong')
  return compilePolicy(reading.document)
}

function linkTo(secret: string): PublishedLink {
  return {
    ...{ id: 'bench', organization: 'contoso', mailbox, secretHash: linkSecretHash(secret), level: 'Reviewer' },
    ...{ back: 'OneMonth', ahead: 'ThreeMonths', hours: null, hiddenCategories: [], recipient: null },
    ...{ codeByMail: false, searchable: false, language: 'en', createdAt: clock.now(), from: null, until: null },
    revokedAt: null,
  }
}

async function publish({ calendar }: PublishOrder): Promise<Published> {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-bench-published-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'vera.ics'), calendar)
  const timeZone = 'Europe/Stockholm'
  const domain = parseDomain('contoso.example')
  const source = await openCalendarFolder({ folder, domain, timeZone, clock, log: () => undefined })
  const secret = newLinkSecret(random)
  const links = new Map([[linkSecretHash(secret), linkTo(secret)]])
  const rules = policy()
  calendars = new PublishedCalendars({
    links: { byHash: (hash) => links.get(hash) },
    decide: (link) => decideAnonymous(rules, { about: link.mailbox, level: link.level, part: link }),
    sourceOf: () => ({ calendars: source.connector, timeZone, versionOf: source.versionOf }),
    clock,
    newRequestId: randomUUID,
  })
  const log = openLog('info')
  const passes = new ViewPasses(randomBytes(32))
  const state = new StateStore(new MemoryEngine(), { clock, random, checksumKey: null })
  const kept = new VisitorCodes({ state, random, key: randomBytes(32) })
  const codes = new CodeDoor({ codes: kept, passes, sendCode: () => Promise.resolve(), clock, log })
  const budget = new VisitorBudget({ requestsPerAddress: MOST, missesPerAddress: MOST, requestsPerLink: MOST })
  const usedLink = (): void => undefined
  const published = publishedDoor({ calendars, codes, budget, fresh: () => true, usedLink, clock, log })
  const place = {
    listen: { host: '127.0.0.1', port: 0 },
    tls: null,
    connections: 1_000,
    room: new WaitingRoom(1_000_000, clock, log),
  }
  const { port } = await listen(place, requestListener({ ...elsewhere, published }, log))
  return { url: `http://127.0.0.1:${port}/published/${secret}/` }
}

process.on('message', (message: 'usage' | 'renderings' | PublishOrder) => {
  if (message === 'usage') process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() })
  else if (message === 'renderings') process.send?.({ renderings: calendars?.renderings ?? 0 })
  else {
    publish(message).then(
      (published) => process.send?.(published),
      (error: unknown) => process.send?.({ failed: String(error) }),
    )
  }
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
