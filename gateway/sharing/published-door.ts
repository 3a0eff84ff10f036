import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Clock } from '../../trust/clock.ts'
import { linkSecretHash } from '../../trust/sharing/published-link.ts'
import type { PublishedLink } from '../../trust/sharing/published-link.ts'
import type { Log } from '../log.ts'
import type { CodeDoor } from './code-door.ts'
import type { Look, OpenLink, PublishedCalendars } from './published-calendars.ts'
import { PUBLISHED, readPublishedAddress } from './published-address.ts'
import type { PublishedAddress } from './published-address.ts'
import type { Rendered } from './render-published.ts'
import { AWAY, NOTHING_HERE, notAllowed, plainAnswer, redirect, TOO_MANY } from './visitor-answers.ts'
import type { VisitorAnswer } from './visitor-answers.ts'
import { visitorOf } from './visitor-budget.ts'
import type { VisitorBudget } from './visitor-budget.ts'
import { ZONE_SCRIPT, ZONE_SCRIPT_TEXT } from './zone-script.ts'
import { addressOf } from '../visitor-address.ts'

export interface PublishedDoor {
  readonly calendars: PublishedCalendars
  readonly codes: CodeDoor
  readonly budget: Pick<VisitorBudget, 'admits' | 'admitsTo' | 'missed'>
  /** Whether what is held of links and policies may still be decided on. */
  readonly fresh: () => boolean
  /** Told of every look at a link that showed something. */
  readonly usedLink: (link: PublishedLink, at: Instant) => void
  readonly clock: Clock
  readonly log: Log
}

const ROBOTS = '/robots.txt'
const ROBOTS_ANSWER = plainAnswer('text/plain', `User-agent: *\nDisallow: ${PUBLISHED}\n`, 'public, max-age=86400')
const SCRIPT_ANSWER = plainAnswer('text/javascript; charset=utf-8', ZONE_SCRIPT_TEXT, 'public, max-age=3600')
const LOOKING = notAllowed('GET, HEAD')
const POSTING = notAllowed('POST')

/** What this door answers; everything else is for others. */
export const isPublished = (url: string): boolean => url.startsWith(PUBLISHED) || url === ROBOTS

const isLooking = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD'

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: VisitorAnswer): void {
  if (response.destroyed || response.headersSent) return
  response.writeHead(status, headers as string[])
  if (body === null || request.method === 'HEAD') response.end()
  else response.end(body)
}

/** RFC 9110 13.1.2, by weak comparison. */
function has(header: string | undefined, etag: string): boolean {
  if (header === undefined || header === etag) return header === etag
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}

const shown = (request: IncomingMessage, { etag, answer, unchanged }: Rendered): VisitorAnswer =>
  has(request.headers['if-none-match'], etag) ? unchanged : answer

/** What needs nobody's calendar; null where it does. */
function withoutLink(path: string, request: IncomingMessage): VisitorAnswer | null {
  if (path !== ROBOTS && path !== ZONE_SCRIPT) return null
  if (!isLooking(request)) return LOOKING
  return path === ROBOTS ? ROBOTS_ANSWER : SCRIPT_ANSWER
}

function lookAt(
  door: PublishedDoor,
  request: IncomingMessage,
  open: OpenLink,
  wanted: { readonly leaf: 'page' | 'ics' | 'ifb' | 'json'; readonly query: string },
): VisitorAnswer | Promise<VisitorAnswer> {
  const acceptLanguage = request.headers['accept-language']
  const look = door.calendars.look(open, { format: wanted.leaf, query: wanted.query, acceptLanguage })
  const told = (found: Look): VisitorAnswer => {
    if (found.kind === 'closed') return NOTHING_HERE
    if (found.kind === 'busy') return AWAY
    door.usedLink(open.link, door.clock.now())
    return shown(request, found.rendered)
  }
  return look instanceof Promise ? look.then(told) : told(look)
}

/** A look at a link, or a step of its code. Whatever is wrong with an address, the answer and the way to it are the same. */
function answerAt(
  door: PublishedDoor,
  request: IncomingMessage,
  visitor: string,
  { secret, pass, leaf }: PublishedAddress,
  query: string,
): VisitorAnswer | Promise<VisitorAnswer> {
  const posted = leaf === 'code' || leaf === 'open'
  if (posted ? request.method !== 'POST' : !isLooking(request)) return posted ? POSTING : LOOKING
  const now = door.clock.now()
  const open = door.calendars.open(linkSecretHash(secret))
  const missing = (): VisitorAnswer => {
    door.budget.missed(visitor, now)
    return NOTHING_HERE
  }
  if (open === null) return missing()
  if (!door.budget.admitsTo(`${open.link.organization} ${open.link.id}`, now)) return TOO_MANY
  if (open.link.codeByMail) {
    if (posted) return door.codes.step(open.link, leaf, request, secret)
    if (pass === null) return leaf === 'page' ? door.codes.ask(open.link, request) : missing()
    if (!door.codes.opens(pass, open.link)) return leaf === 'page' ? redirect(303, `${PUBLISHED}${secret}/`) : missing()
  } else if (posted || pass !== null) return missing()
  return posted ? missing() : lookAt(door, request, open, { leaf, query })
}

function answer(door: PublishedDoor, request: IncomingMessage): VisitorAnswer | Promise<VisitorAnswer> {
  const url = request.url as string
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const open = withoutLink(path, request)
  if (open !== null) return open
  const now = door.clock.now()
  const visitor = visitorOf(addressOf(request))
  if (!door.budget.admits(visitor, now)) return TOO_MANY
  if (!door.fresh()) return AWAY
  const address = readPublishedAddress(path)
  if (address !== null) return answerAt(door, request, visitor, address, mark < 0 ? '' : url.slice(mark + 1))
  if (!isLooking(request)) return LOOKING
  // Mail programs and people lose the slash at the end.
  if (readPublishedAddress(`${path}/`)?.leaf === 'page') return redirect(308, `${path}/`)
  door.budget.missed(visitor, now)
  return NOTHING_HERE
}

/**
 * `/published/…`: everything a visitor without an account is answered. A hot route (`rulings.md` 21): what was made before
 * is sent at once. Never throws, never leaves a request unanswered, and never logs an address.
 */
export function publishedDoor(door: PublishedDoor): RequestListener {
  const failed = (error: unknown): VisitorAnswer => {
    door.log.error('published calendar failed', { detail: error instanceof Error ? error.stack : 'no error' })
    return AWAY
  }
  return (request, response) => {
    let ready: VisitorAnswer | Promise<VisitorAnswer>
    try {
      ready = answer(door, request)
    } catch (error) {
      ready = failed(error)
    }
    if (!(ready instanceof Promise)) return send(request, response, ready)
    void ready.catch(failed).then((made) => send(request, response, made))
  }
}
