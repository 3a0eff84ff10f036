import { fingerprintInHex, fingerprintInWords } from '../../../trust/keys/fingerprint.ts'
import type { Fingerprint } from '../../../trust/keys/fingerprint.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import type { Locale } from '../locale.ts'
import { TRUST_PAGE_TEXTS } from './trust-page-texts.ts'

/** A fingerprint as two people read it to each other: numbered words, and the digits beside them. */
export function fingerprintPart({ language }: Locale, title: string, print: Fingerprint, more: Part = null): Html {
  const texts = TRUST_PAGE_TEXTS[language]
  const words = fingerprintInWords(print).split(' ')
  // The words are English whatever the page is in: they are the same for both who read them.
  const list = html`<ol class="words" aria-label="${texts.inWords}" lang="en">${words.map((word) => html`<li>${word}</li>`)}</ol>`
  return html`<div><h3>${title}</h3>${list}<p class="hex"><span class="hidden">${texts.inHex}: </span>${fingerprintInHex(print)}</p>${more}</div>`
}
