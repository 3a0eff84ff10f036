import type { OfferRefusal } from '../sharing/check-offer.ts'
import type { Share } from '../sharing/share.ts'
import type { ShareRefusal } from '../sharing/sharing-parts.ts'
import type { Cap } from '../../trust/policies/cap-of.ts'
import { checkField, faultList, inputField } from './form-fields.ts'
import type { Faults } from './form-fields.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import { ADDRESSES, formToken, ownerPage } from './owner-frame.ts'
import type { Onlooker } from './owner-frame.ts'
import { OWNER_TEXTS } from './owner-texts.ts'
import { REFUSAL_TEXTS } from './refusal-texts.ts'
import { shareFields } from './share-form.ts'
import type { TypedShare } from './share-form.ts'
import { SHARE_FORM_TEXTS } from './share-form-texts.ts'
import { previewPart } from './share-preview.ts'
import type { WeekPreview } from './share-preview.ts'
import { hoursText, shareLines, whoText } from './share-words.ts'
import type { WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import { shareAddress } from './who-page.ts'

const LONGEST_ADDRESS = 320

/** Asks whom she wants to share with. @param to as it was typed */
export function whomPage(onlooker: Onlooker, to: string, wrong: string | undefined): string {
  const texts = SHARE_FORM_TEXTS[onlooker.locale.language]
  const action = `${onlooker.base}${ADDRESSES.share}`
  const faults = { to: wrong }
  const field = { name: 'to', label: texts.whom, hint: texts.whomHint, wrong, value: to }
  const content = html`${faultList(texts.errors(1), faults)}<section class="card"><form method="post" action="${action}">${formToken(onlooker)}${inputField({ ...field, type: 'text', most: LONGEST_ADDRESS })}<div class="send"><button name="do" value="whom">${texts.next}</button></div></form></section>
<section class="card" aria-labelledby="or-link"><h2 id="or-link">${texts.orLink}</h2><p class="soft">${texts.orLinkHint}</p><form method="post" action="${action}">${formToken(onlooker)}<div class="send"><button class="quiet" name="do" value="link">${texts.makeLink}</button></div></form></section>`
  const title = wrong === undefined ? texts.whomTitle : texts.errorTitle(texts.whomTitle)
  return ownerPage(onlooker, 'share', title, content)
}

/** A form of a share as it stands. */
export interface ShareFormState {
  readonly typed: TypedShare
  /** How far it can go, or why it would come to nothing. */
  readonly check: { readonly cap: Cap } | { readonly because: OfferRefusal }
  readonly faults: Faults
  /** Why it was not done; null: it was not tried, or something typed is wrong. */
  readonly refused: ShareRefusal | null
  readonly preview: WeekPreview | OfferRefusal | null
  /** Hours the form cannot show. */
  readonly held: WorkingHours['periods'] | null
  /** So that the form counts once. */
  readonly once: string
}

function capNotice({ locale }: Onlooker, { check }: ShareFormState): Part {
  const { language } = locale
  const texts = SHARE_FORM_TEXTS[language]
  if (!('cap' in check) || check.cap.decidedBy === null) return null
  const { level, decidedBy } = check.cap
  return html`<p class="card capped">${texts.limited(OWNER_TEXTS[language].levels[level])} ${REFUSAL_TEXTS[language][decidedBy]}</p>`
}

function notices(onlooker: Onlooker, state: ShareFormState): Part {
  const { language } = onlooker.locale
  const texts = SHARE_FORM_TEXTS[language]
  const { faults, refused, preview } = state
  const count = Object.values(faults).filter((fault) => fault !== undefined).length
  return [
    faultList(texts.errors(count), faults),
    refused &&
      html`<div class="card faults" role="alert"><h2>${texts.refused}</h2><p>${REFUSAL_TEXTS[language][refused]}</p></div>`,
    capNotice(onlooker, state),
    typeof preview === 'string' &&
      html`<section class="card capped" id="preview"><h2>${texts.previewNothing}</h2><p>${REFUSAL_TEXTS[language][preview]}</p></section>`,
    preview !== null && typeof preview !== 'string' && previewPart(onlooker, preview),
  ]
}

const hiddenField = (name: string, value: string | number): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`

function titled(onlooker: Onlooker, { faults }: Pick<ShareFormState, 'faults'>, title: string): string {
  const texts = SHARE_FORM_TEXTS[onlooker.locale.language]
  return Object.values(faults).some((fault) => fault !== undefined) ? texts.errorTitle(title) : title
}

function formOf(
  onlooker: Onlooker,
  state: ShareFormState,
  parts: { readonly action: string; readonly fixed: Part; readonly isNew: boolean },
): Html {
  const { locale, base } = onlooker
  const [texts, form] = [OWNER_TEXTS[locale.language], SHARE_FORM_TEXTS[locale.language]]
  const { typed, check, faults, held, once } = state
  const most = 'cap' in check ? check.cap.level : 'None'
  const fields = { locale, typed, most, faults, held: held && hoursText(locale, held) }
  const { action, fixed, isNew } = parts
  return html`<form class="card" method="post" action="${action}">${formToken(onlooker)}${hiddenField('once', once)}${fixed}${shareFields(fields, isNew)}
<div class="send"><button name="do" value="${isNew ? 'share' : 'save'}">${isNew ? form.share : form.save}</button><button class="quiet" name="do" value="preview">${form.preview}</button><a class="button" href="${base}">${texts.cancel}</a></div></form>`
}

/** Where it cannot work in their own program, a link by e-mail is the other way. */
function impossible(onlooker: Onlooker, { typed }: ShareFormState, because: OfferRefusal): Html {
  const { locale, base } = onlooker
  const texts = SHARE_FORM_TEXTS[locale.language]
  const instead =
    typed.kind === 'grant' && !typed.to.startsWith('@')
      ? html`<form method="post" action="${base}${ADDRESSES.share}">${formToken(onlooker)}${hiddenField('to', typed.to)}<div class="send"><button name="do" value="link">${texts.wayInstead}</button></div></form>`
      : null
  const first = typed.kind === 'grant' ? texts.wayImpossible : texts.previewNothing
  return html`<section class="card capped"><h2>${first}</h2><p>${REFUSAL_TEXTS[locale.language][because]}</p>${instead}</section>`
}

/** The form of a new share. */
export function newSharePage(onlooker: Onlooker, state: ShareFormState): string {
  const { locale, base } = onlooker
  const texts = SHARE_FORM_TEXTS[locale.language]
  const { typed, check } = state
  const to = typed.to.startsWith('@') ? OWNER_TEXTS[locale.language].everybodyAt(typed.to.slice(1)) : typed.to
  const title = typed.to === '' ? texts.linkTitle : texts.withTitle(to)
  if ('because' in check) return ownerPage(onlooker, 'share', title, impossible(onlooker, state, check.because))
  const way = typed.kind === 'grant' ? texts.wayGrant : typed.to === '' ? texts.wayHand : texts.wayLink
  const fixed = html`${hiddenField('to', typed.to)}${hiddenField('kind', typed.kind)}`
  const form = formOf(onlooker, state, { action: `${base}${ADDRESSES.share}`, fixed, isNew: true })
  const content = html`<p class="soft">${way}</p>${notices(onlooker, state)}${form}`
  return ownerPage(onlooker, 'share', titled(onlooker, state, title), content)
}

/** What the share says by now, where it is not what the form was made from. */
function stale(onlooker: Onlooker, share: Share): Html {
  const texts = SHARE_FORM_TEXTS[onlooker.locale.language]
  const lines = shareLines(onlooker, share)
  return html`<section class="card faults" role="alert"><h2>${texts.staleTitle}</h2><p>${texts.staleWhy}</p><ul>${lines.map(({ level, rest }) => html`<li>${level} · ${rest}</li>`)}</ul></section>`
}

/** The form that changes a share. @param isStale whether it was changed since the form was made */
export function changeSharePage(onlooker: Onlooker, share: Share, state: ShareFormState, isStale = false): string {
  const texts = SHARE_FORM_TEXTS[onlooker.locale.language]
  const { check } = state
  const title = texts.changeTitle(whoText(onlooker.locale, share))
  const fixed = hiddenField('version', share.version)
  const action = shareAddress(onlooker, share, 'change')
  const content = html`${isStale ? stale(onlooker, share) : null}${'because' in check ? impossible(onlooker, { ...state, typed: { ...state.typed, to: '@' } }, check.because) : null}${notices(onlooker, state)}${formOf(onlooker, state, { action, fixed, isNew: false })}`
  return ownerPage(onlooker, 'who', titled(onlooker, state, title), content)
}

/** Asks once more before an address, or a share, is ended. */
export function endSharePage(onlooker: Onlooker, share: Share, what: 'reset' | 'revoke', once: string): string {
  const { locale, base } = onlooker
  const texts = OWNER_TEXTS[locale.language]
  const who = whoText(locale, share)
  const recipient = share.kind === 'link' ? share.link.recipient : null
  const mail = { name: 'mail', wrong: undefined, checked: true, label: texts.resetMail(recipient ?? '') }
  const asked = what === 'reset' ? texts.resetAsk(who) : texts.revokeAsk(who)
  const why = what === 'reset' ? texts.resetWhy : texts.revokeWhy
  const content = html`<section class="card"><p>${why}</p><form method="post" action="${shareAddress(onlooker, share, what)}">${formToken(onlooker)}${hiddenField('once', once)}${what === 'reset' && recipient !== null ? checkField(mail) : null}<div class="send"><button class="final">${what === 'reset' ? texts.resetNow : texts.revokeNow}</button><a class="button" href="${base}">${texts.cancel}</a></div></form></section>`
  return ownerPage(onlooker, 'who', asked, content)
}

/** The address of a link, shown this once. */
export function addressPage(
  onlooker: Onlooker,
  { address, title, mailedTo }: { readonly address: string; readonly title: string; readonly mailedTo: string | null },
): string {
  const texts = OWNER_TEXTS[onlooker.locale.language]
  const mailed = mailedTo !== null && html`<p>${texts.addressMailed(mailedTo)}</p>`
  const content = html`<section class="card said">${mailed}<p>${texts.addressOnce} ${texts.whoeverHas}</p><p><code class="address" id="address">${address}</code></p><p class="send"><a class="button first" href="${onlooker.base}">${texts.who}</a></p></section>`
  return ownerPage(onlooker, 'share', title, content)
}
