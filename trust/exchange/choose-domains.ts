import type { ExportedRelationship } from '../../protocols/exchange-shell/organization-relationship.ts'
import { quoted } from './import-plan.ts'
import type { NoteCode, PresentPolicy } from './import-plan.ts'
import type { DomainChoice } from './map-organization-relationship.ts'

interface Refused {
  readonly code: NoteCode
  readonly because: string
  readonly todo: string
}

/** A domain is bound to one relationship: one that two lay claim to is bound to neither, since either could be meant. */
export function chooseDomains(all: readonly ExportedRelationship[], present: PresentPolicy): DomainChoice {
  const own = new Set<string>(present.domains)
  const claims = new Map<string, Set<string>>()
  for (const { name, domains } of all) {
    for (const domain of domains) claims.set(domain, (claims.get(domain) ?? new Set()).add(name))
  }
  const holders = new Map(
    present.relationships.flatMap(({ name, domains }) => domains.map((one) => [one, name] as const)),
  )
  const refusalOf = (domain: string, name: string): Refused | null => {
    const out = `${quoted(domain)} is left out: `
    if (own.has(domain)) {
      return { code: 'domain-own', because: `${out}it is a domain of your own.`, todo: 'Nothing: no partner has it.' }
    }
    const others = [...(claims.get(domain) ?? [])].filter((other) => other !== name)
    if (others.length > 0) {
      const because = `${out}${others.map(quoted).join(', ')} has it too, and which of them counts in Exchange is not known.`
      return { code: 'domain-twice', because, todo: 'Decide, and add it: ledig relationship set.' }
    }
    const holder = holders.get(domain)
    if (holder === undefined || holder === name) return null
    const because = `${out}the relationship ${quoted(holder)} has it here already.`
    return { code: 'domain-elsewhere', because, todo: 'Take it out there first, if it should move.' }
  }
  return ({ name, domains }) => {
    const refused = new Map(domains.map((domain) => [domain, refusalOf(domain, name)]))
    return {
      domains: domains.filter((domain) => refused.get(domain) === null),
      notes: [...refused.values()].filter((refusal) => refusal !== null),
    }
  }
}
