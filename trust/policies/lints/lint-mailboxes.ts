import { domainOf, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { compareLevels } from '../access-level.ts'
import type { AccessLevel } from '../access-level.ts'
import { capOf } from '../cap-of.ts'
import { compilePolicy } from '../compile-policy.ts'
import { decideAccess } from '../decide-access.ts'
import { isResource } from '../group-steps.ts'
import type { PolicyDocument } from '../policy-document.ts'
import { strangerOf } from '../stranger.ts'
import { quoted } from './lint.ts'
import type { Lint, LintedPolicy } from './lint.ts'

type MailboxEntry = PolicyDocument['mailboxes'][number]

function lintElsewhere({ policy }: LintedPolicy, { address }: MailboxEntry, i: number): Lint[] {
  if (policy.isOwnDomain(domainOf(address))) return []
  const problem = `The mailbox ${quoted(address)} is in none of organization.domains and is left out.`
  return [
    {
      code: 'mailbox-elsewhere',
      path: `mailboxes.${i}.address`,
      problem,
      todo: 'Correct the address, or take it out.',
    },
  ]
}

/** Only beside a default that somebody has written down: where nothing is said, whoever opens a calendar has to list it. */
function lintWider({ document, written }: LintedPolicy, entry: MailboxEntry, i: number): Lint[] {
  const { organization } = written as { readonly organization: object }
  const { defaultPermission } = document.organization
  const own = entry.default
  if (own === undefined || !('defaultPermission' in organization) || compareLevels(own, defaultPermission) <= 0)
    return []
  const problem = `What outsiders see of ${quoted(entry.address)}, ${own}, is more than organization.defaultPermission, ${defaultPermission}.`
  return [
    {
      code: 'mailbox-wider',
      path: `mailboxes.${i}.default`,
      problem,
      todo: 'Take it out, or lower it, unless it is meant.',
    },
  ]
}

/** The first outsider who sees subjects now; null where none does. */
function whoSeesSubjects({ policy, document, named, now }: LintedPolicy, entry: MailboxEntry): string | null {
  const subjects = ({ level }: { readonly level: AccessLevel }): boolean => compareLevels(level, 'LimitedDetails') >= 0
  const granted = entry.grants.filter(subjects).map(({ to }) => to)
  const people = granted.flatMap((to) => (to.startsWith('@') ? [] : [parseMailboxAddress(to)]))
  // Whom nobody names sees what is for everybody, or for everybody of a domain: of most rooms that is nobody's subject.
  const open = subjects({ level: policy.mailbox(entry.address)?.default ?? 'None' })
  const strangers = document.relationships.flatMap(({ domains }) =>
    domains.flatMap((one) => (open || granted.includes(`@${one}`) ? [strangerOf(one, named)] : [])),
  )
  const sees = [...people, ...strangers].find((from) => {
    if (policy.isOwnDomain(domainOf(from))) return false
    const decision = decideAccess(policy, { from, about: entry.address, view: 'Detailed', at: now }, 'answering')
    return decision.outcome === 'answer' && compareLevels(decision.level, 'LimitedDetails') >= 0
  })
  if (sees !== undefined) return people.includes(sees) ? sees : `whoever asks from ${domainOf(sees)}`
  const published = capOf(policy, entry.address, 'Anonymous', now).level
  return compareLevels(published, 'LimitedDetails') >= 0 ? 'whoever has the address of a published calendar' : null
}

/** The same document if a room were a person: what is written of it, without the step that keeps it from outsiders. */
function asIfPeople(linted: LintedPolicy): LintedPolicy {
  const { document } = linted
  if (!document.mailboxes.some(isResource)) return linted
  const mailboxes = document.mailboxes.map((entry) => (isResource(entry) ? { ...entry, kind: 'user' as const } : entry))
  return { ...linted, policy: compilePolicy({ ...document, mailboxes }) }
}

function lintRoom(written: LintedPolicy, entry: MailboxEntry, i: number): Lint[] {
  if (!isResource(entry) || !written.policy.isOwnDomain(domainOf(entry.address))) return []
  const who = whoSeesSubjects(written, entry)
  if (who === null) return []
  const problem =
    `By what is written, ${who} would see subjects of the ${entry.kind} ${quoted(entry.address)}, where the organizer's ` +
    'name often stands; outsiders are told its times only.'
  const todo = 'Give AvailabilityOnly of it, so that the document says what holds.'
  return [{ code: 'room-organizer', path: `mailboxes.${i}`, problem, todo }]
}

/** Mailboxes that are not ours, wider than the default, and rooms of which subjects are given. */
export function lintMailboxes(linted: LintedPolicy): Lint[] {
  const written = asIfPeople(linted)
  return linted.document.mailboxes.flatMap((entry, i) => [
    ...lintElsewhere(linted, entry, i),
    ...lintWider(linted, entry, i),
    ...lintRoom(written, entry, i),
  ])
}
