import type { ConsoleAccount } from '../../sign-in/console-accounts.ts'
import type { HeldConsoleSession } from '../../sign-in/console-sessions.ts'
import { printable } from '../../cli/printable.ts'
import { consoleInstant, consolePage, consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { CONSOLE_TEXTS } from '../console-texts.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { ACCOUNTS_TEXTS } from './accounts-texts.ts'

/** Path of the section, below that of all pages. */
export const ACCOUNTS_PATH = 'accounts'

export const accountPath = ({ base }: Pick<Viewer, 'base'>, name: string): string =>
  `${base}${ACCOUNTS_PATH}/of/${encodeURIComponent(name)}`

/** Sessions are many where a provider signs everybody in: a page has some of them. */
export interface SessionsPage {
  readonly shown: readonly HeldConsoleSession[]
  /** Number of the first one, from 1. */
  readonly from: number
  readonly of: number
  /** Numbers of the pages before and after it; null where there is none. */
  readonly newer: number | null
  readonly older: number | null
}

const cell = (heading: string, value: Part): Html => html`<td><span class="heading">${heading}: </span>${value}</td>`

const head = (names: readonly string[]): Html =>
  html`<thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>`

const mayChange = ({ session }: Viewer): boolean => session.role === 'administrator'

/** Whoever did something, in words, of how the log names her. */
type WhoOf = (actor: string) => string

function accountRow(viewer: Viewer, { name, role, changedAt, changedBy }: ConsoleAccount, whoOf: WhoOf): Html {
  const texts = ACCOUNTS_TEXTS[viewer.locale.language]
  const { roles } = CONSOLE_TEXTS[viewer.locale.language]
  const path = accountPath(viewer, name)
  const acts = html`<div class="acts"><a class="button" href="${path}" aria-label="${texts.changeOf(name)}">${texts.change}</a><form method="post" action="${path}/remove">${consoleToken(viewer)}<button class="quiet" aria-label="${texts.removeOf(name)}">${texts.remove}</button></form></div>`
  return html`<tr><th scope="row"><bdi>${name}</bdi></th>${cell(texts.role, roles[role])}${cell(texts.since, consoleInstant(viewer, changedAt))}${cell(texts.changedBy, html`<bdi>${whoOf(changedBy)}</bdi>`)}${mayChange(viewer) && cell(texts.act, acts)}</tr>`
}

function accountsPart(viewer: Viewer, accounts: readonly ConsoleAccount[], whoOf: WhoOf): Html {
  const texts = ACCOUNTS_TEXTS[viewer.locale.language]
  const columns = [texts.name, texts.role, texts.since, texts.changedBy, ...(mayChange(viewer) ? [texts.act] : [])]
  const table = html`<table class="trusts">${head(columns)}<tbody>${accounts.map((one) => accountRow(viewer, one, whoOf))}</tbody></table>`
  const add =
    mayChange(viewer) &&
    html`<div class="send"><a class="button first" href="${viewer.base}${ACCOUNTS_PATH}/add">${texts.add}</a></div>`
  return html`<section class="card" aria-labelledby="accounts"><h2 id="accounts">${texts.accounts}</h2><p class="soft">${texts.accountsWhy}</p>${accounts.length === 0 ? html`<p>${texts.noAccounts}</p>` : table}${add}</section>`
}

function sessionRow(viewer: Viewer, { key, name, role, by, begun, used }: HeldConsoleSession): Html {
  const texts = ACCOUNTS_TEXTS[viewer.locale.language]
  const { roles } = CONSOLE_TEXTS[viewer.locale.language]
  const [since, last, called] = [consoleInstant(viewer, begun), consoleInstant(viewer, used), printable(name)]
  const own = key === viewer.session.key && html` <span class="tag open">${texts.thisOne}</span>`
  const revoke = html`<form method="post" action="${viewer.base}${ACCOUNTS_PATH}/sessions/${key}/revoke">${consoleToken(viewer)}<button class="quiet" aria-label="${texts.revokeOf(called, since)}">${texts.revoke}</button></form>`
  return html`<tr><th scope="row"><bdi>${called}</bdi>${own}</th>${cell(texts.role, roles[role])}${cell(texts.by, by.kind === 'password' ? texts.byPassword : html`<bdi>${by.issuer}</bdi>`)}${cell(texts.begun, since)}${cell(texts.used, last)}${mayChange(viewer) && cell(texts.act, revoke)}</tr>`
}

function sessionsPart(viewer: Viewer, { shown, from, of, newer, older }: SessionsPage): Html {
  const texts = ACCOUNTS_TEXTS[viewer.locale.language]
  const columns = [texts.name, texts.role, texts.by, texts.begun, texts.used, ...(mayChange(viewer) ? [texts.act] : [])]
  const table = html`<table class="trusts">${head(columns)}<tbody>${shown.map((one) => sessionRow(viewer, one))}</tbody></table>`
  const link = (page: number | null, text: string): Part =>
    page !== null && html`<a class="button" href="${viewer.base}${ACCOUNTS_PATH}?page=${page}">${text}</a>`
  const pages =
    shown.length < of &&
    html`<div class="send"><span class="soft">${texts.shown(from, from + shown.length - 1, of)}</span>${link(newer, texts.earlier)}${link(older, texts.later)}</div>`
  return html`<section class="card" aria-labelledby="sessions"><h2 id="sessions">${texts.sessions}</h2><p class="soft">${texts.sessionsWhy}</p>${of === 0 ? html`<p>${texts.noSessions}</p>` : table}${pages}</section>`
}

/** Who can sign in, and who is signed in. */
export function accountsPage(
  viewer: Viewer,
  {
    accounts,
    sessions,
    whoOf,
  }: { readonly accounts: readonly ConsoleAccount[]; readonly sessions: SessionsPage; readonly whoOf: WhoOf },
): string {
  const { title } = ACCOUNTS_TEXTS[viewer.locale.language]
  return consolePage(
    viewer,
    'accounts',
    title,
    html`${accountsPart(viewer, accounts, whoOf)}${sessionsPart(viewer, sessions)}`,
  )
}
