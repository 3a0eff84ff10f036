import type { BudgetUse } from '../../limits/budget-use.ts'
import { printable } from '../../cli/printable.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { recordPage } from './record-frame.ts'
import { RECORD_TEXTS } from './record-texts.ts'

/** What `budget.show` answers. */
export interface ShownUses {
  readonly more: boolean
  readonly uses: readonly {
    /** That asks; through a gateway it is another than was asked for. */
    readonly organization: string
    readonly organizationName: string | null
    /** Who asks; null: everybody of the organization. */
    readonly from: string | null
    /** About whom; null: whoever is asked about. */
    readonly about: string | null
    readonly unit: BudgetUse['unit']
    readonly used: number
    readonly of: number
    /** ISO 8601; null: there is enough now. */
    readonly enoughAt: string | null
    /** ISO 8601; null: it is whole now. */
    readonly wholeAt: string | null
  }[]
}

/** Whose budgets are shown. */
export interface ShownAccount {
  /** Its id. */
  readonly organization: string
  /** As it is called now; null: it is nobody's name any more. */
  readonly name: string | null
}

function row(viewer: Viewer, account: ShownAccount, use: ShownUses['uses'][number]): Html {
  const { from, about, unit, used, of, enoughAt, wholeAt } = use
  const texts = RECORD_TEXTS[viewer.locale.language]
  const number = (amount: number): string => new Intl.NumberFormat(viewer.locale.tag).format(amount)
  const at = (time: string): string => consoleInstant(viewer, Date.parse(time))
  const enough = enoughAt !== null && html`, ${texts.enoughAgain(at(enoughAt))}`
  const whole = wholeAt !== null && html`, ${texts.wholeAgain(at(wholeAt))}`
  const cell = (heading: string, value: Part): Html => html`<td><span class="heading">${heading}: </span>${value}</td>`
  const person = (address: string | null, otherwise: string): Html =>
    html`<bdi>${address === null ? otherwise : printable(address)}</bdi>`
  const asking =
    use.organization !== account.organization &&
    html`<p class="soft"><bdi>${texts.of(printable(use.organizationName ?? use.organization))}</bdi></p>`
  const amount = html`${texts.usedOf(number(used), number(of), texts.units[unit])}${enough}${whole}`
  return html`<tr><th scope="row">${person(from, texts.everybody)}${asking}</th>${cell(texts.about, person(about, texts.anybody))}${cell(texts.used, amount)}</tr>`
}

/** Who of one organization, or through it, has used up how much, about whom. */
export function accountPage(viewer: Viewer, account: ShownAccount, { uses, more }: ShownUses): string {
  const texts = RECORD_TEXTS[viewer.locale.language]
  const name = printable(account.name ?? account.organization)
  const heads = [texts.from, texts.about, texts.used].map((head) => html`<th scope="col">${head}</th>`)
  const rows = uses.map((use) => row(viewer, account, use))
  const table = html`<table class="trusts" aria-labelledby="account"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`
  const content = html`<section class="card" aria-labelledby="account"><h2 id="account"><bdi>${texts.budgetsOf(name)}</bdi></h2><p class="soft">${texts.budgetsOfLead} ${texts.onRecord}</p>${uses.length === 0 ? html`<p>${texts.noUses}</p>` : table}${more && html`<p class="soft">${texts.moreBudgets}</p>`}<p><a href="${viewer.base}record/budgets">${texts.allBudgets}</a></p></section>`
  return recordPage(viewer, 'budgets', content)
}
