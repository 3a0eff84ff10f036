import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { HiddenFields } from '../change-pages.ts'
import { questionPage } from '../change-pages.ts'
import { consoleInstant, consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { APPROVAL_TEXTS } from './approval-texts.ts'
import type { ApprovalTexts } from './approval-texts.ts'

/** Something that waits, as it is shown. */
export interface ShownApproval {
  readonly id: string
  readonly operation: string
  /** Name and value: the partner, the organization. */
  readonly about: HiddenFields
  readonly fields: HiddenFields
  readonly askedBy: { readonly kind: 'token' | 'person'; readonly name: string | null; readonly id: string }
  readonly at: Instant
  readonly until: Instant
  /** Whether whoever looks asked for it herself. */
  readonly own: boolean
}

const textsOf = ({ locale }: Viewer): ApprovalTexts => APPROVAL_TEXTS[locale.language]

/** An operation in words; one that has none keeps its own name. */
export const operationWords = (viewer: Viewer, operation: string): string =>
  textsOf(viewer).operations[operation] ?? operation

const aboutWords = ({ about }: ShownApproval): string => about.map(([, value]) => value).join(', ')

function valueWords({ yes, no }: ApprovalTexts, value: string): Part {
  return value === 'true' ? yes : value === 'false' ? no : html`<bdi>${value}</bdi>`
}

/** What exactly, by whom, until when. */
function facts(viewer: Viewer, approval: ShownApproval): Html {
  const texts = textsOf(viewer)
  const row = (name: string, value: Part): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  const named = (words: Readonly<Record<string, string | undefined>>, pairs: HiddenFields): Html[] =>
    pairs.map(([name, value]) => row(words[name] ?? name, valueWords(texts, value)))
  const { kind, name, id } = approval.askedBy
  const by = kind === 'token' ? texts.byToken(name, id) : texts.byPerson(name)
  return html`<dl class="rules">${named(texts.params, approval.about)}${named(texts.fields, approval.fields)}${row(texts.askedBy, html`<bdi>${by}</bdi>`)}${row(texts.asked, consoleInstant(viewer, approval.at))}${row(texts.until, texts.untilWhen(consoleInstant(viewer, approval.until)))}</dl>`
}

function acts(viewer: Viewer, approval: ShownApproval): Part {
  if (viewer.session.role !== 'administrator') return null
  const texts = textsOf(viewer)
  const words = [operationWords(viewer, approval.operation), aboutWords(approval)] as const
  const at = `${viewer.base}approvals/${approval.id}`
  const give = html`<a class="button" href="${at}/give" aria-label="${texts.giveWhat(...words)}">${texts.give}</a>`
  const own = html`<p class="soft">${texts.own}</p>`
  const withdraw = html`<a class="button" href="${at}/withdraw" aria-label="${texts.withdrawWhat(...words)}">${texts.withdraw}</a>`
  return html`${approval.own ? own : null}<div class="acts">${approval.own ? null : give}${withdraw}</div>`
}

/** @param bySecond whether this gateway asks for two */
export function approvalsPage(viewer: Viewer, approvals: readonly ShownApproval[], bySecond: boolean): string {
  const texts = textsOf(viewer)
  const item = (approval: ShownApproval): Html =>
    html`<li><h2>${operationWords(viewer, approval.operation)}</h2>${facts(viewer, approval)}${acts(viewer, approval)}</li>`
  const list =
    approvals.length === 0
      ? html`<p>${texts.nothing}</p>`
      : html`<ul class="shares approvals">${approvals.map(item)}</ul>`
  const why = html`<p class="soft">${texts.why}${bySecond ? null : html` ${texts.oneIsEnough}`}</p>`
  return consolePage(viewer, 'approvals', texts.title, html`${why}<section class="card">${list}</section>`)
}

/** Asks once before something is given or withdrawn. */
export function approvalQuestion(viewer: Viewer, approval: ShownApproval, what: 'give' | 'withdraw'): string {
  const texts = textsOf(viewer)
  const effect = texts.effects[approval.operation] ?? texts.otherEffect
  const said = what === 'give' ? html`<p>${effect}</p><p>${texts.compare}</p>` : html`<p>${texts.withdrawWhy}</p>`
  return questionPage(viewer, {
    ...{ section: 'approvals', title: what === 'give' ? texts.giveTitle : texts.withdrawTitle },
    ...{ back: `${viewer.base}approvals`, action: `${viewer.base}approvals/${approval.id}/${what}`, fields: [] },
    says: html`<h2>${operationWords(viewer, approval.operation)}</h2>${said}${facts(viewer, approval)}`,
    ...{ yes: texts[what], final: what === 'give' },
  })
}

/** Said where it cannot be given by whoever asked, or not now. */
export function approvalRefused(viewer: Viewer, approval: ShownApproval, why: Part): string {
  const texts = textsOf(viewer)
  const back = html`<div class="send"><a class="button" href="${viewer.base}approvals">${texts.seeWaiting}</a></div>`
  const card = html`<section class="card"><h2>${operationWords(viewer, approval.operation)}</h2>${facts(viewer, approval)}${back}</section>`
  return consolePage(
    viewer,
    'approvals',
    texts.giveTitle,
    html`<div class="card faults" role="alert"><p>${why}</p></div>${card}`,
  )
}
