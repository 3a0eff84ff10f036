import { inputField } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Locale } from '../locale.ts'
import { plainSetUpPage, SET_UP_BASE } from './set-up-frame.ts'
import { saidOf, saidPart } from './start-problem-texts.ts'
import { SET_UP_TEXTS } from './set-up-texts.ts'

export const LONGEST_CODE = 40

/** Where everybody begins: whoever reads what the program printed gets on. */
export function entryPage(locale: Locale, because: 'codeWrong' | 'codeUsed' | 'codeTooMany' | null): string {
  const texts = SET_UP_TEXTS[locale.language]
  const said = because !== null && html`<div class="card faults" role="alert"><p>${texts[because]}</p></div>`
  const field = { name: 'code', label: texts.code, wrong: undefined, value: '', most: LONGEST_CODE }
  const form = html`<form method="post" action="${SET_UP_BASE}">${inputField({ ...field, type: 'text' })}<div class="send"><button>${texts.enter}</button></div></form>`
  return plainSetUpPage(locale, texts.entryTitle, html`${said}<p>${texts.entryWhy}</p>${form}`)
}

/** What is said where a page cannot be shown. */
export type SetUpRefusal = 'nothing' | 'foreign' | 'broken' | 'elsewhere'

export function refusalPage(locale: Locale, what: SetUpRefusal, origin: string): string {
  const texts = SET_UP_TEXTS[locale.language]
  const why = what === 'elsewhere' ? texts.elsewhereWhy(`${origin}${SET_UP_BASE}`) : texts[`${what}Why`]
  const on = html`<p><a class="button" href="${origin}${SET_UP_BASE}">${texts.onward}</a></p>`
  return plainSetUpPage(locale, texts[what], html`<p>${why}</p>${on}`)
}

/** Something on this machine stood in the way. */
export function failurePage(locale: Locale, error: unknown): string {
  const texts = SET_UP_TEXTS[locale.language]
  const on = html`<p><a class="button" href="${SET_UP_BASE}">${texts.onward}</a></p>`
  return plainSetUpPage(locale, texts.failed, html`<p>${saidPart(saidOf(error, locale))}</p>${on}`)
}
