import { Command, Option } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'
import type { PolicyDocument } from '../../trust/policies/policy-document.ts'
import { callAdmin, print, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { policyOf } from './read-policy.ts'

interface ExportOptions extends AdminOptions {
  readonly organization: string
  readonly partner: string
}

interface ExchangeOptions extends ExportOptions {
  readonly way: 'address-space' | 'relationship'
}

interface GraphOptions extends ExportOptions {
  readonly tenant: string
  readonly group?: string
}

interface ShownOrganization {
  readonly name: string
  readonly title: string
  readonly id: string
  readonly metadataUrl: string
  readonly fingerprint: { readonly hex: string }
}

type Relationship = PolicyDocument['relationships'][number]

/** The relationship of that name, or the one with that domain. */
function findRelationship({ relationships }: PolicyDocument, partner: string): Relationship {
  const found =
    relationships.find(({ name }) => name === partner) ??
    relationships.find(({ name }) => name.toLowerCase() === partner.toLowerCase()) ??
    relationships.find(({ domains }) => (domains as readonly string[]).includes(partner.toLowerCase()))
  if (found !== undefined) return found
  throw new FederationError(
    'ERR_NOT_FOUND',
    `There is no relationship ${JSON.stringify(partner)}, by name or by domain.`,
  )
}

async function organizationOf(options: ExportOptions): Promise<ShownOrganization> {
  const listed = (await callAdmin('GET', '/organizations', options)) as { organizations: ShownOrganization[] }
  const found = listed.organizations.find(({ name }) => name === options.organization)
  if (found !== undefined) return found
  throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name.')
}

/** The addresses of one of our organizations that an Exchange server takes. */
export function exchangeAddresses(metadataUrl: string): {
  ewsUrl: string
  autodiscoverUrl: string
  metadataUrl: string
} {
  const { origin, pathname } = new URL(metadataUrl)
  const base = `${origin}${pathname.slice(0, pathname.indexOf('/.well-known/'))}`
  return {
    ewsUrl: `${origin}/EWS/Exchange.asmx`,
    autodiscoverUrl: `${origin}/autodiscover/autodiscover.xml`,
    metadataUrl: `${base}/autodiscover/metadata/json/1`,
  }
}

async function exportExchange(options: ExchangeOptions): Promise<void> {
  const { writePointingScript } = await import('../../protocols/exchange-shell/pointing-script.ts')
  const organization = await organizationOf(options)
  const { document } = await policyOf(options.organization, options)
  const { requests } = findRelationship(document, options.partner)
  const asked = requests.level === 'Reviewer' ? 'LimitedDetails' : requests.level
  const pointing = {
    name: `Ledig ${organization.title}`.slice(0, 64).replace(/\p{Cs}$/u, ''),
    domains: document.organization.domains,
    applicationUri: organization.id,
    ...exchangeAddresses(organization.metadataUrl),
    fingerprint: organization.fingerprint.hex.replaceAll(' ', '').toLowerCase(),
    // They give what we ask for, and nothing where we do not ask.
    gives: requests.enabled ? asked : ('None' as const),
    way: options.way,
  }
  const script = writePointingScript(pointing)
  print(options, { ...pointing, script }, () => script)
}

async function exportGraph(options: GraphOptions): Promise<void> {
  const graph = await import('../../protocols/graph/cross-tenant-access.ts')
  const { crossTenantAccessOf } = await import('../../trust/exchange/cross-tenant-access.ts')
  const tenant = graph.parseEntraId(options.tenant)
  const group = options.group === undefined ? null : graph.parseEntraId(options.group)
  const { document } = await policyOf(options.organization, options)
  const relationship = findRelationship(document, options.partner)
  const { access, notes } = crossTenantAccessOf(document, relationship, { tenant, group, now: Date.now() })
  const requests = graph.crossTenantAccessRequests(access)
  const answer = { permissions: graph.GRAPH_PERMISSIONS, requests, notes, limits: graph.GRAPH_LIMITS }
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
}

function withExportOptions(command: Command): Command {
  return withAdminOptions(command)
    .requiredOption('--organization <name>', 'which of our organizations')
    .requiredOption('--partner <relationship>', 'name of the relationship with them, or one of their domains')
}

export function exportCommand(): Command {
  const exchange = withExportOptions(new Command('exchange'))
    .description("Print the PowerShell with which a partner's administrator points an Exchange server at us.")
    .addOption(
      new Option('--way <way>', "how the partner's people ask: by name and password, or by relationship")
        .choices(['address-space', 'relationship'])
        .default('address-space'),
    )
    .addHelpText('after', '\nExample:\n  $ ledig export exchange --organization contoso --partner fabrikam > point.ps1')
    .action(exportExchange)
  const graph = withExportOptions(new Command('graph'))
    .description(
      'Print what a relationship would be in the cross-tenant access policy of our tenant, and what would not.',
    )
    .requiredOption('--tenant <id>', "id of the partner's tenant in Microsoft Entra")
    .option('--group <id>', 'group in Entra with exactly those whose calendars the relationship opens')
    .action(exportGraph)
  return new Command('export').description('Print settings for other systems.').addCommand(exchange).addCommand(graph)
}
