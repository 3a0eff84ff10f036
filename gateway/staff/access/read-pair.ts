import {
  domainOf,
  parseDomain,
  readDomain,
  readMailboxAddress,
} from '../../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { domainsOf } from '../../../trust/organization/prove-domains.ts'
import { partKey } from '../../../trust/policies/policy-parts.ts'
import type { HostedOrganization } from '../../broker/directory.ts'
import { printable } from '../../cli/printable.ts'
import { ACCESS_TEXTS } from '../../console/access/access-texts.ts'
import { LONGEST } from '../../console/access/access-form.ts'
import type { KnownOther, TypedPair } from '../../console/access/access-form.ts'
import type { Faults } from '../../console/form-fields.ts'
import { GATEWAY_NAME } from '../../publish-metadata.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'
import type { Pair } from './effective-levels.ts'

/** Others that are listed to be chosen; any other is typed. */
const MOST_LISTED = 200
/** A domain that is nobody's (RFC 6761 6.4), for everybody nobody has named. */
const NOBODYS = parseDomain('elsewhere.invalid')

/** Our organizations that have mailboxes, by name. */
export function hostedOf({ administration, directory }: ConsoleDoor): readonly HostedOrganization[] {
  const names = [...administration.organizations.keys()].filter((name) => name !== GATEWAY_NAME)
  return names.map((name) => directory.hostedByName(name)).filter((one) => one !== undefined)
}

/** Whoever is known to have to do with an organization of ours: domains, each with whose it is. */
export async function knownOthers(
  door: ConsoleDoor,
  { name, identity }: HostedOrganization,
): Promise<{ readonly others: readonly KnownOther[]; readonly more: boolean }> {
  const prefix = partKey(name, { kind: 'relationship', name: '' })
  const records = await door.administration.state.list('relationship', { prefix, limit: MOST_LISTED + 1 })
  const found = new Map<string, KnownOther>()
  for (const { value } of records) {
    const { name: of, domains } = value as { readonly name: string; readonly domains: readonly string[] }
    for (const domain of domains) found.set(domain, { domain, name: printable(of) })
  }
  for (const trust of door.directory.trusts().trusts(identity.id)) {
    for (const { domain } of domainsOf(trust)) found.set(domain, { domain, name: printable(trust.metadata.name) })
  }
  for (const one of hostedOf(door)) for (const domain of one.domains) found.set(domain, { domain, name: one.name })
  const others = [...found.values()].sort((a, b) => (a.domain < b.domain ? -1 : 1))
  return { others: others.slice(0, MOST_LISTED), more: others.length > MOST_LISTED || records.length > MOST_LISTED }
}

/** What was typed, no more of it than a field takes. */
export function typedPairIn(query: URLSearchParams): TypedPair {
  const said = (name: string): string => (query.get(name) ?? '').trim().slice(0, LONGEST)
  const names = ['of', 'with', 'domain', 'as', 'find', 'after'] as const
  return Object.fromEntries(names.map((name) => [name, said(name)])) as Readonly<Record<(typeof names)[number], string>>
}

export type PairReading =
  | { readonly read: 'pair'; readonly pair: Pair; readonly outside: boolean }
  | { readonly read: 'wrong'; readonly faults: Faults }
  | { readonly read: 'nothing' }

function domainIn({ with: chosen, domain }: TypedPair): Domain | null {
  if (domain !== '') return readDomain(domain)
  return chosen === 'outside' ? NOBODYS : readDomain(chosen)
}

function personIn({ as }: TypedPair, domain: Domain): MailboxAddress | null | 'wrong' {
  if (as === '') return null
  const person = readMailboxAddress(as)
  return person !== null && domainOf(person) === domain ? person : 'wrong'
}

/** Reads whom it is about; every field that is not right at once. */
export function readPair(door: ConsoleDoor, { locale }: Visit, typed: TypedPair): PairReading {
  const texts = ACCESS_TEXTS[locale.language]
  if (typed.with === '' && typed.domain === '') return { read: 'nothing' }
  const organization = hostedOf(door).find(({ name }) => name === typed.of)
  const links = typed.domain === '' && typed.with === 'links'
  const domain = links ? null : domainIn(typed)
  const person = domain === null ? null : personIn(typed, domain)
  const faults: Faults = {
    of: organization === undefined ? texts.noOrganization : undefined,
    domain: !links && domain === null ? texts.noDomain : undefined,
    as: person === 'wrong' ? texts.noPerson(domain ?? '') : undefined,
  }
  const sound = Object.values(faults).every((one) => one === undefined)
  if (!sound || organization === undefined || person === 'wrong') return { read: 'wrong', faults }
  if (domain === null) return { read: 'pair', pair: { organization, other: { kind: 'links' } }, outside: false }
  const pair: Pair = { organization, other: { kind: 'people', domain, person } }
  return { read: 'pair', pair, outside: domain === NOBODYS }
}

/** How the other of a pair is called: a name of ours, of a partner, or the domain. */
export function nameOfOther(door: ConsoleDoor, { organization }: Pair, domain: Domain): string {
  const neighbour = door.directory.hostedDomain(domain)
  const trust = door.directory.trusts().trustForDomain(organization.identity.id, domain)
  return neighbour?.name ?? (trust === undefined ? domain : printable(trust.metadata.name))
}

/** Whether both of a pair are one organization. */
export const isInside = ({ organization, other }: Pair): boolean =>
  other.kind === 'people' && organization.domains.includes(other.domain)
