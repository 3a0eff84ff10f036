import { plainConsolePage } from '../console/console-frame.ts'
import { CONSOLE_TEXTS } from '../console/console-texts.ts'
import { html } from '../console/html.ts'
import type { Locale } from '../console/locale.ts'
import { shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'

/** What is said where a page cannot be shown, or there is only one thing to do. */
export type PlainCase = keyof typeof STATUS

const STATUS = {
  ...{ goOn: 200, moment: 200, broken: 400, forbidden: 403, foreign: 403, nobody: 403, notTaken: 403 },
  ...{ nothing: 404, repeated: 409, tooMany: 429, away: 503, providerAway: 503 },
} as const

const RETRY_AFTER: Partial<Readonly<Record<PlainCase, number>>> = { tooMany: 60, providerAway: 60 }
/** Where there is nothing to go on to. */
const DEAD_ENDS: ReadonlySet<PlainCase> = new Set(['tooMany', 'away'])

/** @param to where to go on: a path of ours */
export function plainAnswer(locale: Locale, what: PlainCase, to: string): PageAnswer {
  const texts = CONSOLE_TEXTS[locale.language]
  const on = !DEAD_ENDS.has(what) && html`<p><a class="button" href="${to}">${texts.goOn}</a></p>`
  const text = plainConsolePage(locale, texts[`${what}Title`], html`<p>${texts[`${what}Why`]}</p>${on}`)
  const retryAfter = RETRY_AFTER[what]
  return { ...shown(text, STATUS[what]), ...(retryAfter !== undefined && { retryAfter }) } as PageAnswer
}

/**
 * Goes on to a page of ours as if it had been asked for here: a browser sends no cookie that is SameSite=Strict on a way
 * that began elsewhere, redirects along it included (RFC 6265bis 5.2.1), but does with what a page of ours begins.
 */
export function onward(locale: Locale, what: 'goOn' | 'moment', to: string): PageAnswer {
  return { ...plainAnswer(locale, what, to), onTo: to } as PageAnswer
}
