import { SHORTEST_PASSWORD } from '../../sign-in/console-accounts.ts'
import { STEPS } from '../../set-up/progress.ts'
import type { StepName } from '../../set-up/progress.ts'
import type { Finding, Typed } from '../../set-up/set-up-step.ts'
import { faultList, inputField, radioGroup, selectField } from '../form-fields.ts'
import type { Faults } from '../form-fields.ts'
import { html } from '../html.ts'
import type { Html, Part } from '../html.ts'
import { SET_UP_BASE, setUpPage } from './set-up-frame.ts'
import type { SetUpPlace } from './set-up-frame.ts'
import { SET_UP_TEXTS } from './set-up-texts.ts'
import { STEP_TEXTS } from './step-texts.ts'
import type { StepTexts } from './step-texts.ts'

export interface StepState {
  readonly formToken: string
  readonly typed: Typed
  readonly faults: Faults
  readonly findings: readonly Finding[]
  /** IANA names that can be chosen. */
  readonly zones: readonly string[]
  /** Whether a password was taken before. */
  readonly hasPassword: boolean
}

const LONGEST = 2_048

/** One line of text, with what was typed and what is wrong with it. */
function line(
  { typed, faults }: StepState,
  name: string,
  said: { readonly label: string; readonly hint?: string | undefined },
): Html {
  return inputField({ type: 'text', name, ...said, value: typed[name] ?? '', wrong: faults[name], most: LONGEST })
}

function organizationFields(state: StepState, texts: StepTexts): Part {
  const { typed, faults, zones } = state
  const zone = typed['timeZone'] ?? ''
  const all = zone === '' || zones.includes(zone) ? zones : [zone, ...zones]
  const said = { name: 'timeZone', label: texts.timeZone, hint: texts.timeZoneHint, wrong: faults['timeZone'] }
  const options = all.map((value) => ({ value, text: value.replaceAll('_', ' ') }))
  return html`${line(state, 'name', { label: texts.name, hint: texts.nameHint })}${selectField({ ...said, value: zone, options })}`
}

function administratorFields({ typed, faults, hasPassword }: StepState, texts: StepTexts): Part {
  const name = { name: 'name', label: texts.account, hint: texts.accountHint, wrong: faults['name'], most: 100 }
  const passwordHint = hasPassword ? texts.passwordKeep : texts.passwordHint(SHORTEST_PASSWORD)
  const secret = (field: 'password' | 'again', label: string, hint?: string): Html =>
    inputField({
      ...{ type: 'password', name: field, label, hint, value: '', wrong: faults[field] },
      ...{ most: 1_024, autocomplete: 'new-password' },
    })
  return html`${inputField({ ...name, type: 'text', value: typed['name'] ?? '', autocomplete: 'username' })}${secret('password', texts.password, passwordHint)}${secret('again', texts.again)}`
}

function placeFields(state: StepState, texts: StepTexts): Part {
  const reach = state.typed['reach']
  const choices = [
    { value: 'here', text: texts.here, hint: texts.hereHint, checked: reach !== 'beyond' },
    { value: 'beyond', text: texts.beyond, hint: texts.beyondHint, checked: reach === 'beyond' },
  ]
  const who = radioGroup({ name: 'reach', legend: texts.reach, wrong: undefined, choices })
  const beyond = [
    line(state, 'host', { label: texts.host, hint: texts.hostHint }),
    line(state, 'publicUrl', { label: texts.publicUrl, hint: texts.publicUrlHint }),
    line(state, 'certificate', { label: texts.certificate, hint: texts.certificateHint }),
    line(state, 'key', { label: texts.key, hint: texts.keyHint }),
  ]
  return html`${who}${line(state, 'port', { label: texts.port })}<fieldset><legend>${texts.beyondOnly}</legend>${beyond}</fieldset>`
}

const FIELDS: Readonly<Record<StepName, (state: StepState, texts: StepTexts) => Part>> = {
  organization: organizationFields,
  domain: (state, texts) => line(state, 'domain', { label: texts.domain, hint: texts.domainHint }),
  administrator: administratorFields,
  calendars: (state, texts) => line(state, 'folder', { label: texts.folder, hint: texts.folderHint }),
  place: placeFields,
  partner: (state, texts) => line(state, 'metadataUrl', { label: texts.metadataUrl, hint: texts.metadataUrlHint }),
}

/** What was found, each with a word beside its sign. */
export function findingList({ locale }: Pick<SetUpPlace, 'locale'>, findings: readonly Finding[]): Part {
  if (findings.length === 0) return null
  const texts = SET_UP_TEXTS[locale.language]
  const item = ({ how, text }: Finding): Html =>
    html`<li class="${how}"><b>${how === 'right' ? texts.isRight : texts.isNote}</b> <bdi>${text}</bdi></li>`
  return html`<section class="card said" role="status" aria-labelledby="found"><h2 id="found">${texts.checked}</h2><ul class="findings">${findings.map(item)}</ul></section>`
}

/** One question: two buttons, of which one only looks whether the answer is right, and the other goes on where it is. */
export function stepPage(place: SetUpPlace, step: StepName, state: StepState): string {
  const texts = SET_UP_TEXTS[place.locale.language]
  const { faults, findings, formToken } = state
  const count = Object.values(faults).filter((fault) => fault !== undefined).length
  const before = STEPS[STEPS.indexOf(step) - 1]
  const back = before !== undefined && html`<a class="button" href="${SET_UP_BASE}${before}">${texts.back}</a>`
  const buttons = html`<div class="send"><button name="act" value="go">${texts.go}</button><button class="quiet" name="act" value="check">${texts.check}</button>${back}</div>`
  const form = html`<form method="post" action="${SET_UP_BASE}${step}"><input type="hidden" name="token" value="${formToken}">${FIELDS[step](state, STEP_TEXTS[place.locale.language])}${buttons}</form>`
  const title = texts.step(STEPS.indexOf(step) + 1, STEPS.length, texts.titles[step])
  const content = html`${faultList(texts.errors(count), faults)}${findingList(place, findings)}<section class="card"><p>${texts.whys[step]}</p>${form}</section>`
  return setUpPage(place, title, content)
}
