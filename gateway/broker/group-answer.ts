import type { MailboxAnswer } from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { SharedView } from '../../protocols/availability/shared-view.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import type { Granted, GroupMerge } from '../../trust/policies/decision.ts'
import { mergeGroup } from '../../trust/policies/merge-group.ts'
import { shareView } from '../../trust/policies/share-view.ts'
import type { Coarse } from '../../trust/policies/share-view.ts'
import type { Place } from './lookup-trace.ts'

/** When a group is answered, which time was looked up, and whether less is told of it than was asked. */
export interface LookedUp {
  readonly at: Instant
  readonly window: TimeWindow
  readonly coarse: Coarse | null
}

/** What was told of a member; null where nothing is. */
function seenOf({ ruling: { decision }, finding }: Place): SharedView | null {
  return decision.outcome === 'answer' && finding?.kind === 'view' ? shareView(finding.view, decision) : null
}

/** Why nothing is known of the first member who may be told of. */
function reasonOf(members: readonly Place[]): MailboxAnswer {
  const failed = members.find(({ finding }) => finding?.kind === 'no-data')?.finding
  return { kind: 'no-data', reason: failed?.kind === 'no-data' ? failed.reason : 'DATA_WITHHELD' }
}

/**
 * What a group comes to: one stream of all of its members, none of whom is told. Each member's part is what her own
 * decision leaves; the group's decision reduces what they make together. Refused where too few are known to outsiders.
 */
export function groupAnswer(
  place: Place,
  decision: Granted & { readonly group: GroupMerge },
  { at, window, coarse }: LookedUp,
): MailboxAnswer | 'GROUP_TOO_SMALL' {
  const seen = new Map<MailboxAddress, SharedView>()
  for (const member of place.members) {
    const view = seenOf(member)
    if (view === null) continue
    member.answer = { kind: 'view', view }
    seen.set(member.about, view)
  }
  const merged = mergeGroup({ mailbox: place.about, window, asOf: at }, decision.group, seen)
  if (merged !== null) return { kind: 'view', view: shareView(merged, decision, coarse) }
  return decision.group.fewest > 0 ? 'GROUP_TOO_SMALL' : reasonOf(place.members)
}
