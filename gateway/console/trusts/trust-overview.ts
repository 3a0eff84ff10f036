import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { needSentences, TRUSTS_PATH, trustLink } from './listed-trust.ts'
import type { ListedTrust } from './listed-trust.ts'
import { listAddress } from './trust-list-page.ts'
import { TRUST_TEXTS } from './trust-texts.ts'
import type { TrustStateName } from './trust-texts.ts'

export interface TrustOverview {
  /** How many are in each state; a state that none is in is not there. */
  readonly counts: ReadonlyMap<TrustStateName, number>
  /** Those that need somebody, as many as are shown. */
  readonly needing: readonly ListedTrust[]
  /** How many more need somebody. */
  readonly moreNeeding: number
}

function counted(viewer: Viewer, [state, count]: readonly [TrustStateName, number]): Html {
  const texts = TRUST_TEXTS[viewer.locale.language]
  return html`<div><dt><a href="${listAddress(viewer, { state })}">${texts.states[state]}</a></dt><dd>${texts.everyOne(count)}</dd></div>`
}

function needing(viewer: Viewer, trust: ListedTrust): Html {
  const sentences = needSentences(viewer, trust)
  return html`<li><h3>${trustLink(viewer, trust)}</h3><ul class="facts need">${sentences.map((need) => html`<li>${need}</li>`)}</ul></li>`
}

/** How the trusts stand, and everything that needs somebody: a part of the first page. */
export function trustOverview(viewer: Viewer, { counts, needing: those, moreNeeding }: TrustOverview): Html {
  const texts = TRUST_TEXTS[viewer.locale.language]
  const inOrder = (Object.keys(texts.states) as TrustStateName[]).flatMap((state) => {
    const count = counts.get(state) ?? 0
    return count === 0 ? [] : [[state, count] as const]
  })
  const need =
    those.length === 0
      ? html`<p class="soft">${texts.nothingNeeds}</p>`
      : html`<ul class="shares">${those.map((trust) => needing(viewer, trust))}</ul>${moreNeeding > 0 && html`<p><a href="${viewer.base}${TRUSTS_PATH}">${texts.more(moreNeeding)}</a></p>`}`
  const stand =
    inOrder.length === 0
      ? html`<p class="soft">${texts.noTrusts}</p>`
      : html`<dl class="rules">${inOrder.map((one) => counted(viewer, one))}</dl>`
  const propose =
    viewer.session.role === 'administrator' &&
    html`<p class="send"><a class="button" href="${viewer.base}${TRUSTS_PATH}propose">${texts.propose}</a></p>`
  return html`<section class="card" aria-labelledby="needing"><h2 id="needing">${texts.needing}</h2>${need}</section>
<section class="card" aria-labelledby="overview"><h2 id="overview">${texts.overview}</h2>${stand}${propose}</section>`
}
