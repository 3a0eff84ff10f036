import { Command } from 'commander'
import { FederationError } from '../../protocols/federation-error.ts'
import { callAdmin, print, withChangeOptions } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { readTrustFile } from './trust-file.ts'
import { orWaiting } from './approval.ts'

interface AcceptOptions extends AdminOptions {
  readonly fingerprint?: string
  readonly domain?: readonly string[]
  readonly host?: readonly string[]
  readonly unproven?: boolean
  readonly brokerFor?: readonly string[]
  readonly gives?: string
  readonly asks?: string
  readonly partnerGives?: string
  readonly partnerAsks?: string
  readonly scope?: string
  readonly until?: string
  readonly file?: string
}

interface NamedDomains {
  readonly domains: readonly { readonly domain: string }[]
}

const NONE: NamedDomains = { domains: [] }

function brokered(text: string): { domain: string; organization: string } {
  const [domain = '', organization = ''] = text.split('=')
  return { domain, organization }
}

/** An offer has both halves: one that was left out would be taken for nothing. */
function offerOf(gives: string | undefined, asks: string | undefined, name: '--' | '--partner-'): object | undefined {
  if (gives === undefined && asks === undefined) return undefined
  if (gives === undefined || asks === undefined)
    throw new FederationError('ERR_MESSAGE_MALFORMED', `Say both, ${name}gives and ${name}asks; None is a level too.`)
  return {
    gives: { freeBusyAccessEnabled: gives !== 'None', freeBusyAccessLevel: gives },
    asks: { enabled: asks !== 'None', level: asks },
  }
}

/** A day stands for its end, in UTC. */
function endOf(until: string | undefined): string | null | undefined {
  if (until === undefined || until === 'none') return until === undefined ? undefined : null
  return /^\d{4}-\d\d-\d\d$/.test(until) ? `${until}T23:59:59Z` : until
}

/** What was said, and nothing of what was not: a second yes leaves that as it is. */
function bodyOf(options: AcceptOptions): object {
  const { fingerprint, domain: domains, host: hosts, unproven, brokerFor, scope } = options
  const { gives, asks, partnerGives, partnerAsks } = options
  return {
    ...{ fingerprint, domains, hosts, unproven: unproven === true, brokerFor: brokerFor?.map(brokered) },
    ...{ ourOffer: offerOf(gives, asks, '--'), offer: offerOf(partnerGives, partnerAsks, '--partner-') },
    ...{ scopeDescription: scope, validUntil: endOf(options.until) },
    ...(options.file !== undefined && { metadata: metadataIn(options.file) }),
  }
}

function metadataIn(path: string): unknown {
  const file = readTrustFile(path)
  return file !== null && typeof file === 'object' && 'metadata' in file ? file.metadata : null
}

/** The domains a yes left out: a list that is said stands for all of them, and nobody should find out by a failed lookup. */
function droppedWords(before: NamedDomains, after: NamedDomains): string {
  const kept = new Set(after.domains.map(({ domain }) => domain))
  const dropped = before.domains.map(({ domain }) => domain).filter((domain) => !kept.has(domain))
  if (dropped.length === 0) return ''
  return `\nNo longer named, and bound no more: ${dropped.join(', ')}. --domain names all there are.\n`
}

export function acceptCommand<Trust extends NamedDomains>(describe: (trust: Trust) => string): Command {
  return withChangeOptions(new Command('accept'))
    .description('Say yes to a trust whose fingerprint you have compared, or say it again with other terms.')
    .argument('<trust>', 'id of the trust')
    .option('--fingerprint <hex or words>', "what the partner's administrator read to you; an address space has none")
    .option(
      '--file <file>',
      "what the partner's `trust export` wrote, to take a changed certificate from where a firewall is closed",
    )
    .option('--domain <domain...>', "the partner's SMTP domains, all of them; each binds once its DNS record was seen")
    .option(
      '--host <host...>',
      'hosts outside its domains, as `trust show` names them, where it may be asked from now on',
    )
    .option('--unproven', 'bind the domains by your word alone, where the configuration allows that')
    .option('--broker-for <domain=id...>', 'domains this partner, a gateway, may ask for, each with its organization')
    .option('--gives <level>', 'what we give, at most: None, AvailabilityOnly or LimitedDetails; the partner is told')
    .option('--asks <level>', 'what our people will ask for; the partner is told')
    .option('--scope <text>', 'in words, for people of the other side: whom it is about')
    .option('--until <day>', 'when it is over: a day, an instant, or "none"')
    .option('--partner-gives <level>', 'what the partner gives, where its server cannot say so itself')
    .option('--partner-asks <level>', 'what the partner asks for, where its server cannot say so itself')
    .action(async (id: string, options: AcceptOptions) => {
      const path = `/trusts/${encodeURIComponent(id)}`
      const before = options.domain === undefined ? NONE : ((await callAdmin('GET', path, options)) as NamedDomains)
      const answer = await callAdmin('POST', `${path}/accept`, options, bodyOf(options))
      print(
        options,
        answer,
        orWaiting((trust: Trust) => `${describe(trust)}${droppedWords(before, trust)}`),
      )
    })
}
