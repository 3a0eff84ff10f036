import type { PublishedLink } from '../../trust/sharing/published-link.ts'
import { CALENDAR_TEXTS } from './calendar-texts.ts'
import { html } from './html.ts'
import type { Part } from './html.ts'
import { page } from './layout.ts'
import type { Locale } from './locale.ts'

/** How far a visitor has come. */
export type CodeStep = 'ask' | 'sent' | 'wrong' | 'later' | 'failed'

/** Whom the code goes to, as whoever holds the address may know it: anna@… becomes a•••@…. */
export function shortenedAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, 1)}•••${address.slice(at)}`
}

/** Where a visitor asks for a code and types it; both are plain forms, and nothing is sent by looking. */
export function codePage({ recipient }: PublishedLink, { language }: Locale, step: CodeStep): string {
  const texts = CALENDAR_TEXTS[language]
  const told: Readonly<Record<CodeStep, Part>> = {
    ask: null,
    sent: texts.codeSent,
    wrong: texts.codeWrong,
    later: texts.codeLater,
    failed: texts.codeFailed,
  }
  const notice = told[step] === null ? null : html`<p class="card notice" role="status">${told[step]}</p>`
  const send = html`<form method="post" action="code"><button>${texts.codeSend}</button></form>`
  const open = html`<form method="post" action="open"><div><label for="code">${texts.codeLabel}</label><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required></div><div><button>${texts.codeOpen}</button></div></form>`
  const body = html`<main id="main" class="code" tabindex="-1"><h1>${texts.codeTitle}</h1><p>${texts.codeWhy(shortenedAddress(recipient ?? '@'))}</p>${notice}${step === 'ask' ? send : html`${open}${send}`}</main>`
  return page({ language, title: texts.codeTitle, skip: texts.skip, body, script: null, indexed: false })
}
