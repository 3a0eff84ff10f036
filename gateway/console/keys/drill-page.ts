import { DAY } from '../../../protocols/availability/time-window.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { DrillFinding } from '../../../trust/organization/drill.ts'
import { consoleFaults } from '../console-faults.ts'
import { consoleInstant, consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { inputField } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { listTable } from '../list-table.ts'
import { changeTexts } from './key-form-pages.ts'
import { keysTexts, MOST_PARTNERS } from './keys-pages.ts'

export interface ShownDrill {
  readonly at: Instant
  /** Those that fail first. */
  readonly trusts: readonly {
    readonly partner: string
    readonly ours: string
    readonly fails: boolean
    readonly findings: readonly DrillFinding[]
  }[]
}

function findingItem(viewer: Viewer, { cause, from, about, mendsItself }: DrillFinding): Html {
  const texts = changeTexts(viewer)
  const what = texts.causes[cause]
  // Of a state that does not serve it is not known since when.
  const said = from === 0 ? what : texts.from(what, consoleInstant(viewer, from))
  const which = about !== null && cause === 'domain-proof' && html` (<bdi>${about}</bdi>)`
  return html`<li>${said}${which}${mendsItself ? html` <span class="soft">${texts.mends}</span>` : null}</li>`
}

function result(viewer: Viewer, { at, trusts }: ShownDrill): Html {
  const texts = changeTexts(viewer)
  if (trusts.length === 0) return html`<section class="card"><p>${texts.drillNone}</p></section>`
  const failing = trusts.filter(({ fails }) => fails).length
  const day = viewer.locale.date(Math.floor(at / DAY))
  const mark = (fails: boolean): Html => html`<span class="mark" aria-hidden="true">${fails ? '✗' : '✓'}</span> `
  const rows = trusts
    .slice(0, MOST_PARTNERS)
    .map(
      ({ partner, ours, fails, findings }) =>
        [
          html`<bdi>${partner}</bdi>`,
          ours,
          html`${mark(fails)}${fails ? texts.fails : texts.serves}`,
          findings.length === 0 ? '–' : html`<ul>${findings.map((one) => findingItem(viewer, one))}</ul>`,
        ] as const,
    )
  const rest = trusts.length - rows.length
  const more = rest > 0 && html`<p class="soft">${keysTexts(viewer).more(rest)}</p>`
  return html`<section class="card"><p>${texts.failing(failing, trusts.length, day)}</p>${listTable([texts.partner, texts.ours, texts.outcome, texts.because], rows)}${more}</section>`
}

/** Which trusts would fail on a day to come; the day is in the address, so that the page can be kept. */
export function drillPage(viewer: Viewer, typed: string, drilled: ShownDrill | 'wrong' | null): string {
  const texts = changeTexts(viewer)
  const wrong = drilled === 'wrong' ? texts.dayWrong : undefined
  const field = inputField({
    ...{ name: 'at', label: texts.day, hint: texts.dayHint, wrong },
    ...{ type: 'text', value: typed, most: 20 },
  })
  const form: Part = html`<form method="get" action="${viewer.base}drill">${field}<div class="send"><button>${texts.see}</button></div></form>`
  const shown = drilled !== null && drilled !== 'wrong' && result(viewer, drilled)
  const back = html`<p class="soft"><a href="${viewer.base}keys">${keysTexts(viewer).back}</a></p>`
  return consolePage(
    viewer,
    'keys',
    texts.drillTitle,
    html`${back}${consoleFaults(viewer, { at: wrong })}<section class="card"><p class="soft">${texts.drillWhy}</p>${form}</section>${shown}`,
  )
}
