import { Command } from 'commander'
import { callAdmin, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'

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

export function organizationCommand(): Command {
  const list = withAdminOptions(new Command('list'))
    .description('Show our organizations with the fingerprints to read out to partners.')
    .action(async (options: AdminOptions) => {
      const document = (await callAdmin('GET', '/organizations', options)) as { organizations: ShownOrganization[] }
      const text = document.organizations.map(describe).join('\n')
      process.stdout.write(options.json === true ? `${JSON.stringify(document, null, 2)}\n` : text)
    })
  return new Command('organization').description('Our own organizations.').addCommand(list)
}
