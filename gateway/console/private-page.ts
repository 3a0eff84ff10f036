import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import { faultList, inputField } from './form-fields.ts'
import type { Faults } from './form-fields.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { ADDRESSES, formToken, instantText, ownerPage } from './owner-frame.ts'
import type { Onlooker } from './owner-frame.ts'
import { OWNER_TEXTS } from './owner-texts.ts'
import { SHARE_FORM_TEXTS } from './share-form-texts.ts'

export interface PrivateState {
  readonly periods: readonly TimeWindow[]
  readonly typed: { readonly from: string; readonly until: string }
  readonly faults: Faults
  readonly done: 'added' | 'removed' | null
  /** So that each form counts once. */
  readonly once: string
}

const LONGEST_INSTANT = 16

function periodItem(onlooker: Onlooker, { start, end }: TimeWindow, once: string): Html {
  const texts = SHARE_FORM_TEXTS[onlooker.locale.language]
  const time = texts.span(instantText(onlooker, start), instantText(onlooker, end))
  return html`<li><form method="post" action="${onlooker.base}${ADDRESSES.privately}/remove">${formToken(onlooker)}<input type="hidden" name="once" value="${once}"><input type="hidden" name="start" value="${start}"><input type="hidden" name="end" value="${end}"><div class="row"><span>${time}</span><button class="quiet" aria-label="${texts.removeOf(time)}">${texts.remove}</button></div></form></li>`
}

/** The times of which nobody sees anything, and the form for another one. */
export function privatePage(onlooker: Onlooker, { periods, typed, faults, done, once }: PrivateState): string {
  const { locale, base } = onlooker
  const [texts, form] = [OWNER_TEXTS[locale.language], SHARE_FORM_TEXTS[locale.language]]
  const field = (name: 'from' | 'until'): Html =>
    inputField({
      ...{ name, label: form[name], wrong: faults[name], type: 'datetime-local', value: typed[name] },
      most: LONGEST_INSTANT,
    })
  const list =
    periods.length === 0
      ? html`<p class="soft">${form.privateNone}</p>`
      : html`<ul class="shares">${periods.map((period) => periodItem(onlooker, period, once))}</ul>`
  const count = Object.values(faults).filter((fault) => fault !== undefined).length
  const content = html`${done && html`<p class="card said" role="status">${texts.donePrivate[done]}</p>`}${faultList(form.errors(count), faults)}<p class="soft">${form.privateWhy} ${form.privateHidden}</p>
<section class="card">${list}</section>
<section class="card" aria-labelledby="add"><h2 id="add">${form.privateAdd}</h2><form method="post" action="${base}${ADDRESSES.privately}">${formToken(onlooker)}<input type="hidden" name="once" value="${once}"><div class="pair">${field('from')}${field('until')}</div><div class="send"><button>${form.add}</button></div></form></section>`
  return ownerPage(onlooker, 'privately', count > 0 ? form.errorTitle(form.privateTitle) : form.privateTitle, content)
}
