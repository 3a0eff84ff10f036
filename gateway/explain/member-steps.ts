import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Directory } from '../broker/directory.ts'
import type { Place } from '../broker/lookup-trace.ts'
import type { Requester } from '../broker/requester.ts'
import { asMember, rule } from '../broker/rule.ts'
import type { Ruling } from '../broker/rule.ts'
import type { Ask } from '../../trust/policies/decision.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep } from './explanation.ts'
import { says } from './step-finding.ts'
import type { GroupMember } from './step-finding.ts'

/** What was asked, and what was ruled on it before anybody of a group was looked at. */
export interface GroupAsked {
  readonly ruling: Ruling
  readonly ask: Ask
}

/** Who is in the group asked about; nobody where it is none, or its members were not looked at. */
function membersAsked({ ruling: { route, decision }, ask }: GroupAsked): readonly MailboxAddress[] {
  if (decision.outcome === 'answer') return decision.group?.members ?? []
  if (route.kind !== 'hosted' || decision.decidedBy !== 'GROUP_TOO_SMALL') return []
  const { policy } = route.organization
  const name = policy.mailbox(ask.about)?.group ?? null
  return name === null ? [] : (policy.groupMembers(name) ?? [])
}

function memberOf(place: Place | undefined, { route, decision }: Ruling, about: MailboxAddress): GroupMember {
  const mailbox = route.kind === 'hosted' ? route.organization.policy.mailbox(about) : undefined
  const kind = mailbox?.kind === 'room' || mailbox?.kind === 'equipment' ? mailbox.kind : null
  if (decision.outcome === 'refuse') return { about, because: decision.decidedBy, kind }
  return { about, because: place?.finding?.kind === 'no-data' ? place.finding.reason : null, kind }
}

/**
 * Who of a group counted, and why the others are unknown. For our administrators: outside nobody learns who is in it.
 *
 * @param place as it was answered; null where nothing was fetched
 */
export function memberSteps(
  directory: Directory,
  requester: Requester,
  watched: GroupAsked,
  place: Place | null,
): readonly ExplanationStep[] {
  const members = membersAsked(watched).map((about) => {
    const alone = rule(directory, requester, about, 'MergedOnly', watched.ask.at)
    const ruling = asMember(requester, watched.ruling, alone)
    const own = place?.members.find((one) => one.about === about)
    return memberOf(own, ruling, about)
  })
  if (members.length === 0) return []
  const told = members.filter(({ because }) => because === null)
  const unknown = members.filter(({ because }) => because !== null)
  const found = says('groupMembers', { told, unknown })
  if (place?.answer.kind === 'no-data') return [stepOf('group', 'unknown', { code: place.answer.reason, found })]
  const { decision } = place?.ruling ?? watched.ruling
  const few = decision.outcome === 'refuse' && watched.ruling.decision.outcome === 'answer'
  if (few) return [stepOf('group', 'deny', { code: decision.decidedBy, side: decision.side, found })]
  return [stepOf('group', unknown.length === 0 ? 'pass' : 'cap', { code: 'GROUP_MEMBERS', found })]
}
