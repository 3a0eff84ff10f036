import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { AuditEvent } from '../audit/audit-entry.ts'
import type { Cause } from '../stores/cause.ts'
import type { HeldRecord, Json, RecordKind } from '../stores/state-record.ts'
import type { Change } from '../stores/state-change.ts'
import type { ChangedRecord, StateFollower, StateStore } from '../stores/state-store.ts'
import { decodeLink, encodeLink, linkRecord } from './link-record.ts'
import type { PublishedLink } from './published-link.ts'

/** Where a visitor's address is looked up. */
export interface LinkDirectory {
  /** Revoked, expired and coming ones too: whether it is open is for who asks. */
  byHash(hash: string): PublishedLink | undefined
}

export interface KeptLink {
  readonly link: PublishedLink
  /** Of its record. */
  readonly version: number
}

export interface LinkChange {
  readonly link: PublishedLink
  /** The version it was made from; 0 for a new one. */
  readonly before: number
  /** `link.opened`, `link.changed`, `link.reset`, `link.revoked`. */
  readonly event: string
}

export type LinkWrite =
  | { readonly stored: true; readonly sequence: number }
  | { readonly stored: false; readonly because: 'conflict' }
  | { readonly stored: false; readonly because: 'repeated'; readonly digest: string; readonly answer: Json }

const KINDS: ReadonlySet<RecordKind> = new Set(['published-link'])
/** Links taken out with one write. */
const FORGOTTEN_AT_ONCE = 500

const ownerKey = (organization: string, mailbox: MailboxAddress): string => `${organization} ${mailbox}`

/** Published links as records of the state, held in memory: a change counts on every instance once it is acknowledged. */
export class PublishedLinks implements LinkDirectory, StateFollower {
  readonly kinds = KINDS
  readonly #state: StateStore
  #byKey = new Map<string, KeptLink>()
  #byHash = new Map<string, PublishedLink>()
  /** By organization and mailbox, in the order in which they were opened. */
  #byOwner = new Map<string, Set<string>>()

  constructor(state: StateStore) {
    this.#state = state
  }

  byHash(hash: string): PublishedLink | undefined {
    return this.#byHash.get(hash)
  }

  /** Of one mailbox, revoked ones too. */
  linksOf(organization: string, mailbox: MailboxAddress): readonly KeptLink[] {
    const keys = this.#byOwner.get(ownerKey(organization, mailbox)) ?? []
    return [...keys].flatMap((key) => this.#byKey.get(key) ?? [])
  }

  /** Of all mailboxes of one organization, revoked ones too; what is opened while they are gone through may be among them. */
  *linksIn(organization: string): Iterable<PublishedLink> {
    for (const { link } of this.#byKey.values()) if (link.organization === organization) yield link
  }

  /**
   * Atomic: of simultaneous changes of one link made from the same version, at most one is stored. In force on every
   * instance when the promise resolves.
   *
   * @throws FederationError `ERR_STORE_UNAVAILABLE`, `ERR_OUTCOME_UNKNOWN`
   */
  async write(change: LinkChange, cause: Cause): Promise<LinkWrite> {
    const { request, rehearsal } = cause
    const commit = await this.#state.commit({
      ...this.changeOf(change, cause),
      ...(request !== undefined && { request }),
      ...(rehearsal !== undefined && { rehearsal }),
    })
    if (commit.committed) return { stored: true, sequence: commit.sequence }
    if (commit.because === 'repeated') return { stored: false, ...commit }
    return { stored: false, because: 'conflict' }
  }

  /** The same to be written together with something else. */
  changeOf({ link, before, event }: LinkChange, { actor, requestId }: Cause): Pick<Change, 'writes' | 'audit'> {
    return {
      writes: [{ ...linkRecord(link), value: encodeLink(link), before }],
      audit: [{ ...linkEvent(event, link), at: this.#state.now(), actor, requestId }],
    }
  }

  /** Takes out for good what ended before `instant`: until then its end can be proved. */
  async forgetEndedBefore(instant: number): Promise<number> {
    const old = [...this.#byKey.values()].filter(({ link }) => endOf(link) < instant).slice(0, FORGOTTEN_AT_ONCE)
    if (old.length === 0) return 0
    const commit = await this.#state.commit({
      writes: old.map(({ link, version }) => ({ ...linkRecord(link), value: null, before: version })),
      audit: old.map(({ link }) => {
        const by = { at: this.#state.now(), actor: 'gateway', requestId: null }
        return { ...linkEvent('link.forgotten', link), ...by }
      }),
    })
    // Another instance was first, or somebody changed one: the next round looks again.
    return commit.committed ? old.length : 0
  }

  async reload(records: AsyncIterable<HeldRecord>): Promise<void> {
    this.#byKey = new Map()
    this.#byHash = new Map()
    this.#byOwner = new Map()
    for await (const record of records) this.#hold(record.key, record)
  }

  changed(records: readonly ChangedRecord[]): void {
    for (const { key, held } of records) this.#hold(key, held)
  }

  #hold(key: string, held: HeldRecord | null): void {
    const before = this.#byKey.get(key)?.link
    const link = held === null ? null : decodeLink(held)
    // The old address is gone before the new one is there.
    if (before !== undefined) this.#byHash.delete(before.secretHash)
    if (held === null || link === null) {
      this.#byKey.delete(key)
      if (before !== undefined) this.#disown(key, before)
      return
    }
    this.#byKey.set(key, { link, version: held.version })
    this.#byHash.set(link.secretHash, link)
    const owner = ownerKey(link.organization, link.mailbox)
    const keys = this.#byOwner.get(owner) ?? new Set<string>()
    this.#byOwner.set(owner, keys.add(key))
  }

  #disown(key: string, { organization, mailbox }: PublishedLink): void {
    const owner = ownerKey(organization, mailbox)
    const keys = this.#byOwner.get(owner)
    keys?.delete(key)
    if (keys?.size === 0) this.#byOwner.delete(owner)
  }
}

/** When a link was over for good; `Infinity` while it is not. */
const endOf = ({ revokedAt, until }: PublishedLink): number => Math.min(revokedAt ?? Infinity, until ?? Infinity)

/** A link as it goes on record: nothing of its secret, and whose it is stands apart, where it can be erased. */
function linkEvent(event: string, link: PublishedLink): Pick<AuditEvent, 'event' | 'facts' | 'personal'> {
  const { id, organization, mailbox, recipient, level, back, ahead, hours, hiddenCategories } = link
  const { codeByMail, searchable, from, until } = link
  const terms = { level, back, ahead, from, until, codeByMail, searchable }
  const part = { hours: hours as Json, hiddenCategories: hiddenCategories.length }
  return {
    event,
    facts: { organization, link: id, ...terms, ...part },
    personal: { mailbox, ...(recipient !== null && { recipient }) },
  }
}
