import type { Instant } from '../../protocols/availability/time-window.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import type { RecordDigest } from '../../trust/stores/record-digests.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { entryFinderOf } from '../audit/entry-finder.ts'

/** A change of a trust, as the audit log has it: who and when, and nothing of a person. */
export interface TrustChange {
  /** Of the entry. */
  readonly index: number
  readonly event: string
  readonly at: Instant
  /** As the log names whoever did it. */
  readonly actor: string
}

export interface TrustHistory {
  /** The newest first. */
  readonly changes: readonly TrustChange[]
  /** Whether there may be older ones, which were not looked for. */
  readonly more: boolean
}

interface Entry {
  readonly index: number
  readonly event: string
  readonly at: string
  readonly actor: string
  readonly records?: readonly RecordDigest[]
}

/**
 * The newest changes of a trust. However long the log is, no more of it is read than `mostRead` entries.
 *
 * @param most changes at most
 */
export async function trustHistory(
  state: StateStore,
  { local, partner }: Pick<FederationTrust, 'local' | 'partner'>,
  { most, mostRead }: { readonly most: number; readonly mostRead: number },
): Promise<TrustHistory> {
  const { auditSize } = await state.head()
  const key = `${local} ${partner}`
  const mark = JSON.stringify(key)
  const everything = {
    addresses: [],
    requestId: null,
    since: -Infinity,
    until: Infinity,
    newestFirst: true,
    start: null,
  }
  const changes: TrustChange[] = []
  for await (const { index, text } of entryFinderOf(state).find(everything, auditSize)) {
    if (auditSize - index > mostRead) return { changes, more: true }
    // Most entries are of something else: only those that name it are read.
    if (text === null || !text.includes(mark)) continue
    const { event, at, actor, records = [] } = JSON.parse(text) as Entry
    if (!records.some((one) => one.kind === 'trust' && one.key === key)) continue
    if (changes.length === most) return { changes, more: true }
    changes.push({ index, event, at: Date.parse(at), actor })
  }
  return { changes, more: false }
}
