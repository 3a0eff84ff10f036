import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Domain, MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { AccessLevel } from '../../../trust/policies/access-level.ts'
import { decideAnonymous } from '../../../trust/policies/decide-anonymous.ts'
import type { Side } from '../../../trust/policies/decision.ts'
import { strangerOf } from '../../../trust/policies/stranger.ts'
import type { Directory, HostedOrganization } from '../../broker/directory.ts'
import { rulesFor } from '../../broker/rule.ts'
import type { Ruling } from '../../broker/rule.ts'
import { askerOf } from '../../explain/asker-of.ts'
import { doorSteps } from '../../explain/explain-lookup.ts'
import type { WrittenRule } from '../../explain/explanation.ts'
import { policySteps, toldWalk } from '../../explain/policy-steps.ts'

/** One of our organizations, and whoever might see something of it. */
export interface Pair {
  readonly organization: HostedOrganization
  readonly other:
    | { readonly kind: 'people'; readonly domain: Domain; readonly person: MailboxAddress | null }
    /** Whoever has the address of a published calendar. */
    | { readonly kind: 'links' }
}

/** How much comes of a question, and what decides it: the tighter of both sides. */
export interface Effective {
  readonly level: AccessLevel
  /** A decision code, or the code of the step at which it ended. */
  readonly decidedBy: string
  readonly side: Side
  /** Where the rule that decides is written, looked up when it is asked for; null where it is in the question. */
  readonly written: () => WrittenRule | null
  /** Whether some of the time, or of the events, is kept back besides. */
  readonly keptBack: boolean
}

/** Who might see something: decides about each mailbox, by what decides when somebody truly asks. */
export type EffectiveOf = (about: MailboxAddress) => Effective

const refusedBy = (decidedBy: string): Effective => ({
  ...{ level: 'None', decidedBy, side: 'answering', written: () => null, keptBack: false },
})

function ruleOf({ walks, decision }: Ruling, from: MailboxAddress, about: MailboxAddress): WrittenRule | null {
  const walk = walks.find(
    ({ side, path }) => side === decision.side && path.steps.some(({ code }) => code === decision.decidedBy),
  )
  if (walk === undefined) return null
  return policySteps([toldWalk(walk)], { from, about }).find(({ code }) => code === decision.decidedBy)?.rule ?? null
}

function effectiveOf(ruling: Ruling, from: MailboxAddress, about: MailboxAddress): Effective {
  const { decision } = ruling
  const { decidedBy, side } = decision
  const written = () => ruleOf(ruling, from, about)
  if (decision.outcome === 'refuse') return { level: 'None', decidedBy, side, written, keptBack: false }
  return { level: decision.level, decidedBy, side, written, keptBack: decision.part !== null }
}

/**
 * Somebody of a domain whom nothing names: no grant of these mailboxes, and no scope of a neighbour on this gateway.
 *
 * @param mailboxes asked about
 */
export function unnamedOf(
  directory: Directory,
  { policy }: HostedOrganization,
  domain: Domain,
  mailboxes: readonly MailboxAddress[],
): MailboxAddress {
  const theirs = directory.hostedDomain(domain)?.policy
  const named = (address: MailboxAddress): boolean =>
    theirs?.mailbox(address) !== undefined ||
    mailboxes.some((about) => policy.mailbox(about)?.grants?.has(address) === true)
  return strangerOf(domain, { has: named })
}

/** What this person sees, the trust she asks by first: as an explanation tells it. */
function seenBy(
  directory: Directory,
  { domains }: HostedOrganization,
  person: MailboxAddress,
  at: Instant,
): EffectiveOf {
  const [first] = domains
  const asker = first === undefined ? null : askerOf(directory, person, parseMailboxAddress(`postmaster@${first}`), at)
  if (asker === null) return () => refusedBy('TRUST_NONE')
  const stopped = doorSteps(asker, at).find(({ outcome }) => outcome === 'deny')
  if (stopped !== undefined) return () => refusedBy(stopped.code ?? '')
  const ruled = rulesFor(directory, asker.requester, 'Detailed', at)
  return (about) => effectiveOf(ruled(about), person, about)
}

/** Where what decides about links is written: in a sharing policy, or nowhere. */
function linkRule({ name, policy }: HostedOrganization, about: MailboxAddress, decidedBy: string): WrittenRule | null {
  if (decidedBy !== 'ANONYMOUS_OFF' && decidedBy !== 'SHARING_POLICY') return null
  const mailbox = policy.mailbox(about)
  const sharing = mailbox === undefined ? null : policy.names.sharingPolicyOf(mailbox)
  return { of: name, path: sharing === null ? 'sharingPolicies' : `sharingPolicies.${sharing}` }
}

/** As much as a link can be chosen to show. */
function seenByLink(organization: HostedOrganization): EffectiveOf {
  const { policy } = organization
  return (about) => {
    const decision = decideAnonymous(policy, { about, level: 'Reviewer', part: null })
    const { decidedBy } = decision
    const answering = { decidedBy, side: 'answering', written: () => linkRule(organization, about, decidedBy) } as const
    if (decision.outcome === 'refuse') return { ...answering, level: 'None', keptBack: false }
    return { ...answering, level: decision.level, keptBack: decision.part !== null }
  }
}

/** How much the other sees of ours; `person` is who of them asks. */
export function shownTo(
  directory: Directory,
  { organization, other }: Pair,
  person: MailboxAddress | null,
  at: Instant,
): EffectiveOf {
  return other.kind === 'links' || person === null
    ? seenByLink(organization)
    : seenBy(directory, organization, person, at)
}

/** How much one of ours may see of the other: of its mailboxes any, as far as both sides' rules here say. */
export function seenOf(
  directory: Directory,
  organization: HostedOrganization,
  about: MailboxAddress,
  at: Instant,
): EffectiveOf {
  return (person) => {
    const requester = { kind: 'inside', organization, person } as const
    return effectiveOf(rulesFor(directory, requester, 'Detailed', at)(about), person, about)
  }
}
