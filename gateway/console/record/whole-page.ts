import type { AuditReport } from '../../../trust/audit/verify-audit.ts'
import { consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { recordPage } from './record-frame.ts'
import { RECORD_TEXTS } from './record-texts.ts'

/** Problems that are listed one by one. */
const LISTED = 200

function outcome({ locale }: Viewer, { ok, entries, problems, tree }: AuditReport): Html {
  const texts = RECORD_TEXTS[locale.language]
  const number = (count: number): string => new Intl.NumberFormat(locale.tag).format(count)
  const said = ok
    ? html`<p class="card said" role="status">${texts.isWhole(number(entries))}</p>`
    : html`<p class="card faults" role="alert">${texts.isNot(number(entries))}</p>`
  const listed = problems.slice(0, LISTED)
  const list =
    listed.length > 0 &&
    html`<ul class="shares">${listed.map(({ index, problem }) => html`<li><h3>${texts.problem(index)}</h3><p>${texts.problems[problem]}</p></li>`)}</ul>${problems.length > LISTED && html`<p class="soft">${texts.moreProblems(number(LISTED))}</p>`}`
  return html`${said}<section class="card" aria-labelledby="head"><h2 id="head">${texts.head}</h2><p>${number(tree.size)} <code class="address">${tree.root}</code></p><p class="soft">${texts.headHint}</p>${list}</section>`
}

/** Asks once, and then says whether the record is as it was written. */
export function wholePage(viewer: Viewer, report: AuditReport | null): string {
  const texts = RECORD_TEXTS[viewer.locale.language]
  const form = html`<section class="card"><p>${texts.wholeLead}</p><form method="post" action="${viewer.base}record/whole">${consoleToken(viewer)}<div class="send"><button>${texts.verify}</button></div></form></section>`
  return recordPage(viewer, 'whole', html`${report && outcome(viewer, report)}${form}`)
}
