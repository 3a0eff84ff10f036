import type { BudgetUse } from '../../limits/budget-use.ts'
import { printable } from '../../cli/printable.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { recordPage, searchPlace } from './record-frame.ts'
import { RECORD_TEXTS } from './record-texts.ts'

/** What `budget.list` answers. */
export interface ListedBudgets {
  readonly answeredInBlocks: number
  readonly refused: number
  readonly more: boolean
  readonly accounts: readonly {
    readonly organization: string
    readonly organizationName: string | null
    readonly through: string | null
    readonly throughName: string | null
    readonly budgets: readonly {
      readonly unit: BudgetUse['unit']
      readonly used: number
      readonly of: number
      /** ISO 8601; null: it is whole now. */
      readonly wholeAt: string | null
    }[]
  }[]
}

function row(viewer: Viewer, account: ListedBudgets['accounts'][number]): Html {
  const { locale } = viewer
  const texts = RECORD_TEXTS[locale.language]
  const { organization, organizationName, through, throughName, budgets } = account
  const number = (amount: number): string => new Intl.NumberFormat(locale.tag).format(amount)
  const by =
    through !== null && html`<p class="soft"><bdi>${texts.through(printable(throughName ?? through))}</bdi></p>`
  const used = budgets.map(({ unit, used: amount, of, wholeAt }) => {
    const whole = wholeAt !== null && html`, ${texts.wholeAgain(consoleInstant(viewer, Date.parse(wholeAt)))}`
    return html`<li>${texts.usedOf(number(amount), number(of), texts.units[unit])}${whole}</li>`
  })
  return html`<tr><th scope="row"><a href="${searchPlace(viewer.base, 'budgets/of', { organization })}"><bdi>${printable(organizationName ?? organization)}</bdi></a>${by}</th><td><span class="heading">${texts.used}: </span>${used.length === 0 ? '–' : html`<ul>${used}</ul>`}</td></tr>`
}

/** What each organization that asks has used up of its budgets. */
export function budgetsPage(viewer: Viewer, { answeredInBlocks, refused, accounts, more }: ListedBudgets): string {
  const { locale } = viewer
  const texts = RECORD_TEXTS[locale.language]
  const number = (amount: number): string => new Intl.NumberFormat(locale.tag).format(amount)
  const table = html`<table class="trusts"><thead><tr><th scope="col">${texts.who}</th><th scope="col">${texts.used}</th></tr></thead><tbody>${accounts.map((account) => row(viewer, account))}</tbody></table>`
  const content = html`<section class="card" aria-labelledby="used"><h2 id="used">${texts.budgets}</h2><p class="soft">${texts.budgetsLead} ${texts.counts(number(answeredInBlocks), number(refused))}</p>${accounts.length === 0 ? html`<p>${texts.noBudgets}</p>` : table}${more && html`<p class="soft">${texts.moreBudgets}</p>`}</section>`
  return recordPage(viewer, 'budgets', content)
}
