import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { ExportedRelationship, OtherSharing } from '../../protocols/exchange-shell/organization-relationship.ts'
import { isUsableName, quoted } from './import-plan.ts'
import type { ImportChoice, ImportNote, NoteCode, PlannedPart, PresentPolicy } from './import-plan.ts'

const LONGEST_NAME = 64
/** What the hybrid wizard calls the relationships of an organization with itself. */
const HYBRID = /^(?:On-premises to O365|O365 to On-premises) - /i
const COMPLETE = 'Write the file again with Export-Clixml, which leaves nothing out.'

const OTHER: Readonly<Record<keyof OtherSharing, string>> = {
  mailTips: 'MailTips',
  deliveryReports: 'delivery reports',
  photos: 'photos',
  archive: 'archive access',
  mailboxMove: 'mailbox moves',
}

export interface MappedRelationship {
  readonly parts: readonly PlannedPart[]
  readonly notes: readonly ImportNote[]
}

/** The domains that can be bound to a relationship of this name; the others are noted. */
export type DomainChoice = (from: { readonly name: string; readonly domains: readonly Domain[] }) => {
  readonly domains: readonly Domain[]
  readonly notes: readonly { readonly code: NoteCode; readonly because: string; readonly todo: string }[]
}

/**
 * What one organization relationship of Exchange becomes here (exchange.md d1): `FreeBusyAccess…` says what we give, as it
 * acts and not as its page reads. Nothing is widened: what the file leaves open is shut, and noted.
 */
export function mapOrganizationRelationship(
  from: ExportedRelationship,
  choose: DomainChoice,
  present: PresentPolicy,
  choice: ImportChoice,
): MappedRelationship {
  const about = `organization relationship ${quoted(from.name)}`
  const notes: ImportNote[] = []
  const note = (code: NoteCode, because: string, todo: string): void => void notes.push({ code, about, because, todo })
  const refusal = refusalOf(from)
  if (refusal !== null) return { parts: [], notes: [{ ...refusal, about }] }
  for (const found of from.unreadable)
    note('domain-unreadable', `${quoted(found)} is no domain; it is left out.`, COMPLETE)
  const { domains, notes: ofDomains } = choose(from)
  notes.push(...ofDomains.map((one) => ({ ...one, about })))
  if (domains.length === 0) {
    note('no-domain', 'No domain is left of it, so it is left out.', 'See the notes on its domains.')
    return { parts: [], notes }
  }
  const scope = scopeOf(from, present, note)
  noteFlags(from, note)
  noteAsking(from, choice, note)
  const value = {
    name: from.name,
    domains,
    enabled: from.enabled ?? false,
    freeBusyAccessEnabled: from.freeBusyAccessEnabled ?? false,
    freeBusyAccessLevel: scope === undefined ? 'None' : (from.freeBusyAccessLevel ?? 'None'),
    freeBusyAccessScope: scope ?? null,
    ...(choice.asks !== 'None' && { requests: { enabled: from.enabled ?? false, level: choice.asks } }),
  }
  const isNew = scope !== undefined && scope !== null && !present.groups.has(scope)
  const group: PlannedPart[] = isNew ? [{ kind: 'group', name: scope, value: [] }] : []
  return { parts: [...group, { kind: 'relationship', name: from.name, value }], notes }
}

type Noting = (code: NoteCode, because: string, todo: string) => void

function refusalOf({ name }: ExportedRelationship): Omit<ImportNote, 'about'> | null {
  if (!isUsableName(name, LONGEST_NAME)) {
    const because = 'Its name is empty, longer than 64 characters or has control characters; it is left out.'
    return { code: 'name-unusable', because, todo: 'Rename it in Exchange and export it again.' }
  }
  if (!HYBRID.test(name)) return null
  const because =
    'It joins your own Exchange server and your own tenant (hybrid), not you and a partner; it is left out.'
  return { code: 'hybrid', because, todo: 'Nothing, unless it is no such thing: then rename it and export it again.' }
}

/** A group that may be looked up, null for everybody's calendars, undefined where that cannot be told. */
function scopeOf({ scope }: ExportedRelationship, { groups }: PresentPolicy, note: Noting): string | null | undefined {
  if (scope.kind === 'everyone') return null
  if (scope.kind === 'unreadable' || !isUsableName(scope.name, 256)) {
    const found = scope.kind === 'unreadable' ? scope.found : scope.name
    const because = `Whose calendars are open cannot be told from ${quoted(found)}; the level becomes None.`
    note('scope-unreadable', because, `${COMPLETE} Or set freeBusyAccessScope and freeBusyAccessLevel by hand.`)
    return undefined
  }
  const group = quoted(scope.name)
  if (groups.has(scope.name)) {
    const because = `The group ${group} is here already and decides with the members it has here.`
    note('scope-group-present', because, "Compare them with Exchange's: Get-DistributionGroupMember.")
  } else {
    const because = `Exchange's export names the group ${group} and not its members; it comes empty, so nobody is open yet.`
    note('scope-group-empty', because, 'Fill it: ledig group set, with a file that lists the addresses.')
  }
  return scope.name
}

function noteFlags(from: ExportedRelationship, note: Noting): void {
  if (from.enabled === null) {
    note('enabled-unknown', 'The file does not say whether it is enabled; it comes disabled.', COMPLETE)
  }
  if (from.freeBusyAccessEnabled === null) {
    note('free-busy-unknown', 'The file does not say whether free/busy is given; it is not.', COMPLETE)
  }
  if (from.freeBusyAccessLevel === null) {
    const because = `The level ${quoted(from.foundLevel)} is none that is known; it becomes None.`
    const todo = 'Write the file again with Export-Clixml, or with ConvertTo-Json -EnumsAsStrings (PowerShell 7).'
    note('level-unknown', because, todo)
  }
  const other = (Object.keys(OTHER) as (keyof OtherSharing)[]).filter((name) => from.other[name])
  if (other.length > 0) {
    const because = `It also shares ${other.map((name) => OTHER[name]).join(', ')}, which is no free/busy and stays behind.`
    note('other-sharing', because, 'Keep the relationship in Exchange for it, with FreeBusyAccessEnabled $false.')
  }
}

function noteAsking({ enabled }: ExportedRelationship, { asks }: ImportChoice, note: Noting): void {
  if (asks !== 'None' || enabled !== true) return
  const because = 'Exchange lets your people ask over it; here that is a switch of its own, and it is off.'
  note('asking-off', because, 'Import with --asks AvailabilityOnly or LimitedDetails, or set requests by hand.')
}
