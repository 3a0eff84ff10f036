import { ACCESS_LEVELS } from '../../../trust/policies/access-level.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { EXPLAIN_TEXTS } from '../explain/explain-texts.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { TRUST_TEXTS } from '../trusts/trust-texts.ts'
import { ACCESS_TEXTS } from './access-texts.ts'
import type { Ceiling, CeilingValue, Direction, ShownCount } from './ceiling.ts'

/** A number as this reader writes it. */
export const counted = ({ locale }: Pick<Viewer, 'locale'>, count: number): string =>
  new Intl.NumberFormat(locale.tag).format(count)

function defaults(viewer: Viewer, { people }: Extract<CeilingValue, { kind: 'defaults' }>): Part {
  const { language } = viewer.locale
  const texts = ACCESS_TEXTS[language]
  const each = ACCESS_LEVELS.flatMap((level) => {
    const count = people.get(level)
    return count === undefined ? [] : [texts.people(EXPLAIN_TEXTS[language].levels[level], counted(viewer, count))]
  })
  return each.length === 0 ? texts.nobody : html`<ul>${each.map((one) => html`<li>${one}</li>`)}</ul>`
}

function valueText(viewer: Viewer, { name, value }: Ceiling): Part {
  const { language } = viewer.locale
  const texts = ACCESS_TEXTS[language]
  switch (value.kind) {
    case 'switch':
      return value.on ? texts.on : texts.off
    case 'level':
      return EXPLAIN_TEXTS[language].levels[value.level]
    case 'named':
      return html`<bdi>${value.name}</bdi>`
    case 'until':
      return value.until === null ? texts.forEver : consoleInstant(viewer, value.until)
    case 'trust':
      return TRUST_TEXTS[language].states[value.state]
    case 'count':
      return texts.entries(value.count)
    case 'defaults':
      return defaults(viewer, value)
    case 'fewest':
      return texts.fewest(value.people)
    case 'fixed':
      return texts.fixed[name] ?? texts.unknown
    default:
      return texts[value.kind]
  }
}

/** How many of those counted are decided by this ceiling, on the side it is of. */
const decidedBy = ({ codes, side }: Ceiling, counts: readonly ShownCount[]): number =>
  counts
    .filter((one) => codes.includes(one.decidedBy) && (side === null || side === one.side))
    .reduce((sum, { count }) => sum + count, 0)

function row(viewer: Viewer, ceiling: Ceiling, counts: readonly ShownCount[]): Html {
  const texts = ACCESS_TEXTS[viewer.locale.language]
  const { name, of, place } = ceiling
  const called = texts.ceilings[name]
  const cell = (heading: string, value: Part): Html => html`<td><span class="heading">${heading}: </span>${value}</td>`
  const decides = decidedBy(ceiling, counts)
  const change =
    place === null ? '–' : html`<a href="${place}" aria-label="${texts.changeOf(called)}">${texts.change}</a>`
  return html`<tr${decides > 0 ? html` class="tight"` : null}><th scope="row">${called}</th>${cell(texts.value, valueText(viewer, ceiling))}${cell(texts.whose, html`<bdi>${of}</bdi>`)}${cell(texts.decides, decides > 0 ? counted(viewer, decides) : '–')}${cell(texts.change, change)}</tr>`
}

/** All that lies over one direction, in its order, with for how many each decides. */
export function ceilingTable(
  viewer: Viewer,
  { from, to, ceilings }: Direction,
  number: number,
  counts: readonly ShownCount[],
): Html {
  const texts = ACCESS_TEXTS[viewer.locale.language]
  const id = `direction-${number}`
  const heads = [texts.ceiling, texts.value, texts.whose, texts.decides, texts.change]
  return html`<section class="card" aria-labelledby="${id}"><h2 id="${id}"><bdi>${texts.direction(from, to)}</bdi></h2><p class="soft">${texts.everyCeiling}</p><table class="trusts access"><thead><tr>${heads.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${ceilings.map((one) => row(viewer, one, counts))}</tbody></table></section>`
}
