import type { CalendarProblem } from './calendar-problem.ts'

export type CalendarEventName =
  | 'calendars-loaded'
  | 'calendar-read'
  | 'calendar-unreadable'
  | 'calendar-removed'
  | 'calendar-name-refused'
  | 'calendar-folder-unreadable'
  | 'calendar-details-unreadable'

/** `problem` is what `because` says, where a file is no calendar that can be read. */
export type CalendarLog = (
  event: CalendarEventName,
  fields: Readonly<Record<string, string | number>>,
  problem?: CalendarProblem,
) => void
