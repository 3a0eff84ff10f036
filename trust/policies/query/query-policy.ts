import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { compareLevels } from '../access-level.ts'
import { compilePolicy } from '../compile-policy.ts'
import { decideAccess, explainAccess } from '../decide-access.ts'
import type { Ask } from '../decision.ts'
import { everybodyNamed } from '../everybody-named.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { Policy, Relationship } from '../policy.ts'
import { askersOf, domainsAsking, instantsOf, strangersOf } from './asker-classes.ts'
import { mailboxClasses, mailboxesAsked } from './mailbox-classes.ts'
import type { MailboxClass } from './mailbox-classes.ts'
import type { PolicyAnswer, PolicyQuery, Witness } from './policy-query.ts'

/** Look-ups and decisions of one query: some seconds. It is never answered from some of them. */
const MOST_STEPS = 20_000_000

function countSteps(): () => void {
  let steps = 0
  return () => {
    if (++steps <= MOST_STEPS) return
    const message = 'There are more cases than one query decides; name whom it is from, or about whom.'
    throw new FederationError('ERR_MESSAGE_MALFORMED', message)
  }
}

/** Every question that is decided differently, one of each. */
function* questions(
  classes: readonly MailboxClass[],
  strangers: readonly MailboxAddress[],
  policy: Policy,
  query: PolicyQuery,
): Iterable<Ask> {
  for (const one of classes) {
    for (const from of askersOf(one, query.from, strangers)) {
      // The view that asks for most: any other is granted at most the level of this.
      for (const at of instantsOf(one, from, policy, query)) yield { from, about: one.about, view: 'Detailed', at }
    }
  }
}

/** Null where nothing is told. */
function witnessOf(policy: Policy, ask: Ask): Witness | null {
  const decision = decideAccess(policy, ask, 'answering')
  if (decision.outcome === 'refuse') return null
  const { from, about, at } = ask
  return { from, about, at, level: decision.level, decidedBy: decision.decidedBy, steps: [] }
}

/** With the steps that led to it, which only one of them needs. */
function explained(policy: Policy, { from, about, at, level, decidedBy }: Witness): Witness {
  return {
    from,
    about,
    at,
    level,
    decidedBy,
    steps: explainAccess(policy, { from, about, at, view: 'Detailed' }, 'answering'),
  }
}

/**
 * Answers a query by deciding every case that the document can tell apart, with the decision lookups use: mailboxes by their
 * entries, scopes and exclusions; people by whom grants and domains name; instants by what begins and ends. Of an address of
 * ours without an entry it is taken that it has a calendar. It is about lookups, and about what we give: a partner's own
 * side, a trust that does not serve, or a part of the time that is not shown, can only make it less.
 *
 * @throws FederationError `ERR_NOT_FOUND` for a group that is not there or has nobody in it; `ERR_MESSAGE_MALFORMED`
 * where there are too many cases
 */
export function queryPolicy(document: PolicyDocument, query: PolicyQuery): PolicyAnswer {
  const step = countSteps()
  const named = everybodyNamed(document)
  const mailboxes = mailboxesAsked(document, named, query.about)
  // Who is in a group asked about counts too.
  const calendars = new Set([...mailboxes, ...named])
  const policy = compilePolicy(document, { calendarMailboxes: () => calendars })
  const domains = domainsAsking(document, query.from)
  const relationships = new Set<Relationship>()
  for (const domain of domains) {
    const relationship = policy.isOwnDomain(domain) ? undefined : policy.relationship(domain)
    if (relationship !== undefined) relationships.add(relationship)
  }
  const classes = mailboxClasses(document, policy, { mailboxes, relationships, step })
  const known = { has: (address: MailboxAddress) => named.has(address) || calendars.has(address) }
  let decisions = 0
  let highest: Witness | null = null
  const decided = () => ({ mailboxes: mailboxes.length, mailboxClasses: classes.length, decisions })
  for (const ask of questions(classes, strangersOf(domains, known), policy, query)) {
    step()
    decisions++
    const found = witnessOf(policy, ask)
    if (found === null) continue
    if (compareLevels(found.level, query.level) >= 0)
      return { reached: true, witness: explained(policy, found), decided: decided() }
    if (highest === null || compareLevels(found.level, highest.level) > 0) highest = found
  }
  return { reached: false, highest: highest && explained(policy, highest), decided: decided() }
}
