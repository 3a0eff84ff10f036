import { Command } from 'commander'
import { administer, callAdmin, print, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { setAt, withSetOptions } from './part.ts'

interface ShownOrganization {
  readonly name: string
  readonly title: string
  readonly id: string
  readonly metadataUrl: string
  readonly fingerprint: { readonly hex: string; readonly words: string }
}

const describe = (organization: ShownOrganization): string =>
  [
    `${organization.name}  (${organization.title})`,
    `  id            ${organization.id}`,
    `  metadata      ${organization.metadataUrl}`,
    `  fingerprint   ${organization.fingerprint.hex}`,
    `  in words      ${organization.fingerprint.words}`,
    '',
  ].join('\n')

const address = (name: string): string => `/organizations/${encodeURIComponent(name)}`
const asJson = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`

export function organizationCommand(): Command {
  const list = withAdminOptions(new Command('list'))
    .description('Show our organizations with the fingerprints to read out to partners.')
    .action(async (options: AdminOptions) => {
      const document = (await callAdmin('GET', '/organizations', options)) as { organizations: ShownOrganization[] }
      const text = document.organizations.map(describe).join('\n')
      process.stdout.write(options.json === true ? `${JSON.stringify(document, null, 2)}\n` : text)
    })
  const show = withAdminOptions(new Command('show'))
    .description('Show the switches of one organization.')
    .argument('<organization>', 'its name')
    .action(async (name: string, options: AdminOptions) => {
      print(options, (await administer({ method: 'GET', path: address(name) }, options)).body, asJson)
    })
  const set = withSetOptions(new Command('set'))
    .description('Change the switches of one organization.')
    .argument('<organization>', 'its name')
    .addHelpText('after', '\nExample:\n  $ ledig organization set contoso --set federationEnabled=false')
    .action(async (name: string, options: Parameters<typeof setAt>[1]) => {
      print(options, await setAt(address(name), options), asJson)
    })
  return new Command('organization')
    .description('Our own organizations.')
    .addCommand(list)
    .addCommand(show)
    .addCommand(set)
}
