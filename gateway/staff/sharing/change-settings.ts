import { FederationError } from '../../../protocols/federation-error.ts'
import type { AnonymousLevel } from '../../sharing/tenant-settings.ts'
import type { Answer } from '../../admin/operation.ts'
import { donePage, isConfirmed } from '../../console/change-pages.ts'
import type { HiddenFields } from '../../console/change-pages.ts'
import type { Faults } from '../../console/form-fields.ts'
import { FIELD_TEXTS } from '../../console/sharing/field-texts.ts'
import { changeQuestionPage } from '../../console/sharing/change-question.ts'
import { differencesOf, patchBetween } from '../../console/sharing/part-differences.ts'
import type { WrittenPart } from '../../console/sharing/part-fields.ts'
import { ANONYMOUS_LEVELS, settingsPage, typedSettings } from '../../console/sharing/settings-form.ts'
import type { HeldSettings, TypedSettings } from '../../console/sharing/settings-form.ts'
import { sharingPlace } from '../../console/sharing/sharing-place.ts'
import { SHARING_TEXTS } from '../../console/sharing/sharing-texts.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { foreseeChange } from './foresee-change.ts'
import { heldPart, organizationIn } from './held-parts.ts'
import { settingsHeld } from './show-sharing.ts'

/** Name of the sharing policy that the operation makes where there is no default one. */
const MADE_NAME = 'default'

interface Asked {
  readonly organization: string
  readonly version: number
  readonly typed: TypedSettings
  readonly held: HeldSettings
}

async function askedOf(door: ConsoleDoor, visit: Visit): Promise<Asked> {
  const { form, params } = visit
  const organization = organizationIn(door, params)
  const version = /^\d{1,15}$/.test(form.get('version') ?? '') ? Number(form.get('version')) : 0
  const isOn = (name: string): boolean => form.get(name) === 'yes'
  const typed = {
    ...{ externalUsers: isOn('externalUsers'), anonymous: isOn('anonymous') },
    ...{ createPolicy: isOn('createPolicy'), enablePolicy: isOn('enablePolicy') },
    anonymousLevel: (form.get('anonymousLevel') ?? 'AvailabilityOnly').slice(0, 100),
  }
  return { organization, version, typed, held: await settingsHeld(door, visit, organization) }
}

function hiddenOf({ version, typed }: Asked): HiddenFields {
  const { anonymousLevel, ...switches } = typed
  const on = Object.entries(switches).flatMap(([name, value]) => (value ? [[name, 'yes'] as const] : []))
  return [['version', String(version)], ['anonymousLevel', anonymousLevel], ...on]
}

function faultsOf({ viewer }: Visit, { typed, held }: Asked): Faults {
  const { language } = viewer.locale
  const texts = SHARING_TEXTS[language]
  const level = ANONYMOUS_LEVELS.some((one) => one === typed.anonymousLevel)
  const opens = typed.externalUsers || typed.anonymous
  return {
    anonymousLevel: level ? undefined : FIELD_TEXTS[language].fields.givesLevel.wrong,
    createPolicy: held.policy === null && opens && !typed.createPolicy ? texts.needsPolicy : undefined,
    enablePolicy: held.policy?.enabled === false && opens && !typed.enablePolicy ? texts.needsPolicy : undefined,
  }
}

const formAgain = ({ viewer }: Visit, { organization, held, typed }: Asked, faults: Faults): PageAnswer =>
  shown(settingsPage(viewer, { organization, held, typed, faults, stale: false }), 422)

/** Somebody else was first: the form has the choices as they are now. */
async function staleAnswer(door: ConsoleDoor, visit: Visit, { organization }: Asked): Promise<PageAnswer> {
  const held = await settingsHeld(door, visit, organization)
  const state = { organization, held, typed: typedSettings(held), faults: {}, stale: true }
  return shown(settingsPage(visit.viewer, state), 409)
}

/** @throws FederationError `ERR_CONFLICT` where a policy has the name of the one that is to be made */
function ask(door: ConsoleDoor, visit: Visit, { organization, version, typed }: Asked): Promise<Answer> {
  const { anonymousLevel, ...switches } = typed
  const level = typed.anonymous ? { anonymousLevel: anonymousLevel as AnonymousLevel } : {}
  const order = { params: { organization }, body: { ...switches, ...level }, before: version }
  return askOperation(door, visit, 'sharing.set', { ...order, dryRun: !isConfirmed(visit.form) })
}

/** The sharing policy that the choices are written in, before and after. */
interface Written {
  readonly name: string
  readonly before: WrittenPart | null
  readonly after: WrittenPart
}

function writtenOf({ held }: Asked, before: WrittenPart | null, { body }: Answer): Written {
  const made = (body as { readonly policy: { name: string; enabled: boolean; domains: readonly string[] } | null })
    .policy
  const name = made?.name ?? held.policy?.name ?? MADE_NAME
  const { domains = [], enabled = true } = made ?? {}
  const laid = before ?? { default: true }
  const was = before?.['enabled'] === undefined && enabled ? {} : { enabled }
  return { name, before, after: { ...laid, ...was, domains } }
}

async function question(door: ConsoleDoor, visit: Visit, asked: Asked, written: Written): Promise<PageAnswer> {
  const { viewer } = visit
  const { organization } = asked
  const texts = SHARING_TEXTS[viewer.locale.language]
  const { name, before, after } = written
  const foreseen = await foreseeChange(door, visit, organization, { kind: 'sharing-policy', name, value: after })
  return shown(
    changeQuestionPage(viewer, {
      ...{ organization, title: texts.settingsQuestion, about: texts.writtenIn(name), ...foreseen, final: false },
      differences: differencesOf('policy', before, after),
      ...{ page: 'settings', fields: hiddenOf(asked), yes: texts.save },
    }),
  )
}

function doneAnswer({ viewer }: Visit, { organization }: Asked, written: Written, version: number): PageAnswer {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const { name, before, after } = written
  const named = [['name', name] as const, ['version', String(version)] as const]
  const how =
    before === null ? (['removed', 'yes'] as const) : (['fields', JSON.stringify(patchBetween(after, before))] as const)
  const undo = { action: sharingPlace(viewer, organization, 'policy/back'), fields: [...named, how] }
  const place = { section: 'sharing', title: texts.settings, back: sharingPlace(viewer, organization) } as const
  return shown(donePage(viewer, { ...place, said: texts.done.changed, undo }))
}

async function save(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const asked = await askedOf(door, visit)
  const { organization, held, version } = asked
  if (held.version !== version) return staleAnswer(door, visit, asked)
  const faults = faultsOf(visit, asked)
  if (Object.values(faults).some((fault) => fault !== undefined)) return formAgain(visit, asked, faults)
  const name = held.policy?.name ?? MADE_NAME
  const before = await heldPart(door, organization, { kind: 'sharing-policy', name })
  try {
    const answer = await ask(door, visit, asked)
    if (answer.status === 409) return await staleAnswer(door, visit, asked)
    const written = writtenOf(asked, held.policy === null ? null : (before?.value ?? null), answer)
    if (!isConfirmed(visit.form)) return await question(door, visit, asked, written)
    return doneAnswer(visit, asked, written, answer.version ?? 0)
  } catch (error) {
    if (!(error instanceof FederationError) || error.code !== 'ERR_CONFLICT') throw error
    return formAgain(visit, asked, { createPolicy: SHARING_TEXTS[visit.viewer.locale.language].nameTaken })
  }
}

async function form(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const organization = organizationIn(door, visit.params)
  const held = await settingsHeld(door, visit, organization)
  const state = { organization, held, typed: typedSettings(held), faults: {}, stale: false }
  return shown(settingsPage(visit.viewer, state))
}

export const SETTINGS_ROUTES: readonly RoleRoute[] = [
  { method: 'get', path: '/sharing/:organization/settings', admits: ['administrator'], handle: form },
  { method: 'post', path: '/sharing/:organization/settings', admits: ['administrator'], handle: save },
]
