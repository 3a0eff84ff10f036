import { APPROVALS_STYLE } from './approvals/approvals-style.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { UTC } from '../../protocols/time-zone/zone.ts'
import type { ConsoleSession } from '../sign-in/console-sessions.ts'
import { sectionsOf } from './console-sections.ts'
import type { ConsoleSection } from './console-sections.ts'
import { CONSOLE_TEXTS } from './console-texts.ts'
import { ACCESS_STYLE } from './access/access-style.ts'
import { EXPLAIN_STYLE } from './explain/explain-style.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { page, Sheet } from './layout.ts'
import type { Locale } from './locale.ts'
import { HEALTH_STYLE } from './health/health-style.ts'
import { KEYS_STYLE } from './keys/keys-style.ts'
import { instantText } from './owner-frame.ts'
import { SIGNED_IN_STYLE } from './owner-style.ts'
import { SCHEDULE_STYLE } from './schedule/schedule-style.ts'
import { SHARING_STYLE } from './sharing/sharing-style.ts'
import { STYLE } from './style.ts'
import { TRUSTS_STYLE } from './trusts/trusts-style.ts'

/** Tables that become a list where there is no room, each value with the heading of its column. */
const CONSOLE_STYLE = `
.signed-in.wide header,.signed-in.wide main,.signed-in.wide footer{max-width:80rem}
.signed-in.wide h1{margin-bottom:1rem}
.entry .card.faults{margin-top:.75rem}
.field input[type=password]{width:100%}
.trusts th,.trusts td{padding:.625rem 1rem .625rem 0;border-top:1px solid var(--line);vertical-align:top}
.trusts thead th{border-top:0;color:var(--soft);font-weight:500;font-size:.875rem;padding-top:0}
.trusts td p{margin:0}
.trusts ul{list-style:none;margin:0;padding:0}
.trusts details p{max-width:22rem;font-size:.9375rem}
.card>.send:first-child{margin-top:0}
.trusts tbody th{min-width:9rem}
.looks td:nth-child(2),.looks td:nth-child(3){min-width:12rem}
.trusts summary{color:var(--accent);cursor:pointer}
.trusts .need{color:var(--wrong)}
.heading{display:none}
@media (max-width:63.9375rem){
.trusts thead{position:absolute;clip-path:inset(50%)}
.trusts,.trusts tbody,.trusts tr,.trusts th,.trusts td{display:block;width:100%}
.trusts tr{border-top:1px solid var(--line);padding:.75rem 0}
.trusts th,.trusts td{border:0;padding:.125rem 0}
.heading{display:inline;color:var(--soft);font-size:.875rem;font-weight:400}
}
@media (max-width:44rem){
.wide header nav{min-width:0;max-width:100%}
.wide header nav ul{flex-wrap:nowrap;overflow-x:auto;padding:.25rem 0;scroll-padding-inline:9rem}
.wide header nav a{white-space:nowrap}
.wide header nav .here{position:sticky;left:0;right:0;z-index:1;background:var(--paper)}
}
`

/** What single sections have besides. */
const SECTION_STYLES: readonly string[] = [
  TRUSTS_STYLE,
  SCHEDULE_STYLE,
  APPROVALS_STYLE,
  KEYS_STYLE,
  HEALTH_STYLE,
  SHARING_STYLE,
  EXPLAIN_STYLE,
  ACCESS_STYLE,
]

export const CONSOLE_SHEET = new Sheet([STYLE, SIGNED_IN_STYLE, CONSOLE_STYLE, ...SECTION_STYLES].join(''))

/** Somebody signed in to the console, and how she is shown it. */
export interface Viewer {
  readonly session: ConsoleSession
  readonly locale: Locale
  /** Path of the pages, with a slash at the end. */
  readonly base: string
  readonly now: Instant
  /** Whether nobody administers under a name of her own. */
  readonly nobodyNamed: boolean
}

/** 26 November 2026 17:05, UTC */
export const consoleInstant = ({ locale }: Pick<Viewer, 'locale'>, instant: Instant): string =>
  instantText({ locale, zone: UTC }, instant)

/** What every form has that changes something (threats AD4). */
export const consoleToken = ({ session }: Pick<Viewer, 'session'>): Html =>
  html`<input type="hidden" name="token" value="${session.formToken}">`

function whole(locale: Locale, title: string, body: Part): string {
  const { language } = locale
  const { skip, titled } = CONSOLE_TEXTS[language]
  return page({
    ...{ language, title: titled(title), skip, body, script: null, indexed: false },
    ...{ sheet: CONSOLE_SHEET, referrer: 'same-origin' },
  })
}

/** Stays until somebody administers under a name of her own. */
export function nobodyBanner({ language }: Locale): Html {
  const { nobodyNamed, nobodyNamedWhy, nobodyNamedDo } = CONSOLE_TEXTS[language]
  return html`<div class="card capped" role="note"><p><b>${nobodyNamed}</b> ${nobodyNamedWhy}</p><p>${nobodyNamedDo} <code>ledig administrator set NAME</code></p></div>`
}

/** A page without a session: one thing is said, or one form is there. */
export function plainConsolePage(locale: Locale, title: string, content: Part): string {
  const body = html`<div class="signed-in"><main id="main" class="entry" tabindex="-1"><div class="card"><h1>${title}</h1>${content}</div></main></div>`
  return whole(locale, title, body)
}

function navigation({ session, locale, base }: Viewer, current: ConsoleSection): Html {
  const texts = CONSOLE_TEXTS[locale.language]
  const items = sectionsOf(session.role).map(
    ([name, path]) =>
      html`<li${name === current ? html` class="here"` : null}><a href="${base}${path}"${name === current ? html` aria-current="page"` : null}>${texts.sections[name]}</a></li>`,
  )
  return html`<nav aria-label="${texts.navigation}"><ul>${items}</ul></nav>`
}

/** A page of somebody who is signed in. @param times in which zone they are; absent: in UTC */
export function consolePage(
  viewer: Viewer,
  section: ConsoleSection,
  title: string,
  content: Part,
  times: Part = CONSOLE_TEXTS[viewer.locale.language].timesIn,
): string {
  const { session, locale, base } = viewer
  const texts = CONSOLE_TEXTS[locale.language]
  const who = texts.signedInAs(session.name, texts.roles[session.role])
  const body = html`<div class="signed-in wide"><header><div class="top"><p class="soft"><bdi>${who}</bdi></p><form method="post" action="${base}sign-out">${consoleToken(viewer)}<button class="quiet">${texts.signOut}</button></form></div>
${viewer.nobodyNamed && nobodyBanner(locale)}<div class="bar">${navigation(viewer, section)}</div><h1>${title}</h1></header>
<main id="main" tabindex="-1">${content}</main>
<footer><p>${times} ${texts.until(consoleInstant(viewer, session.until))}</p></footer></div>`
  return whole(locale, title, body)
}
