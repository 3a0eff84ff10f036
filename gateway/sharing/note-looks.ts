import { domainOf } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { MailboxPolicy } from '../../trust/policies/policy.ts'
import type { LastLooks } from '../../trust/sharing/last-looks.ts'
import type { LookupTrace } from '../broker/lookup-trace.ts'
import { grantShareId } from './share.ts'

/** The name whose grant counts for somebody now, as the decision takes it: the person's before the domain's; null for none. */
function grantUsed({ grants }: MailboxPolicy, person: MailboxAddress, at: Instant): string | null {
  if (grants === null) return null
  const inForce = (to: string): boolean => (grants.get(to) ?? []).some(({ from, until }) => at >= from && at < until)
  return [person, `@${domainOf(person)}`].find(inForce) ?? null
}

/** Notes which grants were looked through in a lookup; a lookup that no grant had a part in leaves nothing. */
export function noteLookup(looks: Pick<LastLooks, 'note'>, { requester, at, places }: LookupTrace): void {
  for (const { about, ruling, answer } of places) {
    if (answer.kind !== 'view' || ruling.route.kind !== 'hosted') continue
    const { name: organization, policy } = ruling.route.organization
    const mailbox = policy.mailbox(about)
    const to = mailbox === undefined ? null : grantUsed(mailbox, requester.person, at)
    if (to !== null) looks.note({ organization, mailbox: about, share: grantShareId(to) }, at)
  }
}
