import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { acceptedOf } from '../../trust/organization/federation-trust.ts'
import { readOrganizationId } from '../../trust/organization/organization-id.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import type { RecordedLookup } from '../audit/lookup-entry.ts'
import type { Directory } from '../broker/directory.ts'
import type { Requester } from '../broker/requester.ts'

/** By whose trust questions of an organization came; only who asked is on record. */
interface Way {
  readonly organization: OrganizationId
  readonly issuer: OrganizationId
  readonly hop: 0 | 1
}

/** Nobody's token: the asker is read from the record. */
const RECORDED = 'a record'

/** Who asked, as the same questions would come now. */
export class RecordedAskers {
  readonly #directory: Directory
  readonly #audience: OrganizationId
  /** By organization and domain: few, and found out once. */
  readonly #ways = new Map<string, Way | null>()

  /** @param audience the organization of ours whose mailboxes are asked about */
  constructor(directory: Directory, audience: OrganizationId) {
    this.#directory = directory
    this.#audience = audience
  }

  /** Null for people of an organization that is not hosted here any more. */
  requesterOf({ organization, kind }: NonNullable<RecordedLookup['asker']>, person: MailboxAddress): Requester | null {
    if (kind === 'inside') {
      const home = this.#directory.hostedDomain(domainOf(person))
      return home?.identity.id === organization ? { kind, organization: home, person } : null
    }
    const way = this.#wayOf(organization, person)
    return way && { kind, person, audience: this.#audience, tokenId: RECORDED, ...way }
  }

  #wayOf(organization: string, person: MailboxAddress): Way | null {
    const domain = domainOf(person)
    const key = `${organization} ${domain}`
    const known = this.#ways.get(key)
    if (known !== undefined) return known
    const way = this.#findWay(organization, domain)
    this.#ways.set(key, way)
    return way
  }

  /** Its own trust, else that of a gateway that asks for it; without either, its own, which is refused. */
  #findWay(said: string, domain: string): Way | null {
    const organization = readOrganizationId(said)
    if (organization === undefined) return null
    const trusts = this.#directory.trusts()
    const brokers = trusts
      .trusts(this.#audience)
      .filter((trust) =>
        (acceptedOf(trust)?.brokerFor ?? []).some((one) => one.domain === domain && one.organization === organization),
      )
    const [broker] = trusts.trust(this.#audience, organization) === undefined ? brokers : []
    return broker === undefined
      ? { organization, issuer: organization, hop: 0 }
      : { organization, issuer: broker.partner, hop: 1 }
  }
}
