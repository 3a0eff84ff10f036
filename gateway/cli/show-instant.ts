/**
 * An instant of the administration as a person reads it, `2026-11-26 16:00:05 UTC`; what is none is left as it is. Whole
 * milliseconds are in `--json`.
 */
export function shownInstant(instant: string): string {
  const match = /^(\d{4,6}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(instant)
  return match === null ? instant : `${match[1]} ${match[2]} UTC`
}
