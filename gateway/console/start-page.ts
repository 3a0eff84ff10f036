import type { HeldConsoleSession } from '../sign-in/console-sessions.ts'
import { consoleInstant, consolePage, consoleToken } from './console-frame.ts'
import type { Viewer } from './console-frame.ts'
import { CONSOLE_TEXTS } from './console-texts.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { SCHEDULE_TEXTS } from './schedule/schedule-texts.ts'
import { trustOverview } from './trusts/trust-overview.ts'
import type { TrustOverview } from './trusts/trust-overview.ts'

export type StartDone = 'ended'

export interface StartState {
  /** Null for whoever may not see them. */
  readonly trusts: TrustOverview | null
  readonly sessions: readonly HeldConsoleSession[]
  readonly done: StartDone | null
}

function you({ session, locale, base }: Viewer): Html {
  const texts = CONSOLE_TEXTS[locale.language]
  const row = (name: string, value: Part): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  const by = session.by.kind === 'password' ? texts.byPassword : texts.byProvider(session.by.issuer)
  const asking = SCHEDULE_TEXTS[locale.language]
  const { mailbox } = session
  const own = mailbox === null ? asking.youNoMailbox : html`<bdi>${mailbox}</bdi>`
  const hint =
    mailbox === null
      ? session.role === 'owner' && html`<p class="soft">${texts.ownerHint}</p>`
      : html`<div class="send"><a class="button first" href="${base}schedule">${asking.title}</a><a class="button" href="${base}my-calendar">${texts.ownPages}</a></div>`
  return html`<section class="card" aria-labelledby="you"><h2 id="you">${texts.you}</h2><dl class="rules">${row(texts.youName, html`<bdi>${session.name}</bdi>`)}${row(texts.youRole, texts.roles[session.role])}${row(texts.youBy, by)}${row(asking.youMailbox, own)}</dl>${hint}</section>`
}

function sessionItem(viewer: Viewer, { key, begun, used }: HeldConsoleSession): Html {
  const texts = CONSOLE_TEXTS[viewer.locale.language]
  const [since, last] = [consoleInstant(viewer, begun), consoleInstant(viewer, used)]
  const own = key === viewer.session.key
  const end = html`<form method="post" action="${viewer.base}sessions/${key}/end">${consoleToken(viewer)}<button class="quiet" aria-label="${texts.endOf(since)}">${texts.end}</button></form>`
  return html`<li><div class="row"><span>${texts.session(since, last)}${own && html` <span class="tag open">${texts.thisOne}</span>`}</span>${own ? null : end}</div></li>`
}

/** The first page of whoever is signed in. */
export function startPage(viewer: Viewer, { trusts, sessions, done }: StartState): string {
  const texts = CONSOLE_TEXTS[viewer.locale.language]
  const said = done && html`<p class="card said" role="status">${texts.done[done]}</p>`
  const list = html`<section class="card" aria-labelledby="sessions"><h2 id="sessions">${texts.sessions}</h2><p class="soft">${texts.sessionsWhy}</p><ul class="shares">${sessions.map((one) => sessionItem(viewer, one))}</ul></section>`
  return consolePage(
    viewer,
    'start',
    texts.startTitle,
    html`${said}${trusts && trustOverview(viewer, trusts)}${you(viewer)}${list}`,
  )
}
