import type { MailboxAnswer } from '../../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { SharedCalendar } from '../../../protocols/availability/shared-entries.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'

/** One of those asked about, with what was answered and nothing besides. */
export interface ScheduleRow {
  readonly about: MailboxAddress
  /** Whoever asks herself. */
  readonly own: boolean
  /** Whether the address is of her own organization. */
  readonly inside: boolean
  readonly answer: MailboxAnswer
  /** When it was known; null where nothing is. */
  readonly asOf: Instant | null
}

/** Nothing of it is known where there is no answer. */
export const calendarOf = ({ answer }: ScheduleRow): SharedCalendar => (answer.kind === 'view' ? [answer.view] : [])
