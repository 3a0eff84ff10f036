import { domainOf, parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { compareLevels } from '../access-level.ts'
import { walkAnswering } from '../decide-access.ts'
import type { DecisionCode } from '../decision.ts'
import { Walk } from '../decision-walk.ts'
import type { PolicyDocument } from '../policy-document.ts'
import { strangerOf } from '../stranger.ts'
import { quoted, shownInstant } from './lint.ts'
import type { Lint, LintedPolicy } from './lint.ts'
import { shadowedGrants } from './shadowed-grants.ts'

type MailboxEntry = PolicyDocument['mailboxes'][number]
type GrantEntry = MailboxEntry['grants'][number]

const NOBODY = new Set<never>()

/** The step that lets a grant to an outsider come to nothing; null where it comes to something. */
function voidedBy(entry: MailboxEntry, grant: GrantEntry, { policy, now }: LintedPolicy): DecisionCode | null {
  const domain = parseDomain(grant.to.slice(grant.to.indexOf('@') + 1))
  if (policy.isOwnDomain(domain)) return null
  const at = Math.max(now, grant.from ?? now)
  // Whoever of that domain asks: what is decided is this grant by itself.
  const ask = { from: strangerOf(domain, NOBODY), about: entry.address, view: 'Detailed', at } as const
  const decision = walkAnswering(new Walk(null), policy, ask, domain, grant.level)
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

interface Placed {
  readonly path: string
  /** Where that stands which always counts in its place; null where it counts itself. */
  readonly shadowedBy: string | null
}

function lintGrant(linted: LintedPolicy, entry: MailboxEntry, grant: GrantEntry, { path, shadowedBy }: Placed): Lint[] {
  const { policy, now } = linted
  if (grant.until !== undefined && grant.until <= now) {
    const problem = `The grant to ${quoted(grant.to)} is over since ${shownInstant(grant.until)}.`
    return [{ code: 'grant-expired', path, problem, todo: 'Take it out, or give it a later end.' }]
  }
  if (shadowedBy !== null) {
    const problem = `Whenever the grant to ${quoted(grant.to)} is in force, so is ${shadowedBy}, and the lower of the two counts.`
    return [{ code: 'grant-shadowed', path, problem, todo: 'Take one of the two out.' }]
  }
  if (!policy.isOwnDomain(domainOf(entry.address))) return []
  const voided = voidedBy(entry, grant, linted)
  return voided === null ? [] : [voidLint(path, grant, voided, policy.honourGrants)]
}

/** Grants that are over, that never decide, and that come to nothing. */
export function lintGrants(linted: LintedPolicy): Lint[] {
  return linted.document.mailboxes.flatMap((entry, i) => {
    if (entry.grants.length === 0) return []
    const shadowed = shadowedGrants(entry.grants)
    const placeOf = (j: number): string => `mailboxes.${i}.grants.${j}`
    return entry.grants.flatMap((grant, j) => {
      const by = shadowed.get(j)
      return lintGrant(linted, entry, grant, { path: placeOf(j), shadowedBy: by === undefined ? null : placeOf(by) })
    })
  })
}
