import { FederationError } from '../../protocols/federation-error.ts'
import { capOf } from '../../trust/policies/cap-of.ts'
import type { Onlooker } from '../console/owner-frame.ts'
import { OWNER_TEXTS } from '../console/owner-texts.ts'
import type { TypedShare } from '../console/share-form.ts'
import { SHARE_FORM_TEXTS } from '../console/share-form-texts.ts'
import type { FieldProblem } from '../console/share-form-texts.ts'
import { addressPage, newSharePage, whomPage } from '../console/share-pages.ts'
import type { ShareFormState } from '../console/share-pages.ts'
import { readNewGrant, readNewLink, USUAL_LIFE } from '../sharing/share-orders.ts'
import type { ChangedShare } from '../sharing/share-orders.ts'
import type { ShareOwner } from '../sharing/share.ts'
import type { Done, NotDone, Opened, ShareRefusal } from '../sharing/sharing-parts.ts'
import { newNonce, nonceOf, ownerCause } from './owner-cause.ts'
import type { OwnerDoor, OwnerRoute, Visit } from './owner-door.ts'
import { seeOther, shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { isColleague, previewWeek } from './preview-week.ts'
import { readGrantee, readShareForm, typedShare, usualShare, wrongGrantee } from './read-share-form.ts'
import type { FieldName, Problems } from './read-share-form.ts'

export const ownerOf = ({ session: { organization, mailbox } }: Onlooker): ShareOwner => ({ organization, mailbox })

/** @throws FederationError `ERR_NOT_FOUND` where her mailbox is no more */
export function policiesOf({ directory }: Pick<OwnerDoor, 'directory'>, { organization, mailbox }: ShareOwner) {
  const policy = directory.hostedByName(organization)?.policy
  const own = policy?.mailbox(mailbox)
  if (policy !== undefined && own !== undefined) return { policy, own }
  throw new FederationError('ERR_NOT_FOUND', 'There is no mailbox of this address here.')
}

/** Whether a share can come to something, before anything is typed into it. */
export function checkShare(
  door: OwnerDoor,
  owner: ShareOwner,
  { kind, to }: Pick<TypedShare, 'kind' | 'to'>,
): ShareFormState['check'] {
  if (kind === 'grant') {
    const check = door.sharing.checkOffer(owner, to)
    return check.possible ? { cap: check.cap } : { because: check.because }
  }
  const cap = capOf(policiesOf(door, owner).policy, owner.mailbox, 'Anonymous', door.clock.now())
  return cap.level === 'None' ? { because: cap.decidedBy ?? 'ANONYMOUS_OFF' } : { cap }
}

/** A sentence for each problem, by its field. */
export function faultsOf({ locale }: Onlooker, problems: Problems): Readonly<Record<string, string>> {
  const sentences = SHARE_FORM_TEXTS[locale.language].problems
  return Object.fromEntries(Object.entries(problems).map(([name, problem]) => [name, sentences[problem]]))
}

/** What the verbs refuse that stands in one field. */
const REFUSED_FIELDS: Partial<Readonly<Record<ShareRefusal, readonly [FieldName, FieldProblem]>>> = {
  ENDS_BEFORE_IT_BEGINS: ['until', 'order'],
  NO_TIME_ZONE: ['days', 'noZone'],
  CODE_WITHOUT_RECIPIENT: ['code', 'codeAlone'],
  RECIPIENT_REFUSED: ['mail', 'recipient'],
  NOTE_TOO_LONG: ['note', 'noteLong'],
  NOTE_WITH_ADDRESS: ['note', 'noteAddress'],
}

/** The form again, with why it was not done. */
export function refusedState(onlooker: Onlooker, state: ShareFormState, because: ShareRefusal): ShareFormState {
  const field = REFUSED_FIELDS[because]
  if (field === undefined) return { ...state, refused: because }
  return { ...state, faults: { ...state.faults, ...faultsOf(onlooker, { [field[0]]: field[1] }) } }
}

function firstForm(door: OwnerDoor, { onlooker, form }: Visit, asLink: boolean): PageAnswer {
  const owner = ownerOf(onlooker)
  const { policy } = policiesOf(door, owner)
  const typed = (form.get('to') ?? '').trim()
  const kind = asLink ? 'link' : door.sharing.kindFor(owner, readGrantee(typed))
  const to = readGrantee(typed) ?? ''
  const { language } = onlooker.locale
  const until = kind === 'link' ? onlooker.now + USUAL_LIFE : null
  const usual = usualShare(kind, to, { until, language, zone: onlooker.zone })
  const state: ShareFormState = {
    typed: { ...usual, mail: to !== '' && !to.startsWith('@') && !(kind === 'grant' && isColleague(policy, to)) },
    ...{ check: checkShare(door, owner, { kind, to }), faults: {}, refused: null, preview: null, held: null },
    once: newNonce(door),
  }
  return shown(newSharePage(onlooker, state))
}

/** Whom it is for: what is no address is asked for again. */
function whom(door: OwnerDoor, visit: Visit, asLink: boolean): PageAnswer {
  const { onlooker, form } = visit
  const to = (form.get('to') ?? '').slice(0, 400)
  const kind = asLink ? 'link' : 'grant'
  const problem = wrongGrantee({ ...usualShare(kind, to, { until: null, language: 'en' }) }, onlooker.session.mailbox)
  if (problem === null) return firstForm(door, visit, asLink)
  return shown(whomPage(onlooker, to, SHARE_FORM_TEXTS[onlooker.locale.language].problems[problem]), 422)
}

async function share(door: OwnerDoor, visit: Visit, typed: TypedShare, said: ChangedShare): Promise<Outcome> {
  const owner = ownerOf(visit.onlooker)
  const cause = () => ownerCause(door, visit)
  const grantee = readGrantee(typed.to)
  const order = { ...said, to: grantee, mail: typed.mail, note: typed.note === '' ? undefined : typed.note }
  return typed.kind === 'grant'
    ? door.sharing.offerGrant(owner, readNewGrant(order), cause)
    : door.sharing.openLink(owner, readNewLink(order), cause)
}

type Outcome = Done | Opened | NotDone

async function formSent(door: OwnerDoor, visit: Visit, what: 'preview' | 'share'): Promise<PageAnswer> {
  const { onlooker, form } = visit
  const owner = ownerOf(onlooker)
  const { own } = policiesOf(door, owner)
  const typed = typedShare(form)
  const wrongTo = wrongGrantee(typed, owner.mailbox)
  if (wrongTo !== null && (readGrantee(typed.to) === null || wrongTo === 'self'))
    return whom(door, visit, typed.kind === 'link')
  const { problems, said } = readShareForm(typed, { zone: onlooker.zone, timeZone: own.timeZone, held: null })
  const all: Problems = wrongTo === null ? problems : { ...problems, mail: wrongTo }
  const check = checkShare(door, owner, { ...typed, to: readGrantee(typed.to) ?? '' })
  const state: ShareFormState = {
    ...{
      typed,
      check,
      faults: faultsOf(onlooker, all),
      refused: null,
      preview: null,
      held: null,
      once: nonceOf(visit),
    },
  }
  if (Object.keys(all).length > 0) return shown(newSharePage(onlooker, state), 422)
  if (what === 'preview' || 'because' in check) {
    const most = 'cap' in check ? check.cap.level : 'None'
    const preview = await previewWeek(door, onlooker, owner, { ...typed, said, most })
    return shown(newSharePage(onlooker, { ...state, preview }))
  }
  const outcome = await share(door, visit, typed, said)
  if (!outcome.done) return shown(newSharePage(onlooker, refusedState(onlooker, state, outcome.because)), 422)
  if (!('address' in outcome)) return seeOther(`${onlooker.base}?done=shared`)
  const title = OWNER_TEXTS[onlooker.locale.language].sharedTitle
  const mailedTo = typed.mail && typed.to !== '' ? typed.to.trim() : null
  return shown(addressPage(onlooker, { address: outcome.address, title, mailedTo }))
}

function sent(door: OwnerDoor, visit: Visit): PageAnswer | Promise<PageAnswer> {
  const what = visit.form.get('do')
  if (what === 'share' || what === 'preview') return formSent(door, visit, what)
  return whom(door, visit, what === 'link')
}

export const SHARE_ROUTES: readonly OwnerRoute[] = [
  { method: 'get', path: '/share', handle: (_door, { onlooker }) => shown(whomPage(onlooker, '', undefined)) },
  { method: 'post', path: '/share', handle: sent },
]
