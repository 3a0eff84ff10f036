import { CALENDAR_PROBLEM_WORDS } from '../../../protocols/icalendar/calendar-problem.ts'
import type {
  CalendarProblem,
  CalendarProblemWords,
  RuleProblem,
} from '../../../protocols/icalendar/calendar-problem.ts'
import { saidText } from '../../../protocols/said.ts'
import { printable } from '../../cli/printable.ts'
import type { Locale } from '../locale.ts'
import type { Catalogue } from '../texts.ts'
import { fileProblemText } from './file-problem-texts.ts'

const RULE: Readonly<Record<RuleProblem, string>> = {
  tooLong: 'den är för lång',
  noPart: 'där står något som inte hör till en regel',
  twice: 'angivet två gånger',
  notPositive: 'inget tal större än noll',
  noNumber: 'inget tal',
  outOfRange: 'talet är för stort eller för litet',
  noWeekday: 'ingen veckodag',
  noDate: 'inget datum',
  withCount: 'går inte ihop med COUNT',
  otherCalendar: 'bara den gregorianska kalendern går att läsa',
  onlyOmit: 'bara OMIT går att läsa',
  onlyMonthlyYearly: 'ett tal får bara stå där i MONTHLY och YEARLY',
  besideWeekNumber: 'inget tal får stå där bredvid BYWEEKNO',
  notInWeekly: 'får inte stå i WEEKLY',
  notInDaily: 'får inte stå i DAILY',
  notInMonthly: 'får inte stå i MONTHLY',
  onlyYearly: 'får bara stå i YEARLY',
  onlyWithOther: 'får bara stå bredvid en annan del med BY',
  noFrequency: 'ingen sådan frekvens',
}

const EN: CalendarProblemWords = {
  ...CALENDAR_PROBLEM_WORDS,
  unopened: ({ code }) => fileProblemText('en', code),
}

const SV: CalendarProblemWords = {
  unopened: ({ code }) => fileProblemText('sv', code),
  noFile: () => 'det är ingen fil',
  fileTooBig: () => 'filen är för stor',
  changed: () => 'den ändrades medan den lästes',
  twoFiles: () => 'två filer är samma brevlådas',
  unknownHome: () => 'brevlådans tidszon är okänd',
  detailsUnkept: ({ code }) => `detaljerna går inte att spara: ${fileProblemText('sv', code)}`,
  outside: () => 'text utanför en VCALENDAR',
  manyComponents: () => 'för många komponenter',
  endUnopened: () => 'END för en komponent som inte har börjat',
  notWhole: () => 'ingen hel VCALENDAR',
  wrongPlace: ({ name }) => `${name} på fel plats`,
  brokenLine: () => 'en trasig rad',
  unreadProperty: ({ name }) => `${name} går inte att läsa`,
  oldVersion: () => 'den är skriven som vCalendar 1.0',
  noDateValue: () => 'ingen DATE eller DATE-TIME',
  noSuchDate: () => 'det datumet finns inte',
  noDuration: () => 'ingen DURATION',
  durationTooLong: () => 'en DURATION som är för lång',
  durationNegative: () => 'en DURATION mindre än noll',
  noOffset: () => 'ingen UTC-OFFSET',
  noPeriod: () => 'ingen PERIOD',
  periodBackwards: () => 'en PERIOD som slutar innan den börjar',
  noStart: () => 'en VEVENT utan DTSTART',
  twoEnds: () => 'både DTEND och DURATION',
  endBeforeStart: () => 'DTEND före DTSTART',
  noTimeOfDay: () => 'en RDATE utan klockslag',
  noRecurrenceId: () => 'ingen RECURRENCE-ID',
  rule: ({ part, because }) => `upprepningsregeln, ${part}: ${RULE[because]}`,
  unknownZone: ({ tzid }) => `okänd tidszon i TZID: ${tzid}`,
  manyObservances: () => 'för många delar i en VTIMEZONE',
  observanceLacks: ({ part, name }) => `${part} utan ${name}`,
  manyOnsets: () => 'en VTIMEZONE med för många byten',
  noObservances: () => 'en VTIMEZONE utan delar',
  manySteps: () => 'upprepningarna tar för många steg att räkna ut',
  manyInstances: () => 'för många händelser',
  takesTooLong: () => 'det tar för lång tid att läsa den',
  takesTooMuchMemory: () => 'det tar för mycket minne att läsa den',
  endedReader: () => 'läsaren gick sönder på den',
  closing: () => 'läsaren stängdes',
  brokeOff: ({ code }) => `läsningen avbröts: ${fileProblemText('sv', code)}`,
  failed: () => 'läsningen misslyckades',
}

/** What is wrong with a file that should be a calendar. */
export const CALENDAR_PROBLEM_TEXTS: Catalogue<CalendarProblemWords> = { en: EN, sv: SV }

const LINE: Catalogue<{ readonly at: (line: number) => string }> = {
  en: { at: (line) => ` (line ${line})` },
  sv: { at: (line) => ` (rad ${line})` },
}

/** The same of one problem, with its line, to this reader. */
export function calendarProblemIn({ language }: Pick<Locale, 'language'>, problem: CalendarProblem): string {
  const { line } = problem
  const words = saidText(CALENDAR_PROBLEM_TEXTS[language], problem)
  return printable(`${words}${line === null ? '' : LINE[language].at(line)}`)
}
