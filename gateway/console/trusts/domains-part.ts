import { inLetters } from '../../../trust/organization/domain-claim.ts'
import { challengeRecord } from '../../../trust/organization/domain-proof.ts'
import type { DomainProof } from '../../../trust/organization/domain-proof.ts'
import type { FederationTrust, TrustedDomain } from '../../../trust/organization/federation-trust.ts'
import { challengeOf, domainsOf } from '../../../trust/organization/prove-domains.ts'
import { challengeName } from '../../domains/check-domain.ts'
import type { DomainCheck } from '../../domains/domain-checks.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { PROOF_TEXTS, proofFailureText } from './proof-texts.ts'
import { TRUST_PAGE_TEXTS } from './trust-page-texts.ts'
import { TRUST_TEXTS } from './trust-texts.ts'

/** The A-label always, and beside it the letters where they differ (threats TH10). */
function domainName(domain: TrustedDomain['domain']): Part {
  const letters = inLetters(domain)
  return html`<bdi>${domain}</bdi>${letters !== domain && html` <span class="soft">(<bdi>${letters}</bdi>)</span>`}`
}

function proofText(viewer: Viewer, proof: DomainProof): string {
  const texts = PROOF_TEXTS[viewer.locale.language]
  const at = (instant: number): string => consoleInstant(viewer, instant)
  const state = texts.states[proof.state]
  switch (proof.state) {
    case 'unproven':
      return state
    case 'pending':
      return `${state}, ${texts.until(at(proof.until))}`
    case 'proven': {
      const dnssec = proof.dnssec === undefined ? '' : `; ${texts.dnssec[proof.dnssec]}`
      return `${state} ${texts.since(at(proof.provenAt))}, ${texts.via[proof.via]}${dnssec}`
    }
    case 'missing':
      return `${state}, ${texts.since(at(proof.missingSince))}`
    case 'lost':
      return `${state}, ${texts.since(at(proof.since))}`
  }
}

/** A record, for as long as somebody has to do something about it. */
function wantedRecord(domain: TrustedDomain['domain'], value: string | null): Part {
  if (value === null) return null
  return html`<code class="record">${challengeName(domain)} TXT</code><code class="record">${value}</code>`
}

function lookText(viewer: Viewer, check: DomainCheck | undefined): string {
  const texts = PROOF_TEXTS[viewer.locale.language]
  if (check === undefined) return texts.neverLooked
  const { at, because, aliases } = check
  const found = because === null ? texts.seen : proofFailureText(texts, because)
  const led = aliases.length === 0 ? [] : [texts.ledTo(aliases.join(', '))]
  return `${texts.looked(consoleInstant(viewer, at))} ${[found, ...led].join(', ')}`
}

/** Who showed the proof, and who did not, each with what it said. */
function serversList({ locale }: Viewer, check: DomainCheck | undefined): Part {
  const texts = PROOF_TEXTS[locale.language]
  if (check === undefined || check.servers.length === 0) return null
  const nameOf = ({ server, kind }: DomainCheck['servers'][number]): string => {
    const name = server ?? texts.theirServers
    return kind === 'resolver' ? texts.ourServer(name) : name
  }
  const showing = check.servers.filter(({ because }) => because === null).map(nameOf)
  const lacking = check.servers.flatMap((one) =>
    one.because === null ? [] : [`${nameOf(one)}: ${proofFailureText(texts, one.because)}`],
  )
  const lines = [...(showing.length === 0 ? [] : [texts.shownBy(showing.join(', '))]), ...lacking]
  return html`<ul class="facts">${lines.map((line) => html`<li>${line}</li>`)}</ul>`
}

function domainRow(
  viewer: Viewer,
  trust: FederationTrust,
  { domain, proof }: TrustedDomain,
  check: DomainCheck | undefined,
): Html {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const challenge = challengeOf(proof)
  const wanted = challenge === null || proof.state === 'proven' ? null : challengeRecord(trust.partner, challenge)
  const cell = (heading: string, value: Part): Html => html`<td><span class="heading">${heading}: </span>${value}</td>`
  const look = challenge === null ? '–' : html`${lookText(viewer, check)}${serversList(viewer, check)}`
  return html`<tr><th scope="row">${domainName(domain)}</th>${cell(texts.proof, html`${proofText(viewer, proof)}${wantedRecord(domain, wanted)}`)}${cell(texts.lastLook, look)}</tr>`
}

function ourDomains(viewer: Viewer, { theirs, local }: FederationTrust): Part {
  const { language } = viewer.locale
  const [texts, { states }] = [TRUST_PAGE_TEXTS[language], PROOF_TEXTS[language]]
  if (theirs === null || theirs.domains.length === 0) return null
  const items = theirs.domains.map(({ domain, proof, challenge }) => {
    const wanted = challenge === null || proof === 'proven' ? null : challengeRecord(local, challenge)
    return html`<li>${domainName(domain)}: ${states[proof]}${wantedRecord(domain, wanted)}</li>`
  })
  return html`<h3 class="sub">${texts.ourDomains}</h3><p class="soft">${texts.ourDomainsWhy}</p><ul>${items}</ul>`
}

/** The partner's domains, how it stands with the proof of each, and ours as the partner sees them. */
export function domainsPart(viewer: Viewer, trust: FederationTrust, checks: readonly DomainCheck[]): Html {
  const { language } = viewer.locale
  const [texts, list] = [TRUST_PAGE_TEXTS[language], TRUST_TEXTS[language]]
  const byDomain = new Map(checks.map((check) => [check.domain, check]))
  const domains = domainsOf(trust)
  const rows = domains.map((held) => domainRow(viewer, trust, held, byDomain.get(held.domain)))
  const head = [texts.proof, texts.lastLook].map((name) => html`<th scope="col">${name}</th>`)
  const table = html`<table class="sides"><thead><tr><th scope="col">${list.domains}</th>${head}</tr></thead><tbody>${rows}</tbody></table>`
  return html`<section class="card" aria-labelledby="domains"><h2 id="domains">${list.domains}</h2>${rows.length === 0 ? html`<p class="soft">${texts.noDomains}</p>` : table}${ourDomains(viewer, trust)}</section>`
}
