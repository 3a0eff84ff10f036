import { hasEvents } from '../../protocols/availability/availability-question.ts'
import type { MailboxAnswer } from '../../protocols/availability/availability-question.ts'
import type { FreeBusyView } from '../../protocols/availability/free-busy-view.ts'
import type { Granted } from './decision.ts'
import { shareView } from './share-view.ts'
import type { Coarse } from './share-view.ts'

/**
 * What is answered of a view that was found: reduced to what was decided, or unknown where that is more than one answer
 * takes. What is hidden, joined or outside the window does not count, so that whoever has much of it cannot be told apart;
 * nor do the slots of a stream.
 */
export function shareFinding(
  view: FreeBusyView,
  decision: Granted,
  coarse: Coarse | null = null,
): Extract<MailboxAnswer, { kind: 'view' | 'no-data' }> {
  const shared = shareView(view, decision, coarse)
  const tooMany = hasEvents(shared.grantedView) && shared.times.length > (view.mostEntries ?? Infinity)
  return tooMany ? { kind: 'no-data', reason: 'DATA_TOO_MANY' } : { kind: 'view', view: shared }
}
