import { consolePage, consoleToken } from './console-frame.ts'
import type { Viewer } from './console-frame.ts'
import type { ConsoleSection } from './console-sections.ts'
import { CONSOLE_TEXTS } from './console-texts.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'

/** What a form sends besides what is typed: names and values; several of one name are a list. */
export type HiddenFields = readonly (readonly [name: string, value: string])[]

interface Place {
  readonly section: ConsoleSection
  readonly title: string
  /** Path of the page to go back to. */
  readonly back: string
}

export interface Question extends Place {
  /** What it will do, in words. */
  readonly says: Part
  /** Path the yes goes to, with `confirmed=yes`. */
  readonly action: string
  /** Everything that was typed, so that nothing has to be typed again. */
  readonly fields: HiddenFields
  /** Of the button that does it. */
  readonly yes: string
  /** Whether it cannot be undone, and the button says so. */
  readonly final?: boolean
}

export interface Done extends Place {
  readonly said: string
  /** What there is now, or what to do next. */
  readonly more?: Part
  /** Null where there is no way back. */
  readonly undo: { readonly action: string; readonly fields: HiddenFields } | null
}

const hidden = (fields: HiddenFields): Html[] =>
  fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)

/** Whether a form is the yes to what `questionPage` asked. */
export const isConfirmed = (form: URLSearchParams): boolean => form.get('confirmed') === 'yes'

/** Asks once, and says what it will do. */
export function questionPage(viewer: Viewer, question: Question): string {
  const { section, title, back, says, action, fields, yes, final = false } = question
  const { cancel } = CONSOLE_TEXTS[viewer.locale.language]
  const button = final ? html`<button class="final">${yes}</button>` : html`<button>${yes}</button>`
  const form = html`<form method="post" action="${action}">${consoleToken(viewer)}${hidden([...fields, ['confirmed', 'yes']])}<div class="send">${button}<a class="button" href="${back}">${cancel}</a></div></form>`
  return consolePage(viewer, section, title, html`<section class="card">${says}${form}</section>`)
}

/** Says what was done, and takes it back where it can be taken back: the way back needs no second question. */
export function donePage(viewer: Viewer, { section, title, back, said, more, undo }: Done): string {
  const texts = CONSOLE_TEXTS[viewer.locale.language]
  const taken =
    undo &&
    html`<form method="post" action="${undo.action}">${consoleToken(viewer)}${hidden([...undo.fields, ['confirmed', 'yes']])}<button class="quiet">${texts.undo}</button></form>`
  const on = html`<div class="send"><a class="button first" href="${back}">${texts.goOn}</a>${taken}</div>`
  return consolePage(
    viewer,
    section,
    title,
    html`<p class="card said" role="status">${said}</p><section class="card">${more}${on}</section>`,
  )
}
