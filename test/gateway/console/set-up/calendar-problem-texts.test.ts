import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { CALENDAR_PROBLEM_TEXTS, calendarProblemIn } from '../../../../gateway/console/set-up/calendar-problem-texts.ts'
import { doCalendarJob } from '../../../../protocols/icalendar/calendar-job.ts'
import type { CalendarProblem, CalendarProblemName } from '../../../../protocols/icalendar/calendar-problem.ts'
import { calendarProblem } from '../../../../protocols/icalendar/calendar-problem.ts'
import { calendarText, eventText, LIMITS, VERA, windowOf } from '../../../protocols/icalendar/calendar-text.ts'

const START = 'DTSTART:20261201T090000Z'
const event = (...lines: string[]): string => calendarText(eventText(START, ...lines))
const rule = (text: string): string => event(`RRULE:${text}`)
const zone = (...lines: string[]): string => {
  const part = ['BEGIN:STANDARD', ...lines, 'END:STANDARD']
  const told = ['BEGIN:VTIMEZONE', 'TZID:Home', ...part, 'END:VTIMEZONE']
  return calendarText(`${told.join('\r\n')}\r\n${eventText('DTSTART;TZID=Home:20261201T090000')}`)
}
const OFFSETS = ['TZOFFSETFROM:+0100', 'TZOFFSETTO:+0100']

/** What each file is refused for: in English, as the log has it, and in Swedish. */
const FILES: readonly (readonly [file: string, english: string, swedish: string])[] = [
  ['secret', 'text outside a VCALENDAR (line 1)', 'text utanför en VCALENDAR (rad 1)'],
  ['BEGIN:VCALENDAR\r\n', 'no whole VCALENDAR (line 2)', 'ingen hel VCALENDAR (rad 2)'],
  ['BEGIN:VEVENT\r\n', 'VEVENT in the wrong place (line 1)', 'VEVENT på fel plats (rad 1)'],
  [
    'BEGIN:VCALENDAR\r\nEND:VEVENT\r\n',
    'END of a component that is not open (line 2)',
    'END för en komponent som inte har börjat (rad 2)',
  ],
  ['BEGIN:VCALENDAR\r\n'.repeat(9), 'VCALENDAR in the wrong place (line 2)', 'VCALENDAR på fel plats (rad 2)'],
  [
    `BEGIN:VCALENDAR\r\n${'BEGIN:VTODO\r\n'.repeat(9)}`,
    'too many components (line 9)',
    'för många komponenter (rad 9)',
  ],
  [calendarText(eventText(START, 'and more')), 'broken line (line 7)', 'en trasig rad (rad 7)'],
  [
    calendarText(eventText(`DTSTART:${'2'.repeat(100_000)}`)),
    'DTSTART cannot be read (line 6)',
    'DTSTART går inte att läsa (rad 6)',
  ],
  [event().replace('VERSION:2.0', 'VERSION:1.0'), 'vCalendar 1.0', 'den är skriven som vCalendar 1.0'],
  [calendarText(eventText('DTSTART:soon')), 'not a DATE or DATE-TIME', 'ingen DATE eller DATE-TIME'],
  [calendarText(eventText('DTSTART:20260230')), 'no such date', 'det datumet finns inte'],
  [event('DURATION:long'), 'not a DURATION', 'ingen DURATION'],
  [event('DURATION:P6000W'), 'DURATION too long', 'en DURATION som är för lång'],
  [event('DURATION:-PT1H'), 'negative DURATION', 'en DURATION mindre än noll'],
  [event('RDATE:20261201T090000Z/PT1H/PT1H'), 'not a PERIOD', 'ingen PERIOD'],
  [
    event('RDATE:20261201T090000Z/20261201T080000Z'),
    'a PERIOD that ends before it starts',
    'en PERIOD som slutar innan den börjar',
  ],
  [calendarText(eventText('SUMMARY:x')), 'VEVENT without DTSTART', 'en VEVENT utan DTSTART'],
  [event('DTEND:20261201T100000Z', 'DURATION:PT1H'), 'both DTEND and DURATION', 'både DTEND och DURATION'],
  [event('DTEND:20261201T080000Z'), 'DTEND before DTSTART', 'DTEND före DTSTART'],
  [event('RDATE:20261202'), 'RDATE without a time of day', 'en RDATE utan klockslag'],
  [
    calendarText(eventText('DTSTART;TZID=Nowhere:20261201T090000')),
    'unknown TZID Nowhere',
    'okänd tidszon i TZID: Nowhere',
  ],
  [zone(...OFFSETS), 'STANDARD without DTSTART', 'STANDARD utan DTSTART'],
  [zone('DTSTART:20260101T000000', 'TZOFFSETFROM:x', 'TZOFFSETTO:+0100'), 'not a UTC-OFFSET', 'ingen UTC-OFFSET'],
  [
    zone('DTSTART:19700101T000000', ...OFFSETS, 'RRULE:FREQ=SECONDLY'),
    'VTIMEZONE with too many onsets',
    'en VTIMEZONE med för många byten',
  ],
  [
    rule(`FREQ=DAILY;X-A=${'1'.repeat(8192)}`),
    'recurrence rule: too long',
    'upprepningsregeln, RRULE: den är för lång',
  ],
  [
    rule('DAILY'),
    'recurrence rule: not a rule part',
    'upprepningsregeln, RRULE: där står något som inte hör till en regel',
  ],
  [rule('FREQ=DAILY;FREQ=DAILY'), 'recurrence rule: given twice', 'upprepningsregeln, FREQ: angivet två gånger'],
  [
    rule('FREQ=DAILY;COUNT=0'),
    'recurrence rule: not a positive number',
    'upprepningsregeln, COUNT: inget tal större än noll',
  ],
  [rule('FREQ=DAILY;BYHOUR=x'), 'recurrence rule: not a number', 'upprepningsregeln, BYHOUR: inget tal'],
  [
    rule('FREQ=DAILY;BYHOUR=24'),
    'recurrence rule: out of range',
    'upprepningsregeln, BYHOUR: talet är för stort eller för litet',
  ],
  [rule('FREQ=DAILY;BYDAY=XX'), 'recurrence rule: not a weekday', 'upprepningsregeln, BYDAY: ingen veckodag'],
  [rule('FREQ=DAILY;UNTIL=soon'), 'recurrence rule: not a date', 'upprepningsregeln, UNTIL: inget datum'],
  [
    rule('FREQ=DAILY;UNTIL=20270101;COUNT=2'),
    'recurrence rule: not with COUNT',
    'upprepningsregeln, UNTIL: går inte ihop med COUNT',
  ],
  [
    rule('FREQ=DAILY;RSCALE=CHINESE'),
    'recurrence rule: only the Gregorian calendar',
    'upprepningsregeln, RSCALE: bara den gregorianska kalendern går att läsa',
  ],
  [rule('FREQ=DAILY;SKIP=FORWARD'), 'recurrence rule: only OMIT', 'upprepningsregeln, SKIP: bara OMIT går att läsa'],
  [
    rule('FREQ=DAILY;BYDAY=2MO'),
    'recurrence rule: a number only in MONTHLY and YEARLY',
    'upprepningsregeln, BYDAY: ett tal får bara stå där i MONTHLY och YEARLY',
  ],
  [
    rule('FREQ=YEARLY;BYDAY=2MO;BYWEEKNO=3'),
    'recurrence rule: no number beside BYWEEKNO',
    'upprepningsregeln, BYDAY: inget tal får stå där bredvid BYWEEKNO',
  ],
  [
    rule('FREQ=WEEKLY;BYMONTHDAY=1'),
    'recurrence rule: not in WEEKLY',
    'upprepningsregeln, BYMONTHDAY: får inte stå i WEEKLY',
  ],
  [
    rule('FREQ=DAILY;BYYEARDAY=1'),
    'recurrence rule: not in DAILY',
    'upprepningsregeln, BYYEARDAY: får inte stå i DAILY',
  ],
  [
    rule('FREQ=MONTHLY;BYYEARDAY=1'),
    'recurrence rule: not in MONTHLY',
    'upprepningsregeln, BYYEARDAY: får inte stå i MONTHLY',
  ],
  [
    rule('FREQ=MONTHLY;BYWEEKNO=1'),
    'recurrence rule: only in YEARLY',
    'upprepningsregeln, BYWEEKNO: får bara stå i YEARLY',
  ],
  [
    rule('FREQ=DAILY;BYSETPOS=1'),
    'recurrence rule: only with another BY part',
    'upprepningsregeln, BYSETPOS: får bara stå bredvid en annan del med BY',
  ],
  [rule('FREQ=OFTEN'), 'recurrence rule: no frequency', 'upprepningsregeln, FREQ: ingen sådan frekvens'],
  [
    zone(...Array.from({ length: 10_001 }, () => 'END:STANDARD\r\nBEGIN:STANDARD')),
    'too many observances',
    'för många delar i en VTIMEZONE',
  ],
]

/** What no bytes of a file are to blame for, or only with bounds that no file here meets. */
const OTHERS: readonly (readonly [CalendarProblem, string])[] = [
  [calendarProblem('unopened', { code: 'EACCES' }), 'den som kör programmet får inte'],
  [calendarProblem('noFile', {}), 'det är ingen fil'],
  [calendarProblem('fileTooBig', {}), 'filen är för stor'],
  [calendarProblem('changed', {}), 'den ändrades medan den lästes'],
  [calendarProblem('twoFiles', {}), 'två filer är samma brevlådas'],
  [calendarProblem('unknownHome', {}), 'brevlådans tidszon är okänd'],
  [calendarProblem('detailsUnkept', { code: 'ENOSPC' }), 'detaljerna går inte att spara: disken är full'],
  [calendarProblem('noRecurrenceId', {}), 'ingen RECURRENCE-ID'],
  [calendarProblem('noObservances', {}), 'en VTIMEZONE utan delar'],
  [calendarProblem('manySteps', {}), 'upprepningarna tar för många steg att räkna ut'],
  [calendarProblem('manyInstances', {}), 'för många händelser'],
  [calendarProblem('takesTooLong', {}), 'det tar för lång tid att läsa den'],
  [calendarProblem('takesTooMuchMemory', {}), 'det tar för mycket minne att läsa den'],
  [calendarProblem('endedReader', {}), 'läsaren gick sönder på den'],
  [calendarProblem('closing', {}), 'läsaren stängdes'],
  [calendarProblem('brokeOff', { code: 'EIO' }), 'läsningen avbröts: EIO'],
  [calendarProblem('failed', {}), 'läsningen misslyckades'],
]

describe('what is wrong with a file that should be a calendar', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-problems-'))
  const path = join(folder, 'vera.ics')
  after(() => rmSync(folder, { recursive: true }))
  const seen = new Set<CalendarProblemName>()

  for (const [file, english, swedish] of FILES) {
    it(`is said in both languages: ${english}`, () => {
      writeFileSync(path, file)
      const horizon = windowOf('2026-12-01', '2027-12-01')
      const outcome = doCalendarJob({ path, mailbox: VERA, timeZone: 'UTC', horizon, limits: LIMITS })
      if (outcome.read) throw new Error('it was read')
      expect(outcome.because).to.equal(english)
      expect(calendarProblemIn({ language: 'en' }, outcome.problem)).to.equal(english)
      expect(calendarProblemIn({ language: 'sv' }, outcome.problem)).to.equal(swedish)
      seen.add(outcome.problem.says)
    })
  }

  for (const [problem, swedish] of OTHERS) {
    it(`is said in Swedish: ${swedish}`, () => {
      expect(calendarProblemIn({ language: 'sv' }, problem)).to.equal(swedish)
      seen.add(problem.says)
    })
  }

  it('is all of it here', () => {
    expect([...seen].sort()).to.deep.equal(Object.keys(CALENDAR_PROBLEM_TEXTS.sv).sort())
  })
})
