import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'

/**
 * A table that becomes a list where there is no room, each value with the heading of its column.
 *
 * @param labelledBy id of the heading it stands under
 * @param rows the first of each names the row
 */
export function listedTable(labelledBy: string, headings: readonly string[], rows: readonly (readonly Part[])[]): Html {
  const cell = (value: Part, i: number): Html =>
    i === 0 ? html`<th scope="row">${value}</th>` : html`<td><span class="heading">${headings[i]}: </span>${value}</td>`
  return html`<table class="trusts" aria-labelledby="${labelledBy}"><thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody></table>`
}

/** Values in a list; `none` where there are none. */
export const valueList = (values: readonly Part[], none: Part): Part =>
  values.length === 0 ? none : html`<ul>${values.map((value) => html`<li>${value}</li>`)}</ul>`
