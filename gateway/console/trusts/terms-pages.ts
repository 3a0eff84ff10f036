import { consoleFaults } from '../console-faults.ts'
import { consolePage, consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { questionPage } from '../change-pages.ts'
import { CONSOLE_TEXTS } from '../console-texts.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { printable } from '../../cli/printable.ts'
import type { Refusal } from './change-refusals.ts'
import { trustAddress } from './listed-trust.ts'
import { LEVELS_SAID, termsFields, termsSentAgain } from './terms-fields.ts'
import type { TermsForm, TypedTerms } from './terms-fields.ts'
import { TERMS_TEXTS } from './terms-texts.ts'
import { TRUST_CHANGE_TEXTS } from './trust-change-texts.ts'
import { changeTitle, refusedPart } from './trust-change-pages.ts'
import type { NamedTrust } from './trust-change-pages.ts'
import { TRUST_TEXTS } from './trust-texts.ts'

/** The terms a form was made from: an undo, or a form that lay open, overwrites nobody. */
export const MADE_FROM = 'from'

export interface TermsState {
  readonly form: TermsForm
  /** What a form made now is made from. */
  readonly mark: string
  readonly refusal: Refusal | 'nothing' | null
  /** What the terms are now, where that is not what the form was made from. */
  readonly now: TypedTerms | null
}

type Difference = readonly [name: string, before: Part, after: Part]

const linesOf = (domains: string): readonly string[] => domains.split(/[\s,;]+/).filter((word) => word !== '')

/** What two sets of terms do not have in common, in words. */
export function termsDifferences(
  { locale }: Viewer,
  before: TypedTerms,
  after: TypedTerms,
  isMute: boolean,
): readonly Difference[] {
  const [texts, { levels }] = [TERMS_TEXTS[locale.language], TRUST_TEXTS[locale.language]]
  const level = (text: string): string => levels[LEVELS_SAID.find((one) => one === text) ?? 'None']
  const offer = ({ said, gives, asks }: TypedTerms['ours'], labels: readonly [string, string]): string =>
    said ? `${labels[0]}: ${level(gives)}. ${labels[1]}: ${level(asks)}.` : texts.offerPolicy
  const text = (value: string): Part => (value === '' ? texts.empty : html`<bdi>${printable(value)}</bdi>`)
  const list = (domains: string): Part => text(linesOf(domains).join(', '))
  const [ours, theirs] = [
    [texts.gives, texts.asks],
    [texts.theyGive, texts.theyAsk],
  ] as const
  const rows: readonly (readonly [string, string, string, Part, Part])[] = [
    [
      texts.domains,
      linesOf(before.domains).join(' '),
      linesOf(after.domains).join(' '),
      list(before.domains),
      list(after.domains),
    ],
    [texts.offer, offer(before.ours, ours), offer(after.ours, ours), offer(before.ours, ours), offer(after.ours, ours)],
    [
      texts.theirOffer,
      ...(isMute ? ([offer(before.theirs, theirs), offer(after.theirs, theirs)] as const) : (['', ''] as const)),
      offer(before.theirs, theirs),
      offer(after.theirs, theirs),
    ],
    [texts.scope, before.scope, after.scope, text(before.scope), text(after.scope)],
    [texts.until, before.until, after.until, text(before.until), text(after.until)],
  ]
  return rows.flatMap(([name, one, other, from, to]) => (one === other ? [] : [[name, from, to] as const]))
}

function differenceTable({ locale }: Viewer, rows: readonly Difference[]): Html {
  const texts = TERMS_TEXTS[locale.language]
  const row = ([name, from, to]: Difference): Html =>
    html`<tr><th scope="row">${name}</th><td><span class="heading">${texts.from}: </span>${from}</td><td><span class="heading">${texts.to}: </span>${to}</td></tr>`
  return html`<table class="sides"><thead><tr><td></td><th scope="col">${texts.from}</th><th scope="col">${texts.to}</th></tr></thead><tbody>${rows.map(row)}</tbody></table>`
}

function staleNotice(viewer: Viewer, { now, form: { typed, isMute } }: TermsState): Part {
  if (now === null) return null
  const rows = termsDifferences(viewer, now, typed, isMute)
  return html`<div class="card faults" role="alert"><p>${TRUST_CHANGE_TEXTS[viewer.locale.language].changedMeanwhile}</p>${rows.length > 0 && differenceTable(viewer, rows)}</div>`
}

/** The terms as a form. */
export function termsPage(viewer: Viewer, named: NamedTrust, state: TermsState): string {
  const { language } = viewer.locale
  const texts = TERMS_TEXTS[language]
  const { form, mark, refusal } = state
  const nothing =
    refusal === 'nothing' && html`<div class="card faults" role="alert"><p>${texts.nothingChanges}</p></div>`
  const content = html`${staleNotice(viewer, state)}${nothing}${refusal !== 'nothing' && refusedPart(viewer, refusal)}${consoleFaults(viewer, form.faults)}<section class="card"><p>${texts.termsWhy}</p><form method="post" action="${trustAddress(viewer, named.id, 'terms')}">${consoleToken(viewer)}<input type="hidden" name="${MADE_FROM}" value="${mark}">${termsFields(viewer.locale, form)}<div class="send"><button>${texts.check}</button><a class="button" href="${trustAddress(viewer, named.id)}">${CONSOLE_TEXTS[language].cancel}</a></div></form></section>`
  return consolePage(viewer, 'trusts', changeTitle(viewer, { ...named, act: 'terms' }), content)
}

/** Asks once, with what changes and what a domain that is left out loses. */
export function termsQuestion(
  viewer: Viewer,
  named: NamedTrust,
  {
    before,
    typed,
    isMute,
    mark,
  }: { readonly before: TypedTerms; readonly typed: TypedTerms; readonly isMute: boolean; readonly mark: string },
): string {
  const texts = TERMS_TEXTS[viewer.locale.language]
  const kept = new Set(linesOf(typed.domains.toLowerCase()))
  const dropped = linesOf(before.domains).filter((domain) => !kept.has(domain))
  const lost = dropped.length > 0 && html`<p class="limit">${texts.leftOut(dropped.join(', '))}</p>`
  return questionPage(viewer, {
    ...{ section: 'trusts', title: changeTitle(viewer, { ...named, act: 'terms' }), yes: texts.save },
    ...{ back: trustAddress(viewer, named.id), action: trustAddress(viewer, named.id, 'terms') },
    says: html`<h2>${texts.confirmTitle}</h2>${differenceTable(viewer, termsDifferences(viewer, before, typed, isMute))}${lost}<p>${texts.termsWhy}</p>`,
    fields: [[MADE_FROM, mark], ...termsSentAgain(typed)],
  })
}
