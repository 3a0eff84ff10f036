import type { Instant } from '../../protocols/availability/time-window.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import { wallOf } from '../../protocols/time-zone/zone.ts'
import type { Zone } from '../../protocols/time-zone/zone.ts'
import type { OwnerSession } from '../sharing/owner-session.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { page } from './layout.ts'
import type { Locale } from './locale.ts'
import { OWNER_SHEET } from './owner-style.ts'
import { OWNER_TEXTS } from './owner-texts.ts'
import type { OwnerTexts } from './owner-texts.ts'

/** The parts of an owner's pages, as their addresses call them. */
export type OwnerPart = 'who' | 'looked' | 'share' | 'privately'

/** Whoever looks at her own pages, and how. */
export interface Onlooker {
  readonly session: OwnerSession
  readonly locale: Locale
  /** Hers. */
  readonly zone: Zone
  /** Path of the pages, with a slash at the end. */
  readonly base: string
  readonly now: Instant
}

export const ADDRESSES: Readonly<Record<OwnerPart, string>> = {
  who: '',
  looked: 'looked',
  share: 'share',
  privately: 'private',
}

/** 26 November 2026, 17:05 */
export function instantText(
  { locale, zone }: { readonly locale: Locale; readonly zone: Zone },
  instant: Instant,
): string {
  const wall = wallOf(zone, instant)
  return `${locale.date(Math.floor(wall / DAY))} ${locale.time(wall)}`
}

/** What every form has that changes something (threats AD4). */
export const formToken = ({ session }: Pick<Onlooker, 'session'>): Html =>
  html`<input type="hidden" name="token" value="${session.formToken}">`

/** A page without a session: one thing is said, or one button is there. */
export function plainPage({ language }: Locale, title: string, text: string, more: Part = null): string {
  const { skip } = OWNER_TEXTS[language]
  const body = html`<div class="signed-in"><main id="main" class="entry" tabindex="-1"><div class="card"><h1>${title}</h1><p>${text}</p>${more}</div></main></div>`
  return page({
    language,
    title,
    skip,
    body,
    script: null,
    indexed: false,
    sheet: OWNER_SHEET,
    referrer: 'same-origin',
  })
}

function parts({ base }: Onlooker, current: OwnerPart, texts: OwnerTexts): Html {
  const item = (part: OwnerPart): Html =>
    html`<li><a href="${base}${ADDRESSES[part]}"${part === current ? html` aria-current="page"` : null}>${texts[part]}</a></li>`
  return html`<nav aria-label="${texts.parts}"><ul>${(Object.keys(ADDRESSES) as OwnerPart[]).map(item)}</ul></nav>`
}

/** A page of hers. @param faulty whether something she typed is not right, which the title says first */
export function ownerPage(onlooker: Onlooker, part: OwnerPart, title: string, content: Part): string {
  const { session, locale, zone, base } = onlooker
  const { language } = locale
  const texts = OWNER_TEXTS[language]
  const body = html`<div class="signed-in"><header><div class="top"><p class="soft">${texts.signedIn(session.mailbox)}</p><form method="post" action="${base}sign-out">${formToken(onlooker)}<button class="quiet">${texts.signOut}</button></form></div>
<h1>${title}</h1><div class="bar">${parts(onlooker, part, texts)}</div></header>
<main id="main" tabindex="-1">${content}</main>
<footer><p>${texts.timesIn(zone.id)} ${texts.signedInUntil(instantText(onlooker, session.until))}</p></footer></div>`
  return page({
    ...{ language, title: texts.titled(title, session.mailbox), skip: texts.skip, body, script: null, indexed: false },
    ...{ sheet: OWNER_SHEET, referrer: 'same-origin' },
  })
}
