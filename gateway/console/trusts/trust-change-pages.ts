import { consoleFaults } from '../console-faults.ts'
import { consolePage, consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { donePage } from '../change-pages.ts'
import type { Done, HiddenFields } from '../change-pages.ts'
import { CONSOLE_TEXTS } from '../console-texts.ts'
import { checkGroup, inputField } from '../form-fields.ts'
import type { Choice, Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Part } from '../html.ts'
import { CHANGE_REFUSALS } from './change-refusals.ts'
import type { Refusal } from './change-refusals.ts'
import { trustAddress } from './listed-trust.ts'
import type { TrustAct } from './trust-acts.ts'
import { TRUST_CHANGE_TEXTS } from './trust-change-texts.ts'

export const LONGEST_REASON = 500

/** A trust as it is named where it is changed. */
export interface NamedTrust {
  readonly id: string
  readonly partner: string
}

/** One change of one trust: where it is asked about, and how it is called. */
export interface Changing extends NamedTrust {
  readonly act: TrustAct
}

export const changeTitle = (viewer: Viewer, { act, partner }: Changing): string => {
  const texts = TRUST_CHANGE_TEXTS[viewer.locale.language]
  return texts.ofTrust(texts.acts[act], partner)
}

/** Why something was not done, before the form it was asked with. */
export function refusedPart(viewer: Viewer, refusal: Refusal | null): Part {
  const { language } = viewer.locale
  if (refusal === null) return null
  return html`<div class="card faults" role="alert"><h2>${TRUST_CHANGE_TEXTS[language].refused}</h2><p>${CHANGE_REFUSALS[language][refusal]}</p></div>`
}

interface ChangeForm {
  /** What it will do, in words. */
  readonly says: Part
  readonly fields?: Part
  readonly faults?: Faults
  readonly refusal?: Refusal | null
  /** Whether it cannot be undone, and the button says so. */
  readonly final?: boolean
}

/** Asks once, says what it will do, and does it with the next click. */
export function changePage(viewer: Viewer, changing: Changing, form: ChangeForm): string {
  const { language } = viewer.locale
  const [texts, { cancel }] = [TRUST_CHANGE_TEXTS[language], CONSOLE_TEXTS[language]]
  const { says, fields = null, faults = {}, refusal = null, final = false } = form
  const { id, act } = changing
  const yes = texts.acts[act]
  const button = final ? html`<button class="final">${yes}</button>` : html`<button>${yes}</button>`
  const content = html`${refusedPart(viewer, refusal)}${consoleFaults(viewer, faults)}<section class="card">${says}<form method="post" action="${trustAddress(viewer, id, act)}">${consoleToken(viewer)}<input type="hidden" name="confirmed" value="yes">${fields}<div class="send">${button}<a class="button" href="${trustAddress(viewer, id)}">${cancel}</a></div></form></section>`
  return consolePage(viewer, 'trusts', changeTitle(viewer, changing), content)
}

/** Where a reason is given: suspending and revoking. */
export function reasonField(viewer: Viewer, typed: string, wrong: boolean): Part {
  const texts = TRUST_CHANGE_TEXTS[viewer.locale.language]
  const said = {
    name: 'reason',
    label: texts.reason,
    hint: texts.reasonHint,
    wrong: wrong ? texts.noReason : undefined,
  }
  return inputField({ ...said, type: 'text', value: typed, most: LONGEST_REASON })
}

/** Hosts of the partner to choose from. */
export function hostsField(viewer: Viewer, hosts: readonly string[], chosen: readonly string[], wrong: boolean): Part {
  const texts = TRUST_CHANGE_TEXTS[viewer.locale.language]
  const choices = hosts.map((host): Choice => ({ value: host, text: host, checked: chosen.includes(host) }))
  return checkGroup({ name: 'host', legend: texts.hosts, wrong: wrong ? texts.noHost : undefined, choices })
}

/** Says what was done, with the way back to how it was. */
export function changedPage(
  viewer: Viewer,
  changing: Changing,
  { said, undo, more = null }: { readonly said: string; readonly undo: Done['undo']; readonly more?: Part },
): string {
  const back = trustAddress(viewer, changing.id)
  return donePage(viewer, { section: 'trusts', title: changeTitle(viewer, changing), back, said, more, undo })
}

/** The way back by another change of the same trust. */
export const undoBy = (viewer: Viewer, id: string, act: TrustAct, fields: HiddenFields): Done['undo'] => ({
  action: trustAddress(viewer, id, act),
  fields,
})

/** Says that it was changed since the form, or the way back, was made. */
export function stalePage(viewer: Viewer, changing: Changing): string {
  const texts = TRUST_CHANGE_TEXTS[viewer.locale.language]
  const content = html`<div class="card faults" role="alert"><p>${texts.changedMeanwhile}</p></div><p><a class="button first" href="${trustAddress(viewer, changing.id)}">${texts.backToTrust}</a></p>`
  return consolePage(viewer, 'trusts', changeTitle(viewer, changing), content)
}
