import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'
import { noMailboxPage } from '../../console/schedule/own-pages-page.ts'
import type { ScheduleQuestion } from '../../console/schedule/schedule-question.ts'
import { schedulePage } from '../../console/schedule/schedule-page.ts'
import type { ScheduleAnswer, ScheduleState } from '../../console/schedule/schedule-page.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { LEFT_BEHIND } from '../console-door.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { askSchedule } from './ask-schedule.ts'
import type { Asked } from './ask-schedule.ts'
import { ownMailbox } from './own-mailbox.ts'
import type { OwnMailbox } from './own-mailbox.ts'
import { ownHours, proposeTimes, worksOn } from './propose-times.ts'
import { readQuestion } from './read-question.ts'
import type { QuestionSurroundings } from './read-question.ts'

/** Beside whoever asks; a page of more is no page. */
const MOST_PEOPLE = 50

function surroundingsOf({ asking }: ConsoleDoor, own: OwnMailbox, { viewer, locale }: Visit): QuestionSurroundings {
  const zone = ianaZone(own.policy.timeZone ?? asking.timeZoneOf(own.organization)) ?? UTC
  const { mailboxes, windowDays } = asking.limits
  const most = { people: Math.min(MOST_PEOPLE, mailboxes - 1), days: windowDays }
  return { own: own.mailbox, zone, now: viewer.now, locale, most }
}

function answerOf(asked: Extract<Asked, { kind: 'answered' }>, question: ScheduleQuestion): ScheduleAnswer {
  const { rows, requestId, at } = asked
  const hours = ownHours(rows, question)
  const isWorkday = (day: number): boolean => worksOn(hours, day)
  return { question, requestId, rows, proposed: proposeTimes(rows, question, at), isWorkday }
}

/**
 * The page with its question, asked. It is asked where she said so in the console, or wrote or kept its address herself: what
 * a page of somebody else leads to is shown first, since every look is on record as hers.
 */
async function showSchedule(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, query, ledHere } = visit
  const own = ownMailbox(door.asking, viewer.session.mailbox)
  if (own === null) return shown(noMailboxPage(viewer, 'schedule'))
  const surroundings = surroundingsOf(door, own, visit)
  const { typed, faults, question } = readQuestion(query, surroundings)
  const form = { typed, faults, mostPeople: surroundings.most.people, origin: door.publicUrl }
  const state: ScheduleState = { ...form, notice: null, answer: null }
  if (question === null) return shown(schedulePage(viewer, state), 422)
  const notice = query.has(LEFT_BEHIND) ? 'leftBehind' : null
  if (!query.has('people')) return shown(schedulePage(viewer, { ...state, notice }))
  if (ledHere) return shown(schedulePage(viewer, { ...state, notice: 'ledHere' }))
  const { state: store, clock, random } = door.administration
  const around = { now: () => clock.now(), uuid: () => random.uuid(), fresh: () => store.fresh() }
  const asked = await askSchedule(door.asking, own, question, around)
  if (asked.kind === 'answered') return shown(schedulePage(viewer, { ...state, answer: answerOf(asked, question) }))
  const { seconds } = asked
  return { ...shown(schedulePage(viewer, { ...state, notice: { seconds } }), 429), retryAfter: seconds } as PageAnswer
}

/** Anybody with a mailbox here, whatever else she may do. */
export const SCHEDULE_ROUTES: readonly RoleRoute[] = [
  {
    ...{ method: 'get', path: '/schedule', admits: ['administrator', 'auditor', 'owner'], keepsQuery: true },
    handle: showSchedule,
  },
]
