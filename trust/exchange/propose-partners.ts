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
  /** Whether Exchange asks it by name and password, which is all that such a server knows. */
  readonly addressSpace?: boolean
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

/** Where an Exchange server shows its own keys (MS-XOAUTH); the host is the one Exchange knew. */
function ownKeys({ targets }: ExchangePartner): URL | undefined {
  const known = targets.flatMap(({ sharing, autodiscover }) => [sharing, autodiscover]).find((url) => url !== null)
  return known && new URL('/autodiscover/metadata/json/1', `https://${known.host}`)
}

/** Quoted for a shell of either kind; a name with a quote in it is left to the administrator. */
const named = (partner: string): string => (/^[A-Za-z0-9._ -]+$/.test(partner) ? `'${partner}'` : '<their name>')

function addressSpaceWords({ partner, domains, targets, addressSpace }: ExchangePartner, organization: string) {
  if (addressSpace !== true) return []
  const ews = targets.map(({ sharing }) => sharing?.href).find((href) => href !== undefined)
  return [
    'If all they know is name and password, as Exchange asks them now: propose them as an address space,',
    `  ledig trust propose ${ews ?? 'https://<their server>/EWS/Exchange.asmx'} --address-space ${named(partner)} --organization ${organization}`,
    `  ledig trust accept <trust>${domains.map((domain) => ` --domain ${domain}`).join('')}`,
    '  ledig trust credential <trust> --kind basic --account <address in their domain> --our-name <role account>',
  ]
}

function wordsFor(partner: ExchangePartner, runs: PartnerProposal['runs'], organization: string): readonly string[] {
  if (runs === 'unknown')
    return ['If they do not: ask what their calendars are on.', ...addressSpaceWords(partner, organization)]
  if (runs === 'exchange-online') {
    return [
      'If they do not: Exchange Online shares with other tenants only and cannot be pointed at a gateway.',
      `  ledig export graph --organization ${organization} --partner <relationship> --tenant <id> says what it can.`,
    ]
  }
  const keys = ownKeys(partner)
  return [
    ...addressSpaceWords(partner, organization),
    'If they do not: propose a trust to their Exchange server itself, by the address of its own keys,',
    `  ledig trust propose ${keys?.href ?? 'https://<their server>/autodiscover/metadata/json/1'} --organization ${organization}`,
    'and send their administrator the script that points it here:',
    `  ledig export exchange --organization ${organization} --partner <relationship>`,
  ]
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
      ...wordsFor(partner, runs, organization),
    ],
  }
}
