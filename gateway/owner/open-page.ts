import { html } from '../console/html.ts'
import type { Locale } from '../console/locale.ts'
import { plainPage } from '../console/owner-frame.ts'
import { OWNER_TEXTS } from '../console/owner-texts.ts'
import type { OwnerTexts } from '../console/owner-texts.ts'
import type { OwnerDoor } from './owner-door.ts'
import { shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'

/** What is said where a page of hers cannot be shown. */
export type PlainCase =
  'over' | 'signedOut' | 'left' | 'nothing' | 'foreign' | 'tooMany' | 'away' | 'broken' | 'repeated'

const STATUS: Readonly<Record<PlainCase, number>> = {
  ...{ over: 404, signedOut: 403, left: 200, nothing: 404, foreign: 403, tooMany: 429, away: 503, broken: 400 },
  repeated: 409,
}

/** @param more where to go on */
export function plainAnswer(locale: Locale, what: PlainCase, base: string): PageAnswer {
  const texts: OwnerTexts = OWNER_TEXTS[locale.language]
  const on = what === 'repeated' || what === 'nothing' || what === 'broken'
  const link = on && html`<p><a class="button" href="${base}">${texts.who}</a></p>`
  return shown(plainPage(locale, texts[`${what}Title`], texts[`${what}Why`], link), STATUS[what])
}

/** The page a signed address leads to: one button, so that a program that only looks opens nothing. */
export function askToOpen({ ownerLinks }: OwnerDoor, locale: Locale, token: string, base: string): PageAnswer {
  const owner = ownerLinks.read(token)
  if (owner === null) return plainAnswer(locale, 'over', base)
  const texts = OWNER_TEXTS[locale.language]
  const form = html`<form method="post" action="${base}open/${token}"><button>${texts.open}</button></form>`
  return shown(plainPage(locale, texts.openTitle, texts.openWhy(owner.mailbox), form))
}

/** Opens her page, once, in a session of its own. @param cookie what the browser has; a session it carries is ended */
export async function open(
  { ownerLinks, ownerSessions, log }: OwnerDoor,
  locale: Locale,
  token: string,
  { base, cookie }: { readonly base: string; readonly cookie: string | undefined },
): Promise<PageAnswer> {
  const owner = await ownerLinks.verify(token)
  if (owner === null) return plainAnswer(locale, 'over', base)
  const before = ownerSessions.verify(cookie)
  if (before !== null) await ownerSessions.end(before)
  const { setCookie } = await ownerSessions.begin(owner)
  log.info('owner signed in', { organization: owner.organization })
  return { kind: 'see-other', to: base, setCookie }
}
