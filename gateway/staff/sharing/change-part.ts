import { readMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { html } from '../../console/html.ts'
import { mailboxFacts } from '../../console/sharing/mailboxes-page.ts'
import { differencesOf, patchBetween } from '../../console/sharing/part-differences.ts'
import { partFaults } from '../../console/sharing/part-faults.ts'
import { PART_KINDS } from '../../console/sharing/part-fields.ts'
import type { PartKind } from '../../console/sharing/part-fields.ts'
import { partFormPage } from '../../console/sharing/part-form-page.ts'
import type { PartFormState } from '../../console/sharing/part-form-page.ts'
import { SHARING_TEXTS } from '../../console/sharing/sharing-texts.ts'
import { hiddenTyped, readTyped, typedOf, writtenBy } from '../../console/sharing/typed-part.ts'
import type { TypedPart } from '../../console/sharing/typed-part.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { plainAnswer } from '../plain-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import type { ChangeOutcome, PartChange } from './ask-change.ts'
import { carryOut, notDoneAnswer } from './carry-out.ts'
import { heldPart, namesOffered, organizationIn, STORED_AS } from './held-parts.ts'
import type { HeldPart } from './held-parts.ts'

/** What a form of a part is about. */
export interface AskedPart {
  readonly organization: string
  readonly kind: PartKind
  readonly name: string
  /** The version it was made from, 0 for something new. */
  readonly version: number
}

/** Names are what they are, to the space; only of a new one what stands around it is not meant. */
export function askedPart(door: ConsoleDoor, { params, form }: Visit, kind: PartKind): AskedPart {
  const organization = organizationIn(door, params)
  const version = /^\d{1,15}$/.test(form.get('version') ?? '') ? Number(form.get('version')) : 0
  if (kind === 'organization') return { organization, kind, name: organization, version }
  const said = form.get('name') ?? ''
  const name = version === 0 ? said.trim() : said
  const address = kind === 'mailbox' ? readMailboxAddress(name) : null
  return { organization, kind, name: address ?? name, version }
}

/** What is there now; null: nothing. */
export const heldOf = (door: ConsoleDoor, { organization, kind, name }: AskedPart): Promise<HeldPart | null> =>
  heldPart(door, organization, { kind: STORED_AS[kind], name })

/** Whether it is to be made; of an organization what is there is changed. */
const isNewPart = ({ kind, version }: AskedPart): boolean => version === 0 && kind !== 'organization'

/** A page that says that what it is about is not there any more. */
export const goneAnswer = (visit: Visit, { organization, kind, name, version }: AskedPart): PageAnswer =>
  notDoneAnswer(
    visit,
    { organization, kind, name, before: version, to: 'removed' },
    { kind: 'conflict', theirs: null },
    { undoing: false, yours: () => null },
  )

type Shown = Pick<PartFormState, 'faults' | 'refused' | 'stale'> & { readonly typed: TypedPart }

async function formAnswer(
  door: ConsoleDoor,
  { viewer }: Visit,
  asked: AskedPart,
  { held, status, said, ...state }: Shown & { held: HeldPart | null; status: number; said?: string },
): Promise<PageAnswer> {
  const { organization, kind, name, version } = asked
  const [groups, policies] = [
    kind === 'relationship' ? await namesOffered(door, organization, 'group') : null,
    kind === 'mailbox' ? await namesOffered(door, organization, 'sharing-policy') : null,
  ]
  const facts = kind === 'mailbox' && held !== null && mailboxFacts(viewer, held.value)
  const more = html`${said !== undefined && html`<p class="card notice" role="status">${said}</p>`}${facts}`
  const form = { organization, kind, name, version, isNew: isNewPart(asked), nameable: { groups, policies }, more }
  return shown(partFormPage(viewer, { ...form, ...state }), status)
}

/** The form of a part as it is held, or an empty one. */
async function form(door: ConsoleDoor, visit: Visit, kind: PartKind): Promise<PageAnswer> {
  const { viewer, params, query, base } = visit
  const organization = organizationIn(door, params)
  const name = kind === 'organization' ? organization : (query.get('name') ?? '')
  const asked = { organization, kind, name, version: 0 }
  const isNew = kind !== 'organization' && query.get('new') === 'yes'
  const held = isNew || name === '' ? null : await heldOf(door, asked)
  if (!isNew && held === null) return plainAnswer(viewer.locale, 'nothing', base)
  const typed = typedOf(kind, held?.value ?? {})
  const state = { held, typed, faults: {}, refused: [], stale: null, status: 200 }
  return formAnswer(door, visit, { ...asked, version: held?.version ?? 0 }, state)
}

/** The form again, with everything typed: what is wrong at its field, or what somebody else changed meanwhile. */
async function again(
  door: ConsoleDoor,
  visit: Visit,
  asked: AskedPart,
  { typed, outcome }: { readonly typed: TypedPart; readonly outcome: Exclude<ChangeOutcome, { kind: 'done' }> },
): Promise<PageAnswer> {
  const { locale } = visit.viewer
  const { kind } = asked
  if (outcome.kind === 'unsound') {
    const found = partFaults(locale, kind, outcome.problems)
    const held = isNewPart(asked) ? null : await heldOf(door, asked)
    return formAnswer(door, visit, asked, { held, typed, ...found, stale: null, status: 422 })
  }
  if (isNewPart(asked)) {
    const faults = { name: SHARING_TEXTS[locale.language].taken }
    return formAnswer(door, visit, asked, { held: null, typed, faults, refused: [], stale: null, status: 422 })
  }
  const held = await heldOf(door, asked)
  if (held === null) return goneAnswer(visit, asked)
  const stale = differencesOf(kind, held.value, writtenBy(kind, typed, held.value))
  const now = { ...asked, version: held.version }
  return formAnswer(door, visit, now, { held, typed, faults: {}, refused: [], stale, status: 409 })
}

const CLASH = { kind: 'conflict', theirs: null } as const

async function save(door: ConsoleDoor, visit: Visit, kind: PartKind): Promise<PageAnswer> {
  const asked = askedPart(door, visit, kind)
  const { organization, name, version } = asked
  const typed = readTyped(kind, visit.form)
  const refused = (outcome: Exclude<ChangeOutcome, { kind: 'done' }>) => again(door, visit, asked, { typed, outcome })
  if (kind === 'mailbox' && readMailboxAddress(name) === null) {
    return refused({ kind: 'unsound', problems: [{ path: 'address', found: '', expected: '' }] })
  }
  const held = isNewPart(asked) ? null : await heldOf(door, asked)
  if ((held?.version ?? 0) !== version) return refused(CLASH)
  const before = held?.value ?? {}
  const fields = patchBetween(before, writtenBy(kind, typed, before))
  if (held !== null && Object.keys(fields).length === 0) {
    const said = SHARING_TEXTS[visit.viewer.locale.language].nothingChanges
    return formAnswer(door, visit, asked, { held, typed, faults: {}, refused: [], stale: null, status: 200, said })
  }
  const change: PartChange = { organization, kind, name, before: version, to: { fields } }
  const typedAgain = [['name', name] as const, ['version', String(version)] as const, ...hiddenTyped(kind, typed)]
  return carryOut(door, visit, { change, held, page: kind, fields: typedAgain, refused })
}

/** The form of each kind of part, and what comes of it. */
export const PART_ROUTES: readonly RoleRoute[] = PART_KINDS.flatMap((kind): readonly RoleRoute[] => {
  const path = `/sharing/:organization/${kind}`
  return [
    { method: 'get', path, admits: ['administrator'], handle: (door, visit) => form(door, visit, kind) },
    { method: 'post', path, admits: ['administrator'], handle: (door, visit) => save(door, visit, kind) },
  ]
})
