import { consoleFaults } from '../console-faults.ts'
import { consolePage, consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { CONSOLE_TEXTS } from '../console-texts.ts'
import { inputField } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { printable } from '../../cli/printable.ts'
import { differencesTable } from './differences-table.ts'
import type { FieldDifference } from './part-differences.ts'
import type { NamedKind, PartKind } from './part-fields.ts'
import { partFields } from './part-form.ts'
import type { FieldsState } from './part-form.ts'
import { sharingPlace } from './sharing-place.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'

const LONGEST_NAME: Readonly<Record<NamedKind, number>> = { relationship: 64, policy: 256, mailbox: 320 }

/** Somebody was first: what is there now differs from what was typed in these. */
export type Stale = readonly FieldDifference[]

export interface PartFormState extends FieldsState {
  readonly organization: string
  /** As it is kept, or typed where it is new. */
  readonly name: string
  readonly isNew: boolean
  /** The version it is made from, 0 for something new. */
  readonly version: number
  /** What is wrong and no field is to blame for. */
  readonly refused: readonly Part[]
  readonly stale: Stale | null
  /** What else there is to know of it. */
  readonly more?: Part
}

export const hiddenField = (name: string, value: string | number): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`

export function staleNotice(viewer: Viewer, stale: Stale): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const table =
    stale.length === 0
      ? html`<p>${texts.staleSame}</p>`
      : html`<p>${texts.staleWhy}</p>${differencesTable(viewer, stale, { id: 'stale', headings: [texts.now, texts.yours] })}`
  return html`<div class="card capped" role="alert"><h2 id="stale">${texts.staleTitle}</h2>${table}</div>`
}

/** What a part is called where it is changed. */
export function partTitle({ locale }: Pick<Viewer, 'locale'>, kind: PartKind, name: string): string {
  const texts = SHARING_TEXTS[locale.language]
  return kind === 'organization' ? texts.switchesOf(printable(name)) : texts.ofPart(texts[kind], printable(name))
}

/** What the policy refuses and no field is to blame for. */
export function refusedNotice({ locale }: Viewer, refused: readonly Part[]): Part {
  const { otherwise } = SHARING_TEXTS[locale.language]
  if (refused.length === 0) return null
  return html`<div class="card faults" role="alert"><h2>${otherwise}</h2><ul>${refused.map((one) => html`<li>${one}</li>`)}</ul></div>`
}

function nameField({ locale }: Viewer, kind: NamedKind, { name, faults }: PartFormState): Html {
  const texts = SHARING_TEXTS[locale.language]
  return inputField({
    ...{ name: 'name', label: kind === 'mailbox' ? texts.address : texts.name, hint: texts.nameHint[kind] },
    ...{ wrong: faults['name'], type: 'text', value: name, most: LONGEST_NAME[kind] },
  })
}

function notices(viewer: Viewer, { faults, refused, stale }: PartFormState): Part {
  return [stale && staleNotice(viewer, stale), consoleFaults(viewer, faults), refusedNotice(viewer, refused)]
}

/** The form of a part: it goes on to the question, and does nothing by itself. */
export function partFormPage(viewer: Viewer, state: PartFormState): string {
  const { locale } = viewer
  const texts = SHARING_TEXTS[locale.language]
  const { organization, kind, name, isNew, version, faults, refused, more } = state
  const action = sharingPlace(viewer, organization, kind)
  // An organization is there, and is changed alone.
  const made = isNew && kind !== 'organization' ? kind : null
  const fixed = made === null ? hiddenField('name', name) : nameField(viewer, made, state)
  const back = sharingPlace(viewer, organization, kind === 'mailbox' ? 'mailboxes' : '')
  const form = html`<form class="card narrow" method="post" action="${action}">${consoleToken(viewer)}${hiddenField('version', version)}${fixed}${partFields(viewer, state)}<div class="send"><button>${texts.check}</button><a class="button" href="${back}">${CONSOLE_TEXTS[locale.language].cancel}</a></div></form>`
  const title = made === null ? partTitle(viewer, kind, name) : texts.new[made]
  const isWrong = refused.length > 0 || Object.values(faults).some((fault) => fault !== undefined)
  const content = html`<div class="sharing">${notices(viewer, state)}${more}${form}</div>`
  return consolePage(viewer, 'sharing', isWrong ? texts.errorTitle(title) : title, content)
}
