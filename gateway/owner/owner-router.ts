import express from 'express'
import type { ErrorRequestHandler, Request, RequestHandler, Router } from 'express'
import { FederationError } from '../../protocols/federation-error.ts'
import type { ErrorCode } from '../../protocols/federation-error.ts'
import { ianaZone } from '../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../protocols/time-zone/zone.ts'
import { contentSecurityPolicy, NOT_INDEXED, PAGE_HEADERS } from '../console/layout.ts'
import { localeFor } from '../console/locale.ts'
import type { Locale } from '../console/locale.ts'
import type { Onlooker } from '../console/owner-frame.ts'
import { OWNER_SHEET } from '../console/owner-style.ts'
import { sendPage } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { readForm } from '../pages/read-form.ts'
import { hasToken } from '../pages/same-origin.ts'
import { Budget, visitorOf } from '../sharing/visitor-budget.ts'
import { SHARE_ROUTES } from './add-share.ts'
import { CHANGE_ROUTES } from './change-share.ts'
import { LOWER_ROUTES } from './lower-look.ts'
import { askToOpen, open, plainAnswer } from './open-page.ts'
import type { PlainCase } from './open-page.ts'
import type { OwnerDoor, OwnerRoute } from './owner-door.ts'
import { PRIVATE_ROUTES } from './private-times.ts'
import { LOOKED_ROUTES } from './show-looks.ts'
import { WHO_ROUTES } from './show-who.ts'
import { addressOf } from '../visitor-address.ts'

const ROUTES: readonly OwnerRoute[] = [
  ...WHO_ROUTES,
  ...LOOKED_ROUTES,
  ...LOWER_ROUTES,
  ...SHARE_ROUTES,
  ...CHANGE_ROUTES,
  ...PRIVATE_ROUTES,
]
/** A minute, from one network address. */
const REQUESTS = 600
/** The same: addresses and sessions that open nothing. */
const MISSES = 60

/** Unlike other pages, these tell their own origin where they come from: it is how a form is known (threats AD4). */
const HEADERS = {
  ...PAGE_HEADERS,
  'Referrer-Policy': 'same-origin',
  'Content-Security-Policy': contentSecurityPolicy(false, OWNER_SHEET),
  'X-Robots-Tag': NOT_INDEXED,
  'Cache-Control': 'no-store',
  Vary: 'Accept-Language, Cookie',
}

const CASES: Partial<Readonly<Record<ErrorCode, PlainCase>>> = {
  ERR_CONFLICT: 'repeated',
  ERR_NOT_FOUND: 'nothing',
  ERR_MESSAGE_MALFORMED: 'broken',
}

const localeOf = (request: Request): Locale => localeFor(request.headers['accept-language'], 'en')

/** Path of the pages below the public address. */
const baseOf = ({ publicUrl }: OwnerDoor): string => `${new URL(publicUrl).pathname.replace(/\/$/, '')}/owner/`

/** Bounds what anybody may cost, and how fast addresses can be guessed. */
function limited(door: OwnerDoor, misses: Budget): RequestHandler {
  const requests = new Budget(REQUESTS)
  return (request, response, next) => {
    const visitor = visitorOf(addressOf(request))
    const now = door.clock.now()
    if (requests.take(visitor, now) && misses.has(visitor, now)) return next()
    response.set('Retry-After', '60')
    sendPage(response, plainAnswer(localeOf(request), 'tooMany', baseOf(door)))
  }
}

/** A form of ours, or the page that says why it is none. */
const formOf = ({ publicUrl }: OwnerDoor, request: Request): Promise<URLSearchParams | PlainCase> =>
  readForm(request, new URL(publicUrl).origin)

/** Her page opened by its signed address. */
function entrance(door: OwnerDoor, misses: Budget): Router {
  const router = express.Router()
  const base = baseOf(door)
  const missed = (request: Request, answer: PageAnswer): PageAnswer => {
    const fails = answer.kind === 'page' && answer.status === 404
    if (fails) misses.take(visitorOf(addressOf(request)), door.clock.now())
    return answer
  }
  router.get('/open/:token', (request, response) => {
    sendPage(response, missed(request, askToOpen(door, localeOf(request), request.params.token, base)))
  })
  router.post('/open/:token', async (request, response) => {
    const locale = localeOf(request)
    const form = await formOf(door, request)
    if (typeof form === 'string') return sendPage(response, plainAnswer(locale, form, base))
    const { cookie } = request.headers
    sendPage(response, missed(request, await open(door, locale, request.params.token, { base, cookie })))
  })
  return router
}

function onlookerOf(door: OwnerDoor, request: Request): Onlooker | null {
  const session = door.ownerSessions.verify(request.headers.cookie)
  if (session === null) return null
  const { organization, mailbox } = session
  const own = door.directory.hostedByName(organization)?.policy.mailbox(mailbox)?.timeZone
  const zone = ianaZone(own ?? door.timeZoneOf(organization)) ?? UTC
  return { session, zone, locale: localeOf(request), base: baseOf(door), now: door.clock.now() }
}

/** One page of hers, for whoever has her session; a form has its token, too. */
function pageOf(door: OwnerDoor, { method, handle }: OwnerRoute): RequestHandler<Record<string, string>> {
  return async (request, response) => {
    const [locale, base] = [localeOf(request as Request), baseOf(door)]
    const refuse = (what: PlainCase): void => sendPage(response, plainAnswer(locale, what, base))
    if (!door.state.fresh()) return refuse('away')
    const form = method === 'post' ? await formOf(door, request as Request) : new URLSearchParams()
    if (typeof form === 'string') return refuse(form)
    const onlooker = onlookerOf(door, request as Request)
    if (onlooker === null) return refuse('signedOut')
    if (method === 'post' && !hasToken(form, onlooker.session.formToken)) return refuse('foreign')
    const query = new URL(request.url, door.publicUrl).searchParams
    sendPage(response, await handle(door, { onlooker, params: request.params, query, form }))
  }
}

const SIGN_OUT: OwnerRoute = {
  method: 'post',
  path: '/sign-out',
  handle: async ({ ownerSessions }, { onlooker: { session, locale, base } }) => ({
    ...plainAnswer(locale, 'left', base),
    setCookie: await ownerSessions.end(session),
  }),
}

function failed(door: OwnerDoor): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const code = error instanceof FederationError ? error.code : null
    const what = (code !== null && CASES[code]) || 'away'
    const message = error instanceof Error ? error.message : String(error)
    if (what === 'away') door.log.error('owner page failed', { code: code ?? 'none', message })
    sendPage(response, plainAnswer(localeOf(request), what, baseOf(door)))
  }
}

/** The pages of owners, below `/owner`: one answer to each request, whatever it is. */
export function ownerRouter(door: OwnerDoor): Router {
  const router = express.Router()
  const misses = new Budget(MISSES)
  router.use((_request, response, next) => {
    response.set(HEADERS)
    next()
  })
  router.use(limited(door, misses))
  router.use(entrance(door, misses))
  for (const route of [...ROUTES, SIGN_OUT]) router[route.method](route.path, pageOf(door, route))
  router.use((request, response) => {
    const what = onlookerOf(door, request) === null ? 'signedOut' : 'nothing'
    sendPage(response, plainAnswer(localeOf(request), what, baseOf(door)))
  })
  router.use(failed(door))
  return router
}
