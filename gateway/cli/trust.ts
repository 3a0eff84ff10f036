import { Command } from 'commander'
import { callAdmin, withAdminOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'

interface ShownTrust {
  readonly id: string
  readonly organization: string
  readonly state: string
  readonly partner: { readonly id: string; readonly name: string; readonly fingerprint: { hex: string; words: string } }
  readonly domains: readonly { readonly domain: string }[]
}

function print(options: AdminOptions, document: unknown, text: (document: never) => string): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(document, null, 2)}\n` : text(document as never))
}

const describe = (trust: ShownTrust): string =>
  [
    `${trust.partner.name}  ${trust.state}`,
    `  trust         ${trust.id}`,
    `  for           ${trust.organization}`,
    `  partner       ${trust.partner.id}`,
    `  domains       ${trust.domains.map((bound) => bound.domain).join(', ') || 'none yet'}`,
    `  fingerprint   ${trust.partner.fingerprint.hex}`,
    `  in words      ${trust.partner.fingerprint.words}`,
    '',
  ].join('\n')

const proposed = (trust: ShownTrust): string =>
  `${describe(trust)}
Compare the fingerprint with the partner's administrator over the telephone. If it is the same, say yes:
  ledig trust accept ${trust.id} --fingerprint <what you were read> --domain <their domain>
`

function proposeCommand(): Command {
  return withAdminOptions(new Command('propose'))
    .description("Read a partner's metadata and show its fingerprint; nothing is trusted yet.")
    .argument('<url>', "address of the partner's federation metadata")
    .requiredOption('--organization <name>', 'which of our organizations; "gateway" for the gateway itself')
    .action(async (metadataUrl: string, options: AdminOptions & { organization: string }) => {
      const { organization } = options
      print(options, await callAdmin('POST', '/trusts', options, { organization, metadataUrl }), proposed)
    })
}

function acceptCommand(): Command {
  return withAdminOptions(new Command('accept'))
    .description('Say yes to a proposed trust whose fingerprint you have compared.')
    .argument('<trust>', 'id of the trust')
    .requiredOption('--fingerprint <hex or words>', "what the partner's administrator read to you")
    .requiredOption('--domain <domain...>', "the partner's SMTP domains, bound by your word until they are proven")
    .action(async (id: string, options: AdminOptions & { fingerprint: string; domain: string[] }) => {
      const { fingerprint, domain: domains } = options
      print(options, await callAdmin('POST', `/trusts/${id}/accept`, options, { fingerprint, domains }), describe)
    })
}

function revokeCommand(): Command {
  return withAdminOptions(new Command('revoke'))
    .description('End a trust for good; it counts from the next lookup.')
    .argument('<trust>', 'id of the trust')
    .requiredOption('--reason <text>', 'why, for the record')
    .action(async (id: string, options: AdminOptions & { reason: string }) => {
      print(options, await callAdmin('POST', `/trusts/${id}/revoke`, options, { reason: options.reason }), describe)
    })
}

function listCommand(): Command {
  return withAdminOptions(new Command('list'))
    .description('Show every trust.')
    .action(async (options: AdminOptions) => {
      print(options, await callAdmin('GET', '/trusts', options), ({ trusts }: { trusts: ShownTrust[] }) =>
        trusts.length === 0 ? 'No trust yet.\n' : trusts.map(describe).join('\n'),
      )
    })
}

export function trustCommand(): Command {
  return new Command('trust')
    .description('Trust between our organizations and partners.')
    .addCommand(proposeCommand())
    .addCommand(acceptCommand())
    .addCommand(revokeCommand())
    .addCommand(listCommand())
}
