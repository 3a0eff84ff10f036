import type { Examination, ExaminedStep } from '../../doctor/examination.ts'
import { saidText } from '../../../protocols/said.ts'
import type { Finding } from '../../doctor/finding.ts'
import { printable } from '../../cli/printable.ts'
import { consoleFaults } from '../console-faults.ts'
import { consoleInstant, consolePage, consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { inputField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { FINDING_TEXTS } from './finding-texts.ts'
import { DOCTOR_TEXTS } from './doctor-texts.ts'
import type { DoctorTexts } from './doctor-texts.ts'

/** As they were typed, of both sides. */
export interface PeopleTyped {
  readonly as: string
  readonly about: string
}

/** The trust that is tested, and what was typed for it. */
export interface DoctorForm {
  readonly id: string
  readonly partner: string
  /** Null where our side of the trust has no people. */
  readonly named: PeopleTyped | null
  readonly faults: Faults
}

export const doctorTexts = ({ locale }: Pick<Viewer, 'locale'>): DoctorTexts => DOCTOR_TEXTS[locale.language]

function people(viewer: Viewer, { as, about }: PeopleTyped, faults: Faults): Html {
  const texts = doctorTexts(viewer)
  const field = (name: 'as' | 'about', value: string): Html =>
    inputField({ ...{ name, label: texts[name], wrong: faults[name] }, type: 'text', value, most: 254 })
  return html`<fieldset><legend>${texts.pair}</legend><p class="hint">${texts.pairHint}</p><div class="pair">${field('as', as)}${field('about', about)}</div></fieldset>`
}

function form(viewer: Viewer, { id, named, faults }: DoctorForm, run: string): Html {
  const texts = doctorTexts(viewer)
  return html`<form method="post" action="${viewer.base}health/${id}/test">${consoleToken(viewer)}${named && people(viewer, named, faults)}<div class="send"><button>${run}</button><a class="button" href="${viewer.base}health/${id}">${texts.back}</a></div></form>`
}

/** Asks before it asks the partner. */
export function doctorFormPage(viewer: Viewer, asked: DoctorForm): string {
  const texts = doctorTexts(viewer)
  return consolePage(
    viewer,
    'health',
    texts.title(asked.partner),
    html`${consoleFaults(viewer, asked.faults)}<section class="card"><p>${texts.why}</p>${form(viewer, asked, texts.run)}</section>`,
  )
}

const MARKS: Readonly<Record<ExaminedStep['outcome'], string>> = { passed: '✓', failed: '✗', 'not tried': '–' }

const row = (name: string, value: Part): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`

function failure(viewer: Viewer, step: Extract<ExaminedStep, { outcome: 'failed' }>): Html {
  const texts = doctorTexts(viewer)
  return html`<dl class="rules">${row(texts.code, html`<code>${step.code}</code>`)}${row(texts.side, texts.sides[step.side])}</dl><p class="remedy"><strong>${texts.remedy}:</strong> ${texts.remedies[step.remedyCode]}</p>`
}

/** What was found in the reader's words; what the system or the partner said in its own is a quotation. */
function foundLine(viewer: Viewer, found: Finding): Html {
  const texts = doctorTexts(viewer)
  const words = printable(saidText(FINDING_TEXTS[viewer.locale.language], found, (at) => consoleInstant(viewer, at)))
  const quoted = found.quoted !== null && html` <q lang="en"><bdi>${printable(found.quoted)}</bdi></q>`
  return html`<p class="soft">${texts.found}: <bdi>${words}</bdi>${quoted}</p>`
}

function stepItem(viewer: Viewer, step: ExaminedStep): Html {
  const texts = doctorTexts(viewer)
  const failed = step.outcome === 'failed' && failure(viewer, step)
  const found = step.outcome !== 'not tried' && foundLine(viewer, step.found)
  return html`<li><h3><span class="mark" aria-hidden="true">${MARKS[step.outcome]}</span> ${texts.steps[step.step]}: ${texts.outcomes[step.outcome]}</h3>${found}${failed}</li>`
}

/** Every step with what came of it, and of the one that failed what to do. */
export function examinationPage(viewer: Viewer, asked: DoctorForm, examination: Examination): string {
  const texts = doctorTexts(viewer)
  const { failedAt, steps } = examination
  const said =
    failedAt === null
      ? html`<p class="card said" role="status">${texts.well}</p>`
      : html`<p class="card faults" role="status">${texts.ends(texts.steps[failedAt])}</p>`
  const list = html`<section class="card" aria-labelledby="steps"><h2 id="steps">${texts.what}</h2><ol class="steps">${steps.map((step) => stepItem(viewer, step))}</ol></section>`
  return consolePage(
    viewer,
    'health',
    texts.title(asked.partner),
    html`${said}${list}<section class="card">${form(viewer, asked, texts.again)}</section>`,
  )
}

/** Said while one runs already. */
export function busyPage(viewer: Viewer, asked: DoctorForm): string {
  const texts = doctorTexts(viewer)
  return consolePage(
    viewer,
    'health',
    texts.busy,
    html`<section class="card"><p role="alert">${texts.busyWhy}</p>${form(viewer, asked, texts.again)}</section>`,
  )
}
