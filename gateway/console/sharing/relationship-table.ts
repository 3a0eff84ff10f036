import type { TrustState } from '../../../trust/organization/federation-trust.ts'
import { printable } from '../../cli/printable.ts'
import { consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { listedTable, valueList } from './listed-table.ts'
import { PART_FIELDS, valueOf } from './part-fields.ts'
import type { FieldName, PartKind, WrittenPart } from './part-fields.ts'
import { hiddenField } from './part-form-page.ts'
import { sharingPlace } from './sharing-place.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'
import { valueWords } from './value-words.ts'

/** What a domain of a relationship rests on: who may ask is shown by a trust, or is known here. */
export type RestsOn =
  | { readonly kind: 'trust'; readonly id: string; readonly partner: string; readonly state: TrustState['state'] }
  | { readonly kind: 'beside'; readonly organization: string }
  | { readonly kind: 'broker' }
  | { readonly kind: 'none' }

export interface ListedRelationship {
  readonly name: string
  readonly version: number
  readonly value: WrittenPart
  readonly state: 'counts' | 'off' | 'over' | 'federation'
  /** By domain. */
  readonly restsOn: readonly (readonly [domain: string, RestsOn])[]
}

const fieldOf = (name: FieldName) => PART_FIELDS.relationship.find((field) => field.name === name)

function words(viewer: Viewer, value: WrittenPart, name: FieldName): string {
  const field = fieldOf(name)
  return field === undefined ? '' : valueWords(viewer, field, valueOf(field, value))
}

const says = (value: WrittenPart, name: FieldName): unknown => {
  const field = fieldOf(name)
  return field && valueOf(field, value)
}

function given(viewer: Viewer, value: WrittenPart): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  if (says(value, 'gives') !== true) return html`${texts.levels.None}`
  const scope = says(value, 'givesScope')
  const except = says(value, 'exclude') as readonly string[]
  return html`${words(viewer, value, 'givesLevel')}${typeof scope === 'string' && html`, ${texts.about(printable(scope))}`}${except.length > 0 && html`, ${texts.except(except.length)}`}`
}

function asked(viewer: Viewer, value: WrittenPart): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  if (says(value, 'asks') !== true) return html`${texts.levels.None}`
  const [scope, broker] = [says(value, 'asksScope'), says(value, 'broker')]
  return html`${words(viewer, value, 'asksLevel')}${typeof scope === 'string' && html`, ${texts.by(printable(scope))}`}${typeof broker === 'string' && html`, ${texts.through(printable(broker))}`}`
}

function restsOnWords({ base, locale }: Viewer, on: RestsOn): Html {
  const texts = SHARING_TEXTS[locale.language]
  if (on.kind === 'trust') {
    const words = texts.trust(printable(on.partner), texts.trustStates[on.state])
    return html`<a href="${base}trusts/${on.id}"><bdi>${words}</bdi></a>`
  }
  if (on.kind === 'beside') return html`<bdi>${texts.beside(on.organization)}</bdi>`
  return html`${on.kind === 'broker' ? texts.viaGateway : html`<span class="bounced">${texts.noTrust}</span>`}`
}

/** One button: it leads to the question, and does nothing by itself. */
export function askButton(
  viewer: Viewer,
  action: string,
  fields: Readonly<Record<string, string | number>>,
  [label, spoken]: readonly [string, string],
): Html {
  const hidden = Object.entries(fields).map(([name, value]) => hiddenField(name, value))
  return html`<form method="post" action="${action}">${consoleToken(viewer)}${hidden}<button class="quiet" aria-label="${spoken}">${label}</button></form>`
}

/** What can be done with a part: its form, its switch and its end. */
export function partActs(
  viewer: Viewer,
  organization: string,
  part: { readonly kind: PartKind; readonly name: string; readonly version: number; readonly enabled: boolean },
): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const { kind, name, version, enabled } = part
  const shown = printable(name)
  const change = html`<a class="button" href="${sharingPlace(viewer, organization, kind, { name })}" aria-label="${texts.ofPart(texts.change, shown)}">${texts.change}</a>`
  const label = enabled ? texts.switchOff : texts.switchOn
  const fields = { name, version, to: enabled ? 'off' : 'on' }
  const at = (what: string): string => sharingPlace(viewer, organization, `${kind}/${what}`)
  return html`<div class="acts">${change}${askButton(viewer, at('switch'), fields, [label, texts.ofPart(label, shown)])}${askButton(viewer, at('remove'), { name, version }, [texts.remove, texts.ofPart(texts.remove, shown)])}</div>`
}

function row(viewer: Viewer, organization: string, relationship: ListedRelationship): readonly Part[] {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const { name, version, value, state, restsOn } = relationship
  const rests = restsOn.map(([domain, on]) => html`<bdi>${printable(domain)}</bdi>: ${restsOnWords(viewer, on)}`)
  const part = { kind: 'relationship', name, version, enabled: says(value, 'enabled') === true } as const
  return [
    html`<bdi>${printable(name)}</bdi>`,
    valueList(rests, texts.none),
    state === 'counts' ? texts.states.counts : html`<strong>${texts.states[state]}</strong>`,
    words(viewer, value, 'validUntil'),
    given(viewer, value),
    asked(viewer, value),
    ...(viewer.session.role === 'administrator' ? [partActs(viewer, organization, part)] : []),
  ]
}

/** With whom, how much both ways, until when, and what it rests on. */
export function relationshipTable(
  viewer: Viewer,
  organization: string,
  relationships: readonly ListedRelationship[],
): Html {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const headings = [
    ...[texts.relationship, texts.domainsRestOn],
    ...[texts.state, texts.until, texts.given, texts.asked],
    ...(viewer.session.role === 'administrator' ? [texts.act] : []),
  ]
  return listedTable(
    'relationships',
    headings,
    relationships.map((one) => row(viewer, organization, one)),
  )
}
