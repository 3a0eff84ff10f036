import { Temporal } from 'temporal-polyfill'
import picocolors from 'picocolors'
import type { BusyStatus } from '../../protocols/availability/busy-status.ts'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { explainOutcome } from './explain-outcome.ts'
import type { LookupEvent, LookupOutcome, LookupResult } from './lookup-result.ts'

/** How a timeline is drawn. Colour only ever repeats what the glyphs already say. */
export interface TimelineStyle {
  /** IANA name of the zone the ruler is in. */
  readonly timeZone: string
  readonly colour: boolean
}

type Mark = Exclude<BusyStatus, 'NoData'> | 'NoData'

interface Glyph {
  readonly sign: string
  readonly word: string
  readonly colour: 'green' | 'yellow' | 'red' | 'magenta' | 'cyan' | 'gray'
  /** Where several touch one cell the highest is drawn; unknown gives way only to what is known to be busier. */
  readonly rank: number
}

export const GLYPHS: Readonly<Record<Mark, Glyph>> = {
  Free: { sign: '·', word: 'free', colour: 'green', rank: 0 },
  WorkingElsewhere: { sign: '○', word: 'elsewhere', colour: 'cyan', rank: 1 },
  Tentative: { sign: '░', word: 'tentative', colour: 'yellow', rank: 2 },
  NoData: { sign: '?', word: 'unknown', colour: 'gray', rank: 3 },
  Busy: { sign: '█', word: 'busy', colour: 'red', rank: 4 },
  OOF: { sign: '▒', word: 'away', colour: 'magenta', rank: 5 },
}

const WIDTH = 80
const LABEL = 25
const CELL_MINUTES = [5, 10, 15, 20, 30, 60, 120, 240, 480, 1440]
const STREAM_MARKS: readonly Mark[] = ['Free', 'Tentative', 'Busy', 'OOF']

/** Minutes one character stands for: the finest step with which the whole window fits the line. */
export function cellMinutes(window: TimeWindow): number {
  const minutes = (window.end - window.start) / MINUTE
  return CELL_MINUTES.find((step) => Math.ceil(minutes / step) <= WIDTH - LABEL) ?? Math.ceil(minutes / (WIDTH - LABEL))
}

export function legend(style: TimelineStyle): string {
  const signs = (['Free', 'Tentative', 'Busy', 'OOF', 'WorkingElsewhere', 'NoData'] as const).map(
    (mark) => `${paint(mark, GLYPHS[mark].sign.repeat(2), style)} ${GLYPHS[mark].word}`,
  )
  return signs.join('   ')
}

/**
 * Draws one question as lines of at most 80 columns: the day and its zone, a ruler of hours, and for each person the
 * timeline, the level and rule, and a sentence. All results must be of one question (same window and asker).
 */
export function drawLookup(results: readonly LookupResult[], style: TimelineStyle): readonly string[] {
  const first = results[0]
  if (first === undefined) return []
  return [...ruler(first.window, style), ...results.flatMap((result) => drawPerson(result, style))]
}

function ruler(window: TimeWindow, style: TimelineStyle): readonly string[] {
  const step = cellMinutes(window)
  const cells = Math.ceil((window.end - window.start) / MINUTE / step)
  const line = new Array<string>(cells + 5).fill(' ')
  let free = 0
  for (let cell = 0; cell <= cells; cell++) {
    const at = local(window.start + cell * step * MINUTE, style.timeZone)
    if (at.minute !== 0 || at.second !== 0 || cell < free) continue
    const label = String(at.hour).padStart(2, '0')
    line.splice(cell, label.length, ...label)
    free = cell + label.length + 1
  }
  const start = local(window.start, style.timeZone)
  const day = start.toLocaleString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
  return [`  ${day}, ${start.timeZoneId}`, `${' '.repeat(LABEL)}${line.join('').trimEnd()}`.slice(0, WIDTH)]
}

function drawPerson(result: LookupResult, style: TimelineStyle): readonly string[] {
  const label = `  ${result.about}`.slice(0, LABEL - 1).padEnd(LABEL)
  const marks = marksOf(result)
  const bar = marks === null ? '(no answer)' : paintRun(marks, style)
  const text = [...grantOf(result.is), ...explainOutcome(result), ...eventLines(result.is, style)]
  return [`${label}${bar}`, ...text.flatMap((line) => wrapped(line))]
}

function grantOf(is: LookupOutcome): readonly string[] {
  if (is.outcome === 'answer') return [`${is.level} as ${is.view} by ${is.decidedBy} (${is.side} side)`]
  if (is.outcome === 'refuse') return [`refused by ${is.decidedBy} (${is.side} side)`]
  return [`unknown: ${is.decidedBy}`]
}

/** One mark a cell; null where there is nothing to draw, which is not the same as free. */
function marksOf({ is, window, interval }: LookupResult): readonly Mark[] | null {
  if (is.outcome === 'refuse') return null
  const step = cellMinutes(window) * MINUTE
  const cells = Math.ceil((window.end - window.start) / step)
  if (is.outcome === 'unknown') return new Array<Mark>(cells).fill('NoData')
  const times = is.events ?? timesOfStream(is.mergedFreeBusy ?? '', window, interval)
  const marks: Mark[] = []
  for (let cell = 0; cell < cells; cell++) {
    const start = window.start + cell * step
    marks.push(highest(times.filter((time) => time.start < start + step && time.end > start)))
  }
  return marks
}

function highest(times: readonly Pick<LookupEvent, 'status'>[]): Mark {
  return times.reduce<Mark>((top, { status }) => (GLYPHS[status].rank > GLYPHS[top].rank ? status : top), 'Free')
}

function timesOfStream(digits: string, window: TimeWindow, interval: number): readonly LookupEvent[] {
  const slots = Math.ceil((window.end - window.start) / (interval * MINUTE))
  return Array.from({ length: slots }, (_none, slot) => ({
    start: window.start + slot * interval * MINUTE,
    end: window.start + (slot + 1) * interval * MINUTE,
    status: STREAM_MARKS[Number(digits[slot] ?? NaN)] ?? 'NoData',
  }))
}

function paintRun(marks: readonly Mark[], style: TimelineStyle): string {
  const runs: { mark: Mark; length: number }[] = []
  for (const mark of marks) {
    const last = runs.at(-1)
    if (last?.mark === mark) last.length++
    else runs.push({ mark, length: 1 })
  }
  return runs.map(({ mark, length }) => paint(mark, GLYPHS[mark].sign.repeat(length), style)).join('')
}

function paint(mark: Mark, text: string, style: TimelineStyle): string {
  return picocolors.createColors(style.colour)[GLYPHS[mark].colour](text)
}

function eventLines(is: LookupOutcome, style: TimelineStyle): readonly string[] {
  if (is.outcome !== 'answer') return []
  return (is.events ?? []).map((event) => {
    const times = `${clockTime(event.start, style.timeZone)}-${clockTime(event.end, style.timeZone)}`
    const place = event.location ? ` (${printable(event.location)})` : ''
    return `${times} ${GLYPHS[event.status].word}${event.subject ? ` ${printable(event.subject)}` : ''}${place}`
  })
}

/** A partner's text goes to a terminal: without control characters it cannot move the cursor or change colours. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
}

const INDENT = ' '.repeat(4)

function wrapped(text: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH - INDENT.length) {
      lines.push(INDENT + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, INDENT + line]
}

function local(at: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
}

function clockTime(at: Instant, timeZone: string): string {
  return local(at, timeZone).toPlainTime().toString({ smallestUnit: 'minute' })
}
