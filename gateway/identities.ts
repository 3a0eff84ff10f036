import { createHash } from 'node:crypto'
import { DAY, HOUR } from '../protocols/availability/time-window.ts'
import { FederationError } from '../protocols/federation-error.ts'
import type { Clock } from '../trust/clock.ts'
import { fingerprintOf } from '../trust/keys/fingerprint.ts'
import { openIdentity, sealIdentity } from '../trust/keys/sealed-identity.ts'
import type { Identity, SealingKey } from '../trust/keys/sealed-identity.ts'
import { finishRoll } from '../trust/organization/certificate-slots.ts'
import { createOrganization, tokenSigner, withNewTokenKey } from '../trust/organization/organization.ts'
import type { Organization } from '../trust/organization/organization.ts'
import { parseOrganizationId } from '../trust/organization/organization-id.ts'
import type { OrganizationId } from '../trust/organization/organization-id.ts'
import type { Randomness } from '../trust/randomness.ts'
import { BY_ITSELF } from '../trust/stores/cause.ts'
import type { Cause } from '../trust/stores/cause.ts'
import type { HeldRecord, Json, RecordKind } from '../trust/stores/state-record.ts'
import type { Commit, RecordWrite } from '../trust/stores/state-change.ts'
import type { ChangedRecord, StateFollower, StateStore } from '../trust/stores/state-store.ts'
import type { TokenSigner } from '../trust/tokens/issue-token.ts'
import { carriedOutBefore } from './admin/operation.ts'
import type { Log } from './log.ts'

const ROLLED_AFTER = DAY
/** For which partners take what a token key signed. */
export const TOKEN_KEY_DAYS_IN_USE = 2
/** Partners read metadata every few minutes: by then they have it, and one that has not reads it again when it must. */
const ANNOUNCED_FOR = HOUR
const NONCE_BYTES = 12
const ANNOUNCING_RACES = 20
const KINDS: ReadonlySet<RecordKind> = new Set(['identity'])

export interface IdentitiesParts {
  readonly clock: Clock
  readonly random: Randomness
  readonly log: Log
  readonly sealingKey: SealingKey
}

/** Why an identity is changed, and what goes on record about it. */
export interface IdentityChange {
  readonly cause: Cause
  /** `certificate.announced`, `certificate.switched`, … */
  readonly event: string
  readonly facts?: Readonly<Record<string, Json>>
}

const NO_CAUSE: Required<Omit<IdentityChange, 'event'>> = { cause: BY_ITSELF, facts: {} }

interface Held extends Identity {
  readonly version: number
}

/**
 * Our organizations with their keys of the moment, kept sealed: every instance has the same. Token keys are replaced by
 * themselves while the gateway runs, by whichever instance is first.
 */
export class Identities implements StateFollower {
  readonly kinds = KINDS
  readonly #state: StateStore
  readonly #parts: IdentitiesParts
  #kept = new Map<OrganizationId, Held>()
  /** Those of this configuration; the store may hold others. */
  readonly #ids = new Set<OrganizationId>()

  constructor(state: StateStore, parts: IdentitiesParts) {
    this.#state = state
    this.#parts = parts
  }

  get ids(): ReadonlySet<OrganizationId> {
    return this.#ids
  }

  /** @throws FederationError `ERR_INTERNAL` for an id that is none of ours */
  current(id: OrganizationId): Identity {
    const held = this.#kept.get(id)
    if (held === undefined)
      throw new FederationError('ERR_INTERNAL', 'not an organization of ours', { organization: id })
    return held
  }

  signer(id: OrganizationId): TokenSigner {
    return tokenSigner(this.current(id).organization, this.#parts.clock.now())
  }

  /**
   * The identity kept for this id; where none is, the one that `inherited` gives, or a new one. Of several instances
   * that make one at once, all get the same.
   */
  async open(
    id: OrganizationId,
    name: string,
    inherited: () => Promise<Organization | null> = () => Promise.resolve(null),
  ): Promise<Organization> {
    this.#ids.add(id)
    if (!this.#kept.has(id)) {
      const { clock, log } = this.#parts
      const old = await inherited()
      const organization = old ?? (await createOrganization({ id, name, clock }))
      const commit = await this.#keep({ organization, sequence: this.#second() }, 0, 'identity.made')
      if (commit.committed) log.info(old === null ? 'identity made' : 'identity taken over', { organization: id, name })
      else await this.#follow(id)
    }
    return this.live(id)
  }

  /** The organization as it is whenever it is looked at: its keys and certificates change while the gateway runs. */
  live(id: OrganizationId): Organization {
    const now = (): Organization => this.current(id).organization
    const { name } = now()
    return {
      id,
      name,
      get certificate() {
        return now().certificate
      },
      get certificateKey() {
        return now().certificateKey
      },
      get next() {
        return now().next
      },
      get previous() {
        return now().previous
      },
      get retired() {
        return now().retired
      },
      get requested() {
        return now().requested
      },
      get tokenKeys() {
        return now().tokenKeys
      },
    }
  }

  /**
   * Changes an organization of ours and keeps it, with what happened on record; its metadata has a higher sequence then.
   *
   * @param change gets the organization as it is and the sequence its next metadata will have
   * @returns the organization as it is kept, or the refusal of `change`
   * @throws FederationError `ERR_CONFLICT` where somebody else changed it at the same moment, `ERR_STORE_UNAVAILABLE`
   */
  async change<Refusal extends object>(
    id: OrganizationId,
    change: (organization: Organization, sequence: number) => Organization | Refusal,
    { cause, event, facts = {} }: IdentityChange,
  ): Promise<Organization | Refusal> {
    const held = this.#kept.get(id)
    const sequence = Math.max((held?.sequence ?? 0) + 1, this.#second())
    const outcome = change(this.current(id).organization, sequence)
    if (held === undefined || !('tokenKeys' in outcome)) return outcome
    const commit = await this.#keep({ organization: outcome, sequence }, held.version, event, { cause, facts })
    if (commit.committed) return outcome
    if (commit.because === 'repeated') throw carriedOutBefore()
    const message = 'The keys of this organization were changed by somebody else meanwhile; look again.'
    throw new FederationError('ERR_CONFLICT', message)
  }

  /**
   * Gives each organization whose newest token key is a day old the next one, which signs once partners had time to read
   * it, and no longer shows a `previous` certificate once all it signed is over.
   */
  async roll(): Promise<void> {
    for (const id of this.#ids) {
      await this.#finish(id)
      const held = this.#kept.get(id)
      const next = held === undefined ? null : await this.#rolled(held.organization)
      if (held === undefined || next === null) continue
      const sequence = Math.max(held.sequence + 1, this.#second())
      const commit = await this.#keep({ organization: next, sequence }, held.version, 'identity.rolled')
      if (commit.committed) this.#parts.log.info('token key rolled', { organization: id, keys: next.tokenKeys.length })
    }
  }

  /**
   * Raises the sequence of an organization's metadata where it says something else, beside keys, than it said last: a
   * partner takes nothing new under a number it knows. Of several instances that say the same, one raises it.
   *
   * @param says endpoints and the like, as text
   */
  async announce(id: OrganizationId, says: string): Promise<void> {
    const digest = createHash('sha256').update(says).digest('base64url')
    for (let race = 0; race < ANNOUNCING_RACES; race++) {
      const last = await this.#state.get({ kind: 'announcement', key: id })
      const held = this.#kept.get(id)
      if (held === undefined || last?.value === digest) return
      const sequence = Math.max(held.sequence + 1, this.#second())
      const also = { kind: 'announcement', key: id, value: digest, before: last?.version ?? 0 } as const
      const { organization, version } = held
      const commit = await this.#keep({ organization, sequence }, version, 'identity.announced', NO_CAUSE, [also])
      if (commit.committed) return
    }
    throw new FederationError('ERR_STORE_UNAVAILABLE', 'other instances announced something else each time', {
      organization: id,
    })
  }

  async #finish(id: OrganizationId): Promise<void> {
    const until = this.#kept.get(id)?.organization.previous?.until ?? Infinity
    const now = this.#parts.clock.now()
    if (until > now) return
    const why = { cause: BY_ITSELF, event: 'certificate.finished' }
    await this.change(id, (organization) => finishRoll(organization, now), why).catch((error: unknown) => {
      // Of several instances another did it.
      if (!(error instanceof FederationError && error.code === 'ERR_CONFLICT')) throw error
    })
  }

  async reload(records: AsyncIterable<HeldRecord>): Promise<void> {
    const kept = new Map<OrganizationId, Held>()
    for await (const record of records) kept.set(parseOrganizationId(record.key), this.#read(record))
    this.#kept = kept
  }

  changed(records: readonly ChangedRecord[]): void {
    for (const { key, held } of records) {
      if (held === null) this.#kept.delete(parseOrganizationId(key))
      else this.#kept.set(parseOrganizationId(key), this.#read(held))
    }
  }

  #read({ key, value, version }: HeldRecord): Held {
    return { ...openIdentity(key, value, this.#parts.sealingKey), version }
  }

  /** What another instance kept first. */
  async #follow(id: OrganizationId): Promise<void> {
    const held = await this.#state.get({ kind: 'identity', key: id })
    if (held !== null && !this.#kept.has(id)) this.#kept.set(id, this.#read(held))
  }

  #keep(
    identity: Identity,
    before: number,
    event: string,
    { cause, facts }: Required<Omit<IdentityChange, 'event'>> = NO_CAUSE,
    also: readonly RecordWrite[] = [],
  ): Promise<Commit> {
    const { id, certificate, tokenKeys } = identity.organization
    const value = sealIdentity(identity, this.#parts.sealingKey, this.#parts.random.bytes(NONCE_BYTES))
    const keys = { certificate: fingerprintOf(certificate.raw), tokenKeys: tokenKeys.map(({ kid }) => kid) }
    const about = { organization: id, sequence: identity.sequence, ...keys, ...facts }
    const { actor, requestId, request, rehearsal } = cause
    return this.#state.commit({
      writes: [{ kind: 'identity', key: id, value, before }, ...also],
      audit: [{ event, at: this.#parts.clock.now(), actor, requestId, facts: about, personal: {} }],
      ...(request !== undefined && { request }),
      ...(rehearsal !== undefined && { rehearsal }),
    })
  }

  #rolled(organization: Organization): Promise<Organization> | null {
    const { clock } = this.#parts
    const now = clock.now()
    const newest = organization.tokenKeys.at(-1)
    if (newest !== undefined && newest.from > now - ROLLED_AFTER) return null
    // After a long stop no key may be left to sign with: then the new one signs at once.
    const usable = organization.tokenKeys.some((key) => key.from <= now && key.until > now + 2 * ANNOUNCED_FOR)
    return withNewTokenKey(organization, {
      clock,
      announcedFor: usable ? ANNOUNCED_FOR : 0,
      days: TOKEN_KEY_DAYS_IN_USE,
    })
  }

  #second(): number {
    return Math.floor(this.#parts.clock.now() / 1000)
  }
}
