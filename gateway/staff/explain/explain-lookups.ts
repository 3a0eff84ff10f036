import { readMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { isConfirmed, questionPage } from '../../console/change-pages.ts'
import { EXPLAIN_TEXTS } from '../../console/explain/explain-texts.ts'
import { explainPage, fieldsOf, LONGEST, NOTHING_TYPED } from '../../console/explain/explain-form.ts'
import type { TypedQuestion } from '../../console/explain/explain-form.ts'
import { explanationPage } from '../../console/explain/explanation-page.ts'
import { lookupPage } from '../../console/explain/lookup-page.ts'
import type { Faults } from '../../console/form-fields.ts'
import { html } from '../../console/html.ts'
import type { Explanation } from '../../explain/explanation.ts'
import type { RememberedLookup } from '../../explain/told-lookup.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { readQuestion, typedIn } from './read-question.ts'

const ID = /^[\w.~:-]{1,100}$/

const namesOf = ({ administration }: ConsoleDoor): ReadonlySet<string> => new Set(administration.organizations.keys())

interface Typed {
  readonly question?: TypedQuestion
  readonly faults?: Faults
  readonly id?: string
  readonly wrongId?: string
}

function formOf({ administration }: ConsoleDoor, { viewer }: Visit, typed: Typed): string {
  const { question = NOTHING_TYPED, faults = {}, id = '', wrongId } = typed
  return explainPage(viewer, question, faults, { id, wrong: wrongId, days: administration.lookupDays })
}

/** Asked before a lookup is made in somebody's name. */
function confirmPage({ viewer, base }: Visit, typed: TypedQuestion): string {
  const texts = EXPLAIN_TEXTS[viewer.locale.language]
  const says = html`<p>${texts.realSays(typed.from, typed.about)}</p>`
  const place = { section: 'explain', title: texts.realTitle, back: `${base}explain/` } as const
  return questionPage(viewer, {
    ...place,
    says,
    action: `${base}explain/`,
    fields: fieldsOf(typed),
    yes: texts.realYes,
  })
}

const explain: RoleRoute['handle'] = async (door, visit): Promise<PageAnswer> => {
  const { viewer, form, locale } = visit
  const question = typedIn(form)
  const reading = readQuestion(locale, question)
  if (!reading.read) return shown(formOf(door, visit, { question, faults: reading.faults }), 422)
  if (!reading.order.dry && !isConfirmed(form)) return shown(confirmPage(visit, question))
  const { body } = await askOperation(door, visit, 'lookup.explain', { body: reading.order })
  return shown(explanationPage(viewer, body as unknown as Explanation, question, namesOf(door)))
}

/** The lookup of this id; null where there is none, or it is too old. */
async function found(door: ConsoleDoor, visit: Visit, lookup: string): Promise<RememberedLookup | null> {
  try {
    const { body } = await askOperation(door, visit, 'lookup.show', { params: { lookup } })
    return body as unknown as RememberedLookup
  } catch (error) {
    if (error instanceof FederationError && error.code === 'ERR_NOT_FOUND') return null
    throw error
  }
}

const showLookup: RoleRoute['handle'] = async (door, visit): Promise<PageAnswer> => {
  const { viewer, query, locale } = visit
  const texts = EXPLAIN_TEXTS[locale.language]
  const id = (query.get('id') ?? '').trim().slice(0, LONGEST.id)
  if (!ID.test(id)) return shown(formOf(door, visit, { id, wrongId: texts.noId }), 422)
  const lookup = await found(door, visit, id)
  const gone = { id, wrongId: texts.notFound(door.administration.lookupDays) }
  if (lookup === null) return shown(formOf(door, visit, gone), 404)
  return shown(lookupPage(viewer, lookup, { ours: namesOf(door), about: readMailboxAddress(query.get('about') ?? '') }))
}

export const EXPLAIN_ROUTES: readonly RoleRoute[] = [
  {
    ...{ method: 'get', path: '/explain/', admits: ['administrator', 'auditor'] },
    handle: (door, visit) => shown(formOf(door, visit, { question: typedIn(visit.query) })),
  },
  { method: 'post', path: '/explain/', admits: ['administrator'], handle: explain },
  { method: 'get', path: '/explain/lookup', admits: ['administrator', 'auditor'], handle: showLookup },
]
