import type { Connector, Finding, SourceQuestion } from '../../../protocols/availability/availability-question.ts'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { decideAccess } from '../../../trust/policies/decide-access.ts'
import { isResource } from '../../../trust/policies/group-steps.ts'
import type { MailboxPolicy, Policy } from '../../../trust/policies/policy.ts'
import { START } from '../../trust/known-organizations.ts'
import type { Mark } from './clothe-mailbox.ts'
import { ASKERS } from './clothe-world.ts'
import type { World } from './clothe-world.ts'
import { afterStatus, differs, like, mailboxOf, NEVER, ofLookups } from './leak.ts'
import type { Leak } from './leak.ts'
import type { Pair } from './pair.ts'
import { FIRST_DAY } from './seen.ts'
import type { Scene, Seen } from './seen.ts'

/** Of the addresses that are seen so, those that have this mark. */
const marked =
  (tells: Seen['tells'], mark: Mark) =>
  ({ asked }: Scene, world: World): readonly boolean[] =>
    asked.map(({ address, seen }) => seen.tells === tells && mailboxOf(world, address)?.mark === mark)

/** Where the organization as a whole tells nothing, no member and no size makes a difference. */
const somethingIsTold = ({ scene: { asked } }: Pair): boolean => asked.some(({ seen }) => seen.tells === 'calendar')

/** How many there are in each group that is asked about, told or not. */
const sizesOf =
  (tells: readonly Seen['tells'][]) =>
  ({ asked }: Scene, world: World): readonly number[] =>
    asked.map(({ address, seen }) =>
      tells.includes(seen.tells) ? (mailboxOf(world, address)?.members?.length ?? 0) : 0,
    )

/** Whoever may not be heard is no member. */
function withoutRefused(policy: Policy, { path }: Scene): Policy {
  const from = parseMailboxAddress(ASKERS[path])
  const isHeard = (about: MailboxAddress): boolean =>
    decideAccess(policy, { from, about, view: 'MergedOnly', at: START }, 'answering').outcome === 'answer'
  return like(policy, { groupMembers: (name) => policy.groupMembers(name)?.filter(isHeard) ?? null })
}

/** What cannot be read, as a calendar in which there is nothing. */
function readAsFree(calendars: Connector): Connector {
  const freeOf = (mailbox: MailboxAddress, { window }: SourceQuestion): Finding => {
    const nothing = { details: null, categories: null, workingHours: null, slotMinutes: null, asOf: 0 }
    return { kind: 'view', view: { mailbox, window, times: packBusyTimes([]), ...nothing } }
  }
  return {
    lookUp: async (question, context) => {
      const { findings } = await calendars.lookUp(question, context)
      if (question.view !== 'MergedOnly') return { findings }
      const { mailboxes } = question
      return {
        findings: findings.map((one, i) =>
          one.kind === 'view' ? one : freeOf(mailboxes[i] as MailboxAddress, question),
        ),
      }
    },
  }
}

/** Rooms as people. */
function roomsAsUsers(policy: Policy): Policy {
  const asUser = (found: MailboxPolicy): MailboxPolicy => {
    const { group, inside, default: outside, grants, sharingPolicy, workingHours, timeZone, part } = found
    return { kind: 'user', group, inside, default: outside, grants, sharingPolicy, workingHours, timeZone, part }
  }
  return like(policy, {
    mailbox: (address) => {
      const found = policy.mailbox(address)
      return found !== undefined && isResource(found) ? asUser(found) : found
    },
  })
}

/** Of each: a room in which something would be told, a user, or neither. */
function bookedIn({ asked, hours }: Scene, world: World, hasToSay: boolean): readonly unknown[] {
  return asked.map(({ address, seen }) => {
    const { entry, mark, events } = mailboxOf(world, address) ?? {}
    if (seen.tells !== 'calendar' || entry === null || entry === undefined) return null
    if (mark !== 'booked') return entry['kind'] === 'user' ? false : null
    const told = events?.some((one) => !one.secret && one.organizer !== '' && one.start < hours * 60 && one.end > 0)
    return !hasToSay || told === true ? true : null
  })
}

const showsBooked = ({ scene, worlds: [one, other] }: Pair): boolean => {
  const { visit } = scene
  if (visit !== null && !/^calendar\.(ics|json)/.test(visit.leaf)) return false
  const [here, there] = [bookedIn(scene, one, visit !== null), bookedIn(scene, other, visit !== null)]
  return here.some((booked, i) => booked !== null && there[i] === !booked)
}

/** Of groups and of rooms. */
export const GROUP_LEAKS: readonly Leak[] = [
  {
    name: 'the times of a group of too few people',
    seams: () => ({ policy: (policy) => like(policy, { smallestGroup: 1 }) }),
    shows: (pair) => somethingIsTold(pair) && differs(marked('nothing', 'few'))(pair),
  },
  {
    name: 'the times of a group as if who is hidden in it were not in it',
    seams: (scene) => ({ policy: (policy) => withoutRefused(policy, scene) }),
    shows: differs(marked('group', 'refused')),
  },
  {
    name: 'the times of a group as if who cannot be read were free',
    seams: () => ({ calendars: readAsFree }),
    shows: differs(marked('group', 'unread')),
  },
  {
    name: 'how many are in a group, in a header',
    seams: (scene, world) => ({ bytes: afterStatus(`x-members: ${sizesOf(['group'])(scene, world).join()}`) }),
    shows: differs(sizesOf(['group'])),
  },
  {
    name: 'by its work that what is refused is a group',
    seams: (scene, world) => ({
      finished: (_, calendars) => {
        const members = scene.asked.flatMap(({ address, seen }) =>
          seen.tells === 'nothing' ? (mailboxOf(world, address)?.members ?? []) : [],
        )
        const mailboxes = members.map(({ address }) => parseMailboxAddress(address))
        const window = { start: FIRST_DAY, end: FIRST_DAY + 1 }
        const question = { mailboxes, window, view: 'MergedOnly', interval: 30 } as const
        if (mailboxes.length > 0) void calendars?.lookUp(question, { signal: NEVER, requestId: 'early' })
      },
    }),
    shows: ofLookups(differs((scene, world) => sizesOf(['nothing'])(scene, world).some((size) => size > 0))),
  },
  {
    name: 'what a room is booked for, and by whom',
    seams: () => ({ policy: roomsAsUsers }),
    shows: showsBooked,
  },
]
