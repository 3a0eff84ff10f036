import { printable } from '../../cli/printable.ts'
import type { ExplanationStep } from '../../explain/explanation.ts'
import { saidText } from '../../../protocols/said.ts'
import type { StepFinding } from '../../explain/step-finding.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { sharingPlace } from '../places.ts'
import { stepWords } from './code-words.ts'
import { EXPLAIN_TEXTS } from './explain-texts.ts'
import type { ExplainTexts } from './explain-texts.ts'
import { STEP_FINDING_TEXTS } from './step-finding-texts.ts'

/** Marks beside the words, for the eye. */
const MARKS: Readonly<Record<ExplanationStep['outcome'], string>> = { pass: '✓', cap: '↓', deny: '✕', unknown: '?' }

/** What a step says in detail, to this reader. */
export const stepFindingIn = (viewer: Pick<Viewer, 'locale'>, found: StepFinding): string =>
  saidText(STEP_FINDING_TEXTS[viewer.locale.language], found, (at) => consoleInstant(viewer, at))

function levelOf({ before, after }: ExplanationStep, texts: ExplainTexts): string | null {
  if (before === null || after === null) return null
  return before === after ? texts.levels[after] : texts.levelChange(texts.levels[before], texts.levels[after])
}

function place(viewer: Viewer, texts: ExplainTexts, { rule }: ExplanationStep, ours: ReadonlySet<string>): Part {
  if (rule === null) return null
  const to = ours.has(rule.of) ? sharingPlace(viewer) : null
  const change = to !== null && html` <a href="${to}">${texts.change}</a>`
  return html`<li>${texts.whose} <bdi>${printable(rule.of)}</bdi> · ${texts.written} <code><bdi>${printable(rule.path)}</bdi></code>${change}</li>`
}

/** In the reader's words; what somebody else said, or an older release wrote, is a quotation. */
function exactly(viewer: Viewer, { detail, found }: ExplanationStep, texts: ExplainTexts): Part {
  if (found !== null) return html`<li>${texts.exactly}: <bdi>${printable(stepFindingIn(viewer, found))}</bdi></li>`
  return detail !== null && html`<li>${texts.exactly}: <bdi lang="en">${printable(detail)}</bdi></li>`
}

function item(viewer: Viewer, step: ExplanationStep, ours: ReadonlySet<string>): Html {
  const { language } = viewer.locale
  const texts = EXPLAIN_TEXTS[language]
  const { code, side, outcome } = step
  const words = stepWords(language, step)
  const level = levelOf(step, texts)
  return html`<li class="step ${outcome}"><p class="did"><span aria-hidden="true">${MARKS[outcome]}</span> ${texts.stepOutcomes[outcome]}</p><div><h3>${texts.stepNames[step.step]}</h3>${words !== null && html`<p>${words}</p>`}<ul class="facts">${
    level !== null && html`<li class="level">${level}</li>`
  }${side !== null && html`<li>${texts.side}: ${texts.sideNames[side]}</li>`}${place(viewer, texts, step, ours)}${
    code !== null && html`<li>${texts.code}: <code>${printable(code)}</code></li>`
  }${exactly(viewer, step, texts)}</ul></div></li>`
}

/**
 * The steps of a lookup, in their order.
 *
 * @param ours names of our organizations, whose rules are changed here
 */
export const stepList = (viewer: Viewer, steps: readonly ExplanationStep[], ours: ReadonlySet<string>): Html =>
  html`<ol class="steps">${steps.map((step) => item(viewer, step, ours))}</ol>`
