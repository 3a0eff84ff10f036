import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { findTrust } from '../../admin/administration.ts'
import { ourPeople } from '../../admin/test-trust.ts'
import { printable } from '../../cli/printable.ts'
import { busyPage, doctorFormPage, doctorTexts, examinationPage } from '../../console/health/doctor-pages.ts'
import type { DoctorForm, PeopleTyped } from '../../console/health/doctor-pages.ts'
import type { DoctorTexts } from '../../console/health/doctor-texts.ts'
import type { Examination } from '../../doctor/examination.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'

/** Under way at once, for everybody who is signed in. */
const MOST = 4
const RETRY_AFTER = 10

/** Sessions for which a partner is being asked: one at a time each. A session's key is nobody else's, in any gateway. */
const underWay = new Set<string>()

const typedIn = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').trim().slice(0, 254)

function isAddress(text: string): boolean {
  try {
    parseMailboxAddress(text)
    return true
  } catch {
    return false
  }
}

function faultsOf(
  texts: DoctorTexts,
  { as, about }: PeopleTyped,
  isOurs: (person: MailboxAddress) => boolean,
): DoctorForm['faults'] {
  if (as === '' && about === '') return {}
  const of = (typed: string): string | undefined => {
    if (typed === '') return texts.bothOrNeither
    return isAddress(typed) ? undefined : texts.addressWrong
  }
  const wrongAs = of(as) ?? (isOurs(parseMailboxAddress(as)) ? undefined : texts.notOurs)
  return { as: wrongAs, about: of(about) }
}

/** @throws FederationError `ERR_NOT_FOUND` */
function formOf({ administration }: ConsoleDoor, { viewer, params, form }: Visit): DoctorForm {
  const id = params['trust'] ?? ''
  const trust = findTrust(administration, id)
  const about = { id, partner: printable(trust.metadata.name) }
  const isOurs = ourPeople(administration, trust)
  if (isOurs === null) return { ...about, named: null, faults: {} }
  const named = { as: typedIn(form, 'as'), about: typedIn(form, 'about') }
  return { ...about, named, faults: faultsOf(doctorTexts(viewer), named, isOurs) }
}

export const testForm = (door: ConsoleDoor, visit: Visit): PageAnswer =>
  shown(doctorFormPage(visit.viewer, formOf(door, visit)))

/** Asks the partner over the network: one at a time for each session, a few at once for all. */
export async function testTrust(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, params } = visit
  const asked = formOf(door, visit)
  if (Object.values(asked.faults).some((fault) => fault !== undefined)) {
    return shown(doctorFormPage(viewer, asked), 422)
  }
  const { key } = viewer.session
  if (underWay.has(key) || underWay.size >= MOST) {
    return { kind: 'page', status: 429, text: busyPage(viewer, asked), retryAfter: RETRY_AFTER }
  }
  underWay.add(key)
  try {
    const named = asked.named?.as === '' ? null : asked.named
    const { body } = await askOperation(door, visit, 'trust.test', { params, body: named ?? {} })
    return shown(examinationPage(viewer, asked, body as unknown as Examination))
  } finally {
    underWay.delete(key)
  }
}
