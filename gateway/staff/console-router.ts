import express from 'express'
import type { ErrorRequestHandler, Express, Request, RequestHandler, Router } from 'express'
import { FederationError } from '../../protocols/federation-error.ts'
import type { ErrorCode } from '../../protocols/federation-error.ts'
import { CONSOLE_SHEET } from '../console/console-frame.ts'
import { contentSecurityPolicy, NOT_INDEXED, PAGE_HEADERS } from '../console/layout.ts'
import { localeFor } from '../console/locale.ts'
import type { Locale } from '../console/locale.ts'
import { seeOther, sendPage } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { readForm } from '../pages/read-form.ts'
import { hasToken } from '../pages/same-origin.ts'
import { Budget, visitorOf } from '../sharing/visitor-budget.ts'
import type { ConsoleSession } from '../sign-in/console-sessions.ts'
import { hasNamedAdministrator } from '../sign-in/named-administrator.ts'
import { LEFT_BEHIND } from './console-door.ts'
import type { ConsoleDoor, ConsoleRoute, Guest, RoleRoute } from './console-door.ts'
import { CONSOLE_ROUTES, landingOf, LONGEST_ONWARD } from './console-routes.ts'
import { onward, plainAnswer } from './plain-answer.ts'
import type { PlainCase } from './plain-answer.ts'
import { addressOf } from '../visitor-address.ts'

/** Path of all pages. */
export const CONSOLE_BASE = '/console/'
/** A minute, from one network address. */
const REQUESTS = 600
/** The same: sign-ins and other requests that came to nothing, so that nobody tries name after name (threats AD1). */
const MISSES = 20
/** Says that a page was gone on to from one of ours, so that nobody is led in a circle. */
const HERE = 'here'

const CASES: Partial<Readonly<Record<ErrorCode, PlainCase>>> = {
  ...{ ERR_CONFLICT: 'repeated', ERR_NOT_FOUND: 'nothing', ERR_MESSAGE_MALFORMED: 'broken', ERR_BUSY: 'tooMany' },
}

/** Unlike published pages, these tell their own origin where they come from: it is how a form is known (threats AD4). */
const headersOf = (publicUrl: string): Readonly<Record<string, string>> => ({
  ...PAGE_HEADERS,
  'Referrer-Policy': 'same-origin',
  'Content-Security-Policy': contentSecurityPolicy(false, CONSOLE_SHEET),
  'X-Robots-Tag': NOT_INDEXED,
  'Cache-Control': 'no-store',
  Vary: 'Accept-Language, Cookie',
  ...(publicUrl.startsWith('https:') && { 'Strict-Transport-Security': 'max-age=31536000' }),
})

const localeOf = (request: Request): Locale => localeFor(request.headers['accept-language'], 'en')

function guestOf(door: ConsoleDoor, request: Request, form: URLSearchParams): Guest {
  const { publicUrl, consoleAccounts, openid } = door
  const query = new URL(request.url, publicUrl).searchParams
  const site = request.headers['sec-fetch-site']
  return {
    nobodyNamed: !hasNamedAdministrator(consoleAccounts.list(), openid?.settings.roles ?? null),
    ...{
      locale: localeOf(request),
      base: CONSOLE_BASE,
      form,
      cookie: request.headers.cookie,
      source: addressOf(request),
    },
    query,
    ledHere: site === 'cross-site' || site === 'same-site' || query.has(HERE),
    landing: (to) => landingOf(CONSOLE_BASE, to),
  }
}

/** Where a request goes on: with its query where that is kept; else, of a page that keeps one, saying that it was left behind. */
function landingFor({ originalUrl }: Request, landing: Guest['landing']): string {
  const [path = '', query = ''] = originalUrl.split('?', 2)
  const ways = [originalUrl, ...(query === '' ? [] : [`${path}?${LEFT_BEHIND}=yes`]), path]
  return ways.map(landing).find((to) => to !== CONSOLE_BASE) ?? CONSOLE_BASE
}

/** Who is not signed in: to the way in, whatever was asked for, so that it looks the same where nothing is. */
function wayIn(request: Request, guest: Guest): PageAnswer {
  const elsewhere = request.headers['sec-fetch-site'] === 'cross-site' && !guest.query.has(HERE)
  if (request.method === 'GET' && elsewhere) {
    const on = landingFor(request, (to) => landingOf(CONSOLE_BASE, to, LONGEST_ONWARD))
    return onward(guest.locale, 'moment', `${on}${on.includes('?') ? '&' : '?'}${HERE}=1`)
  }
  const to = landingFor(request, guest.landing)
  return seeOther(`${CONSOLE_BASE}sign-in?to=${encodeURIComponent(to)}`)
}

/** Who is signed in and has to show once more who she is; afterwards she is where she looked before she sent anything. */
const onceMore = (request: Request, { landing }: Guest): PageAnswer =>
  seeOther(`${CONSOLE_BASE}again?to=${encodeURIComponent(landing(request.originalUrl.split('?', 1)[0] ?? ''))}`)

async function forRole(
  door: ConsoleDoor,
  route: RoleRoute,
  {
    request,
    guest,
    session,
  }: { readonly request: Request; readonly guest: Guest; readonly session: ConsoleSession | null },
): Promise<PageAnswer> {
  const { locale, base, nobodyNamed } = guest
  if (session === null) return wayIn(request, guest)
  if (route.method === 'post' && !hasToken(guest.form, session.formToken)) return plainAnswer(locale, 'foreign', base)
  if (!route.admits.includes(session.role)) return plainAnswer(locale, 'forbidden', base)
  if (route.fresh === true && !door.consoleSessions.isFresh(session)) return onceMore(request, guest)
  const viewer = { session, locale, base, nobodyNamed, now: door.administration.state.now() }
  return route.handle(door, { ...guest, viewer, params: request.params as Record<string, string> })
}

/** One page of the table, for whom the table says. */
function pageOf(door: ConsoleDoor, route: ConsoleRoute, missed: (request: Request) => void): RequestHandler {
  return async (request, response) => {
    const refuse = (what: PlainCase): void => sendPage(response, plainAnswer(localeOf(request), what, CONSOLE_BASE))
    if (!door.administration.state.fresh()) return refuse('away')
    const form = route.method === 'post' ? await readForm(request, door.publicUrl) : new URLSearchParams()
    if (typeof form === 'string') return refuse(form)
    const guest = guestOf(door, request, form)
    const session = door.consoleSessions.verify(guest.cookie)
    const answer =
      route.admits === 'anybody'
        ? await route.handle(door, { ...guest, session })
        : await forRole(door, route, { request, guest, session })
    if (answer.kind === 'page' && answer.status >= 400) missed(request)
    sendPage(response, answer)
  }
}

function failed({ administration: { log } }: ConsoleDoor): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const code = error instanceof FederationError ? error.code : null
    const what = (code !== null && CASES[code]) || 'away'
    const message = error instanceof Error ? error.message : String(error)
    if (what === 'away') log.error('console page failed', { code: code ?? 'none', message })
    sendPage(response, plainAnswer(localeOf(request), what, CONSOLE_BASE))
  }
}

/** The pages of the console: one answer to each request, whatever it is. */
export function consoleRouter(door: ConsoleDoor): Router {
  const { clock } = door.administration
  const router = express.Router()
  const [requests, misses] = [new Budget(REQUESTS), new Budget(MISSES)]
  const missed = (request: Request): void => void misses.take(visitorOf(addressOf(request)), clock.now())
  router.use((request, response, next) => {
    const [visitor, now] = [visitorOf(addressOf(request)), clock.now()]
    if (requests.take(visitor, now) && misses.has(visitor, now)) return next()
    sendPage(response, plainAnswer(localeOf(request), 'tooMany', CONSOLE_BASE))
  })
  for (const route of CONSOLE_ROUTES) router[route.method](route.path, pageOf(door, route, missed))
  router.use((request, response) => {
    const guest = guestOf(door, request, new URLSearchParams())
    const isIn = door.consoleSessions.verify(guest.cookie) !== null
    if (isIn) missed(request)
    sendPage(response, isIn ? plainAnswer(guest.locale, 'nothing', CONSOLE_BASE) : wayIn(request, guest))
  })
  return router
}

/** Everything on the console's own address. */
export function consoleApplication(door: ConsoleDoor): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.set('etag', false)
  const headers = headersOf(door.publicUrl)
  app.use((_request, response, next) => {
    response.set(headers)
    next()
  })
  app.use(CONSOLE_BASE, consoleRouter(door))
  app.get('/', (_request, response) => sendPage(response, seeOther(CONSOLE_BASE)))
  app.use((request, response) => sendPage(response, plainAnswer(localeOf(request), 'nothing', CONSOLE_BASE)))
  app.use(failed(door))
  return app
}
