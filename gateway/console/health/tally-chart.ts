import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import type { Tally } from '../../health/tally-ring.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { HEALTH_TEXTS } from './health-texts.ts'
import type { HealthTexts } from './health-texts.ts'

const [WIDTH, HEIGHT, FOOT] = [480, 72, 14] as const
/** Of a bar's place, so much is bar. */
const BAR = 0.72

/** From the ground up: what was told, what was not, and what is not known. */
const SERIES = ['answered', 'refused', 'unknown'] as const
type Series = (typeof SERIES)[number]

/** The patterns that bars are filled with, once in each page. */
export const TALLY_PATTERNS: Html = html`<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="tRefused" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="bRefused" width="4" height="4"/><rect class="fRefused" width="1.8" height="4"/></pattern>
<pattern id="tUnknown" width="4" height="4" patternUnits="userSpaceOnUse"><rect class="bUnknown" width="4" height="4"/><circle class="fUnknown" cx="2" cy="2" r="1.1"/></pattern>
</defs></svg>`

export const healthTexts = ({ locale }: Pick<Viewer, 'locale'>): HealthTexts => HEALTH_TEXTS[locale.language]

const askedOf = ({ answered, refused, unknown }: Tally): number => answered + refused + unknown

const placed = (x: number): string => String(Math.round(x * 10) / 10)

/** Three series over each other, each one path. */
function bars(tallies: readonly Tally[]): Html[] {
  const most = Math.max(1, ...tallies.map(askedOf))
  const step = WIDTH / tallies.length
  const paths: Record<Series, string> = { answered: '', refused: '', unknown: '' }
  tallies.forEach((tally, i) => {
    let floor = HEIGHT
    for (const series of SERIES) {
      if (tally[series] === 0) continue
      // What was there once is seen, however much there is of the rest.
      const tall = Math.max(1.5, (tally[series] / most) * (HEIGHT - 4))
      const [x, width] = [placed(i * step + (step * (1 - BAR)) / 2), placed(step * BAR)]
      paths[series] += `M${x} ${placed(floor)}h${width}v-${placed(tall)}h-${width}z`
      floor -= tall
    }
  })
  return SERIES.filter((series) => paths[series] !== '').map(
    (series) => html`<path class="${series}" d="${paths[series]}"/>`,
  )
}

/** The mean time taken, over each other's half of the height; a gap where nothing was asked. */
function times(tallies: readonly Tally[]): Part {
  const means = tallies.map(({ totalMs, questions }) => (questions === 0 ? null : totalMs / questions))
  const slowest = Math.max(1, ...means.map((mean) => mean ?? 0))
  const step = WIDTH / tallies.length
  const marks = means.flatMap((mean, i) => {
    if (mean === null) return []
    const y = placed(HEIGHT - 2 - (mean / slowest) * (HEIGHT - 8))
    return [`M${placed(i * step + step * 0.2)} ${y}h${placed(step * 0.6)}`]
  })
  return marks.length > 0 && html`<path class="took" d="${marks.join('')}"/>`
}

const sum = (tallies: readonly Tally[], of: (tally: Tally) => number): number =>
  tallies.reduce((total, tally) => total + of(tally), 0)

/** The chart in words. */
export function chartWords(viewer: Viewer, tallies: readonly Tally[], title: string): string {
  const texts = healthTexts(viewer)
  const counts = [askedOf, ...SERIES.map((series) => (tally: Tally) => tally[series])].map((of) => sum(tallies, of))
  const [asked = 0, answered = 0, refused = 0, unknown = 0] = counts
  if (asked === 0) return `${title}: ${texts.none}`
  const questions = sum(tallies, (tally) => tally.questions)
  const slowest = Math.max(...tallies.map(({ slowestMs }) => slowestMs))
  const mean = texts.ms(sum(tallies, ({ totalMs }) => totalMs) / Math.max(1, questions))
  const took = questions === 0 ? '' : ` ${texts.timeSays(mean, texts.ms(slowest))}`
  return `${texts.chartSays(title, asked, answered, refused, unknown)}${took}`
}

function startWords({ locale }: Viewer, { start }: Tally, span: number): string {
  return span === HOUR ? locale.time(start) : locale.date(Math.floor(start / DAY))
}

function table(viewer: Viewer, tallies: readonly Tally[], span: number, title: string): Html {
  const texts = healthTexts(viewer)
  const head = [
    ...[span === HOUR ? texts.hour : texts.day, texts.asked, texts.answered, texts.refused, texts.unknown],
    ...[texts.heldBack, texts.mean, texts.slowest],
  ]
  const took = ({ questions, totalMs, slowestMs }: Tally): readonly string[] =>
    questions === 0 ? ['–', '–'] : [texts.ms(totalMs / questions), texts.ms(slowestMs)]
  const rows = tallies.map((tally) => {
    const counts = [askedOf(tally), tally.answered, tally.refused, tally.unknown, tally.heldBack].map(String)
    const cells = [...counts, ...took(tally)].map((value) => html`<td>${value}</td>`)
    return html`<tr><th scope="row">${startWords(viewer, tally, span)}</th>${cells}</tr>`
  })
  return html`<details><summary>${texts.table}</summary><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="tally"><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></details>`
}

function drawing(viewer: Viewer, tallies: readonly Tally[], span: number, words: string): Html {
  const [first, last] = [tallies[0], tallies.at(-1)]
  const edge = (tally: Tally | undefined): string => (tally === undefined ? '' : startWords(viewer, tally, span))
  return html`<svg class="tallies" viewBox="0 0 ${WIDTH} ${HEIGHT + FOOT}" role="img" aria-label="${words}"><path class="axis" d="M0 ${HEIGHT}.5H${WIDTH}"/>${bars(tallies)}${times(tallies)}<text x="0" y="${HEIGHT + 11}">${edge(first)}</text><text x="${WIDTH}" y="${HEIGHT + 11}" text-anchor="end">${edge(last)}</text></svg>`
}

/** How a partner answered over time: drawn, in words, and where there is room as a table. */
export function tallyChart(viewer: Viewer, tallies: readonly Tally[], span: number, withTable: boolean): Html {
  const { chart } = healthTexts(viewer)
  const title = span === HOUR ? chart.hours : chart.days
  const words = chartWords(viewer, tallies, title)
  const said = html`<p class="soft">${words}</p>`
  return html`<figure class="chart"><figcaption>${title}</figcaption>${drawing(viewer, tallies, span, words)}${said}${withTable && table(viewer, tallies, span, title)}</figure>`
}

/** What each pattern is. */
export function chartKey(viewer: Viewer): Html {
  const texts = healthTexts(viewer)
  const item = (series: Series): Html =>
    html`<li><svg class="tallies" viewBox="0 0 18 14" aria-hidden="true" focusable="false"><rect class="${series}" x="1" y="1" width="16" height="12"/></svg>${texts[series]}</li>`
  const took = html`<li><svg class="tallies" viewBox="0 0 18 14" aria-hidden="true" focusable="false"><path class="took" d="M1 7h16"/></svg>${texts.mean}</li>`
  return html`<ul class="key">${SERIES.map(item)}${took}</ul>`
}
