import type { Instant } from '../../protocols/availability/time-window.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { AttentionCause, TrustState } from '../../trust/organization/federation-trust.ts'
import { expiryStage } from '../../trust/keys/expiry-warnings.ts'
import type { HeldConsoleSession } from '../sign-in/console-sessions.ts'
import { consoleInstant, consolePage, consoleToken } from './console-frame.ts'
import type { Viewer } from './console-frame.ts'
import { CONSOLE_TEXTS } from './console-texts.ts'
import type { ConsoleTexts } from './console-texts.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'

/** A trust as it stands in the table. */
export interface ListedTrust {
  readonly id: string
  /** As the partner calls itself. */
  readonly partner: string
  /** The organization of ours it is for. */
  readonly ours: string
  readonly state: TrustState['state']
  readonly domains: readonly string[]
  /** Null for a partner that is known by its address alone. */
  readonly certificateUntil: Instant | null
  /** The same; 32 words, compared over the telephone. */
  readonly fingerprint: string | null
  readonly needs: readonly AttentionCause[]
  /** What whoever looks can do about it. */
  readonly act: 'suspend' | 'resume' | null
}

export type StartDone = 'ended'

export interface StartState {
  /** Null for whoever may not see them. */
  readonly trusts: readonly ListedTrust[] | null
  readonly sessions: readonly HeldConsoleSession[]
  readonly done: StartDone | null
}

function until(viewer: Viewer, texts: ConsoleTexts, end: Instant | null): Part {
  if (end === null) return '–'
  const near = expiryStage(end, viewer.now) !== null
  const days = Math.floor((end - viewer.now) / DAY)
  return html`${viewer.locale.date(Math.floor(end / DAY))}${near && html`<p class="need">${texts.soon(days)}</p>`}`
}

function trustRow(viewer: Viewer, trust: ListedTrust): Html {
  const texts = CONSOLE_TEXTS[viewer.locale.language]
  const { id, partner, ours, state, domains, certificateUntil, fingerprint, needs, act } = trust
  const cell = (heading: string, value: Part): Html => html`<td><span class="heading">${heading}: </span>${value}</td>`
  const words = fingerprint !== null && html`<details><summary>${texts.words}</summary><p>${fingerprint}</p></details>`
  const change =
    act !== null &&
    html`<a class="button" href="${viewer.base}trusts/${id}/${act}" aria-label="${texts.ofTrust(texts[act], partner)}">${texts[act]}</a>`
  return html`<tr><th scope="row"><bdi>${partner}</bdi></th>${cell(texts.ours, html`<bdi>${ours}</bdi>`)}${cell(texts.state, texts.states[state])}${cell(
    texts.domains,
    domains.length === 0 ? texts.none : html`<ul>${domains.map((domain) => html`<li><bdi>${domain}</bdi></li>`)}</ul>`,
  )}${cell(texts.certificate, until(viewer, texts, certificateUntil))}${cell(texts.fingerprint, words || '–')}${cell(
    texts.needs,
    needs.length === 0
      ? '–'
      : html`<ul class="need">${needs.map((cause) => html`<li>${texts.causes[cause]}</li>`)}</ul>`,
  )}${viewer.session.role === 'administrator' && cell(texts.act, change || '–')}</tr>`
}

function trustTable(viewer: Viewer, trusts: readonly ListedTrust[]): Html {
  const texts = CONSOLE_TEXTS[viewer.locale.language]
  const columns = ['partner', 'ours', 'state', 'domains', 'certificate', 'fingerprint', 'needs'] as const
  const head = [...columns, ...(viewer.session.role === 'administrator' ? (['act'] as const) : [])]
  const table = html`<table class="trusts"><thead><tr>${head.map((name) => html`<th scope="col">${texts[name]}</th>`)}</tr></thead><tbody>${trusts.map((trust) => trustRow(viewer, trust))}</tbody></table>`
  return html`<section class="card" aria-labelledby="trusts"><h2 id="trusts">${texts.trusts}</h2>${trusts.length === 0 ? html`<p class="soft">${texts.noTrusts}</p>` : table}</section>`
}

function you({ session, locale }: Viewer): Html {
  const texts = CONSOLE_TEXTS[locale.language]
  const row = (name: string, value: Part): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  const by = session.by.kind === 'password' ? texts.byPassword : texts.byProvider(session.by.issuer)
  const hint = session.role === 'owner' && html`<p class="soft">${texts.ownerHint}</p>`
  return html`<section class="card" aria-labelledby="you"><h2 id="you">${texts.you}</h2><dl class="rules">${row(texts.youName, html`<bdi>${session.name}</bdi>`)}${row(texts.youRole, texts.roles[session.role])}${row(texts.youBy, by)}</dl>${hint}</section>`
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
    html`${said}${trusts && trustTable(viewer, trusts)}${you(viewer)}${list}`,
  )
}
