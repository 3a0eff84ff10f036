import { domainOf, parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { compareLevels } from '../access-level.ts'
import { decideAccess } from '../decide-access.ts'
import type { DecisionCode } from '../decision.ts'
import type { PolicyDocument } from '../policy-document.ts'
import { strangerOf } from '../stranger.ts'
import { quoted, shownInstant } from './lint.ts'
import type { Lint, LintedPolicy } from './lint.ts'

type MailboxEntry = PolicyDocument['mailboxes'][number]
type GrantEntry = MailboxEntry['grants'][number]

const narrows = ({ hours, hiddenCategories }: GrantEntry): boolean =>
  hours !== undefined || hiddenCategories !== undefined

/** Whether `other` is in force whenever `one` is, and is no higher, so that `one` never decides (of several the lowest counts). */
function shadows(other: GrantEntry, one: GrantEntry): boolean {
  const covers =
    (other.from ?? -Infinity) <= (one.from ?? -Infinity) && (other.until ?? Infinity) >= (one.until ?? Infinity)
  return other.to === one.to && covers && compareLevels(other.level, one.level) <= 0 && !narrows(one)
}

/** Somebody whom it is for. */
function granteeOf({ to }: GrantEntry, named: LintedPolicy['named']): MailboxAddress {
  return to.startsWith('@') ? strangerOf(parseDomain(to.slice(1)), named) : parseMailboxAddress(to)
}

/** The step that lets a grant to an outsider come to nothing; null where it comes to something. */
function voidedBy(entry: MailboxEntry, grant: GrantEntry, linted: LintedPolicy): DecisionCode | null {
  const { policy, named, now } = linted
  const from = granteeOf(grant, named)
  if (policy.isOwnDomain(domainOf(from))) return null
  const at = Math.max(now, grant.from ?? now)
  const decision = decideAccess(policy, { from, about: entry.address, view: 'Detailed', at }, 'answering')
  if (decision.decidedBy === 'GRANT') return null
  const level = decision.outcome === 'refuse' ? 'None' : decision.level
  const standard = policy.mailbox(entry.address)?.default ?? 'None'
  const shut = decision.outcome === 'refuse' && decision.decidedBy !== 'MAILBOX_DEFAULT'
  const more = compareLevels(grant.level, standard) > 0 && compareLevels(level, standard) > 0
  return shut || !policy.honourGrants || (compareLevels(grant.level, standard) > 0 && !more) ? decision.decidedBy : null
}

function voidLint(path: string, { to, level }: GrantEntry, by: DecisionCode, honoured: boolean): Lint {
  const because = honoured ? `${by} decides` : 'organization.personalGrants is "ignore"'
  return {
    code: 'grant-void',
    path,
    problem: `The grant of ${level} to ${quoted(to)} comes to nothing: ${because}.`,
    todo: honoured
      ? `Take it out, or change what ${by} stands for.`
      : 'Take it out, or set personalGrants to "honour".',
  }
}

function lintGrant(linted: LintedPolicy, entry: MailboxEntry, i: number, j: number): Lint[] {
  const { policy, now } = linted
  const grant = entry.grants[j] as GrantEntry
  const path = `mailboxes.${i}.grants.${j}`
  if (grant.until !== undefined && grant.until <= now) {
    const problem = `The grant to ${quoted(grant.to)} is over since ${shownInstant(grant.until)}.`
    return [{ code: 'grant-expired', path, problem, todo: 'Take it out, or give it a later end.' }]
  }
  // Of two that say the same, the later one is told.
  const by = entry.grants.findIndex((other, k) => k !== j && shadows(other, grant) && (k < j || !shadows(grant, other)))
  if (by >= 0) {
    const problem = `Whenever the grant to ${quoted(grant.to)} is in force, so is mailboxes.${i}.grants.${by}, and the lower of the two counts.`
    return [{ code: 'grant-shadowed', path, problem, todo: 'Take one of the two out.' }]
  }
  if (!policy.isOwnDomain(domainOf(entry.address))) return []
  const voided = voidedBy(entry, grant, linted)
  return voided === null ? [] : [voidLint(path, grant, voided, policy.honourGrants)]
}

/** Grants that are over, that never decide, and that come to nothing. */
export function lintGrants(linted: LintedPolicy): Lint[] {
  return linted.document.mailboxes.flatMap((entry, i) => entry.grants.flatMap((_, j) => lintGrant(linted, entry, i, j)))
}
