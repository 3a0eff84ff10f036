import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { HeldRecord, RecordKind } from '../../trust/stores/state-record.ts'
import type { ChangedRecord, StateFollower } from '../../trust/stores/state-store.ts'
import { readInvitation } from './invitation-record.ts'
import type { Invitation, InvitationState, KeptInvitation } from './invitation-record.ts'

/** Names what an invitation is about. */
export interface InvitedShare {
  /** Name of the hosted organization. */
  readonly organization: string
  readonly mailbox: MailboxAddress
  /** `link:<id>` or `grant:<to>`. */
  readonly share: string
}

const placeOf = ({ organization, mailbox, share }: InvitedShare): string => `${organization} ${mailbox} ${share}`

/** Every invitation there is, in memory: those that wait, and those of the last weeks. */
export class KeptInvitations implements StateFollower {
  readonly kinds: ReadonlySet<RecordKind> = new Set(['invitation'])
  #kept = new Map<string, KeptInvitation>()
  #byShare = new Map<string, Set<string>>()

  async reload(records: AsyncIterable<HeldRecord>): Promise<void> {
    this.#kept = new Map()
    this.#byShare = new Map()
    for await (const record of records) this.#put(record.key, record)
  }

  changed(records: readonly ChangedRecord[]): void {
    for (const { key, held } of records) this.#put(key, held)
  }

  get(id: string): KeptInvitation | undefined {
    return this.#kept.get(id)
  }

  all(): IterableIterator<KeptInvitation> {
    return this.#kept.values()
  }

  /** Oldest first; codes are none. */
  ofShare(share: InvitedShare): readonly KeptInvitation[] {
    return [...(this.#byShare.get(placeOf(share)) ?? [])]
      .flatMap((id) => this.#kept.get(id) ?? [])
      .sort((one, other) => one.invitation.createdAt - other.invitation.createdAt)
  }

  /** How many are in each state. */
  counts(): Readonly<Record<InvitationState['state'], number>> {
    const counts = { waiting: 0, sent: 0, refused: 0, 'given-up': 0 }
    for (const { invitation } of this.#kept.values()) counts[invitation.is.state]++
    return counts
  }

  #put(id: string, held: HeldRecord | null): void {
    const before = this.#kept.get(id)
    if (before !== undefined) this.#forget(id, before.invitation)
    if (held === null) return
    const invitation = readInvitation(held.value)
    this.#kept.set(id, { id, version: held.version, invitation })
    if (invitation.purpose === 'code') return
    const place = placeOf(invitation)
    const ids = this.#byShare.get(place)
    if (ids === undefined) this.#byShare.set(place, new Set([id]))
    else ids.add(id)
  }

  #forget(id: string, invitation: Invitation): void {
    this.#kept.delete(id)
    const place = placeOf(invitation)
    const ids = this.#byShare.get(place)
    ids?.delete(id)
    if (ids?.size === 0) this.#byShare.delete(place)
  }
}
