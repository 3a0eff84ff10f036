import { isAddressSpace } from '../../../trust/organization/address-space.ts'
import { acceptedOf } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { groundOf, namedHosts } from '../../../trust/organization/partner-hosts.ts'
import { printable, shortened } from '../../cli/printable.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { ADDRESS_SPACE_TEXTS } from './address-space-texts.ts'
import { TRUST_PAGE_TEXTS } from './trust-page-texts.ts'

const LONGEST = 200
/** Text of the partner's, of which so much is shown. */
const theirs = (text: string): Html => html`<bdi>${shortened(printable(text), LONGEST)}</bdi>`

const listOf = (items: readonly Part[]): Part =>
  items.length === 0 ? null : html`<ul class="facts">${items.map((item) => html`<li>${item}</li>`)}</ul>`

/** Every host the partner names, what is there, and on what ground it is asked. */
function hosts(viewer: Viewer, trust: FederationTrust): Part {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  if (isAddressSpace(trust)) return null
  const domains = acceptedOf(trust)?.domains ?? []
  const proposed = acceptedOf(trust) === null
  const items = [...namedHosts(trust.metadata)].map(([host, endpoints]) => {
    const ground = groundOf(trust, domains, host)
    const why = ground !== null ? texts.grounds[ground] : proposed ? texts.byYourYes : texts.notAsked
    return html`${theirs(host)} (${endpoints.join(', ')}): ${why}`
  })
  return listOf(items)
}

function keys(viewer: Viewer, { tokenKeys }: FederationTrust): Part {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const at = (instant: number): string => consoleInstant(viewer, instant)
  if (tokenKeys.length === 0) return texts.noKeys
  const items = tokenKeys.map(
    ({ kid, from, until }) => html`<span class="hex">${theirs(kid)}</span> ${texts.keyTimes(at(from), at(until))}`,
  )
  return html`${listOf(items)}<p class="soft">${texts.keysWhy}</p>`
}

/** What is known of the partner, and how it is asked. */
export function partnerPart(viewer: Viewer, trust: FederationTrust): Html {
  const texts = TRUST_PAGE_TEXTS[viewer.locale.language]
  const { metadata, metadataUrl, asked, partner } = trust
  const at = (instant: number): string => consoleInstant(viewer, instant)
  const row = (name: string, value: Part): Part => value !== null && html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  const endpoints = Object.entries(asked).map(([name, url]) => html`${name}: ${theirs(url ?? '')}`)
  const brokered = (acceptedOf(trust)?.brokerFor ?? []).map(
    ({ domain, organization }) => html`<bdi>${texts.brokered(domain, organization)}</bdi>`,
  )
  const signs = !isAddressSpace(trust)
  const { addressSpace, addressSpaceIs, elsewhere } = ADDRESS_SPACE_TEXTS[viewer.locale.language]
  const id = html`${theirs(partner)}${!signs && partner !== metadataUrl && html`<p class="soft">${elsewhere}</p>`}`
  const read = texts.metadataSays(at(metadata.issuedAt), at(metadata.expiresAt), metadata.sequence)
  return html`<section class="card" aria-labelledby="partner"><h2 id="partner">${texts.facts}</h2><dl class="rules plain">${row(texts.id, id)}${signs ? row(texts.metadataAddress, theirs(metadataUrl)) : row(addressSpace, html`${theirs(metadataUrl)}<p class="soft">${addressSpaceIs}</p>`)}${signs && row(texts.metadataRead, read)}${row(texts.hosts, hosts(viewer, trust))}${row(texts.endpoints, listOf(endpoints))}${signs && row(texts.software, theirs(`${metadata.software.name} ${metadata.software.version}`))}${row(texts.contact, metadata.contact === null ? null : theirs(metadata.contact))}${row(texts.brokerFor, listOf(brokered))}${signs && row(texts.keys, keys(viewer, trust))}</dl></section>`
}
