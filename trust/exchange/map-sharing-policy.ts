import { CALENDAR_ACTIONS } from '../../protocols/exchange-shell/sharing-policy.ts'
import type { CalendarAction, ExportedSharingPolicy } from '../../protocols/exchange-shell/sharing-policy.ts'
import { isUsableName, quoted } from './import-plan.ts'
import type { ImportNote, NoteCode, PlannedPart, PresentPolicy } from './import-plan.ts'

const LONGEST_NAME = 256

type Noting = (code: NoteCode, because: string, todo: string) => void

export interface MappedSharingPolicy {
  readonly parts: readonly PlannedPart[]
  readonly notes: readonly ImportNote[]
}

const lowest = (actions: readonly CalendarAction[]): CalendarAction | undefined =>
  CALENDAR_ACTIONS.find((action) => actions.includes(action))

/** The rules by whom they are for, each with its least telling action: two that differ cannot both be meant. */
function rulesOf(from: ExportedSharingPolicy, note: Noting): string[] {
  const actions = new Map<string, CalendarAction[]>()
  for (const rule of from.rules) {
    const who = quoted(rule.for)
    const earlier = actions.get(rule.for)
    if (earlier !== undefined)
      note('rule-twice', `There are two rules for ${who}; the lower counts.`, 'Check which was meant.')
    if (rule.unknown.length > 0) {
      note(
        'action-unknown',
        `${quoted(rule.unknown.join(', '))} for ${who} is no action that is known; it is left out.`,
        ENUMS,
      )
    }
    if (rule.contacts) {
      note('contacts-sharing', `ContactsSharing for ${who} stays behind: contacts are not shared here.`, 'Nothing.')
    }
    const action = lowest(rule.actions)
    if (action !== undefined) actions.set(rule.for, [...(earlier ?? []), action])
    else
      note(
        'rule-without-action',
        `The rule for ${who} has no calendar action that is known; it is left out.`,
        'Nothing.',
      )
  }
  return [...actions].map(([who, all]) => `${who}: ${lowest(all)}`)
}

const ENUMS = 'Write the file again with Export-Clixml.'

/**
 * What one sharing policy of Exchange becomes here: a ceiling on what owners may grant, never a grant (exchange.md d1).
 */
export function mapSharingPolicy(from: ExportedSharingPolicy, present: PresentPolicy): MappedSharingPolicy {
  const about = `sharing policy ${quoted(from.name)}`
  const notes: ImportNote[] = []
  const note: Noting = (code, because, todo) => void notes.push({ code, about, because, todo })
  if (!isUsableName(from.name, LONGEST_NAME)) {
    note(
      'name-unusable',
      'Its name is empty, too long or has control characters; it is left out.',
      'Rename it in Exchange.',
    )
    return { parts: [], notes }
  }
  for (const found of from.unreadable) {
    note('rule-unreadable', `${quoted(found)} cannot be read as a rule; it is left out.`, ENUMS)
  }
  const domains = rulesOf(from, note)
  if (from.enabled === null) {
    note('enabled-unknown', 'The file does not say whether it is enabled; it comes disabled.', ENUMS)
  }
  const value = { name: from.name, enabled: from.enabled ?? false, default: isDefault(from, present, note), domains }
  return { parts: [{ kind: 'sharing-policy', name: from.name, value }], notes }
}

function isDefault({ name, isDefault: said }: ExportedSharingPolicy, present: PresentPolicy, note: Noting): boolean {
  if (said === null) note('default-unknown', 'The file does not say whether it is the default one; it is not.', ENUMS)
  const { defaultSharingPolicy } = present
  if (said !== true || defaultSharingPolicy === null || defaultSharingPolicy === name) return said ?? false
  const because = `It is Exchange's default policy; here ${quoted(defaultSharingPolicy)} is, and stays it.`
  note('default-elsewhere', because, 'To change that: ledig policy set on both, the old one first, with default=false.')
  return false
}
