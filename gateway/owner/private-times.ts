import type { TimeWindow } from '../../protocols/availability/time-window.ts'
import { privatePage } from '../console/private-page.ts'
import type { PrivateState } from '../console/private-page.ts'
import { SHARE_FORM_TEXTS } from '../console/share-form-texts.ts'
import type { FieldProblem } from '../console/share-form-texts.ts'
import { addPrivatePeriod, privatePeriods, removePrivatePeriod } from '../sharing/private-periods.ts'
import { faultsOf, ownerOf } from './add-share.ts'
import { newNonce, ownerCause } from './owner-cause.ts'
import type { OwnerDoor, OwnerRoute, Visit } from './owner-door.ts'
import { seeOther, shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { readWall } from './read-fields.ts'

type Problems = Partial<Record<'from' | 'until', FieldProblem>>

async function answer(
  door: OwnerDoor,
  { onlooker }: Visit,
  state: Pick<PrivateState, 'typed' | 'faults' | 'done'>,
  status = 200,
): Promise<PageAnswer> {
  const periods = await privatePeriods(door, ownerOf(onlooker))
  return shown(privatePage(onlooker, { ...state, periods, once: newNonce(door) }), status)
}

function show(door: OwnerDoor, visit: Visit): Promise<PageAnswer> {
  const done = (['added', 'removed'] as const).find((what) => what === visit.query.get('done')) ?? null
  return answer(door, visit, { typed: { from: '', until: '' }, faults: {}, done })
}

async function add(door: OwnerDoor, visit: Visit): Promise<PageAnswer> {
  const { onlooker, form } = visit
  const text = (name: string): string => (form.get(name) ?? '').slice(0, 100)
  const typed = { from: text('from'), until: text('until') }
  const [from, until] = [readWall(typed.from, onlooker.zone), readWall(typed.until, onlooker.zone)]
  const problems: Problems = {}
  if ('wrong' in from) problems.from = from.wrong
  if ('wrong' in until) problems.until = until.wrong
  if (typed.from.trim() === '') problems.from = 'missing'
  if (typed.until.trim() === '') problems.until = 'missing'
  const [start, end] = ['value' in from ? from.value : null, 'value' in until ? until.value : null]
  if (start !== null && end !== null && start >= end) problems.until = 'order'
  if (start === null || end === null || Object.keys(problems).length > 0) {
    return answer(door, visit, { typed, faults: faultsOf(onlooker, problems), done: null }, 422)
  }
  if (await addPrivatePeriod(door, ownerOf(onlooker), { start, end }, ownerCause(door, visit))) {
    return seeOther(`${onlooker.base}private?done=added`)
  }
  const faults = { from: SHARE_FORM_TEXTS[onlooker.locale.language].tooMany }
  return answer(door, visit, { typed, faults, done: null }, 422)
}

/** @returns null for what is no period */
function periodIn({ form }: Visit): TimeWindow | null {
  const [start, end] = ['start', 'end'].map((name) => /^-?\d{1,15}$/.exec(form.get(name) ?? '')?.[0])
  return start === undefined || end === undefined ? null : { start: Number(start), end: Number(end) }
}

async function remove(door: OwnerDoor, visit: Visit): Promise<PageAnswer> {
  const { onlooker } = visit
  const period = periodIn(visit)
  if (period !== null) await removePrivatePeriod(door, ownerOf(onlooker), period, ownerCause(door, visit))
  return seeOther(`${onlooker.base}private?done=removed`)
}

export const PRIVATE_ROUTES: readonly OwnerRoute[] = [
  { method: 'get', path: '/private', handle: show },
  { method: 'post', path: '/private', handle: add },
  { method: 'post', path: '/private/remove', handle: remove },
]
