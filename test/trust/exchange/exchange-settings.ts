import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { ExportedRelationship } from '../../../protocols/exchange-shell/organization-relationship.ts'
import type { ExportedSharingPolicy } from '../../../protocols/exchange-shell/sharing-policy.ts'
import type { ImportChoice, PresentPolicy } from '../../../trust/exchange/import-plan.ts'

export const NOW = Date.parse('2026-11-26T12:00:00Z')
export const CHOICE: ImportChoice = { organization: 'contoso', asks: 'None' }
export const EMPTY: PresentPolicy = {
  domains: ['contoso.example'],
  relationships: [],
  groups: new Set(),
  defaultSharingPolicy: null,
}
export const NO_TARGETS = { applicationUri: null, sharing: null, autodiscover: null }
export const NOTHING_ELSE = {
  mailTips: false,
  deliveryReports: false,
  photos: false,
  archive: false,
  mailboxMove: false,
}

export const relationship = (changes: Partial<ExportedRelationship> = {}): ExportedRelationship => ({
  kind: 'organization-relationship',
  name: 'Fabrikam',
  domains: [parseDomain('fabrikam.example')],
  unreadable: [],
  enabled: true,
  freeBusyAccessEnabled: true,
  freeBusyAccessLevel: 'LimitedDetails',
  foundLevel: 'LimitedDetails',
  scope: { kind: 'everyone' },
  targets: NO_TARGETS,
  other: NOTHING_ELSE,
  ...changes,
})

export const sharingPolicy = (changes: Partial<ExportedSharingPolicy> = {}): ExportedSharingPolicy => ({
  kind: 'sharing-policy',
  name: 'Default Sharing Policy',
  enabled: true,
  isDefault: true,
  rules: [{ for: '*', actions: ['CalendarSharingFreeBusySimple'], contacts: false, unknown: [] }],
  unreadable: [],
  ...changes,
})
