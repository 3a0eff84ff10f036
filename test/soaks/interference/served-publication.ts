import type { RequestListener } from 'node:http'
import { CodeDoor } from '../../../gateway/sharing/code-door.ts'
import { PublishedCalendars } from '../../../gateway/sharing/published-calendars.ts'
import { publishedDoor } from '../../../gateway/sharing/published-door.ts'
import { ViewPasses } from '../../../gateway/sharing/view-pass.ts'
import { VisitorCodes } from '../../../gateway/sharing/visitor-codes.ts'
import type { HostedOrganization } from '../../../gateway/broker/directory.ts'
import type { Log } from '../../../gateway/log.ts'
import { decideAnonymous } from '../../../trust/policies/decide-anonymous.ts'
import { MemoryEngine } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import type { Cast } from './cast.ts'
import { SECRET } from './clothe-publication.ts'
import type { Publication } from './clothe-publication.ts'
import type { Work } from './counted-calendars.ts'
import type { Visit } from './visit.ts'

export interface VisitorRequest {
  readonly method: 'GET' | 'HEAD'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

const KEY = Buffer.alloc(32)
const random = { bytes: (size: number) => Buffer.alloc(size), uuid: () => 'request-1', fraction: () => 0.5 }

/** The door of published calendars, over what one world has of them. */
export function publicationDoor(
  { clock, visitors }: Cast,
  organization: HostedOrganization,
  { link, version }: Publication,
  { work, log }: { readonly work: Work; readonly log: Log },
): RequestListener {
  const calendars = new PublishedCalendars({
    links: { byHash: (hash) => (link?.secretHash === hash ? link : undefined) },
    decide: (one) => decideAnonymous(organization.policy, { about: one.mailbox, level: one.level, part: one }),
    sourceOf: ({ mailbox }) => ({
      calendars: organization.calendars,
      timeZone: organization.policy.mailbox(mailbox)?.timeZone ?? 'Europe/Berlin',
      versionOf: () => version,
    }),
    clock,
    newRequestId: random.uuid,
  })
  // Nobody is asked for a code here, so what codes are kept in is never opened.
  const state = new StateStore(new MemoryEngine(), { clock, random, checksumKey: null })
  const codes = new VisitorCodes({ state, random, key: KEY })
  const sendCode = (): Promise<void> => Promise.reject(new Error('nobody is asked for a code'))
  return publishedDoor({
    calendars,
    codes: new CodeDoor({ codes, passes: new ViewPasses(KEY), sendCode, clock, log }),
    budget: {
      admits: (visitor, now) => visitors.admits(visitor, now),
      admitsTo: (one, now) => {
        work.budget++
        // One link is as good as another: those of a million worlds would be forgotten one by one.
        return one !== '' && visitors.admitsTo('the link', now)
      },
      missed: (visitor, now) => {
        work.missed++
        visitors.missed(visitor, now)
      },
    },
    fresh: () => true,
    usedLink: () => void work.finished++,
    clock,
    log,
  })
}

const OTHER = 'calendar.json'

/** What a visitor asks for first, and what after that, having seen the answer. */
export function visitorRequests({ leaf, acceptLanguage, then }: Visit): {
  readonly first: VisitorRequest
  readonly second: (etag: string | undefined) => VisitorRequest
} {
  const place = `/published/${SECRET}/`
  const headers = {
    host: 'gateway.contoso.example',
    ...(acceptLanguage !== null && { 'accept-language': acceptLanguage }),
  }
  const first = { method: 'GET', url: place + leaf, headers } as const
  const second = (etag: string | undefined): VisitorRequest => {
    if (then === 'unchanged' && etag !== undefined) return { ...first, headers: { ...headers, 'if-none-match': etag } }
    if (then === 'feed') return { ...first, url: place + OTHER }
    return then === 'head' ? { ...first, method: 'HEAD' } : first
  }
  return { first, second }
}
