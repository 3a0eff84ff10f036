import { FederationError } from '../../../protocols/federation-error.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import { allTrusts, trustId } from '../../admin/administration.ts'
import type { Administration } from '../../admin/administration.ts'
import { askerName, findApproval, isOwn, waitingApprovals } from '../../admin/approvals.ts'
import type { KeptApproval } from '../../admin/approvals.ts'
import { printable, shortened } from '../../cli/printable.ts'
import { approvalQuestion, approvalRefused, approvalsPage } from '../../console/approvals/approval-pages.ts'
import type { ShownApproval } from '../../console/approvals/approval-pages.ts'
import { approvalRefusal } from '../../console/approvals/approval-refusals.ts'
import { APPROVAL_TEXTS } from '../../console/approvals/approval-texts.ts'
import { donePage, isConfirmed } from '../../console/change-pages.ts'
import type { HiddenFields } from '../../console/change-pages.ts'
import { html } from '../../console/html.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { personOf } from '../../sign-in/console-person.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'

const LONGEST_VALUE = 600

const written = (value: Json): string => {
  if (Array.isArray(value)) return value.map(written).join(', ')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

const fieldsOf = (body: Json): HiddenFields =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? Object.entries(body).map(([name, value]) => [name, shortened(printable(written(value)), LONGEST_VALUE)])
    : []

/** The partner by its name; a trust that is not there any more by its id. */
function aboutOf(administration: Administration, params: Readonly<Record<string, string>>): HiddenFields {
  const trusts = allTrusts(administration)
  return Object.entries(params).map(([name, value]) => {
    const trust = name === 'trust' ? trusts.find((one) => trustId(one) === value) : undefined
    return [name, printable(trust?.metadata.name ?? value)]
  })
}

function shownOf({ administration }: ConsoleDoor, { viewer }: Visit, approval: KeptApproval): ShownApproval {
  const { id, operation, params, body, askedBy, at, until } = approval
  const name = askerName(administration, approval)
  const kind = askedBy.startsWith('session:') ? 'person' : 'token'
  return {
    ...{ id, operation, at, until, about: aboutOf(administration, params), fields: fieldsOf(body as Json) },
    askedBy: { kind, id: askedBy, name: name === null ? null : printable(name) },
    own: isOwn(approval, personOf(viewer.session)),
  }
}

async function list(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { administration } = door
  const waiting = await waitingApprovals(administration)
  const approvals = waiting.map((approval) => shownOf(door, visit, approval)).sort((a, b) => a.until - b.until)
  return shown(approvalsPage(visit.viewer, approvals, administration.approvals === 2))
}

/** @throws FederationError `ERR_NOT_FOUND` */
async function named(door: ConsoleDoor, visit: Visit): Promise<ShownApproval> {
  return shownOf(door, visit, await findApproval(door.administration, visit.params['approval'] ?? ''))
}

async function question(door: ConsoleDoor, visit: Visit, what: 'give' | 'withdraw'): Promise<PageAnswer> {
  const approval = await named(door, visit)
  const { own } = APPROVAL_TEXTS[visit.locale.language]
  if (what === 'give' && approval.own) return shown(approvalRefused(visit.viewer, approval, own), 409)
  return shown(approvalQuestion(visit.viewer, approval, what))
}

/** What was asked for may not be possible any more: then it stays, and is told why. */
async function give(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const approval = await named(door, visit)
  if (approval.own || !isConfirmed(visit.form)) return question(door, visit, 'give')
  const { viewer, base, params } = visit
  const texts = APPROVAL_TEXTS[viewer.locale.language]
  try {
    await askOperation(door, visit, 'approval.give', { params })
  } catch (error) {
    if (!(error instanceof FederationError) || error.code === 'ERR_STORE_UNAVAILABLE') throw error
    const words = approvalRefusal(viewer.locale, error) ?? html`<bdi lang="en">${printable(error.message)}</bdi>`
    const why = html`${texts.refused} ${words}`
    return shown(approvalRefused(viewer, approval, why), 409)
  }
  const more = html`<p>${approval.operation === 'trust.accept' ? texts.canBeEnded : texts.cannotBeUndone}</p>`
  const page = { section: 'approvals' as const, title: texts.giveTitle, back: `${base}approvals` }
  return shown(donePage(viewer, { ...page, said: texts.given, more, undo: null }))
}

async function withdraw(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, base, form, params } = visit
  if (!isConfirmed(form)) return question(door, visit, 'withdraw')
  await askOperation(door, visit, 'approval.withdraw', { params })
  const texts = APPROVAL_TEXTS[viewer.locale.language]
  const more = html`<p>${texts.withdrawWhy}</p>`
  const page = { section: 'approvals' as const, title: texts.withdrawTitle, back: `${base}approvals` }
  return shown(donePage(viewer, { ...page, said: texts.withdrawn, more, undo: null }))
}

const FRESH = { admits: ['administrator'], fresh: true } as const

/** What waits for a second administrator: a person signed in gives it, as the bearer of a token does. */
export const APPROVALS_ROUTES: readonly RoleRoute[] = [
  { method: 'get', path: '/approvals', admits: ['administrator', 'auditor'], handle: list },
  {
    ...{ method: 'get', path: '/approvals/:approval/give', ...FRESH },
    handle: (door, visit) => question(door, visit, 'give'),
  },
  { method: 'post', path: '/approvals/:approval/give', ...FRESH, handle: give },
  {
    ...{ method: 'get', path: '/approvals/:approval/withdraw', ...FRESH },
    handle: (door, visit) => question(door, visit, 'withdraw'),
  },
  { method: 'post', path: '/approvals/:approval/withdraw', ...FRESH, handle: withdraw },
]
