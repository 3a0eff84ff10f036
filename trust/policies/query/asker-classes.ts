import { domainOf, parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { Policy } from '../policy.ts'
import { strangerOf } from '../stranger.ts'
import type { MailboxClass } from './mailbox-classes.ts'
import type { Askers, PolicyQuery } from './policy-query.ts'

/** The domains of whoever makes lookups; of those that are nobody's, one stands for all. */
export function domainsAsking(document: PolicyDocument, from: Askers): readonly Domain[] {
  if (from.who === 'anonymous') return []
  if (from.who === 'domain') return [from.domain]
  if (from.who === 'address') return [domainOf(from.address)]
  const known = [...document.organization.domains, ...document.relationships.flatMap(({ domains }) => domains)]
  for (let number = 1; ; number++) {
    const nobodys = parseDomain(`elsewhere${number}.invalid`)
    if (!known.includes(nobodys)) return [...new Set([...known, nobodys])]
  }
}

/**
 * Everybody who is decided about differently by lookups: whom a grant names, and of each domain one whom nothing names.
 *
 * @param strangers one of each of the domains that ask
 */
export function askersOf(
  { grants }: MailboxClass,
  from: Askers,
  strangers: readonly MailboxAddress[],
): readonly MailboxAddress[] {
  if (from.who === 'anonymous') return []
  if (from.who === 'address') return [from.address]
  const granted = grants.flatMap(({ to }) => (to.startsWith('@') ? [] : [parseMailboxAddress(to)]))
  const asking = granted.filter((address) => from.who === 'anybody' || domainOf(address) === from.domain)
  return [...new Set([...asking, ...strangers])]
}

export const strangersOf = (
  domains: readonly Domain[],
  named: { has(address: MailboxAddress): boolean },
): readonly MailboxAddress[] => domains.map((domain) => strangerOf(domain, named))

/** One instant of each stretch of time in which one decision holds, the first of it: grants and relationships begin and end between. */
export function instantsOf(
  { grants }: MailboxClass,
  asker: MailboxAddress,
  policy: Policy,
  { since, until }: Pick<PolicyQuery, 'since' | 'until'>,
): readonly Instant[] {
  const domain = domainOf(asker)
  const concerning = grants.filter(({ to }) => to === asker || to === `@${domain}`)
  const turns = concerning.flatMap((grant) => [grant.from ?? since, grant.until ?? since])
  const all = [since, ...turns, policy.relationship(domain)?.validUntil ?? since]
  return [...new Set(all)].filter((at) => since <= at && at < until).sort((a, b) => a - b)
}
