import { printable } from '../../cli/printable.ts'
import type { AccessLevel } from '../../../trust/policies/access-level.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import { consoleInstant } from '../console-frame.ts'
import type { Viewer } from '../console-frame.ts'
import type { Locale } from '../locale.ts'
import { ACTIONS, textOf } from './part-fields.ts'
import type { PartField } from './part-fields.ts'
import { SHARING_TEXTS } from './sharing-texts.ts'
import { rulesOf } from './typed-part.ts'

type Speaking = Pick<Viewer, 'locale'>

/** Times only (AvailabilityOnly) */
export function levelWords({ language }: Pick<Locale, 'language'>, level: string): string {
  const words = SHARING_TEXTS[language].levels[level as AccessLevel] as string | undefined
  return words === undefined ? level : `${words} (${level})`
}

/** One rule of a sharing policy as it is written: fabrikam.example: times only (AvailabilityOnly) */
export function ruleWords({ locale }: Speaking, written: string): string {
  const texts = SHARING_TEXTS[locale.language]
  const [rule] = rulesOf(written)
  const level = (ACTIONS as Readonly<Record<string, AccessLevel>>)[rule?.action ?? '']
  if (rule === undefined || level === undefined) return printable(written)
  const who = rule.who === '*' ? texts.everyOther : rule.who === 'Anonymous' ? texts.anonymous : printable(rule.who)
  return texts.ruleFor(who, levelWords(locale, level))
}

/** Entries of a list, each in words. */
export function listWords(viewer: Speaking, { kind }: PartField, value: Json): readonly string[] {
  const list = Array.isArray(value) ? (value as readonly Json[]) : []
  return list.map((one) => (kind === 'rules' ? ruleWords(viewer, textOf(one)) : printable(textOf(one))))
}

/** What a field says, in words; of a list all its entries. */
export function valueWords(viewer: Speaking, field: PartField, value: Json): string {
  const { locale } = viewer
  const texts = SHARING_TEXTS[locale.language]
  const { kind } = field
  if (kind === 'switch') return value === true ? texts.on : texts.off
  if (kind === 'number') return textOf(value)
  if (kind === 'lines' || kind === 'rules') return listWords(viewer, field, value).join(', ')
  if (typeof value !== 'string') {
    const nothing = { instant: texts.withoutEnd, group: texts.everybody, policy: texts.partDefault }
    if (kind === 'maybe-level') return texts.asOrganization
    return nothing[kind as keyof typeof nothing] ?? texts.none
  }
  if (kind === 'level' || kind === 'maybe-level') return levelWords(locale, value)
  if (kind === 'grants') return texts.grantsCount[value] ?? printable(value)
  if (kind !== 'instant') return printable(value)
  const instant = Date.parse(value)
  return Number.isNaN(instant) ? printable(value) : consoleInstant(viewer, instant)
}
