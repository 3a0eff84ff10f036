import { mergePatch } from '../../../trust/policies/merge-patch.ts'
import { donePage, isConfirmed } from '../../console/change-pages.ts'
import { PART_KINDS } from '../../console/sharing/part-fields.ts'
import { partTitle } from '../../console/sharing/part-form-page.ts'
import type { PartKind, WrittenPart } from '../../console/sharing/part-fields.ts'
import { sharingPlace } from '../../console/sharing/sharing-place.ts'
import { SHARING_TEXTS } from '../../console/sharing/sharing-texts.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { plainAnswer } from '../plain-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { askChange } from './ask-change.ts'
import type { PartChange } from './ask-change.ts'
import { carryOut, notDoneAnswer } from './carry-out.ts'
import { askedPart, goneAnswer, heldOf } from './change-part.ts'

/** Switches a part off or on, or takes it away. */
async function end(door: ConsoleDoor, visit: Visit, kind: PartKind, what: 'switch' | 'remove'): Promise<PageAnswer> {
  const asked = askedPart(door, visit, kind)
  const { organization, name, version } = asked
  const held = await heldOf(door, asked)
  if (held === null) return goneAnswer(visit, asked)
  const to = visit.form.get('to') === 'on' ? 'on' : 'off'
  const change: PartChange = {
    ...{ organization, kind, name, before: version },
    to: what === 'remove' ? 'removed' : { fields: { enabled: to === 'on' } },
  }
  const named = [['name', name] as const, ['version', String(version)] as const]
  const fields = what === 'remove' ? named : [...named, ['to', to] as const]
  return carryOut(door, visit, { change, held, page: `${kind}/${what}`, fields })
}

const isFields = (value: unknown): value is WrittenPart =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Null where it is none of ours. */
function readFields(text: string | null): WrittenPart | null {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isFields(value) ? value : null
  } catch {
    return null
  }
}

/** What a way back goes to, as the form that offered it has it. */
function readWayBack({ form }: Visit): PartChange['to'] | null {
  if (form.get('removed') === 'yes') return 'removed'
  const [fields, whole] = [readFields(form.get('fields')), readFields(form.get('whole'))]
  if (fields !== null) return { fields }
  return whole && { whole }
}

/** Puts back what was there before a change, from the version that it made: what others did since is not overwritten. */
async function back(door: ConsoleDoor, visit: Visit, kind: PartKind): Promise<PageAnswer> {
  const { viewer, base } = visit
  const { organization, name, version } = askedPart(door, visit, kind)
  const to = readWayBack(visit)
  const isMeant = to !== null && (to !== 'removed' || kind !== 'organization')
  if (!isMeant || !isConfirmed(visit.form)) return plainAnswer(viewer.locale, 'broken', base)
  const change = { organization, kind, name, before: version, to }
  const outcome = await askChange(door, visit, change, false)
  if (outcome.kind !== 'done') {
    const yours = (theirs: WrittenPart): WrittenPart | null =>
      to === 'removed'
        ? null
        : 'whole' in to
          ? (to.whole as WrittenPart)
          : (mergePatch(theirs, to.fields) as WrittenPart)
    return notDoneAnswer(visit, change, outcome, { undoing: true, yours })
  }
  const texts = SHARING_TEXTS[viewer.locale.language]
  const title = partTitle(viewer, kind, name)
  const place = sharingPlace(viewer, organization, kind === 'mailbox' ? 'mailboxes' : '')
  return shown(donePage(viewer, { section: 'sharing', title, back: place, said: texts.undone, undo: null }))
}

export const END_ROUTES: readonly RoleRoute[] = PART_KINDS.flatMap((kind): readonly RoleRoute[] => {
  const path = `/sharing/:organization/${kind}`
  const common = { method: 'post', admits: ['administrator'] } as const
  const ends: readonly RoleRoute[] = (['switch', 'remove'] as const).map((what) => ({
    ...{ ...common, path: `${path}/${what}` },
    handle: (door, visit) => end(door, visit, kind, what),
  }))
  // An entry of a mailbox has no switch, and calendars without one are mailboxes too; an organization stays.
  const own = kind === 'mailbox' || kind === 'organization' ? [] : ends
  return [...own, { ...common, path: `${path}/back`, handle: (door, visit) => back(door, visit, kind) }]
})
