import { consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { RECORD_TEXTS } from './record-texts.ts'

/** The parts of the record, as their addresses call them. */
export const RECORD_PARTS = { lookups: '', entries: 'entries', budgets: 'budgets', whole: 'whole' } as const
export type RecordPart = keyof typeof RECORD_PARTS

function parts({ base, locale }: Viewer, current: RecordPart): Html {
  const texts = RECORD_TEXTS[locale.language]
  const item = (part: RecordPart): Html =>
    html`<li><a href="${base}record/${RECORD_PARTS[part]}"${part === current ? html` aria-current="page"` : null}>${texts[part]}</a></li>`
  return html`<nav class="bar" aria-label="${texts.parts}"><ul>${(Object.keys(RECORD_PARTS) as RecordPart[]).map(item)}</ul></nav>`
}

/** A page of the record. */
export function recordPage(viewer: Viewer, part: RecordPart, content: Part): string {
  const texts = RECORD_TEXTS[viewer.locale.language]
  const title = part === 'lookups' ? texts.title : `${texts.title}: ${texts[part]}`
  return consolePage(viewer, 'record', title, html`${parts(viewer, part)}<div class="audit">${content}</div>`)
}

/** The address of a page with what was looked for, of which something is changed. */
export function searchPlace(
  base: string,
  path: string,
  typed: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string>> = {},
): string {
  const said = Object.entries({ ...typed, ...changes }).filter(([, value]) => value !== '')
  const query = new URLSearchParams(said).toString()
  return `${base}record/${path}${query === '' ? '' : `?${query}`}`
}

/** Ways on from a page: to what is older, back to the newest, and all of it as a table. */
export interface Onward {
  readonly path: string
  readonly csv: string
  readonly typed: Readonly<Record<string, string>>
  /** Number of the entry the next page begins with; null: this is the last. */
  readonly next: number | null
  /** Rows, or lookups, that a table has at most. */
  readonly most: string
}

export function onward({ base, locale }: Viewer, { path, csv, typed, next, most }: Onward): Html {
  const texts = RECORD_TEXTS[locale.language]
  const older =
    next !== null &&
    html`<a class="button" href="${searchPlace(base, path, typed, { start: String(next) })}">${texts.next}</a>`
  const newest =
    typed['start'] !== '' &&
    html`<a class="button" href="${searchPlace(base, path, typed, { start: '' })}">${texts.newestAgain}</a>`
  return html`<div class="send">${older}${newest}<a class="button" href="${searchPlace(base, csv, typed)}">${texts.csv}</a></div><p class="hint">${texts.csvHint(most)}</p>`
}
