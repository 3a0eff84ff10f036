import { addressOf, domainsOf, nameOf, shownValue } from './exported-fields.ts'
import type { ExportedDomains } from './exported-fields.ts'
import { fieldOf, flagOf, isObject, isTypeName, textOf } from './exported-object.ts'
import type { ExportedObject } from './exported-object.ts'

/** The levels of the cmdlet's page (New-OrganizationRelationship, -FreeBusyAccessLevel). */
export const FREE_BUSY_ACCESS_LEVELS = ['None', 'AvailabilityOnly', 'LimitedDetails'] as const
export type FreeBusyAccessLevel = (typeof FREE_BUSY_ACCESS_LEVELS)[number]

/** Whose calendars are open: the group's, everybody's (`$null`), or we cannot tell. */
export type ExportedScope =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'unreadable'; readonly found: string }

/** Where a relationship or a connector points. */
export interface ExportedTargets {
  readonly applicationUri: string | null
  readonly sharing: URL | null
  readonly autodiscover: URL | null
}

/** What free/busy is not, and stays behind; true where it is switched on. */
export interface OtherSharing {
  readonly mailTips: boolean
  readonly deliveryReports: boolean
  readonly photos: boolean
  readonly archive: boolean
  readonly mailboxMove: boolean
}

/** What `Get-OrganizationRelationship` prints of one relationship. Null: the file does not say, or nothing we understand. */
export interface ExportedRelationship extends ExportedDomains {
  readonly kind: 'organization-relationship'
  readonly name: string
  readonly enabled: boolean | null
  readonly freeBusyAccessEnabled: boolean | null
  readonly freeBusyAccessLevel: FreeBusyAccessLevel | null
  /** What stands there, for whoever has to find it again. */
  readonly foundLevel: string
  readonly scope: ExportedScope
  readonly targets: ExportedTargets
  readonly other: OtherSharing
}

function levelOf(text: string | null): FreeBusyAccessLevel | null {
  return FREE_BUSY_ACCESS_LEVELS.find((level) => level.toLowerCase() === text?.trim().toLowerCase()) ?? null
}

/** A scope that is not printed at all may be any: only `$null` opens everybody's calendar. */
function scopeOf(object: ExportedObject): ExportedScope {
  const value = fieldOf(object, 'FreeBusyAccessScope')
  if (value === null) return { kind: 'everyone' }
  if (value === undefined) return { kind: 'unreadable', found: 'nothing' }
  const name = (textOf(value) ?? (isObject(value) ? textOf(fieldOf(value, 'Name')) : null))?.trim() ?? ''
  const readable = name !== '' && name.length <= 256 && !name.includes('@') && !isTypeName(name)
  return readable ? { kind: 'group', name } : { kind: 'unreadable', found: shownValue(value) }
}

export function targetsOf(object: ExportedObject): ExportedTargets {
  return {
    applicationUri: textOf(fieldOf(object, 'TargetApplicationUri')),
    sharing: addressOf(fieldOf(object, 'TargetSharingEpr')),
    autodiscover: addressOf(fieldOf(object, 'TargetAutodiscoverEpr')),
  }
}

export function readOrganizationRelationship(object: ExportedObject): ExportedRelationship {
  const flag = (name: string): boolean | null => flagOf(fieldOf(object, name))
  const level = fieldOf(object, 'FreeBusyAccessLevel')
  return {
    kind: 'organization-relationship',
    name: nameOf(object),
    ...domainsOf(fieldOf(object, 'DomainNames')),
    enabled: flag('Enabled'),
    freeBusyAccessEnabled: flag('FreeBusyAccessEnabled'),
    freeBusyAccessLevel: levelOf(textOf(level)),
    foundLevel: level === undefined ? 'nothing' : shownValue(level),
    scope: scopeOf(object),
    targets: targetsOf(object),
    other: {
      mailTips: flag('MailTipsAccessEnabled') === true,
      deliveryReports: flag('DeliveryReportEnabled') === true,
      photos: flag('PhotosEnabled') === true,
      archive: flag('ArchiveAccessEnabled') === true,
      mailboxMove: flag('MailboxMoveEnabled') === true,
    },
  }
}
