import { DAY, HOUR } from '../protocols/availability/time-window.ts'
import { FederationError } from '../protocols/federation-error.ts'
import type { Clock } from '../trust/clock.ts'
import { tokenSigner, withNewTokenKey } from '../trust/organization/organization.ts'
import type { Organization } from '../trust/organization/organization.ts'
import type { OrganizationId } from '../trust/organization/organization-id.ts'
import type { TokenSigner } from '../trust/tokens/issue-token.ts'
import type { Log } from './log.ts'

const ROLLED_AFTER = DAY
const DAYS_IN_USE = 2
/** Partners read metadata every few minutes: by then they have it, and one that has not reads it again when it must. */
const ANNOUNCED_FOR = HOUR

export interface IdentitiesParts {
  readonly clock: Clock
  readonly log: Log
  /** Keeps an organization's keys where they outlive the process. */
  readonly save: (organization: Organization) => Promise<void>
}

interface Held {
  readonly organization: Organization
  /** Of its metadata; grows by every change, across restarts too. */
  readonly sequence: number
}

/** Our organizations with their keys of the moment: token keys are replaced by themselves while the gateway runs. */
export class Identities {
  readonly #held = new Map<OrganizationId, Held>()
  readonly #parts: IdentitiesParts

  constructor(organizations: readonly Organization[], parts: IdentitiesParts) {
    this.#parts = parts
    const sequence = Math.floor(parts.clock.now() / 1000)
    for (const organization of organizations) this.#held.set(organization.id, { organization, sequence })
  }

  get ids(): ReadonlySet<OrganizationId> {
    return new Set(this.#held.keys())
  }

  /** @throws FederationError `ERR_INTERNAL` for an id that is none of ours */
  current(id: OrganizationId): Held {
    const held = this.#held.get(id)
    if (held === undefined)
      throw new FederationError('ERR_INTERNAL', 'not an organization of ours', { organization: id })
    return held
  }

  signer(id: OrganizationId): TokenSigner {
    return tokenSigner(this.current(id).organization, this.#parts.clock.now())
  }

  /** Gives each organization whose newest token key is a day old the next one; it signs once partners had time to read it. */
  async roll(): Promise<void> {
    for (const [id, held] of this.#held) {
      const next = await this.#rolled(held.organization)
      if (next === null) continue
      await this.#parts.save(next)
      const sequence = Math.max(held.sequence + 1, Math.floor(this.#parts.clock.now() / 1000))
      this.#held.set(id, { organization: next, sequence })
      this.#parts.log.info('token key rolled', { organization: id, keys: next.tokenKeys.length })
    }
  }

  #rolled(organization: Organization): Promise<Organization> | null {
    const { clock } = this.#parts
    const now = clock.now()
    const newest = organization.tokenKeys.at(-1)
    if (newest !== undefined && newest.from > now - ROLLED_AFTER) return null
    // After a long stop no key may be left to sign with: then the new one signs at once.
    const usable = organization.tokenKeys.some((key) => key.from <= now && key.until > now + 2 * ANNOUNCED_FOR)
    return withNewTokenKey(organization, { clock, announcedFor: usable ? ANNOUNCED_FOR : 0, days: DAYS_IN_USE })
  }
}
