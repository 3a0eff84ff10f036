import { Command } from 'commander'
import { callAdmin, print, withAdminOptions, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { addressCommand } from './trust-address.ts'
import { drillCommand } from './trust-drill.ts'
import { refreshCommand, rollCommand } from './trust-roll.ts'
import { orWaiting } from './approval.ts'
import { shownInstant } from './show-instant.ts'
import { table } from './table.ts'
import { acceptCommand } from './trust-accept.ts'
import { exportCommand, importCommand } from './trust-file.ts'
import { agreementLines, stateLine } from './trust-halves.ts'
import type { ShownAgreement, ShownState } from './trust-halves.ts'
import { testCommand } from './trust-test.ts'
import { hostLines } from './trust-hosts.ts'
import type { ShownHost } from './trust-hosts.ts'
import { checkDomainsCommand, domainInList, domainLines } from './trust-domains.ts'
import type { ShownCheck, ShownDomain } from './trust-domains.ts'
import { credentialCommand } from './trust-credential.ts'

interface ShownTrust extends ShownState, Partial<ShownAgreement> {
  readonly id: string
  readonly organization: string
  /** What of it needs a person. */
  readonly needs: readonly string[]
  readonly partner: {
    readonly id: string
    readonly name: string
    readonly fingerprint: { hex: string; words: string } | null
    /** Of a certificate nobody compared, which it shows now. */
    readonly otherFingerprint?: { hex: string; words: string } | null
    readonly metadataUrl: string
    readonly hosts: readonly ShownHost[]
    readonly certificateUntil: string | null
  }
  /** When it is over by what either side said; null: no end. */
  readonly validUntil: string | null
  readonly domains: readonly ShownDomain[]
  readonly checks?: readonly ShownCheck[]
  readonly credential?: { readonly kind: string; readonly account?: string }
  /** Of the partner's audit log; only where one trust is shown. */
  readonly audit?: { readonly entries: number; readonly rewrittenAt: string | null } | null
}

function auditOf({ audit }: ShownTrust): string[] {
  if (audit === undefined) return []
  if (audit === null) return ['  their audit   not seen yet']
  const past =
    audit.rewrittenAt === null ? 'its past as it was' : `ITS PAST CHANGED, noticed ${shownInstant(audit.rewrittenAt)}`
  return [`  their audit   ${audit.entries} entries, ${past}`]
}

function credentialOf({ credential }: ShownTrust): string[] {
  if (credential === undefined) return []
  return [`  credential    ${credential.kind}${credential.account === undefined ? '' : ` as ${credential.account}`}`]
}

const fingerprintLines = ({ partner }: ShownTrust): string[] => {
  const { fingerprint, otherFingerprint: other, metadataUrl } = partner
  return fingerprint === null
    ? [`  asked at      ${metadataUrl}`, '  address space by name and password; it signs nothing']
    : [`  fingerprint   ${fingerprint.hex}`, `  in words      ${fingerprint.words}`, ...otherLine(other)]
}

const otherLine = (other: ShownTrust['partner']['otherFingerprint']): string[] =>
  other === null || other === undefined ? [] : [`  SHOWS NOW     ${other.hex}, which nobody compared yet`]

const describe = (trust: ShownTrust): string =>
  [
    `${trust.partner.name}  ${stateLine(trust)}`,
    `  trust         ${trust.id}`,
    `  for           ${trust.organization}`,
    `  partner       ${trust.partner.id}`,
    ...domainLines(trust),
    ...hostLines(trust),
    ...credentialOf(trust),
    ...fingerprintLines(trust),
    ...agreementLines(trust),
    ...auditOf(trust),
    '',
  ].join('\n')

const proposed = (trust: ShownTrust): string => {
  if (trust.partner.fingerprint !== null) return comparing(trust)
  return `${describe(trust)}
It proves nothing of itself. Is the address right, and are the domains theirs? Then say yes, and give it its account:
  ledig trust accept ${trust.id} --domain <their domain>
  ledig trust credential ${trust.id} --kind basic --account <address in their domain> [--our-name <name>]
`
}

const comparing = (trust: ShownTrust): string =>
  `${describe(trust)}
Compare the fingerprint with the partner's administrator over the telephone. If it is the same, say yes:
  ledig trust accept ${trust.id} --fingerprint "<what you were read>" --domain <their domain>
`

const accepted = (trust: ShownTrust): string =>
  trust.state === 'active'
    ? describe(trust)
    : `${describe(trust)}
What is still to be done, and by whom: ledig trust show ${trust.id}
`

function proposeCommand(): Command {
  return withChangeOptions(new Command('propose'))
    .description("Read a partner's metadata and show its fingerprint; nothing is trusted yet.")
    .argument('<url>', "address of the partner's federation metadata; with --address-space, of its EWS")
    .option('--address-space <name>', 'a partner that publishes nothing and knows name and password only, called so')
    .requiredOption('--organization <name>', 'which of our organizations; "gateway" for the gateway itself')
    .action(async (url: string, options: AdminOptions & { organization: string; addressSpace?: string }) => {
      const { organization, addressSpace: name } = options
      const partner = name === undefined ? { metadataUrl: url } : { addressSpace: { name, ews: url } }
      print(options, await callAdmin('POST', '/trusts', options, { organization, ...partner }), proposed)
    })
}

function endingCommand(name: 'suspend' | 'revoke', description: string): Command {
  return withChangeOptions(new Command(name))
    .description(description)
    .argument('<trust>', 'id of the trust')
    .requiredOption('--reason <text>', 'why, for the record')
    .action(async (id: string, options: AdminOptions & { reason: string }) => {
      print(
        options,
        await callAdmin('POST', `/trusts/${id}/${name}`, options, { reason: options.reason }),
        orWaiting(describe),
      )
    })
}

function resumeCommand(): Command {
  return withChangeOptions(new Command('resume'))
    .description('Let a suspended trust serve again.')
    .argument('<trust>', 'id of the trust')
    .action(async (id: string, options: AdminOptions) => {
      print(options, await callAdmin('POST', `/trusts/${id}/resume`, options, {}), describe)
    })
}

function showCommand(): Command {
  return withAdminOptions(new Command('show'))
    .description('Show one trust.')
    .argument('<trust>', 'id of the trust')
    .action(async (id: string, options: AdminOptions) => {
      print(options, await callAdmin('GET', `/trusts/${id}`, options), describe)
    })
}

const COLUMNS = ['id', 'partner', 'organization', 'state', 'since', 'domains', 'expires'] as const

/** What comes first: the end that was agreed, or that of the partner's certificate as we have it. What is over has none. */
function expiryOf({ state, validUntil, partner: { certificateUntil } }: ShownTrust): string {
  if (state === 'revoked') return ''
  const [first] = [validUntil, certificateUntil].filter((end) => end !== null).sort()
  return first?.slice(0, 10) ?? 'never'
}

const rowOf = (trust: ShownTrust): readonly string[] => [
  trust.id,
  trust.partner.name,
  trust.organization,
  trust.needs.length === 0 ? trust.state : `${trust.state} (${trust.needs.join(', ')})`,
  trust.since?.slice(0, 10) ?? '',
  trust.domains.map(domainInList).join(', ') || 'none',
  expiryOf(trust),
]

function listCommand(): Command {
  return withAdminOptions(new Command('list'))
    .description('Show every trust, a line each.')
    .action(async (options: AdminOptions) => {
      print(options, await callAdmin('GET', '/trusts', options), ({ trusts }: { trusts: ShownTrust[] }) =>
        trusts.length === 0 ? 'No trust yet.\n' : table(COLUMNS, trusts.map(rowOf)),
      )
    })
}

export function trustCommand(): Command {
  return new Command('trust')
    .description('Trust between our organizations and partners.')
    .addCommand(proposeCommand())
    .addCommand(acceptCommand(accepted))
    .addCommand(endingCommand('suspend', 'Stop a trust until it is resumed; it counts from the next lookup.'))
    .addCommand(resumeCommand())
    .addCommand(endingCommand('revoke', 'End a trust for good; it counts from the next lookup.'))
    .addCommand(credentialCommand(describe))
    .addCommand(addressCommand(describe))
    .addCommand(showCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand(proposed))
    .addCommand(checkDomainsCommand(describe))
    .addCommand(listCommand())
    .addCommand(testCommand())
    .addCommand(refreshCommand())
    .addCommand(rollCommand())
    .addCommand(drillCommand())
}
