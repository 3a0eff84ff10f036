import { Command } from 'commander'
import { callAdmin, print, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { proofFailure } from './proof-failure.ts'
import { shownInstant } from './show-instant.ts'

export interface ShownDomain {
  readonly domain: string
  /** Where the domain has letters outside ASCII. */
  readonly inLetters?: string
  readonly proof: {
    readonly state: string
    readonly until?: string
    readonly missingSince?: string
    readonly via?: string
    /** Whether DNSSEC vouched for it. */
    readonly dnssec?: string
  }
  readonly record?: { readonly name: string; readonly value: string }
}

export interface ShownCheck {
  readonly domain: string
  readonly at: string
  /** Null: seen. */
  readonly because: string | null
  readonly aliases: readonly string[]
  /** What each name server showed. Absent where the gateway is older than that. */
  readonly servers?: readonly ShownServer[]
}

interface ShownServer {
  /** Its address; null: none was found that could be asked. */
  readonly server: string | null
  readonly kind: 'resolver' | 'authority'
  /** Null: the proof. */
  readonly because: string | null
}

interface ShownDomains {
  readonly domains: readonly ShownDomain[]
  readonly checks?: readonly ShownCheck[]
}

function stateOf({ proof }: ShownDomain): string {
  if (proof.state === 'pending') return `pending until ${shownInstant(proof.until ?? '')}, binds nothing yet`
  if (proof.state === 'missing') return `missing since ${shownInstant(proof.missingSince ?? '')}, binds still`
  if (proof.state === 'lost') return 'lost, binds nothing'
  if (proof.state !== 'proven') return proof.state
  const dnssec = proof.dnssec === undefined ? '' : `, DNSSEC: ${proof.dnssec.replace('-', ' ')}`
  return `proven by ${proof.via ?? ''}${dnssec}`
}

const serverName = ({ server, kind }: ShownServer): string =>
  `${server ?? 'its own name servers'}${kind === 'resolver' ? ' (ours)' : ''}`

/** Who showed the proof in one line, who did not in one each. */
function serverLines({ servers = [] }: ShownCheck): string[] {
  const shownBy = servers.filter(({ because }) => because === null).map(serverName)
  const lacking = servers.flatMap((one) =>
    one.because === null ? [] : [`${serverName(one)}: ${proofFailure(one.because)}`],
  )
  return [...(shownBy.length === 0 ? [] : [`shown by ${shownBy.join(', ')}`]), ...lacking].map(
    (line) => `                ${line}`,
  )
}

function checkOf(check: ShownCheck | undefined): string[] {
  if (check === undefined) return []
  const { at, because, aliases } = check
  const led = aliases.length === 0 ? '' : `, led to ${aliases.join(', ')}`
  return [
    `                looked at ${shownInstant(at)}: ${because === null ? 'the record is there' : proofFailure(because)}${led}`,
    ...serverLines(check),
  ]
}

/** The record is shown for as long as somebody has to do something about it. */
function linesOf(shown: ShownDomain, check: ShownCheck | undefined): string[] {
  const { domain, inLetters, record, proof } = shown
  const wanted = record !== undefined && proof.state !== 'proven' ? [record] : []
  return [
    `  domain        ${domain}${inLetters === undefined ? '' : ` (${inLetters})`}  ${stateOf(shown)}`,
    ...wanted.flatMap(({ name, value }) => [`                ${name} TXT`, `                "${value}"`]),
    ...checkOf(check),
  ]
}

/** In a line with others: what is not proven says so. */
export const domainInList = ({ domain, proof: { state } }: ShownDomain): string =>
  state === 'proven' ? domain : `${domain} (${state})`

/** A partner's domains, a line or more each. */
export function domainLines({ domains, checks = [] }: ShownDomains): string[] {
  if (domains.length === 0) return ['  domains       none yet']
  return domains.flatMap((shown) =>
    linesOf(
      shown,
      checks.find(({ domain }) => domain === shown.domain),
    ),
  )
}

interface Checked {
  readonly round: string
}

/** Why what is shown may be what was found before. */
function notLooked({ round }: Checked): string {
  if (round === 'checked') return ''
  if (round === 'under way') return '\nAnother look is under way; its outcome is shown next time.\n'
  return '\nNothing was looked at now: all is proven or over, or was looked at within the last ten seconds.\n'
}

export function checkDomainsCommand<Trust>(describe: (trust: Trust) => string): Command {
  return withChangeOptions(new Command('check-domains'))
    .description("Look now whether the partner's domains carry their proofs.")
    .argument('<trust>', 'id of the trust')
    .action(async (id: string, options: AdminOptions) => {
      const answer = await callAdmin('POST', `/trusts/${id}/check-domains`, options, {})
      print(options, answer, (trust: Trust & Checked) => `${describe(trust)}${notLooked(trust)}`)
    })
}
