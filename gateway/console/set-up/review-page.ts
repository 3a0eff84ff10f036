import { STEPS } from '../../set-up/progress.ts'
import type { Answers, StepName } from '../../set-up/progress.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { plainSetUpPage, SET_UP_BASE, setUpPage } from './set-up-frame.ts'
import type { SetUpPlace } from './set-up-frame.ts'
import { saidPart } from './start-problem-texts.ts'
import type { SaidProblem } from './start-problem-texts.ts'
import { SET_UP_TEXTS } from './set-up-texts.ts'
import type { SetUpTexts } from './set-up-texts.ts'
import type { Locale } from '../locale.ts'
import { CHANGE_REFUSALS } from '../trusts/change-refusals.ts'
import type { Refusal } from '../trusts/change-refusals.ts'

export interface ReviewState {
  readonly formToken: string
  readonly answers: Answers
  /** Paths of the files that will be written. */
  readonly files: readonly string[]
  /** Of the first page of the console. */
  readonly consoleUrl: string
  /** What is wrong by now, by the question it is in; null: the start failed. */
  readonly wrong: readonly ({ readonly step: StepName | null } & SaidProblem)[]
}

function answerOf(answers: Answers, step: StepName, texts: SetUpTexts): string {
  const { organization, domain, administrator, calendars, place, partner } = answers
  const said: Readonly<Record<StepName, string>> = {
    organization: `${organization.name}, ${organization.timeZone}`,
    domain: domain.domain,
    administrator: `${administrator.name}, ${texts.passwordTaken}`,
    calendars: calendars.folder,
    place: place.reach === 'here' ? texts.placeHere(place.port) : place.publicUrl,
    partner: partner.metadataUrl === '' ? texts.noPartner : partner.metadataUrl,
  }
  return said[step]
}

function wrongPart(wrong: ReviewState['wrong'], texts: SetUpTexts): Part {
  if (wrong.length === 0) return null
  const item = ({ step, ...said }: ReviewState['wrong'][number]): Html =>
    step === null
      ? html`<li>${saidPart(said)}</li>`
      : html`<li><a href="${SET_UP_BASE}${step}">${texts.titles[step]}</a>: ${saidPart(said)}</li>`
  return html`<div class="card faults" role="alert"><h2>${texts.failedTitle}</h2><p>${texts.failedWhy}</p><ul>${wrong.map(item)}</ul></div>`
}

/** All answers, what comes of them, and the button that does it. */
export function reviewPage(place: SetUpPlace, { formToken, answers, files, consoleUrl, wrong }: ReviewState): string {
  const texts = SET_UP_TEXTS[place.locale.language]
  const row = (step: StepName): Html =>
    html`<div><dt>${texts.titles[step]}</dt><dd><bdi>${answerOf(answers, step, texts)}</bdi> <a href="${SET_UP_BASE}${step}" aria-label="${texts.changeOf(texts.titles[step])}">${texts.change}</a></dd></div>`
  const list = html`<ul>${files.map((file) => html`<li><bdi>${file}</bdi></li>`)}</ul>`
  const form = html`<form method="post" action="${SET_UP_BASE}finish"><input type="hidden" name="token" value="${formToken}"><div class="send"><button>${texts.start}</button></div></form>`
  const content = html`${wrongPart(wrong, texts)}<section class="card"><p>${texts.reviewWhy}</p><dl class="rules answers">${STEPS.map(row)}</dl></section><section class="card"><p>${texts.writes(place.folder)}</p>${list}<p>${texts.consoleAt(consoleUrl)}</p>${form}</section>`
  return setUpPage(place, texts.reviewTitle, content)
}

export interface DoneState {
  readonly configuration: string
  readonly consoleUrl: string
  readonly administrator: string
  /** Null where there were calendars already. */
  readonly first: { readonly user: string; readonly password: string } | null
  readonly partner:
    | { readonly proposed: true; readonly name: string }
    /** `detail` is told where there are no words for it. */
    | { readonly proposed: false; readonly refusal: Refusal | null; readonly detail: string }
    | null
}

function firstPart(first: NonNullable<DoneState['first']>, texts: SetUpTexts): Html {
  const row = (term: string, value: string): Html => html`<div><dt>${term}</dt><dd><code>${value}</code></dd></div>`
  return html`<h2>${texts.firstTitle}</h2><p>${texts.firstWhy}</p><dl class="rules">${row(texts.firstUser, first.user)}${row(texts.firstPassword, first.password)}</dl>`
}

function proposalPart({ language }: Locale, partner: NonNullable<DoneState['partner']>): Html {
  const texts = SET_UP_TEXTS[language]
  if (partner.proposed) return html`<p><bdi>${texts.proposed(partner.name)}</bdi></p>`
  const { refusal, detail } = partner
  const why = refusal === null ? html`<q lang="en"><bdi>${detail}</bdi></q>` : CHANGE_REFUSALS[language][refusal]
  return html`<p>${texts.notProposed} ${why}</p><p>${texts.proposeLater}</p>`
}

/** The gateway runs: on to its console. */
export function donePage(
  locale: Locale,
  { configuration, consoleUrl, administrator, first, partner }: DoneState,
): string {
  const texts = SET_UP_TEXTS[locale.language]
  const proposal = partner !== null && proposalPart(locale, partner)
  const on = html`<p>${texts.signInWhy(administrator)}</p><p><a class="button first" href="${consoleUrl}">${texts.signIn}</a></p>`
  const content = html`<p>${texts.doneWhy(configuration)}</p>${proposal}${on}${first && firstPart(first, texts)}`
  return plainSetUpPage(locale, texts.doneTitle, content)
}
