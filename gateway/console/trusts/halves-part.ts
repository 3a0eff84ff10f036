import { offerOf, endOf } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { standingOf } from '../../../trust/organization/settle-trust.ts'
import type { AccessLevel } from '../../../trust/policies/access-level.ts'
import { agreedLevels, asked, given, misfits } from '../../agreement/compare-halves.ts'
import type { Misfit } from '../../agreement/compare-halves.ts'
import type { Told } from '../../agreement/offer-exchange.ts'
import { printable, shortened } from '../../cli/printable.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { TRUST_PAGE_TEXTS } from './trust-page-texts.ts'
import { TRUST_TEXTS } from './trust-texts.ts'

const LONGEST = 200

type Row = readonly [heading: string, ours: Part, theirs: Part, counts: Part]

interface Words {
  readonly end: (at: number | null) => string
  readonly level: (level: AccessLevel) => string
  readonly said: (text: string | null) => Part
}

function wordsFor(viewer: Viewer): Words {
  const { language } = viewer.locale
  const texts = TRUST_PAGE_TEXTS[language]
  return {
    end: (at) => (at === null ? texts.noEnd : consoleInstant(viewer, at)),
    level: (level) => TRUST_TEXTS[language].levels[level],
    said: (text) => (text === null ? texts.notSaid : html`<bdi>${shortened(printable(text), LONGEST)}</bdi>`),
  }
}

/** What each side says of one direction: the one gives, the other asks. */
function levelRow(viewer: Viewer, trust: FederationTrust, direction: 'toThem' | 'toUs'): Row {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const { level } = wordsFor(viewer)
  const [ours, theirs] = [trust.ours.offer, offerOf(trust)]
  const weGive = direction === 'toThem'
  const say = (offer: typeof ours, gives: boolean): Part => {
    if (offer === null) return texts.policyDecides
    return gives ? texts.given(level(given(offer))) : texts.asked(level(asked(offer)))
  }
  const registered = trust.theirs === null && theirs !== null && html` <span class="soft">${texts.registered}</span>`
  const unheard = trust.theirs === null && theirs === null
  const agreed = agreedLevels(trust)[direction]
  return [
    texts[direction],
    say(ours, weGive),
    unheard ? texts.nothingHeard : html`${say(theirs, !weGive)}${registered}`,
    agreed === null ? texts.policiesDecide : texts.atMost(level(agreed)),
  ]
}

/** Whether the other side has our newest word, and when it said its own. */
function tellingRow(viewer: Viewer, { ours, theirs }: FederationTrust, told: Told | null): Row {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const at = (instant: number): string => consoleInstant(viewer, instant)
  const newest = told !== null && told.sequence === ours.sequence
  const said =
    told === null ? texts.notTold : newest ? texts.toldAt(texts.tellings[told.telling], at(told.at)) : texts.toldNext
  return [texts.told, said, theirs === null ? texts.nothingHeard : texts.heard(at(theirs.takenAt)), '–']
}

function rowsOf(viewer: Viewer, trust: FederationTrust, told: Told | null): readonly Row[] {
  const { language } = viewer.locale
  const [texts, { standings, states }] = [TRUST_PAGE_TEXTS[language], TRUST_TEXTS[language]]
  const { ours, theirs, is } = trust
  const { end, said } = wordsFor(viewer)
  const heard = (part: (half: NonNullable<typeof theirs>) => Part): Part =>
    theirs === null ? texts.nothingHeard : part(theirs)
  return [
    [texts.stands, standings[standingOf(trust)], heard(({ standing }) => standings[standing]), states[is.state]],
    levelRow(viewer, trust, 'toThem'),
    levelRow(viewer, trust, 'toUs'),
    [texts.about, said(ours.scopeDescription), heard(({ scopeDescription }) => said(scopeDescription)), '–'],
    [texts.end, end(ours.validUntil), heard(({ validUntil }) => end(validUntil)), end(endOf(trust))],
    tellingRow(viewer, trust, told),
  ]
}

function misfitText(viewer: Viewer, found: Misfit): string {
  const { misfit: words } = TRUST_PAGE_TEXTS[viewer.locale.language]
  const { end, level } = wordsFor(viewer)
  switch (found.misfit) {
    case 'registered-otherwise':
      return words[found.misfit]
    case 'ends-differ':
      return words[found.misfit](end(found.ours), end(found.theirs), end(found.end))
    default:
      return words[found.misfit](level(found.asked), level(found.given))
  }
}

/** Both halves of the agreement side by side, what of them counts, and where they do not fit. */
export function halvesPart(viewer: Viewer, trust: FederationTrust, told: Told | null): Html {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const columns = [texts.side, texts.otherSide, texts.counts]
  const row = ([heading, ...cells]: Row): Html =>
    html`<tr><th scope="row">${heading}</th>${cells.map((cell, i) => html`<td><span class="heading">${columns[i] ?? ''}: </span>${cell}</td>`)}</tr>`
  const found = misfits(trust)
  const bad =
    found.length > 0 &&
    html`<h3 class="sub">${texts.misfits}</h3><ul class="need">${found.map((one) => html`<li>${misfitText(viewer, one)}</li>`)}</ul>`
  const fits = found.length === 0 && trust.theirs !== null && html`<p class="soft">${texts.noMisfit}</p>`
  return html`<section class="card" aria-labelledby="halves"><h2 id="halves">${texts.halves}</h2><table class="sides halves"><thead><tr><td></td>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rowsOf(viewer, trust, told).map(row)}</tbody></table><p class="soft">${texts.policyLowers}</p>${bad}${fits}</section>`
}
