import type { Viewer } from '../console-frame.ts'
import { checkField, inputField, selectField, textField } from '../form-fields.ts'
import type { Faults, Option } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { FIELD_TEXTS } from './field-texts.ts'
import { ACTIONS, GRANTS, LEVELS, PART_FIELDS } from './part-fields.ts'
import type { FieldGroup, PartField, PartKind } from './part-fields.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'
import { isTooLong, rowsOf } from './typed-part.ts'
import type { TypedPart } from './typed-part.ts'
import { levelWords } from './value-words.ts'

/** Characters of each kind of field. */
const LONGEST = { text: 256, instant: 20, number: 9, group: 256, policy: 256, who: 253 }

/** Names of what can be chosen; null: too many to choose from, so that one is typed. */
export interface Nameable {
  readonly groups: readonly string[] | null
  readonly policies: readonly string[] | null
}

export interface FieldsState {
  readonly kind: PartKind
  readonly typed: TypedPart
  readonly nameable: Nameable
  readonly faults: Faults
}

/** What was typed stays on the form though it is none of those there are. */
const withTyped = (options: readonly Option[], value: string): readonly Option[] =>
  options.some((one) => one.value === value) ? options : [...options, { value, text: value }]

function optionsOf({ locale }: Viewer, { kind }: PartField, { groups, policies }: Nameable): readonly Option[] | null {
  const texts = SHARING_TEXTS[locale.language]
  const levels = LEVELS.map((value) => ({ value, text: levelWords(locale, value) }))
  const named = (names: readonly string[] | null, none: string): readonly Option[] | null =>
    names && [{ value: '', text: none }, ...names.map((value) => ({ value, text: value }))]
  if (kind === 'level') return levels
  if (kind === 'grants') return GRANTS.map((value) => ({ value, text: texts.grantsCount[value] ?? value }))
  if (kind === 'maybe-level') return [{ value: '', text: texts.asOrganization }, ...levels]
  return kind === 'group' ? named(groups, texts.everybody) : named(policies, texts.partDefault)
}

/** A row for each rule, and some for more. */
function ruleRows({ locale }: Viewer, field: PartField, { typed, faults }: FieldsState): Html {
  const texts = SHARING_TEXTS[locale.language]
  const { label, hint } = FIELD_TEXTS[locale.language].fields[field.name]
  const actions = Object.entries(ACTIONS).map(([value, level]) => ({ value, text: levelWords(locale, level) }))
  const rows = rowsOf(typed[field.name] ?? '').map(({ who, action }, i) => {
    const whom = inputField({
      ...{ name: `who-${i}`, label: texts.whoOf(i + 1), wrong: faults[`who-${i}`] },
      ...{ type: 'text', value: who, most: LONGEST.who },
    })
    const most = selectField({
      ...{ name: `action-${i}`, label: texts.mostOf(i + 1), wrong: undefined, value: action },
      options: withTyped(actions, action),
    })
    return html`<div class="pair">${whom}${most}</div>`
  })
  return html`<fieldset aria-describedby="rules-hint"><legend>${label}</legend><p class="hint" id="rules-hint">${hint}</p><div class="rows">${rows}</div></fieldset>`
}

function longNote({ locale }: Viewer, { name }: PartField, text: string): Html {
  const lines = text.split('\n').length
  const { label } = FIELD_TEXTS[locale.language].fields[name]
  return html`<p>${label}</p><p class="hint">${SHARING_TEXTS[locale.language].tooLong(lines)}</p>`
}

function control(viewer: Viewer, field: PartField, state: FieldsState): Html {
  const { name, kind } = field
  const { label, hint } = FIELD_TEXTS[viewer.locale.language].fields[name]
  const value = state.typed[name]
  const common = { name, label, wrong: state.faults[name], ...(hint !== undefined && { hint }) }
  // What is not on a form stays as it is: it was too long for it.
  if (value === undefined || isTooLong(field, value)) return longNote(viewer, field, value ?? '')
  if (kind === 'switch') return checkField({ ...common, checked: value === 'yes' })
  if (kind === 'lines') return textField({ ...common, value })
  if (kind === 'rules') return ruleRows(viewer, field, state)
  if (kind === 'text' || kind === 'instant' || kind === 'number') {
    const type = kind === 'instant' && /^(\d{4}-\d\d-\d\dT\d\d:\d\d)?$/.test(value) ? 'datetime-local' : 'text'
    return inputField({ ...common, type, value, most: LONGEST[kind] })
  }
  const options = optionsOf(viewer, field, state.nameable)
  if (options !== null) return selectField({ ...common, value, options: withTyped(options, value) })
  return inputField({ ...common, type: 'text', value, most: LONGEST.group })
}

/** Whether something in it was changed from what is usual, or is wrong. */
function isOpen(fields: readonly PartField[], { typed, faults }: FieldsState): boolean {
  const usual = ({ otherwise }: PartField): string => (otherwise === true ? 'yes' : '')
  return fields.some((field) => faults[field.name] !== undefined || typed[field.name] !== usual(field))
}

/** The fields of a part, in the groups they belong to. */
export function partFields(viewer: Viewer, state: FieldsState): Part {
  const texts = FIELD_TEXTS[viewer.locale.language]
  const all = PART_FIELDS[state.kind]
  const groups = [...new Set(all.map(({ group }) => group))]
  return groups.map((group: FieldGroup) => {
    const fields = all.filter((field) => field.group === group)
    const controls = fields.map((field) => control(viewer, field, state))
    if (group !== 'rare') return html`<fieldset><legend>${texts.groups[group]}</legend>${controls}</fieldset>`
    return html`<details${isOpen(fields, state) ? html` open` : null}><summary>${texts.groups.rare}</summary>${controls}</details>`
  })
}
