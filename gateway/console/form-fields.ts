import { html } from './html.ts'
import type { Html, Part } from './html.ts'

/** One sentence to each field that is not right, by its name. */
export type Faults = Readonly<Record<string, string | undefined>>

interface Field {
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  readonly wrong: string | undefined
}

/** Ids of what is said to a field, for `aria-describedby`. */
function described({ name, hint, wrong }: Pick<Field, 'name' | 'hint' | 'wrong'>): Part {
  const ids = [...(wrong === undefined ? [] : [`${name}-wrong`]), ...(hint === undefined ? [] : [`${name}-hint`])]
  const invalid = wrong === undefined ? null : html` aria-invalid="true"`
  return ids.length === 0 ? null : html`${invalid} aria-describedby="${ids.join(' ')}"`
}

const saidTo = ({ name, hint, wrong }: Pick<Field, 'name' | 'hint' | 'wrong'>): Html =>
  html`${hint === undefined ? null : html`<p class="hint" id="${name}-hint">${hint}</p>`}${wrong === undefined ? null : html`<p class="wrong" id="${name}-wrong">${wrong}</p>`}`

export interface InputField extends Field {
  readonly type: 'text' | 'date' | 'datetime-local' | 'time' | 'password'
  readonly value: string
  readonly most: number
  /** What a browser may fill in (HTML 4.10.18.7); absent: nothing. */
  readonly autocomplete?: 'username' | 'current-password' | 'new-password'
}

export function inputField(field: InputField): Html {
  const { name, label, type, value, most, autocomplete = 'off' } = field
  // No `required` and no `type=email`: what is wrong is said in our words, and nothing typed is lost.
  return html`<div class="field"><label for="${name}">${label}</label><input type="${type}" id="${name}" name="${name}" value="${value}" maxlength="${most}" autocomplete="${autocomplete}"${described(field)}>${saidTo(field)}</div>`
}

export function textField(field: Field & { readonly value: string }): Html {
  const { name, label, value } = field
  // The line break after the tag is not part of the value: one typed first would be lost without it (HTML 13.1.2.5).
  return html`<div class="field"><label for="${name}">${label}</label><textarea id="${name}" name="${name}" rows="3"${described(field)}>
${value}</textarea>${saidTo(field)}</div>`
}

export interface Option {
  readonly value: string
  readonly text: string
}

export function selectField(field: Field & { readonly options: readonly Option[]; readonly value: string }): Html {
  const { name, label, options, value } = field
  const option = (one: Option): Html =>
    html`<option value="${one.value}"${one.value === value ? html` selected` : null}>${one.text}</option>`
  return html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}"${described(field)}>${options.map(option)}</select>${saidTo(field)}</div>`
}

export interface Choice extends Option {
  readonly hint?: string | undefined
  readonly limit?: string | undefined
  readonly checked: boolean
}

/** @param names one for each choice where each is a field of its own */
function choiceItem(type: 'radio' | 'checkbox', name: string, id: string, choice: Choice, more: Part = null): Html {
  const { value, text, hint, limit, checked } = choice
  const ids = [hint === undefined ? null : `${id}-hint`, limit === undefined ? null : `${id}-limit`].filter(Boolean)
  const described = ids.length === 0 ? null : html` aria-describedby="${ids.join(' ')}"`
  return html`<div class="choice"><input type="${type}" id="${id}" name="${name}" value="${value}"${checked ? html` checked` : null}${described}><label for="${id}">${text}</label>${hint === undefined ? null : html`<p class="hint" id="${id}-hint">${hint}</p>`}${limit === undefined ? null : html`<p class="limit" id="${id}-limit">${limit}</p>`}${more}</div>`
}

interface Group {
  readonly name: string
  readonly legend: string
  readonly hint?: string | undefined
  readonly wrong: string | undefined
  readonly choices: readonly Choice[]
}

/** The first choice has the name of the group as its id, so that a list of faults can lead there. */
const choiceId = (name: string, i: number, { value }: Choice): string => (i === 0 ? name : `${name}-${value}`)

export function radioGroup(group: Group): Html {
  const { name, legend, choices } = group
  return html`<fieldset${described(group)}><legend>${legend}</legend>${choices.map((choice, i) => choiceItem('radio', name, choiceId(name, i, choice), choice))}${saidTo(group)}</fieldset>`
}

export function checkGroup(group: Group): Html {
  const { name, legend, choices } = group
  return html`<fieldset${described(group)}><legend>${legend}</legend><div class="days">${choices.map((choice, i) => choiceItem('checkbox', name, choiceId(name, i, choice), choice))}</div>${saidTo(group)}</fieldset>`
}

export function checkField(field: Omit<Field, 'hint'> & { readonly hint?: string; readonly checked: boolean }): Html {
  const { name, label, hint, wrong, checked } = field
  const choice = { value: 'yes', text: label, hint, checked }
  return html`${choiceItem('checkbox', name, name, choice)}${wrong === undefined ? null : html`<p class="wrong" id="${name}-wrong">${wrong}</p>`}`
}

/** What is wrong with a form, before it: each sentence leads to its field. */
export function faultList(title: string, faults: Faults): Part {
  const said = Object.entries(faults).filter(([, sentence]) => sentence !== undefined)
  if (said.length === 0) return null
  return html`<div class="card faults" role="alert"><h2>${title}</h2><ul>${said.map(([name, sentence]) => html`<li><a href="#${name}">${sentence}</a></li>`)}</ul></div>`
}
