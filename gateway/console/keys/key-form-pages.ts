import { consoleFaults } from '../console-faults.ts'
import { consolePage, consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { CONSOLE_TEXTS } from '../console-texts.ts'
import { inputField, selectField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { KEY_CHANGE_TEXTS } from './key-change-texts.ts'
import type { KeyChangeTexts } from './key-change-texts.ts'

/** Where a change of an organization's keys is typed. */
export interface KeyForm {
  readonly title: string
  readonly back: string
  readonly action: string
  readonly faults: Faults
}

export const changeTexts = ({ locale }: Pick<Viewer, 'locale'>): KeyChangeTexts => KEY_CHANGE_TEXTS[locale.language]

function formPage(viewer: Viewer, { title, back, action, faults }: KeyForm, fields: Part, go: string): string {
  const { cancel } = CONSOLE_TEXTS[viewer.locale.language]
  const form = html`<form method="post" action="${action}">${consoleToken(viewer)}${fields}<div class="send"><button>${go}</button><a class="button" href="${back}">${cancel}</a></div></form>`
  return consolePage(
    viewer,
    'keys',
    title,
    html`${consoleFaults(viewer, faults)}<section class="card">${form}</section>`,
  )
}

/** How long a certificate that is made here is valid. */
export function daysFormPage(viewer: Viewer, form: KeyForm, typed: string): string {
  const { days, daysHint, go } = changeTexts(viewer)
  const field = { name: 'days', label: days, hint: daysHint, wrong: form.faults['days'] }
  return formPage(viewer, form, inputField({ ...field, type: 'text', value: typed, most: 10 }), go)
}

function fileField(viewer: Viewer, typed: string, wrong: string | undefined): Html {
  const { file, fileHint } = changeTexts(viewer)
  const said = wrong === undefined ? null : html`<p class="wrong" id="file-wrong">${wrong}</p>`
  const invalid = wrong !== undefined && html` aria-invalid="true"`
  const described = wrong === undefined ? 'file-hint' : 'file-wrong file-hint'
  // The line break after the tag is not part of the value (HTML 13.1.2.5).
  return html`<div class="field"><label for="file">${file}</label><textarea class="file" id="file" name="file" rows="8" spellcheck="false" autocomplete="off"${invalid} aria-describedby="${described}">
${typed}</textarea><p class="hint" id="file-hint">${fileHint}</p>${said}</div>`
}

/** A certificate from a file; the passphrase is asked for anew each time. */
export function importFormPage(viewer: Viewer, form: KeyForm, typed: string): string {
  const { passphrase, passphraseHint, read } = changeTexts(viewer)
  const field = { name: 'passphrase', label: passphrase, hint: passphraseHint, wrong: form.faults['passphrase'] }
  const fields = html`${fileField(viewer, typed, form.faults['file'])}${inputField({ ...field, type: 'password', value: '', most: 256 })}`
  return formPage(viewer, form, fields, read)
}

/** When a new token key signs. */
export function tokenKeyFormPage(viewer: Viewer, form: KeyForm): string {
  const { when, soon, now, go } = changeTexts(viewer)
  const options = [
    { value: 'soon', text: soon },
    { value: 'now', text: now },
  ]
  const field = selectField({ name: 'when', label: when, wrong: undefined, options, value: 'soon' })
  return formPage(viewer, form, field, go)
}
