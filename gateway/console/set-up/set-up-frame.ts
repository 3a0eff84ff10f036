import type { StepName } from '../../set-up/progress.ts'
import { STEPS } from '../../set-up/progress.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { page, Sheet } from '../layout.ts'
import type { Locale } from '../locale.ts'
import { SIGNED_IN_STYLE } from '../owner-style.ts'
import { STYLE } from '../style.ts'
import { SET_UP_TEXTS } from './set-up-texts.ts'

/** Path of all pages. */
export const SET_UP_BASE = '/set-up/'

const SET_UP_STYLE = `
.signed-in main>h2{margin:0 0 .25rem}
.steps ol{display:flex;flex-wrap:wrap;list-style:none;margin:0;padding:0;gap:.375rem;counter-reset:step}
.steps li{counter-increment:step}
.steps a,.steps li>span{display:block;padding:.25rem .75rem;border:1px solid var(--line);border-radius:999px;background:var(--card);
text-decoration:none;font-size:.9375rem}
.steps li>span{color:var(--soft);border-style:dashed}
.steps li>*::before{content:counter(step) ". "}
.steps a:hover{border-color:var(--accent)}
.steps a[aria-current]{background:var(--accent);color:var(--accent-ink);border-color:var(--accent)}
.field input[type=password],.field select{width:100%}
.findings{list-style:none;margin:.375rem 0 0;padding:0}
.findings li{padding:.25rem 0 .25rem 1.75rem;position:relative}
.findings b{font-weight:650}
.findings li::before{position:absolute;left:.125rem;font-weight:700}
.findings .right::before{content:"\\2713";color:var(--good)}
.findings .note::before{content:"\\2022";color:var(--tentative)}
.signed-in .card>p:not(:last-child){margin:0 0 1rem}
.answers dd{text-align:right}
`

export const SET_UP_SHEET = new Sheet(STYLE + SIGNED_IN_STYLE + SET_UP_STYLE)

/** Where somebody is in the set-up. */
export interface SetUpPlace {
  readonly locale: Locale
  readonly folder: string
  readonly answered: ReadonlySet<StepName>
  /** Null where all questions are looked over. */
  readonly step: StepName | null
}

function whole({ language }: Locale, title: string, body: Part): string {
  const { skip, titled } = SET_UP_TEXTS[language]
  return page({
    ...{ language, title: titled(title), skip, body, script: null, indexed: false },
    ...{ sheet: SET_UP_SHEET, referrer: 'same-origin' },
  })
}

/** One thing is said, or one form is there. */
export function plainSetUpPage(locale: Locale, title: string, content: Part): string {
  const body = html`<div class="signed-in"><main id="main" class="entry" tabindex="-1"><div class="card"><h1>${title}</h1>${content}</div></main></div>`
  return whole(locale, title, body)
}

/** Every question up to the first that is open can be gone to, and all of them be looked over once none is. */
function stepList({ locale, answered, step }: SetUpPlace): Html {
  const texts = SET_UP_TEXTS[locale.language]
  const open = STEPS.findIndex((one) => !answered.has(one))
  const item = (name: string, text: string, current: boolean, reached: boolean, state: string): Html =>
    reached
      ? html`<li><a href="${SET_UP_BASE}${name}"${current && html` aria-current="step"`}>${text}<span class="hidden">, ${state}</span></a></li>`
      : html`<li><span>${text}<span class="hidden">, ${state}</span></span></li>`
  const items = STEPS.map((one, i) =>
    item(one, texts.titles[one], one === step, open < 0 || i <= open, answered.has(one) ? texts.done : texts.open),
  )
  const last = item('review', texts.review, step === null, open < 0, texts.open)
  return html`<nav class="steps" aria-label="${texts.steps}"><ol>${items}${last}</ol></nav>`
}

/** A page of whoever has typed the code. */
export function setUpPage(place: SetUpPlace, title: string, content: Part): string {
  const texts = SET_UP_TEXTS[place.locale.language]
  const body = html`<div class="signed-in"><header><p class="soft">${texts.product}</p><h1>${title}</h1><div class="bar">${stepList(place)}</div></header>
<main id="main" tabindex="-1">${content}</main>
<footer><p>${texts.kept(place.folder)}</p></footer></div>`
  return whole(place.locale, title, body)
}
