import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { printable, shortened } from '../../cli/printable.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { ADDRESS_SPACE_TEXTS } from './address-space-texts.ts'
import { actsOf, actLink } from './trust-acts.ts'
import type { NamedTrust } from './trust-change-pages.ts'
import { TRUST_PAGE_TEXTS } from './trust-page-texts.ts'

const LONGEST = 200

function shownBy(viewer: Viewer, { credential: { kind, ...rest } }: FederationTrust): Html {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const account = 'account' in rest && html` <bdi>${texts.asAccount(printable(rest.account))}</bdi>`
  const { weAsk, weDoNotAsk } = ADDRESS_SPACE_TEXTS[viewer.locale.language]
  const ours =
    'ours' in rest &&
    html`<p class="soft"><bdi>${rest.ours === null ? weDoNotAsk : weAsk(shortened(printable(rest.ours.name), LONGEST))}</bdi></p>`
  return html`<p>${texts.credentials[kind]}${account}</p>${ours}`
}

/** How the partner shows who asks, and the way to change it for whoever may. */
export function credentialPart(viewer: Viewer, { id, partner }: NamedTrust, trust: FederationTrust): Html {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const change: Part =
    viewer.session.role === 'administrator' &&
    actsOf(trust).includes('credential') &&
    html`<div class="acts">${actLink(viewer, { id, partner, act: 'credential' }, texts.changeCredential)}</div>`
  return html`<section class="card" aria-labelledby="credential"><h2 id="credential">${texts.credential}</h2>${shownBy(viewer, trust)}${change}</section>`
}
