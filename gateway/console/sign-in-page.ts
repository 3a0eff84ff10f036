import { LONGEST_PASSWORD } from '../sign-in/console-accounts.ts'
import { CONSOLE_TEXTS } from './console-texts.ts'
import { consoleToken, nobodyBanner, plainConsolePage } from './console-frame.ts'
import type { Viewer } from './console-frame.ts'
import { inputField } from './form-fields.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import type { Locale } from './locale.ts'

const LONGEST_NAME = 100

export interface SignInState {
  readonly base: string
  /** Where to go on in the console afterwards: a path of ours. */
  readonly to: string
  /** How the provider is called; null where there is none. */
  readonly provider: string | null
  readonly typed: string
  readonly wrong: boolean
  /** Whether nobody administers under a name of her own. */
  readonly nobodyNamed: boolean
}

const providerLink = (base: string, to: string, again: boolean, text: string): Html =>
  html`<p><a class="button first" href="${base}sign-in/openid?to=${encodeURIComponent(to)}${again ? '&again=yes' : null}">${text}</a></p>`

const wrongPart = (text: string): Html =>
  html`<div class="card faults" role="alert"><p id="password-wrong">${text}</p></div>`

function fields(locale: Locale, { to, typed }: Pick<SignInState, 'to' | 'typed'>, named: boolean): Part {
  const texts = CONSOLE_TEXTS[locale.language]
  const common = { wrong: undefined }
  const name = { ...common, name: 'name', label: texts.name, value: typed, most: LONGEST_NAME }
  const password = { ...common, name: 'password', label: texts.password, value: '', most: LONGEST_PASSWORD }
  return html`<input type="hidden" name="to" value="${to}">${named && inputField({ ...name, type: 'text', autocomplete: 'username' })}${inputField({ ...password, type: 'password', autocomplete: 'current-password' })}`
}

/** Where everybody begins who is not signed in. */
export function signInPage(locale: Locale, state: SignInState): string {
  const { base, to, provider, wrong, nobodyNamed } = state
  const texts = CONSOLE_TEXTS[locale.language]
  const withProvider = provider !== null && providerLink(base, to, false, texts.signInWith(provider))
  const here = provider !== null && html`<h2>${texts.orHere}</h2>`
  const content = html`${nobodyNamed && nobodyBanner(locale)}${wrong && wrongPart(texts.wrong)}${withProvider}${here}<form method="post" action="${base}sign-in">${fields(locale, state, true)}<div class="send"><button>${texts.signIn}</button></div></form>`
  return plainConsolePage(locale, texts.signInTitle, content)
}

/** What somebody who is signed in is asked before she changes trust. */
export function againPage(
  viewer: Viewer,
  { to, provider, wrong }: Omit<SignInState, 'base' | 'typed' | 'nobodyNamed'>,
): string {
  const { session, locale, base } = viewer
  const texts = CONSOLE_TEXTS[locale.language]
  const form = html`<form method="post" action="${base}again">${consoleToken(viewer)}${fields(locale, { to, typed: '' }, false)}<div class="send"><button>${texts.againNow}</button><a class="button" href="${base}">${texts.cancel}</a></div></form>`
  const link = html`${providerLink(base, to, true, texts.againWith(provider ?? ''))}<p><a class="button" href="${base}">${texts.cancel}</a></p>`
  const content = html`${viewer.nobodyNamed && nobodyBanner(locale)}${wrong && wrongPart(texts.wrong)}<p>${texts.againWhy}</p><p class="soft"><bdi>${session.name}</bdi></p>${session.by.kind === 'password' ? form : link}`
  return plainConsolePage(locale, texts.againTitle, content)
}
