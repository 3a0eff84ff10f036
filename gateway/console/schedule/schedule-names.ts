import type { ScheduleRow } from './schedule-row.ts'
import type { ScheduleTexts } from './schedule-texts.ts'

/** Named one by one; of more it is told how many. */
const MOST_NAMED = 5

/** Addresses one after another, `you` for whoever asks. */
export function namesOf(texts: ScheduleTexts, rows: readonly ScheduleRow[]): string {
  const named = rows.slice(0, MOST_NAMED).map(({ about, own }) => (own ? texts.you : about))
  const more = rows.length - named.length
  return [...named, ...(more > 0 ? [texts.andMore(more)] : [])].join(', ')
}
