import type { MailboxAnswer } from '../../../protocols/availability/availability-question.ts'
import { hasDetails, hasEvents } from '../../../protocols/availability/availability-question.ts'
import { NO_DATA } from '../../../protocols/availability/busy-status.ts'
import type { NoDataReason } from '../../../protocols/availability/busy-status.ts'
import { domainOf } from '../../../protocols/availability/mailbox-address.ts'
import type { ScheduleRow } from './schedule-row.ts'
import { TOLD_REFUSALS } from './schedule-texts.ts'
import type { ScheduleTexts } from './schedule-texts.ts'

type Told = keyof ScheduleTexts['told']

/** In which form somebody was told of. */
export function toldOf({ answer }: Pick<ScheduleRow, 'answer'>): Told {
  if (answer.kind !== 'view') return 'nothing'
  const { grantedView } = answer.view
  if (!hasEvents(grantedView)) return 'stream'
  return hasDetails(grantedView) ? 'details' : 'times'
}

/** As the answer for EWS tells them apart, and no finer (`mailbox-error.ts`). */
const OF_REASON: Readonly<Record<NoDataReason, 'nothing' | 'late' | 'failed' | 'unread' | 'tooMany'>> = {
  ...{ REACH_DNS: 'failed', REACH_TCP: 'failed', REACH_TIMEOUT: 'late', REACH_UPSTREAM: 'failed' },
  ...{ REACH_BUSY: 'failed', TLS_REFUSED: 'failed', TRUST_REFUSED: 'failed', DATA_MALFORMED: 'failed' },
  ...{ ROUTE_NONE: 'failed', ROUTE_NO_TRANSIT: 'failed', DATA_NOT_FOUND: 'nothing' },
  ...{ DATA_UNREADABLE: 'unread', DATA_WITHHELD: 'unread', DATA_TOO_MANY: 'tooMany' },
}

function whyNothing(texts: ScheduleTexts, answer: Exclude<MailboxAnswer, { kind: 'view' }>): string {
  const { whys, refused } = texts
  if (answer.kind === 'no-data') return whys[OF_REASON[answer.reason]]
  // What one mailbox is refused for is told as if it were not there, to colleagues too.
  const code = answer.kind === 'refused' && TOLD_REFUSALS.find((one) => one === answer.decidedBy)
  return code ? refused[code] : whys.nothing
}

/**
 * Why somebody was told so, in sentences. Made of the answer alone, so that it cannot say more than was told: a mailbox that
 * is hidden has the same words as one that is not there.
 */
export function whyTold(texts: ScheduleTexts, row: ScheduleRow): readonly string[] {
  const { whys } = texts
  const { answer, about, inside } = row
  if (answer.kind !== 'view') return [whyNothing(texts, answer)]
  const told = toldOf(row)
  const where = inside ? whys.inside : whys.outside(domainOf(about))
  const parts = answer.view.times.statuses.includes(NO_DATA) ? [whys.parts] : []
  return [where, told === 'nothing' ? whys.nothing : whys[told], ...parts]
}
