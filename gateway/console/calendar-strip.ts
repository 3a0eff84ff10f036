import { HOUR } from '../../protocols/availability/time-window.ts'
import type { BusyStatus } from '../../protocols/availability/busy-status.ts'
import type { CalendarDay } from './calendar-days.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'

/** From what is drawn first to what is drawn over everything else; free time is the ground. */
const ORDER: readonly BusyStatus[] = ['WorkingElsewhere', 'Tentative', 'NoData', 'Busy', 'OOF']

/** The patterns that strips are filled with, once in each page. */
export const STRIP_PATTERNS: Html = html`<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="pTentative" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="bTentative" width="4" height="4"/><rect class="fTentative" width="1.6" height="4"/></pattern>
<pattern id="pOOF" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="bOOF" width="4" height="4"/><rect class="fOOF" width="1.1" height="4"/></pattern>
<pattern id="pWorkingElsewhere" width="3" height="3" patternUnits="userSpaceOnUse"><rect class="bWorkingElsewhere" width="3" height="3"/><rect class="fWorkingElsewhere" width="1" height="3"/></pattern>
<pattern id="pNoData" width="3" height="3" patternUnits="userSpaceOnUse"><rect class="bNoData" width="3" height="3"/><circle class="fNoData" cx="1.5" cy="1.5" r=".6"/></pattern>
</defs></svg>`

const placed = (x: number): string => String(Math.round(x * 10) / 10)

/**
 * One day as a strip from its first minute to its last, for the eye: what it shows stands beside it in words.
 *
 * @param width and `height` in units of the drawing; it is as wide as its place
 */
export function dayStrip({ start, end, entries }: CalendarDay, width: number, height: number): Html {
  const at = (instant: number): number => ((instant - start) / (end - start)) * width
  const drawn = ORDER.flatMap((status) => entries.filter(({ entry }) => entry.status === status))
  const ticks = [6, 12, 18].map((hour) => placed((hour * HOUR * width) / (end - start)))
  return html`<svg class="strip" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="base" width="${width}" height="${height}"/>${drawn.map(
    ({ entry, start: from, end: until }) =>
      html`<rect class="${entry.status}" x="${placed(at(from))}" width="${placed(Math.max(at(until) - at(from), 0.6))}" height="${height}"/>`,
  )}<path class="tick" d="${ticks.map((x) => `M${x} 0V${height}`).join('')}"/></svg>`
}
