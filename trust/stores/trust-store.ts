import type { AuditEvent } from '../audit/audit-entry.ts'
import type { FederationTrust } from '../organization/federation-trust.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import { decodeTrust, encodeTrust } from '../organization/trust-record.ts'
import { trustSnapshot } from '../organization/trust-snapshot.ts'
import type { TrustChange, TrustSnapshot } from '../organization/trust-snapshot.ts'
import type { Cause } from './cause.ts'
import { Hearing } from './hearing.ts'
import type { HeldRecord, Json, RecordKind } from './state-record.ts'
import type { ChangedRecord, StateFollower, StateStore } from './state-store.ts'
import { TakenNames } from './taken-names.ts'

export type TrustPut =
  | { readonly stored: true; readonly sequence: number }
  | {
      readonly stored: false
      readonly because:
        | 'changed-meanwhile' // `before` is no longer what the store holds
        | 'rolled-back' // older metadata than a trust, even a revoked one, has shown
        | 'domain-taken'
        | 'certificate-key-taken'
        | 'token-key-taken'
        | 'credential-taken' // a role account or Exchange issuer is another relationship's
    }
  | { readonly stored: false; readonly because: 'repeated'; readonly digest: string; readonly answer: Json }

/** What goes on record about a change of a trust. */
export interface TrustEvent {
  /** `trust.proposed`, `trust.accepted`, … */
  readonly name: string
  readonly facts?: Readonly<Record<string, Json>>
}

/** All trusts of all our organizations. Domains, certificates and keys belong to one partner each, per organization of ours (threats TH5). */
export interface TrustStore {
  /** Immutable; the same object until something changes. */
  snapshot(): TrustSnapshot

  /** Of the record held; 0 where nothing is. */
  versionOf(local: OrganizationId, partner: OrganizationId): number

  /**
   * Keeps `trust` in place of `before` (undefined: nothing is held of that partner). Atomic: of simultaneous calls with
   * the same `before`, at most one is stored. In the snapshot of every instance when the promise resolves.
   *
   * @throws FederationError `ERR_STORE_UNAVAILABLE`, `ERR_OUTCOME_UNKNOWN`
   */
  put(trust: FederationTrust, before: FederationTrust | undefined, cause: Cause, event: TrustEvent): Promise<TrustPut>
}

const KINDS: ReadonlySet<RecordKind> = new Set(['trust'])

const keyOf = (local: OrganizationId, partner: OrganizationId): string => `${local} ${partner}`

interface Kept {
  readonly trust: FederationTrust
  readonly version: number
}

/** Trusts as records of the state, held in memory for decisions. */
export class StateTrustStore implements TrustStore, StateFollower {
  readonly kinds = KINDS
  readonly #state: StateStore
  #kept = new Map<string, Kept>()
  readonly #hearing = new Hearing()
  #taken = new TakenNames()
  #snapshot = trustSnapshot([], 0)
  /** What came since the snapshot was taken. */
  #changes: TrustChange[] = []

  constructor(state: StateStore) {
    this.#state = state
  }

  snapshot(): TrustSnapshot {
    if (this.#changes.length > 0) {
      this.#snapshot = this.#snapshot.with(this.#changes, this.#hearing.sequence)
      this.#changes = []
    }
    return this.#snapshot
  }

  versionOf(local: OrganizationId, partner: OrganizationId): number {
    return this.#kept.get(keyOf(local, partner))?.version ?? 0
  }

  async put(
    trust: FederationTrust,
    before: FederationTrust | undefined,
    cause: Cause,
    event: TrustEvent,
  ): Promise<TrustPut> {
    const key = keyOf(trust.local, trust.partner)
    for (;;) {
      const held = this.#kept.get(key)
      if (held?.trust !== before) return { stored: false, because: 'changed-meanwhile' }
      const clash = this.#clash(trust, held?.trust)
      if (clash !== null) return { stored: false, because: clash }
      const commit = await this.#state.commit({
        writes: [{ kind: 'trust', key, value: encodeTrust(trust), before: held?.version ?? 0 }],
        // What another partner may not have is decided over all of them, so over the newest.
        sequence: this.#hearing.sequence,
        audit: [this.#entry(trust, cause, event)],
        ...(cause.request !== undefined && { request: cause.request }),
        ...(cause.rehearsal !== undefined && { rehearsal: cause.rehearsal }),
      })
      if (commit.committed) return { stored: true, sequence: commit.sequence }
      if (commit.because === 'repeated') return { stored: false, ...commit }
      if (commit.because === 'conflict') return { stored: false, because: 'changed-meanwhile' }
      await this.#hearing.until(commit.sequence)
    }
  }

  async reload(records: AsyncIterable<HeldRecord>, sequence: number): Promise<void> {
    const kept = new Map<string, Kept>()
    const taken = new TakenNames()
    for await (const { key, value, version } of records) {
      const trust = decodeTrust(value)
      kept.set(key, { trust, version })
      taken.add(trust)
    }
    this.#kept = kept
    this.#taken = taken
    this.#hearing.heard(sequence)
    this.#changes = []
    this.#snapshot = trustSnapshot(
      Array.from(kept.values(), ({ trust }) => trust),
      this.#hearing.sequence,
    )
  }

  changed(records: readonly ChangedRecord[], sequence: number): void {
    this.#hearing.heard(sequence)
    for (const { key, held } of records) {
      if (held === null) this.#hold(key, null)
      else if (this.#kept.get(key)?.version !== held.version) {
        this.#hold(key, { trust: decodeTrust(held.value), version: held.version })
      }
    }
  }

  #entry({ local, partner, is, metadata }: FederationTrust, cause: Cause, event: TrustEvent): AuditEvent {
    const facts = { local, partner, state: is.state, metadataSequence: metadata.sequence, ...event.facts }
    const { actor, requestId } = cause
    return { event: event.name, at: this.#state.now(), actor, requestId, facts, personal: {} }
  }

  #clash(trust: FederationTrust, held: FederationTrust | undefined) {
    if (held !== undefined && trust.metadata.sequence < held.metadata.sequence) return 'rolled-back'
    return this.#taken.clash(trust)
  }

  #hold(key: string, next: Kept | null): void {
    const before = this.#kept.get(key)?.trust ?? null
    if (next === null) this.#kept.delete(key)
    else this.#kept.set(key, next)
    if (before !== null) this.#taken.remove(before)
    if (next !== null) this.#taken.add(next.trust)
    this.#changes.push({ before, after: next?.trust ?? null })
  }
}
