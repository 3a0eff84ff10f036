import { LANGUAGES, PUBLISHED_RANGES } from '../../trust/sharing/published-link.ts'
import type { PublishedRange } from '../../trust/sharing/published-link.ts'
import { compareLevels } from '../../trust/policies/access-level.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import { checkField, checkGroup, inputField, radioGroup, selectField, textField } from './form-fields.ts'
import type { Faults } from './form-fields.ts'
import { LANGUAGE_NAMES } from './calendar-page.ts'
import { html } from './html.ts'
import type { Html, Part } from './html.ts'
import type { Locale } from './locale.ts'
import { OWNER_TEXTS } from './owner-texts.ts'
import { SHARE_FORM_TEXTS } from './share-form-texts.ts'
import { daysInOrder } from './share-words.ts'

/** The form of a share as it was typed. */
export interface TypedShare {
  /** An address, `@domain`, or nothing: a link to hand on. */
  readonly to: string
  readonly kind: 'grant' | 'link'
  readonly level: string
  readonly from: string
  readonly until: string
  readonly days: readonly string[]
  readonly begins: string
  readonly ends: string
  readonly keepHours: boolean
  readonly hidden: string
  readonly back: string
  readonly ahead: string
  readonly code: boolean
  readonly searchable: boolean
  readonly mail: boolean
  readonly language: string
  readonly note: string
}

/** Characters of each kind of field. */
const LONGEST = { instant: 16, time: 5 }
const RANGES = Object.keys(PUBLISHED_RANGES) as PublishedRange[]
const OFFERED: Readonly<Record<TypedShare['kind'], readonly AccessLevel[]>> = {
  // A lookup never tells more than details.
  grant: ['AvailabilityOnly', 'LimitedDetails', 'None'],
  link: ['AvailabilityOnly', 'LimitedDetails', 'Reviewer'],
}

export interface FormParts {
  readonly locale: Locale
  readonly typed: TypedShare
  /** The most that would be shown. */
  readonly most: AccessLevel
  /** Hours the form cannot show, in words; null: none. */
  readonly held: string | null
  readonly faults: Faults
}

function levels({ locale, typed, most, faults }: FormParts): Html {
  const [texts, form] = [OWNER_TEXTS[locale.language], SHARE_FORM_TEXTS[locale.language]]
  const offered = OFFERED[typed.kind]
  const all = offered.some((level) => level === typed.level) ? offered : [...offered, ...kept(typed.level)]
  return radioGroup({
    ...{ name: 'level', legend: form.level, wrong: faults['level'] },
    choices: all.map((value) => ({
      ...{ value, text: texts.levels[value], hint: texts.levelHints[value], checked: value === typed.level },
      limit: compareLevels(value, most) > 0 ? form.limitedHere(texts.levels[most]) : undefined,
    })),
  })
}

/** What an administrator gave is not changed by looking at it. */
const kept = (level: string): readonly AccessLevel[] => (level === 'Reviewer' ? ['Reviewer'] : [])

function times({ locale, typed, held, faults }: FormParts): Html {
  const form = SHARE_FORM_TEXTS[locale.language]
  const instant = (name: 'from' | 'until', hint: string): Html =>
    inputField({
      ...{ name, label: form[name], hint, wrong: faults[name] },
      ...{ type: 'datetime-local', value: typed[name], most: LONGEST.instant },
    })
  const clock = (name: 'begins' | 'ends'): Html =>
    inputField({
      ...{ name, label: form[name], wrong: faults[name], type: 'time', value: typed[name], most: LONGEST.time },
    })
  const days = checkGroup({
    ...{ name: 'days', legend: form.hours, hint: form.hoursHint, wrong: faults['days'] },
    choices: daysInOrder(locale).map((value) => ({
      value,
      text: form.days[value],
      checked: typed.days.includes(value),
    })),
  })
  const keep = { name: 'keepHours', label: form.keepHours(held ?? ''), wrong: undefined, checked: typed.keepHours }
  return html`<fieldset><legend>${form.when}</legend><div class="pair">${instant('from', form.fromHint)}${instant('until', form.untilHint)}</div>
${held === null ? null : checkField(keep)}${days}<div class="pair">${clock('begins')}${clock('ends')}</div></fieldset>`
}

function linkFields({ locale, typed, faults }: FormParts): Html {
  const [texts, form] = [OWNER_TEXTS[locale.language], SHARE_FORM_TEXTS[locale.language]]
  const range = (name: 'back' | 'ahead', label: string): Html =>
    selectField({
      ...{ name, label, value: typed[name], wrong: faults[name] },
      options: RANGES.map((value) => ({ value, text: texts.ranges[value] })),
    })
  const code = { name: 'code', label: form.code, hint: form.codeHint, wrong: faults['code'], checked: typed.code }
  const found = { name: 'searchable', label: form.searchable, wrong: undefined, checked: typed.searchable }
  const language = selectField({
    ...{ name: 'language', label: form.language, value: typed.language, wrong: faults['language'] },
    options: LANGUAGES.map((value) => ({ value, text: LANGUAGE_NAMES[value] })),
  })
  return html`<fieldset><legend>${form.reach}</legend><div class="pair">${range('back', form.rangeBack)}${range('ahead', form.rangeAhead)}</div></fieldset>
<fieldset><legend>${form.more}</legend>${typed.to === '' ? null : checkField(code)}${checkField(found)}${language}</fieldset>`
}

/** What is told to whom it is for; nobody is written to about a whole domain, or a link without an address. */
function telling({ locale, typed, faults }: FormParts): Part {
  if (typed.to === '' || typed.to.startsWith('@')) return null
  const form = SHARE_FORM_TEXTS[locale.language]
  const mail = { name: 'mail', label: form.mail, wrong: faults['mail'], checked: typed.mail }
  const note = { name: 'note', label: form.note, hint: form.noteHint, wrong: faults['note'], value: typed.note }
  return html`<fieldset><legend>${form.telling}</legend>${checkField(mail)}${textField(note)}</fieldset>`
}

/** The fields of a share. @param isNew whether somebody may be told of it by mail */
export function shareFields(parts: FormParts, isNew: boolean): Html {
  const { locale, typed, faults } = parts
  const form = SHARE_FORM_TEXTS[locale.language]
  const hidden = {
    name: 'hidden',
    label: form.hidden,
    hint: form.hiddenHint,
    wrong: faults['hidden'],
    value: typed.hidden,
  }
  return html`<fieldset><legend>${form.what}</legend>${levels(parts)}${textField(hidden)}</fieldset>
${times(parts)}${typed.kind === 'link' ? linkFields(parts) : null}${isNew ? telling(parts) : null}`
}
