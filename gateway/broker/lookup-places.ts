import type { AvailabilityQuestion } from '../../protocols/availability/availability-question.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Directory } from './directory.ts'
import type { Place } from './lookup-trace.ts'
import type { Requester } from './requester.ts'
import { asMember, rulesFor } from './rule.ts'
import type { Ruling } from './rule.ts'

/** More groups than this are not answered in one lookup: each may stand for a hundred mailboxes. */
export const MOST_GROUPS = 10

/** The mailboxes of one lookup: those asked about, and those that are in groups asked about. */
export interface LookupPlaces {
  readonly asked: ReadonlyMap<MailboxAddress, Place>
  /** Each once, however many groups it is in. Also asked about by itself it stands in `asked` too, since its view differs. */
  readonly members: Map<MailboxAddress, Place>
}

/** Everything that rules on one lookup; pure over the directory's state. */
interface Asking {
  readonly directory: Directory
  readonly requester: Requester
  readonly at: Instant
}

function newPlace(about: MailboxAddress, ruling: Ruling): Place {
  return {
    about,
    ruling,
    finding: null,
    upstreamRequestId: null,
    heldBack: null,
    unmatched: false,
    answer: { kind: 'not-found' },
    members: [],
  }
}

/** Rules on one more mailbox asked about; of groups that may be told, the first ten are. */
function ruleInTurn({ directory, requester, at }: Asking, question: AvailabilityQuestion) {
  const ruleOn = rulesFor(directory, requester, question.view, at)
  let groups = 0
  return (about: MailboxAddress): Ruling => {
    const ruling = ruleOn(about)
    const { decision } = ruling
    // Only those that would be told count, or the place of a hidden one among them would tell that it is a group.
    if (decision.outcome === 'refuse' || decision.group === undefined || ++groups <= MOST_GROUPS) return ruling
    return { ...ruling, decision: { outcome: 'refuse', decidedBy: 'GROUP_LIMIT', side: decision.side } }
  }
}

/** Rules on the members of the groups that may be told, each by the way and the policies that lead to her. */
function ruleMembers({ directory, requester, at }: Asking, { asked, members }: LookupPlaces): void {
  const ruleOn = rulesFor(directory, requester, 'MergedOnly', at)
  const ruled = new Map<MailboxAddress, Ruling>()
  for (const place of asked.values()) {
    const { decision } = place.ruling
    const group = decision.outcome === 'answer' ? decision.group : undefined
    place.members = (group?.members ?? []).map((about) => {
      const ruling = ruled.get(about) ?? ruleOn(about)
      ruled.set(about, ruling)
      const own = asMember(requester, place.ruling, ruling)
      // Of this group only: in another she may be heard.
      if (own !== ruling) return newPlace(about, own)
      const member = members.get(about) ?? newPlace(about, ruling)
      member.ruling = ruling
      members.set(about, member)
      return member
    })
  }
}

/** One place per mailbox, however often it was asked about, each with its first ruling. */
export function placesOf(
  directory: Directory,
  requester: Requester,
  question: AvailabilityQuestion,
  at: Instant,
): LookupPlaces {
  const asking = { directory, requester, at }
  const ruleOn = ruleInTurn(asking, question)
  const asked = new Map<MailboxAddress, Place>()
  for (const about of question.mailboxes) {
    if (typeof about !== 'string' || asked.has(about)) continue
    asked.set(about, newPlace(about, ruleOn(about)))
  }
  const places = { asked, members: new Map<MailboxAddress, Place>() }
  ruleMembers(asking, places)
  return places
}

/** Rules on all of it once more; who came into a group meanwhile was not asked, and is unknown. */
export function ruleAgain(
  directory: Directory,
  requester: Requester,
  question: AvailabilityQuestion,
  places: LookupPlaces,
  at: Instant,
): void {
  const asking = { directory, requester, at }
  const ruleOn = ruleInTurn(asking, question)
  for (const place of places.asked.values()) place.ruling = ruleOn(place.about)
  ruleMembers(asking, places)
}

/** The mailboxes whose calendars have to be looked at: of a group its members, and never the group itself. */
export function* toFetch({ asked, members }: LookupPlaces): Iterable<Place> {
  for (const place of asked.values()) {
    const { decision } = place.ruling
    if (decision.outcome === 'answer' && decision.group === undefined) yield place
  }
  for (const place of members.values()) yield place
}
