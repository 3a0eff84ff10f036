import express from 'express'
import type { ErrorRequestHandler, Express, Request, RequestHandler } from 'express'
import { contentSecurityPolicy, NOT_INDEXED, PAGE_HEADERS } from '../console/layout.ts'
import { localeFor } from '../console/locale.ts'
import type { Locale } from '../console/locale.ts'
import { entryPage, failurePage, refusalPage } from '../console/set-up/entry-page.ts'
import type { SetUpRefusal } from '../console/set-up/entry-page.ts'
import { SET_UP_BASE, SET_UP_SHEET } from '../console/set-up/set-up-frame.ts'
import { seeOther, sendPage, shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { readForm } from '../pages/read-form.ts'
import { hasToken } from '../pages/same-origin.ts'
import type { EntryCode } from './entry-code.ts'
import { STEPS } from './progress.ts'
import type { Questions } from './questions.ts'

const REFUSED: Readonly<Record<SetUpRefusal, number>> = { nothing: 404, foreign: 403, broken: 400, elsewhere: 421 }

export interface SetUpDoor {
  /** The one address it answers at. */
  readonly origin: string
  readonly code: EntryCode
  readonly questions: Questions
}

const HEADERS: Readonly<Record<string, string>> = {
  ...PAGE_HEADERS,
  'Referrer-Policy': 'same-origin',
  'Content-Security-Policy': contentSecurityPolicy(false, SET_UP_SHEET),
  'X-Robots-Tag': NOT_INDEXED,
  'Cache-Control': 'no-store',
  Vary: 'Accept-Language, Cookie',
}

const localeOf = (request: Request): Locale => localeFor(request.headers['accept-language'], 'en')

const refusal = (request: Request, what: SetUpRefusal, origin: string): PageAnswer =>
  shown(refusalPage(localeOf(request), what, origin), REFUSED[what])

function enter({ code }: SetUpDoor, locale: Locale, form: URLSearchParams): PageAnswer {
  const opened = code.open(form.get('code') ?? '')
  if (typeof opened === 'object') return { ...seeOther(SET_UP_BASE), setCookie: opened.setCookie }
  if (opened === 'tooMany') return { ...shown(entryPage(locale, 'codeTooMany'), 429), retryAfter: 60 } as PageAnswer
  return shown(entryPage(locale, opened === 'used' ? 'codeUsed' : 'codeWrong'), 422)
}

type Handle = (questions: Questions, asked: { locale: Locale; form: URLSearchParams; formToken: string }) => Answered
type Answered = PageAnswer | Promise<PageAnswer>

/** A page of whoever has typed the code; everybody else is shown where to type it. */
function inside(door: SetUpDoor, handle: Handle): RequestHandler {
  const { origin, code, questions } = door
  return async (request, response) => {
    const locale = localeOf(request)
    const form = request.method === 'POST' ? await readForm(request, origin) : new URLSearchParams()
    if (typeof form === 'string') return sendPage(response, refusal(request, form, origin))
    const formToken = code.formToken(request.headers.cookie)
    if (formToken === null) return sendPage(response, seeOther(SET_UP_BASE))
    if (request.method === 'POST' && !hasToken(form, formToken)) {
      return sendPage(response, refusal(request, 'foreign', origin))
    }
    sendPage(response, await handle(questions, { locale, form, formToken }))
  }
}

function atEntry(door: SetUpDoor): RequestHandler {
  const { origin, code, questions } = door
  return async (request, response) => {
    const locale = localeOf(request)
    if (request.method === 'POST') {
      const form = await readForm(request, origin)
      return sendPage(response, typeof form === 'string' ? refusal(request, form, origin) : enter(door, locale, form))
    }
    const isIn = code.formToken(request.headers.cookie) !== null
    sendPage(response, isIn ? seeOther(`${SET_UP_BASE}${questions.next}`) : shown(entryPage(locale, null)))
  }
}

/** Something on this machine stood in the way: whoever types here runs the program, and is told what. */
const failed: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error)
  sendPage(response, shown(failurePage(localeOf(request), error), 500))
}

/**
 * The pages of the set-up. A request under another name of this machine is refused, so that no page of anybody else gets at
 * them by a name that leads here (DNS rebinding); a form counts where it comes from a page of ours, with the token of the one
 * browser that the code was typed in.
 */
export function setUpApplication(door: SetUpDoor): Express {
  const { origin } = door
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.set('etag', false)
  app.use((request, response, next) => {
    response.set(HEADERS)
    if (request.headers.host === new URL(origin).host) return next()
    sendPage(response, refusal(request, 'elsewhere', origin))
  })
  app.get('/', (_request, response) => sendPage(response, seeOther(SET_UP_BASE)))
  app.all(SET_UP_BASE, atEntry(door))
  for (const step of STEPS) {
    app.get(
      `${SET_UP_BASE}${step}`,
      inside(door, (questions, asked) => questions.show(step, asked)),
    )
    app.post(
      `${SET_UP_BASE}${step}`,
      inside(door, (questions, asked) => questions.answer(step, asked)),
    )
  }
  app.get(
    `${SET_UP_BASE}review`,
    inside(door, (questions, asked) => questions.review(asked)),
  )
  app.post(
    `${SET_UP_BASE}finish`,
    inside(door, (questions, asked) => questions.finish(asked)),
  )
  app.use((request, response) => sendPage(response, refusal(request, 'nothing', origin)))
  app.use(failed)
  return app
}
