import type { Domain } from '../../protocols/availability/mailbox-address.ts'
import type { ExportedTargets } from '../../protocols/exchange-shell/organization-relationship.ts'
import type { PartnerProposal } from './import-plan.ts'

/** Whoever Exchange asks, or is asked by. */
export interface ExchangePartner {
  readonly partner: string
  readonly domains: readonly Domain[]
  readonly targets: readonly ExportedTargets[]
  /** Of another organization in Exchange Online, where that is said. */
  readonly tenant: boolean
}

/** Hosts and application URIs of Exchange Online in its clouds (New-OrganizationRelationship, Add-AvailabilityAddressSpace). */
const ONLINE = /(?:^|\.)(?:outlook\.com|office365\.com|office\.com|office365\.us|partner\.outlook\.cn)$/i

function runsOf({ targets, tenant }: ExchangePartner): PartnerProposal['runs'] {
  const hosts = targets.flatMap(({ applicationUri, sharing, autodiscover }) => [
    applicationUri ?? '',
    sharing?.hostname ?? '',
    autodiscover?.hostname ?? '',
  ])
  if (tenant || hosts.some((host) => ONLINE.test(host))) return 'exchange-online'
  return hosts.some((host) => host !== '') ? 'exchange-server' : 'unknown'
}

const WORDS: Readonly<Record<PartnerProposal['runs'], (organization: string) => readonly string[]>> = {
  'exchange-server': (organization) => [
    'If they do not: send their administrator what `ledig export exchange` prints, to point their server here.',
    `  ledig export exchange --organization ${organization} --partner <relationship>`,
  ],
  'exchange-online': (organization) => [
    'If they do not: Exchange Online shares with other tenants only and cannot be pointed at a gateway.',
    `  ledig export graph --organization ${organization} --partner <relationship> --tenant <theirs or yours> says what it can.`,
  ],
  unknown: () => ['If they do not: ask what their calendars are on.'],
}

/** What to ask a partner, since nothing in Exchange's settings is the address of federation metadata. */
export function proposePartner(partner: ExchangePartner, organization: string): PartnerProposal {
  const runs = runsOf(partner)
  const addresses = partner.targets.flatMap(({ sharing, autodiscover }) => [sharing?.href, autodiscover?.href])
  return {
    partner: partner.partner,
    domains: partner.domains,
    runs,
    addresses: [...new Set(addresses.filter((address) => address !== undefined))],
    todo: [
      'Ask whether they run Ledig, for the address of their federation metadata, and for its fingerprint by telephone:',
      `  ledig trust propose <address> --organization ${organization}`,
      ...WORDS[runs](organization),
    ],
  }
}
