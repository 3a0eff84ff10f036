import type { Instant } from '../../protocols/availability/time-window.ts'
import type { CmdletObject } from '../../protocols/exchange-shell/cmdlet-object.ts'
import type { ExportedRelationship } from '../../protocols/exchange-shell/organization-relationship.ts'
import type { ExportedSharingPolicy } from '../../protocols/exchange-shell/sharing-policy.ts'
import { chooseDomains } from './choose-domains.ts'
import { quoted } from './import-plan.ts'
import type { ImportChoice, ImportNote, ImportPlan, PlannedPart, PresentPolicy } from './import-plan.ts'
import { mapOrganizationRelationship } from './map-organization-relationship.ts'
import { mapSharingPolicy } from './map-sharing-policy.ts'
import { noteOn } from './note-on-object.ts'
import { proposePartner } from './propose-partners.ts'
import type { ExchangePartner } from './propose-partners.ts'

type Kind = CmdletObject['kind']
type Of<K extends Kind> = Extract<CmdletObject, { kind: K }>

/** The same object in two files is one object. */
function distinct(objects: readonly CmdletObject[]): readonly CmdletObject[] {
  return [...new Map(objects.map((object) => [JSON.stringify(object), object])).values()]
}

/** Two objects of one name that differ: whichever we took, the other could have been meant. */
function withoutNamesakes<T extends ExportedRelationship | ExportedSharingPolicy>(
  objects: readonly T[],
  notes: ImportNote[],
): readonly T[] {
  const named = new Map<string, number>()
  for (const { name } of objects) named.set(name, (named.get(name) ?? 0) + 1)
  for (const [name, count] of named) {
    if (count < 2) continue
    const because = `The files hold ${count} of this name that differ; none is carried over.`
    const about = `${objects[0]?.kind.replace('-', ' ')} ${quoted(name)}`
    notes.push({ code: 'name-twice', about, because, todo: 'Export again, each once.' })
  }
  return objects.filter(({ name }) => named.get(name) === 1)
}

/** Ways to ask that come with no relationship: with a level to ask for, each becomes one that gives nothing. */
function askingOnly(partners: readonly ExchangePartner[], { asks }: ImportChoice): PlannedPart[] {
  if (asks === 'None') return []
  const taken = new Set<string>()
  return partners.flatMap(({ domains: all }): PlannedPart[] => {
    const domains = all.filter((domain) => !taken.has(domain))
    for (const domain of domains) taken.add(domain)
    const name = domains[0]?.slice(0, 64)
    const gives = { enabled: true, freeBusyAccessEnabled: false, freeBusyAccessLevel: 'None' }
    const value = { name, domains, ...gives, requests: { enabled: true, level: asks } }
    return name === undefined ? [] : [{ kind: 'relationship', name, value }]
  })
}

type Route = Of<'availability-address-space' | 'intra-organization-connector' | 'federation-information'>

const isTenant = (route: Route): boolean => route.kind === 'availability-address-space' && route.targetTenantId !== null

/** Asked with the credentials of an account (OrgWideFB, and its form for Basic alone). */
const isByPassword = (route: Route): boolean =>
  route.kind === 'availability-address-space' && /^OrgWideFB(?:Basic)?$/i.test(route.accessMethod)

/** Whom a relationship is with: its own targets, and those of every other way to its domains. */
function partnerOf({ name, domains, targets }: ExportedRelationship, routes: readonly Route[]): ExchangePartner {
  const theirs = routes.filter((route) => route.domains.some((domain) => domains.includes(domain)))
  return {
    partner: name,
    domains,
    targets: [targets, ...theirs.map((one) => one.targets)],
    tenant: theirs.some(isTenant),
    addressSpace: theirs.some(isByPassword),
  }
}

/** Partners that Exchange only asks, or was only told of: ways to domains that no relationship has. */
function otherPartners(routes: readonly Route[], bound: ReadonlySet<string>): ExchangePartner[] {
  return routes
    .map((route) => ({ route, domains: route.domains.filter((domain) => !bound.has(domain)) }))
    .filter(({ domains }) => domains.length > 0)
    .map(({ route, domains }) => ({
      ...{ partner: route.name, domains },
      ...{ targets: [route.targets], tenant: isTenant(route), addressSpace: isByPassword(route) },
    }))
}

/**
 * What an organization's settings in Exchange become here: parts of its policy, partners to propose a trust to, and a note
 * for whatever is not carried over as it stands. No part gives more than its source.
 */
export function planImport(
  exported: readonly CmdletObject[],
  present: PresentPolicy,
  choice: ImportChoice,
  now: Instant,
): ImportPlan {
  const objects = distinct(exported)
  const of = <K extends Kind>(...kinds: readonly K[]) =>
    objects.filter((object): object is Of<K> => (kinds as readonly Kind[]).includes(object.kind))
  const notes: ImportNote[] = []
  const relationships = withoutNamesakes(of('organization-relationship'), notes)
  const choose = chooseDomains(of('organization-relationship'), present)
  const mapped = [
    ...mapPolicies(withoutNamesakes(of('sharing-policy'), notes), present),
    ...relationships.map((one) => mapOrganizationRelationship(one, choose, present, choice)),
  ]
  notes.push(...mapped.flatMap((one) => one.notes))
  notes.push(...objects.flatMap((object) => noteOn(object, choice, now)))
  const parts = mapped.flatMap((one) => one.parts)
  const carried = new Set(parts.filter(({ kind }) => kind === 'relationship').map(({ name }) => name))
  const related = relationships.filter(({ name, enabled }) => carried.has(name) && enabled === true)
  const routes = of('availability-address-space', 'intra-organization-connector', 'federation-information')
  const bound = new Set<string>([
    ...present.domains,
    ...present.relationships.flatMap((one) => one.domains),
    ...of('organization-relationship').flatMap((one) => one.domains),
  ])
  const others = otherPartners(routes, bound)
  const partners = [...related.map((one) => partnerOf(one, routes)), ...others]
  const proposals = partners.map((partner) => proposePartner(partner, choice.organization))
  return { parts: inOrder([...parts, ...askingOnly(others, choice)]), proposals, notes }
}

/** The policies as they can stand beside each other and what is there: one default at most. */
function mapPolicies(policies: readonly ExportedSharingPolicy[], present: PresentPolicy) {
  const first = policies.find((policy) => policy.isDefault === true)?.name ?? null
  const defaultSharingPolicy = present.defaultSharingPolicy ?? first
  return policies.map((policy) => mapSharingPolicy(policy, { ...present, defaultSharingPolicy }))
}

const ORDER: Readonly<Record<PlannedPart['kind'], number>> = { group: 0, 'sharing-policy': 1, relationship: 2 }

/** Each part once: two relationships may have one group as their scope. */
function inOrder(parts: readonly PlannedPart[]): PlannedPart[] {
  const once = new Map(parts.map((part) => [`${part.kind} ${part.name}`, part]))
  return [...once.values()].sort((a, b) => ORDER[a.kind] - ORDER[b.kind])
}
