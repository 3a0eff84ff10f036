import { printable } from '../../cli/printable.ts'
import { consolePage } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { listedTable, valueList } from './listed-table.ts'
import { FIELD_TEXTS } from './field-texts.ts'
import { PART_FIELDS, valueOf } from './part-fields.ts'
import type { PartField, WrittenPart } from './part-fields.ts'
import { partActs, relationshipTable } from './relationship-table.ts'
import type { ListedRelationship } from './relationship-table.ts'
import { settingsForm, typedSettings } from './settings-form.ts'
import type { HeldSettings } from './settings-form.ts'
import { sharingPlace } from './sharing-place.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'
import { levelWords, ruleWords, valueWords } from './value-words.ts'

/** So many of a list, and the name after which there are more; null: there are none. */
export interface Listing<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export interface ListedPolicy {
  readonly name: string
  readonly version: number
  readonly value: WrittenPart
}

export interface SharingState {
  readonly organization: string
  readonly domains: readonly string[]
  readonly federationEnabled: boolean
  /** Its own part of the policy. */
  readonly switches: WrittenPart
  readonly relationships: Listing<ListedRelationship>
  readonly policies: Listing<ListedPolicy>
  readonly settings: HeldSettings
}

const mayChange = ({ session }: Viewer): boolean => session.role === 'administrator'

/** To the next ones of a list, or back to its beginning. */
export function further(viewer: Viewer, place: string, query: string, next: string | null): Part {
  const { next: words } = SHARING_TEXTS[viewer.locale.language]
  if (next === null) return null
  return html`<p><a href="${place}?${new URLSearchParams({ [query]: next }).toString()}">${words}</a></p>`
}

function relationshipsPart(viewer: Viewer, { organization, relationships, federationEnabled }: SharingState): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const place = sharingPlace(viewer, organization)
  const add =
    mayChange(viewer) &&
    html`<a class="button" href="${sharingPlace(viewer, organization, 'relationship', { new: 'yes' })}">${texts.new.relationship}</a>`
  const table =
    relationships.items.length === 0
      ? html`<p class="soft">${texts.noRelationships}</p>`
      : relationshipTable(viewer, organization, relationships.items)
  const off = !federationEnabled && html`<p class="card capped">${texts.federationOff}</p>`
  return html`<section class="card" aria-labelledby="relationships"><div class="row"><h2 id="relationships">${texts.relationships}</h2>${add}</div>${off}${table}${further(viewer, place, 'relationships', relationships.next)}</section>`
}

function policyRow(viewer: Viewer, organization: string, { name, version, value }: ListedPolicy): readonly Part[] {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const rules = ((value['domains'] ?? []) as readonly string[]).slice(0, 20)
  const enabled = value['enabled'] !== false
  return [
    html`<bdi>${printable(name)}</bdi>`,
    enabled ? texts.states.counts : html`<strong>${texts.states.off}</strong>`,
    valueList(
      rules.map((rule) => html`<bdi>${ruleWords(viewer, rule)}</bdi>`),
      texts.none,
    ),
    value['default'] === true ? texts.byDefault : texts.named,
    ...(mayChange(viewer) ? [partActs(viewer, organization, { kind: 'policy', name, version, enabled })] : []),
  ]
}

function policiesPart(viewer: Viewer, { organization, policies }: SharingState): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const add =
    mayChange(viewer) &&
    html`<a class="button" href="${sharingPlace(viewer, organization, 'policy', { new: 'yes' })}">${texts.new.policy}</a>`
  const headings = [
    ...[texts.policy, texts.state, texts.rules, texts.usedBy],
    ...(mayChange(viewer) ? [texts.act] : []),
  ]
  const table =
    policies.items.length === 0
      ? html`<p class="soft">${texts.noPolicies}</p>`
      : listedTable(
          'policies',
          headings,
          policies.items.map((one) => policyRow(viewer, organization, one)),
        )
  return html`<section class="card" aria-labelledby="policies"><div class="row"><h2 id="policies">${texts.policies}</h2>${add}</div><p class="soft">${texts.policiesWhy}</p>${table}${further(viewer, sharingPlace(viewer, organization), 'policies', policies.next)}</section>`
}

/** What an auditor reads of the choices. */
function settingsFacts({ locale }: Viewer, settings: HeldSettings): Html {
  const texts = SHARING_TEXTS[locale.language]
  const row = (name: string, value: Part): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  const level = settings.anonymousLevel
  return html`<dl class="rules">${row(texts.externalUsers, settings.externalUsers ? texts.on : texts.off)}${row(texts.anonymousUsers, settings.anonymous ? texts.on : texts.off)}${level !== null && row(texts.anonymousLevel, levelWords(locale, level))}</dl>`
}

function settingsPart(viewer: Viewer, { organization, settings }: SharingState): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const state = { organization, held: settings, typed: typedSettings(settings), faults: {}, stale: false }
  const form = mayChange(viewer) ? settingsForm(viewer, state) : settingsFacts(viewer, settings)
  const written = settings.policy && html`<p class="soft">${texts.writtenIn(printable(settings.policy.name))}</p>`
  return html`<section class="card" aria-labelledby="settings"><h2 id="settings">${texts.settings}</h2><p class="soft">${texts.settingsWhy}</p>${form}${written}</section>`
}

/** What counts for the whole organization, and the way to change it. */
function switchesPart(viewer: Viewer, { organization, switches }: SharingState): Html {
  const { language } = viewer.locale
  const [texts, { fields }] = [SHARING_TEXTS[language], FIELD_TEXTS[language]]
  const row = (field: PartField): Html =>
    html`<div><dt>${fields[field.name].label}</dt><dd>${valueWords(viewer, field, valueOf(field, switches))}</dd></div>`
  const change =
    mayChange(viewer) &&
    html`<a class="button" href="${sharingPlace(viewer, organization, 'organization')}" aria-label="${texts.ofPart(texts.change, texts.switches)}">${texts.change}</a>`
  return html`<section class="card" aria-labelledby="switches"><div class="row"><h2 id="switches">${texts.switches}</h2>${change}</div><p class="soft">${texts.switchesWhy}</p><dl class="rules">${PART_FIELDS.organization.map(row)}</dl></section>`
}

function restPart(viewer: Viewer, { organization }: SharingState): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const place = (page: string): string => sharingPlace(viewer, organization, page)
  return html`<section class="card" aria-labelledby="mailboxes"><h2 id="mailboxes">${texts.mailboxes}</h2><p class="soft">${texts.mailboxesWhy}</p><div class="acts"><a class="button" href="${place('mailboxes')}">${texts.mailboxes}</a></div></section>
<section class="card" aria-labelledby="export"><h2 id="export">${texts.export}</h2><p class="soft">${texts.exportWhy}</p><div class="acts"><a class="button" href="${place('document')}">${texts.exportNow}</a></div><p class="soft">${texts.exportHint}</p><p><code>ledig policy check ${organization}.policy.yaml</code><br><code>ledig policy apply ${organization} ${organization}.policy.yaml --base before.yaml</code></p></section>`
}

/** Everything about sharing of one organization. */
export function sharingPage(viewer: Viewer, state: SharingState): string {
  const { organization, domains } = state
  const texts = SHARING_TEXTS[viewer.locale.language]
  const whose = html`<p><bdi>${domains.join(', ')}</bdi></p><p class="soft">${texts.why}</p><p class="soft">${texts.accessWhy} <a href="${viewer.base}access/">${texts.access}</a></p>`
  const content = html`<div class="sharing"><section class="card">${whose}</section>${relationshipsPart(viewer, state)}${policiesPart(viewer, state)}${settingsPart(viewer, state)}${switchesPart(viewer, state)}${restPart(viewer, state)}</div>`
  return consolePage(viewer, 'sharing', texts.titleOf(organization), content)
}

/** Which organizations are hosted here. */
export function organizationsPage(
  viewer: Viewer,
  organizations: readonly { readonly name: string; readonly domains: readonly string[] }[],
): string {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const items = organizations.map(
    ({ name, domains }) =>
      html`<li><h3><a href="${sharingPlace(viewer, name)}">${name}</a></h3><p class="soft"><bdi>${domains.join(', ')}</bdi></p></li>`,
  )
  const list =
    items.length === 0 ? html`<p class="soft">${texts.noOrganizations}</p>` : html`<ul class="shares">${items}</ul>`
  const content = html`<section class="card" aria-labelledby="organizations"><h2 id="organizations">${texts.organizations}</h2>${list}</section>`
  return consolePage(viewer, 'sharing', texts.title, html`<div class="sharing">${content}</div>`)
}
