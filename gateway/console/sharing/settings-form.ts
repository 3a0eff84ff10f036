import type { AnonymousLevel, TenantSettings } from '../../sharing/tenant-settings.ts'
import { consoleFaults } from '../console-faults.ts'
import { consolePage, consoleToken } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import { checkField, selectField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { printable } from '../../cli/printable.ts'
import { hiddenField } from './part-form-page.ts'
import { sharingPlace } from './sharing-place.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'
import { levelWords } from './value-words.ts'

export const ANONYMOUS_LEVELS: readonly AnonymousLevel[] = ['AvailabilityOnly', 'LimitedDetails', 'Reviewer']

/** The choices of an organization, and the sharing policy they are written in. */
export interface HeldSettings extends TenantSettings {
  readonly version: number
  /** The default sharing policy; null: there is none. */
  readonly policy: { readonly name: string; readonly enabled: boolean } | null
}

export interface TypedSettings {
  readonly externalUsers: boolean
  readonly anonymous: boolean
  readonly anonymousLevel: string
  readonly createPolicy: boolean
  readonly enablePolicy: boolean
}

export interface SettingsState {
  readonly organization: string
  readonly held: HeldSettings
  readonly typed: TypedSettings
  readonly faults: Faults
  /** Whether somebody else changed them since they were shown: the form has them as they are now. */
  readonly stale: boolean
}

export const typedSettings = ({ externalUsers, anonymous, anonymousLevel }: TenantSettings): TypedSettings => ({
  ...{ externalUsers, anonymous, anonymousLevel: anonymousLevel ?? 'AvailabilityOnly' },
  ...{ createPolicy: false, enablePolicy: false },
})

function makesCount({ locale }: Viewer, { held: { policy }, typed, faults }: SettingsState): Part {
  const texts = SHARING_TEXTS[locale.language]
  if (policy?.enabled === true) return null
  const create = { name: 'createPolicy', label: texts.createPolicy, hint: texts.createHint }
  if (policy === null) return checkField({ ...create, wrong: faults['createPolicy'], checked: typed.createPolicy })
  const hint = texts.enableHint(printable(policy.name))
  const enable = { name: 'enablePolicy', label: texts.enablePolicy, hint, wrong: faults['enablePolicy'] }
  return checkField({ ...enable, checked: typed.enablePolicy })
}

/** The choices as a form; it goes on to the question. */
export function settingsForm(viewer: Viewer, state: SettingsState): Html {
  const { organization, held, typed, faults } = state
  const texts = SHARING_TEXTS[viewer.locale.language]
  const external = { name: 'externalUsers', label: texts.externalUsers, hint: texts.externalHint }
  const anonymous = { name: 'anonymous', label: texts.anonymousUsers, hint: texts.anonymousHint }
  const levels = ANONYMOUS_LEVELS.map((value) => ({ value, text: levelWords(viewer.locale, value) }))
  const { anonymousLevel } = typed
  const options = levels.some(({ value }) => value === anonymousLevel)
    ? levels
    : [...levels, { value: anonymousLevel as AnonymousLevel, text: anonymousLevel }]
  const level = { name: 'anonymousLevel', label: texts.anonymousLevel, wrong: faults['anonymousLevel'], options }
  return html`<form method="post" action="${sharingPlace(viewer, organization, 'settings')}">${consoleToken(viewer)}${hiddenField('version', held.version)}${checkField({ ...external, wrong: undefined, checked: typed.externalUsers })}${checkField({ ...anonymous, wrong: undefined, checked: typed.anonymous })}${selectField({ ...level, value: anonymousLevel })}${makesCount(viewer, state)}<div class="send"><button>${texts.check}</button></div></form>`
}

/** The same alone, with what is wrong, or after somebody else was first. */
export function settingsPage(viewer: Viewer, state: SettingsState): string {
  const texts = SHARING_TEXTS[viewer.locale.language]
  const { faults, stale, organization } = state
  const count = Object.values(faults).filter((fault) => fault !== undefined).length
  const changed =
    stale && html`<div class="card capped" role="alert"><h2>${texts.staleTitle}</h2><p>${texts.staleNotDone}</p></div>`
  const content = html`<div class="sharing">${changed}${consoleFaults(viewer, faults)}<section class="card">${settingsForm(viewer, state)}</section><p><a href="${sharingPlace(viewer, organization)}">${texts.titleOf(organization)}</a></p></div>`
  const title = count > 0 ? texts.errorTitle(texts.settings) : texts.settings
  return consolePage(viewer, 'sharing', title, content)
}
