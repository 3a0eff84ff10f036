import { donePage, isConfirmed } from '../../console/change-pages.ts'
import type { HiddenFields } from '../../console/change-pages.ts'
import { html } from '../../console/html.ts'
import type { Viewer } from '../../console/console-frame.ts'
import { changeQuestionPage } from '../../console/sharing/change-question.ts'
import { notDonePage } from '../../console/sharing/not-done-page.ts'
import { differencesOf, patchBetween } from '../../console/sharing/part-differences.ts'
import { partTitle } from '../../console/sharing/part-form-page.ts'
import { partFaults } from '../../console/sharing/part-faults.ts'
import type { WrittenPart } from '../../console/sharing/part-fields.ts'
import { sharingPlace } from '../../console/sharing/sharing-place.ts'
import { SHARING_TEXTS } from '../../console/sharing/sharing-texts.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'
import { askChange } from './ask-change.ts'
import type { ChangeOutcome, PartChange } from './ask-change.ts'
import { foreseeChange } from './foresee-change.ts'
import { STORED_AS } from './held-parts.ts'
import type { HeldPart } from './held-parts.ts'

/** What a form carries to take a change back, in characters; what is larger cannot be taken back by one. */
const LONGEST_WAY_BACK = 40_000

/** A change somebody wants, and where its question leads. */
export interface WantedChange {
  readonly change: PartChange
  /** What is there before it. */
  readonly held: HeldPart | null
  /** Path of its page below the organization. */
  readonly page: string
  /** Everything that was typed. */
  readonly fields: HiddenFields
  /** Answers what the policy refuses; absent: on a page of its own. */
  readonly refused?: (outcome: Exclude<ChangeOutcome, { kind: 'done' }>) => Promise<PageAnswer>
}

type Done = Extract<ChangeOutcome, { kind: 'done' }>

const whatOf = ({ change, held }: WantedChange): 'added' | 'changed' | 'removed' =>
  change.to === 'removed' ? 'removed' : held === null ? 'added' : 'changed'

const placeAfter = (viewer: Viewer, { organization, kind }: PartChange): string =>
  sharingPlace(viewer, organization, kind === 'mailbox' ? 'mailboxes' : '')

/** What puts back what was there, from the version just made; null: it is too much for a form. */
function wayBack({ change, held }: WantedChange, done: Done): HiddenFields | null {
  const named = [['name', change.name] as const, ['version', String(done.value === null ? 0 : done.version)] as const]
  if (held === null) return [...named, ['removed', 'yes']]
  const [how, value] =
    done.value === null ? (['whole', held.value] as const) : (['fields', patchBetween(done.value, held.value)] as const)
  const text = JSON.stringify(value)
  return text.length > LONGEST_WAY_BACK ? null : [...named, [how, text]]
}

async function question(door: ConsoleDoor, visit: Visit, wanted: WantedChange, done: Done): Promise<PageAnswer> {
  const { viewer } = visit
  const { change, held, page, fields } = wanted
  const { organization, kind, name } = change
  const texts = SHARING_TEXTS[viewer.locale.language]
  const part = { kind: STORED_AS[kind], name, value: done.value }
  const foreseen = await foreseeChange(door, visit, organization, part)
  const what = whatOf(wanted)
  return shown(
    changeQuestionPage(viewer, {
      ...{ organization, page, fields, ...foreseen },
      title: kind === 'organization' ? texts.switchesQuestion : texts.questions[what][kind],
      about: html`<bdi>${partTitle(viewer, kind, name)}</bdi>`,
      differences: differencesOf(kind, held && held.value, done.value),
      yes: what === 'removed' ? texts.saveRemove : texts.save,
      final: wayBack(wanted, done) === null,
    }),
  )
}

function doneAnswer({ viewer }: Visit, wanted: WantedChange, done: Done): PageAnswer {
  const { organization, kind, name } = wanted.change
  const texts = SHARING_TEXTS[viewer.locale.language]
  const fields = wayBack(wanted, done)
  const undo = fields && { action: sharingPlace(viewer, organization, `${kind}/back`), fields }
  const back = placeAfter(viewer, wanted.change)
  const title = partTitle(viewer, kind, name)
  return shown(donePage(viewer, { section: 'sharing', title, back, said: texts.done[whatOf(wanted)], undo }))
}

/** What there is now, beside what it would have been. */
export function notDoneAnswer(
  { viewer }: Visit,
  { organization, kind, name }: PartChange,
  outcome: Exclude<ChangeOutcome, { kind: 'done' }>,
  { undoing, yours }: { readonly undoing: boolean; readonly yours: (theirs: WrittenPart) => WrittenPart | null },
): PageAnswer {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const title = partTitle(viewer, kind, name)
  if (outcome.kind === 'unsound') {
    const { faults, refused, isInUse } = partFaults(viewer.locale, kind, outcome.problems)
    // Of what is taken away nothing can be wrong but that something names it.
    const inUse = isInUse ? [texts.inUse] : []
    const wrong = Object.values(faults).filter((one) => one !== undefined)
    const said = [...inUse, ...wrong.map((one) => html`<bdi>${one}</bdi>`), ...refused]
    return shown(notDonePage(viewer, { organization, title, undoing, refused: said, differences: null }), 422)
  }
  const theirs = outcome.theirs?.value ?? null
  const differences = theirs && differencesOf(kind, theirs, yours(theirs))
  return shown(notDonePage(viewer, { organization, title, undoing, refused: [], differences }), 409)
}

/** Asks once, says what it will do, and does it when the yes comes. */
export async function carryOut(door: ConsoleDoor, visit: Visit, wanted: WantedChange): Promise<PageAnswer> {
  const confirmed = isConfirmed(visit.form)
  const outcome = await askChange(door, visit, wanted.change, !confirmed)
  if (outcome.kind !== 'done') {
    if (wanted.refused !== undefined) return wanted.refused(outcome)
    const { to } = wanted.change
    const yours = (theirs: WrittenPart) => (to === 'removed' || 'whole' in to ? null : { ...theirs, ...to.fields })
    return notDoneAnswer(visit, wanted.change, outcome, { undoing: false, yours })
  }
  return confirmed ? doneAnswer(visit, wanted, outcome) : question(door, visit, wanted, outcome)
}
