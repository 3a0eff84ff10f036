import { html } from './html.ts'
import type { Html, Part } from './html.ts'

/** One row: its own heading, then a cell for each of the other columns. */
export type ListRow = readonly [heading: Part, ...cells: readonly Part[]]

/** A table that becomes a list where there is no room, each value with the heading of its column. */
export function listTable(columns: readonly string[], rows: readonly ListRow[]): Html {
  const head = html`<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>`
  const cell = (value: Part, i: number): Html => html`<td><span class="heading">${columns[i + 1]}: </span>${value}</td>`
  const body = rows.map(([heading, ...cells]) => html`<tr><th scope="row">${heading}</th>${cells.map(cell)}</tr>`)
  return html`<table class="trusts">${head}<tbody>${body}</tbody></table>`
}
