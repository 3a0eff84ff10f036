import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { FIELD_TEXTS } from './field-texts.ts'
import { listedTable, valueList } from './listed-table.ts'
import type { FieldDifference } from './part-differences.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'
import { listWords, valueWords } from './value-words.ts'

const MOST_LINES = 20

/** Of a list only what one of both has and the other has not. */
function only(
  viewer: Viewer,
  { field }: FieldDifference,
  [these, those]: readonly [FieldDifference['before'], FieldDifference['before']],
): Part {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const others = new Set(listWords(viewer, field, those))
  const own = listWords(viewer, field, these).filter((one) => !others.has(one))
  const more = own.length - MOST_LINES
  return valueList(
    [...own.slice(0, MOST_LINES).map((one) => html`<bdi>${one}</bdi>`), ...(more > 0 ? [texts.more(more)] : [])],
    '–',
  )
}

function cells(viewer: Viewer, difference: FieldDifference): readonly [Part, Part] {
  const { field, before, after } = difference
  const texts = SHARING_TEXTS[viewer.locale.language]
  if (field.kind !== 'lines' && field.kind !== 'rules') {
    const [was, is] = [before, after].map((value) => html`<bdi>${valueWords(viewer, field, value)}</bdi>`)
    return [was, is]
  }
  const [taken, added] = [only(viewer, difference, [before, after]), only(viewer, difference, [after, before])]
  return [taken === '–' ? taken : html`${texts.takenOut}${taken}`, added === '–' ? added : html`${texts.added}${added}`]
}

/** Field by field, what was and what is to be; two headings say which of both is which. */
export function differencesTable(
  viewer: Viewer,
  differences: readonly FieldDifference[],
  { id, headings }: { readonly id: string; readonly headings: readonly [string, string] },
): Html {
  const { field } = SHARING_TEXTS[viewer.locale.language]
  const { fields } = FIELD_TEXTS[viewer.locale.language]
  const rows = differences.map((one) => [fields[one.field.name].label, ...cells(viewer, one)])
  return listedTable(id, [field, ...headings], rows)
}
