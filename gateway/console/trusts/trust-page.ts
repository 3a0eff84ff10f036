import type { Fingerprint } from '../../../trust/keys/fingerprint.ts'
import { isAddressSpace } from '../../../trust/organization/address-space.ts'
import { pinnedOf } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { OpenStep } from '../../agreement/open-steps.ts'
import type { Told } from '../../agreement/offer-exchange.ts'
import type { TrustHistory } from '../../agreement/trust-history.ts'
import type { DomainCheck } from '../../domains/domain-checks.ts'
import { printable, shortened } from '../../cli/printable.ts'
import { consoleInstant, consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { credentialPart } from './credential-part.ts'
import { domainsPart } from './domains-part.ts'
import { fingerprintPart } from './fingerprint-part.ts'
import { halvesPart } from './halves-part.ts'
import { historyPart } from './history-part.ts'
import { endPart, TRUSTS_PATH } from './listed-trust.ts'
import { openStepText } from './open-step-texts.ts'
import { partnerPart } from './partner-part.ts'
import { actLinks } from './trust-acts.ts'
import { TRUST_PAGE_TEXTS } from './trust-page-texts.ts'
import { TRUST_TEXTS } from './trust-texts.ts'

/** Everything the page of one trust shows. */
export interface ShownTrust {
  readonly id: string
  readonly trust: FederationTrust
  /** The organization of ours it is for, and the certificate the partner compares. */
  readonly ours: { readonly name: string; readonly fingerprint: Fingerprint | null }
  readonly steps: readonly OpenStep[]
  readonly told: Told | null
  readonly checks: readonly DomainCheck[]
  readonly history: TrustHistory
  /** Whoever did something, in words, of how the log names her. */
  readonly whoOf: (actor: string) => string
}

const LONGEST_NAME = 100

/** The partner's name as text, whatever it put there. */
export const partnerName = ({ metadata }: Pick<FederationTrust, 'metadata'>): string =>
  shortened(printable(metadata.name).trim() || metadata.id, LONGEST_NAME)

const SINCE = ['proposedAt', 'since', 'activeSince', 'suspendedAt', 'revokedAt'] as const

/** The instant at which the state of a trust began. */
export function stateBegan({ is }: Pick<FederationTrust, 'is'>): number {
  const name = SINCE.find((one) => one in is) ?? 'since'
  return (is as unknown as Readonly<Record<string, number>>)[name] ?? 0
}

function standing(viewer: Viewer, { trust }: ShownTrust): Html {
  const { language } = viewer.locale
  const [texts, { states }] = [TRUST_PAGE_TEXTS[language], TRUST_TEXTS[language]]
  const { is } = trust
  const by = 'by' in is ? [is.by === 'us' ? texts.byUs : texts.byPartner] : []
  const because = is.state === 'expired' ? [texts.because[is.because]] : []
  const reason = 'reason' in is && is.by === 'us' ? [texts.reasonWas(printable(is.reason))] : []
  const since = texts.since(consoleInstant(viewer, stateBegan(trust)))
  const rest = [since, ...by, ...because, ...reason].join(', ')
  return html`<p class="standing"><strong>${states[is.state]}</strong> <bdi>${rest}</bdi></p>`
}

function stepItem(viewer: Viewer, trust: FederationTrust, step: OpenStep): Html {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const day = (instant: number): string => consoleInstant(viewer, instant)
  const text = openStepText(viewer.locale.language, step, { name: partnerName(trust), day })
  const record =
    step.task === 'publish' &&
    html`<code class="record">${texts.recordAt(step.name)}</code><code class="record">${step.value}</code>`
  return html`<li><bdi>${printable(text)}</bdi>${record}</li>`
}

function toDo(viewer: Viewer, { trust, steps }: ShownTrust): Html {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const side = (title: string, who: OpenStep['who']): Part => {
    const theirs = steps.filter((step) => step.who === who)
    return (
      theirs.length > 0 &&
      html`<div><h3>${title}</h3><ul>${theirs.map((step) => stepItem(viewer, trust, step))}</ul></div>`
    )
  }
  const both = html`<div class="todo">${side(texts.toDoHere, 'us')}${side(texts.toDoThere, 'partner')}</div>`
  return html`<section class="card" aria-labelledby="to-do"><h2 id="to-do">${texts.toDo}</h2>${steps.length === 0 ? html`<p class="soft">${texts.nothingToDo}</p>` : both}</section>`
}

function prints(viewer: Viewer, { trust, ours }: ShownTrust): Html {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const title = html`<h2 id="print">${texts.fingerprint}</h2>`
  if (isAddressSpace(trust))
    return html`<section class="card" aria-labelledby="print">${title}<p>${texts.noFingerprint}</p></section>`
  const { is, strange, metadata } = trust
  const known = is.state === 'proposed' || is.state === 'revoked' ? texts.shown : texts.compared
  const until = html`<p>${texts.until('')}${endPart(viewer, metadata.certificate.notAfter)}</p>`
  const own =
    ours.fingerprint &&
    html`<details><summary>${texts.ownFingerprint(ours.name)}</summary>${fingerprintPart(viewer.locale, texts.ownFingerprint(ours.name), ours.fingerprint)}</details>`
  return html`<section class="card" aria-labelledby="print">${title}<p class="soft">${texts.fingerprintWhy}</p><div class="prints">${fingerprintPart(viewer.locale, known, pinnedOf(trust), until)}${strange && fingerprintPart(viewer.locale, texts.showsNow, strange)}</div>${own}</section>`
}

/** One trust: how it stands, what it waits for, both halves, and everything that is known of the partner. */
export function trustPage(viewer: Viewer, shown: ShownTrust): string {
  const { id, trust } = shown
  const { language } = viewer.locale
  const [texts, list] = [TRUST_PAGE_TEXTS[language], TRUST_TEXTS[language]]
  const name = partnerName(trust)
  const acts =
    viewer.session.role === 'administrator' &&
    trust.is.state !== 'revoked' &&
    html`<section class="card" aria-labelledby="change"><h2 id="change">${texts.change}</h2>${actLinks(viewer, id, name, trust)}</section>`
  const content = html`<p><a href="${viewer.base}${TRUSTS_PATH}">‹ ${list.all}</a></p><section class="card">${standing(viewer, shown)}<p class="soft">${list.ours}: <bdi>${shown.ours.name}</bdi></p></section>
${toDo(viewer, shown)}
${acts}
${halvesPart(viewer, trust, shown.told)}
${prints(viewer, shown)}
${domainsPart(viewer, trust, shown.checks)}
${credentialPart(viewer, { id, partner: name }, trust)}
${partnerPart(viewer, trust)}
${historyPart(viewer, shown.history, shown.whoOf)}`
  return consolePage(viewer, 'trusts', name, content)
}
