import { FederationError } from '../federation-error.ts'
import type { ErrorCode, ErrorContext } from '../federation-error.ts'
import { saidText } from '../said.ts'
import type { Said, SaidWords } from '../said.ts'

type Nothing = Readonly<Record<never, never>>
interface Named {
  /** Of a property or a component, as RFC 5545 calls it. */
  readonly name: string
}

/** What a recurrence rule can do wrong. */
const RULE_WORDS = {
  tooLong: 'too long',
  noPart: 'not a rule part',
  twice: 'given twice',
  notPositive: 'not a positive number',
  noNumber: 'not a number',
  outOfRange: 'out of range',
  noWeekday: 'not a weekday',
  noDate: 'not a date',
  withCount: 'not with COUNT',
  otherCalendar: 'only the Gregorian calendar',
  onlyOmit: 'only OMIT',
  onlyMonthlyYearly: 'a number only in MONTHLY and YEARLY',
  besideWeekNumber: 'no number beside BYWEEKNO',
  notInWeekly: 'not in WEEKLY',
  notInDaily: 'not in DAILY',
  notInMonthly: 'not in MONTHLY',
  onlyYearly: 'only in YEARLY',
  onlyWithOther: 'only with another BY part',
  noFrequency: 'no frequency',
}

export type RuleProblem = keyof typeof RULE_WORDS

/** What can be wrong with a file that should be a calendar, with what is told of it beside the words. */
export interface CalendarProblemValues {
  readonly unopened: { readonly code: string }
  readonly noFile: Nothing
  readonly fileTooBig: Nothing
  readonly changed: Nothing
  readonly twoFiles: Nothing
  readonly unknownHome: Nothing
  readonly detailsUnkept: { readonly code: string }
  readonly outside: Nothing
  readonly manyComponents: Nothing
  readonly endUnopened: Nothing
  readonly notWhole: Nothing
  readonly wrongPlace: Named
  readonly brokenLine: Nothing
  readonly unreadProperty: Named
  readonly oldVersion: Nothing
  readonly noDateValue: Nothing
  readonly noSuchDate: Nothing
  readonly noDuration: Nothing
  readonly durationTooLong: Nothing
  readonly durationNegative: Nothing
  readonly noOffset: Nothing
  readonly noPeriod: Nothing
  readonly periodBackwards: Nothing
  readonly noStart: Nothing
  readonly twoEnds: Nothing
  readonly endBeforeStart: Nothing
  readonly noTimeOfDay: Nothing
  readonly noRecurrenceId: Nothing
  /** `part` is the part of the rule, such as BYDAY. */
  readonly rule: { readonly part: string; readonly because: RuleProblem }
  readonly unknownZone: { readonly tzid: string }
  readonly manyObservances: Nothing
  readonly observanceLacks: Named & { readonly part: string }
  readonly manyOnsets: Nothing
  readonly noObservances: Nothing
  readonly manySteps: Nothing
  readonly manyInstances: Nothing
  readonly takesTooLong: Nothing
  readonly takesTooMuchMemory: Nothing
  readonly endedReader: Nothing
  readonly closing: Nothing
  readonly brokeOff: { readonly code: string }
  readonly failed: Nothing
}

export type CalendarProblemName = keyof CalendarProblemValues

/** One language's words for each. */
export type CalendarProblemWords = SaidWords<CalendarProblemValues>

/** What is wrong, to be said in any language. */
export type CalendarProblem = Said<CalendarProblemValues> & {
  /** Unfolded lines, from 1; null where it is not about one. */
  readonly line: number | null
}

/** In English, as the log has it. */
export const CALENDAR_PROBLEM_WORDS: CalendarProblemWords = {
  unopened: ({ code }) => `cannot be opened: ${code}`,
  noFile: () => 'not a file',
  fileTooBig: () => 'file too big',
  changed: () => 'changed while it was read',
  twoFiles: () => 'two files for one mailbox',
  unknownHome: () => 'unknown time zone of the mailbox',
  detailsUnkept: ({ code }) => `details cannot be kept: ${code}`,
  outside: () => 'text outside a VCALENDAR',
  manyComponents: () => 'too many components',
  endUnopened: () => 'END of a component that is not open',
  notWhole: () => 'no whole VCALENDAR',
  wrongPlace: ({ name }) => `${name} in the wrong place`,
  brokenLine: () => 'broken line',
  unreadProperty: ({ name }) => `${name} cannot be read`,
  oldVersion: () => 'vCalendar 1.0',
  noDateValue: () => 'not a DATE or DATE-TIME',
  noSuchDate: () => 'no such date',
  noDuration: () => 'not a DURATION',
  durationTooLong: () => 'DURATION too long',
  durationNegative: () => 'negative DURATION',
  noOffset: () => 'not a UTC-OFFSET',
  noPeriod: () => 'not a PERIOD',
  periodBackwards: () => 'a PERIOD that ends before it starts',
  noStart: () => 'VEVENT without DTSTART',
  twoEnds: () => 'both DTEND and DURATION',
  endBeforeStart: () => 'DTEND before DTSTART',
  noTimeOfDay: () => 'RDATE without a time of day',
  noRecurrenceId: () => 'no RECURRENCE-ID',
  rule: ({ because }) => `recurrence rule: ${RULE_WORDS[because]}`,
  unknownZone: ({ tzid }) => `unknown TZID ${tzid}`,
  manyObservances: () => 'too many observances',
  observanceLacks: ({ part, name }) => `${part} without ${name}`,
  manyOnsets: () => 'VTIMEZONE with too many onsets',
  noObservances: () => 'VTIMEZONE without observances',
  manySteps: () => 'too many steps',
  manyInstances: () => 'too many instances',
  takesTooLong: () => 'takes too long',
  takesTooMuchMemory: () => 'takes too much memory',
  endedReader: () => 'ended the reader',
  closing: () => 'closing',
  brokeOff: ({ code }) => `failed: ${code}`,
  failed: () => 'failed in reading',
}

/** In English, with the line. */
export function calendarProblemLine(problem: CalendarProblem): string {
  const { line } = problem
  return `${saidText(CALENDAR_PROBLEM_WORDS, problem)}${line === null ? '' : ` (line ${line})`}`
}

export const calendarProblem = <Name extends CalendarProblemName>(
  says: Name,
  values: CalendarProblemValues[Name],
): CalendarProblem => ({ says, values, line: null }) as CalendarProblem

/** What makes the whole calendar unreadable. */
export function unreadable<Name extends CalendarProblemName>(
  says: Name,
  values: CalendarProblemValues[Name],
  more: ErrorContext = {},
  code: ErrorCode = 'ERR_MESSAGE_MALFORMED',
): FederationError {
  const message = saidText(CALENDAR_PROBLEM_WORDS, calendarProblem(says, values))
  return new FederationError(code, message, { problem: says, ...values, ...more })
}

const isName = (name: unknown): name is CalendarProblemName =>
  typeof name === 'string' && Object.hasOwn(CALENDAR_PROBLEM_WORDS, name)

/** What an error of the reader says, of those made by `unreadable`; null for any other. */
export function problemOf(error: FederationError): CalendarProblem | null {
  const { problem, line, ...values } = error.context
  if (!isName(problem)) return null
  return { says: problem, values, line: typeof line === 'number' ? line : null } as CalendarProblem
}
