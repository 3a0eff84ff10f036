import { EFFECTS } from '../../../trust/policies/replay/effect.ts'
import type { Side } from '../../../trust/policies/decision.ts'
import type { Aspect, Comparison, Effect } from '../../../trust/policies/replay/effect.ts'
import { printable } from '../../cli/printable.ts'
import type { ShownDiff, ShownGroup, ShownVerdict } from '../../cli/describe-diff.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { stopWords } from '../explain/code-words.ts'
import { EXPLAIN_TEXTS } from '../explain/explain-texts.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { listedTable } from './listed-table.ts'
import { levelWords } from './value-words.ts'
import { WHAT_IF_TEXTS } from './what-if-texts.ts'
import type { WhatIfTexts } from './what-if-texts.ts'

type Changed = Exclude<Effect, 'same'>

/** What a change would have been to those who asked lately, or why that is not said. */
export type WhatIf = { readonly diff: ShownDiff } | { readonly not: 'busy' | 'late' | 'large' | 'unknown' }

const MOST_EXAMPLES = 20
/** Somebody is told what she was not told before. */
const MORE: ReadonlySet<Effect> = new Set(['first', 'more', 'other'])
const CHANGED = EFFECTS.filter((effect): effect is Changed => effect !== 'same')

/** What is told at most, and what the step that decided so means, in words and as its code. */
function verdictWords({ locale }: Viewer, { level, keptBack, decidedBy, side }: ShownVerdict): Html {
  const { language } = locale
  const said = keptBack ? WHAT_IF_TEXTS[language].keptBack : levelWords(locale, level)
  const why = stopWords(language, decidedBy)
  return html`<p>${said}</p><p class="soft">${why !== null && html`${why} `}<code>${printable(decidedBy)}</code> ${EXPLAIN_TEXTS[language].sides[side as Side]}</p>`
}

function aspectWords(texts: WhatIfTexts, { aspects }: ShownGroup): string {
  const words = Object.entries(aspects).flatMap(
    ([aspect, way]) => texts.aspects[aspect as Aspect]?.[way as Comparison] ?? [],
  )
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

/** Never by colour alone: what tells more says so. */
function effectTag(texts: WhatIfTexts, effect: Changed, words: string): Html {
  return MORE.has(effect)
    ? html`<strong class="told-more">${words}</strong> <span class="tag warned">${texts.tellsMore}</span>`
    : html`${words}`
}

function counts(viewer: Viewer, { drafted: { effects, same } }: ShownDiff): Html {
  const texts = WHAT_IF_TEXTS[viewer.locale.language]
  const items = CHANGED.filter((effect) => effects[effect] > 0).map(
    (effect) => html`<li>${texts.questions(effects[effect])}: ${effectTag(texts, effect, texts.effects[effect])}</li>`,
  )
  return html`<ul class="counts">${items}<li>${texts.questions(same)}: ${texts.same}</li></ul>`
}

/** Who asked whom, each with what she is told now and would be. */
function examples(viewer: Viewer, { drafted: { groups, questions, same } }: ShownDiff): Part {
  const texts = WHAT_IF_TEXTS[viewer.locale.language]
  const pairs = groups.flatMap((group) => group.pairs.map((pair) => ({ ...pair, group })))
  const shown = pairs.slice(0, MOST_EXAMPLES)
  if (shown.length === 0) return null
  const rows = shown.map(({ from, about, questions: count, group }) => [
    html`<bdi>${printable(from)}</bdi>`,
    html`<bdi>${printable(about)}</bdi>`,
    effectTag(texts, group.effect, texts.short[group.effect]),
    verdictWords(viewer, group.before),
    html`${verdictWords(viewer, group.after)}${aspectWords(texts, group)}`,
    count,
  ])
  const left = questions - same - shown.reduce((sum, { questions: count }) => sum + count, 0)
  const headings = [texts.from, texts.about, texts.effect, texts.was, texts.would, texts.count]
  return html`<h3 id="examples">${texts.examples}</h3>${listedTable('examples', headings, rows)}${left > 0 && html`<p class="soft">${texts.more(left)}</p>`}`
}

function found(viewer: Viewer, diff: ShownDiff): Html {
  const texts = WHAT_IF_TEXTS[viewer.locale.language]
  const { drafted, published, lookups, erased, unhosted, changedMeanwhile } = diff
  const since = consoleInstant(viewer, Date.parse(diff.since))
  const changedLinks = CHANGED.reduce((sum, effect) => sum + published.effects[effect], 0)
  const rest = [
    erased > 0 && texts.erased(erased),
    unhosted > 0 && texts.unhosted(unhosted),
    published.looked > 0 && texts.published(published.looked, changedLinks),
    changedMeanwhile && texts.changedMeanwhile,
    texts.also,
  ].map((line) => line !== false && html`<p class="soft">${line}</p>`)
  if (lookups === 0) return html`<p>${texts.nobodyAsked(since)}</p>${rest}`
  const head = html`<p>${texts.decided(drafted.questions, lookups, since)}</p>`
  if (drafted.questions === drafted.same) return html`${head}<p><strong>${texts.nobodyElse}</strong></p>${rest}`
  return html`${head}${counts(viewer, diff)}${examples(viewer, diff)}${rest}`
}

/** Counts first, then who it would be. */
export function whatIfPart(viewer: Viewer, whatIf: WhatIf): Html {
  const texts = WHAT_IF_TEXTS[viewer.locale.language]
  const said = 'diff' in whatIf ? found(viewer, whatIf.diff) : html`<p class="notice">${texts[whatIf.not]}</p>`
  return html`<section class="what-if" aria-labelledby="what-if"><h2 id="what-if">${texts.title}</h2>${said}</section>`
}
