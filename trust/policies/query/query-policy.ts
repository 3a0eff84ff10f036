import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { compareLevels } from '../access-level.ts'
import { compilePolicy } from '../compile-policy.ts'
import { decideAccess, explainAccess } from '../decide-access.ts'
import { decideAnonymous, explainAnonymous } from '../decide-anonymous.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../decision-walk.ts'
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

type Case = Pick<Witness, 'from' | 'about' | 'at'>

/** Every question that is decided differently, one of each; last those of visitors, on whom no grant and no time bears. */
function* casesOf(
  classes: readonly MailboxClass[],
  strangers: readonly MailboxAddress[],
  policy: Policy,
  query: PolicyQuery,
): Iterable<Case> {
  for (const one of classes) {
    for (const from of askersOf(one, query.from, strangers)) {
      for (const at of instantsOf(one, from, policy, query)) yield { from, about: one.about, at }
    }
  }
  if (query.from.who !== 'anybody' && query.from.who !== 'anonymous') return
  for (const { about } of classes) yield { from: null, about, at: query.since }
}

/** Of a lookup the view that asks for most, any other is granted at most the level of this; of a link the highest level. */
function decide(policy: Policy, { from, about, at }: Case): Decision {
  if (from === null) return decideAnonymous(policy, { about, level: 'Reviewer', part: null })
  return decideAccess(policy, { from, about, view: 'Detailed', at }, 'answering')
}

function explain(policy: Policy, { from, about, at }: Case): readonly Step[] {
  if (from === null) return explainAnonymous(policy, { about, level: 'Reviewer', part: null })
  return explainAccess(policy, { from, about, view: 'Detailed', at }, 'answering')
}

/** Null where nothing is told. */
function witnessOf(policy: Policy, one: Case): Witness | null {
  const decision = decide(policy, one)
  return decision.outcome === 'refuse'
    ? null
    : { ...one, level: decision.level, decidedBy: decision.decidedBy, steps: [] }
}

/** With the steps that led to it, which only one of them needs. */
const explained = (policy: Policy, witness: Witness): Witness => ({ ...witness, steps: explain(policy, witness) })

/**
 * Answers a query by deciding every case that the document can tell apart, with the decision lookups use: mailboxes by their
 * entries, scopes and exclusions; people by whom grants and domains name; instants by what begins and ends. Of an address of
 * ours without an entry it is taken that it has a calendar, and of any calendar that its owner may publish it at any level.
 * It is about what we give: a partner's own side, a trust that does not serve, or a part of the time that is not shown, can
 * only make it less.
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
  for (const one of casesOf(classes, strangersOf(domains, known), policy, query)) {
    step()
    decisions++
    const found = witnessOf(policy, one)
    if (found === null) continue
    if (compareLevels(found.level, query.level) >= 0)
      return { reached: true, witness: explained(policy, found), decided: decided() }
    if (highest === null || compareLevels(found.level, highest.level) > 0) highest = found
  }
  return { reached: false, highest: highest && explained(policy, highest), decided: decided() }
}
