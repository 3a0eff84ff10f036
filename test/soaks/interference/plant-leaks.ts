import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import type { ClothedMailbox } from './clothe-mailbox.ts'
import type { World } from './clothe-world.ts'
import type { Pair } from './pair.ts'
import { FIRST_DAY } from './seen.ts'
import type { Scene } from './seen.ts'
import type { Seams } from './served-world.ts'

/** A fault as somebody could make it, put between the parts of a world. */
export interface Leak {
  readonly name: string
  readonly seams: (scene: Scene, world: World) => Seams
  /** Whether it has to show in this pair, by what both worlds hide. */
  readonly shows: (pair: Pair) => boolean
}

const NEVER = new AbortController().signal

const mailboxOf = ({ contoso, tailspin }: World, address: string): ClothedMailbox | undefined =>
  [...contoso.mailboxes, ...(tailspin?.mailboxes ?? [])].find((one) => one.address === address)

/** Of the addresses of which nothing is told, those that are there all the same. */
function hiding({ asked }: Scene, world: World, has: (mailbox: ClothedMailbox) => boolean): readonly string[] {
  return asked.flatMap(({ address, seen }) => {
    const mailbox = mailboxOf(world, address)
    return seen.tells === 'nothing' && mailbox !== undefined && has(mailbox) ? [address] : []
  })
}

const listed = ({ entry }: ClothedMailbox): boolean => entry !== null
const hasCalendar = ({ events }: ClothedMailbox): boolean => events !== null
const eventsBehind = (scene: Scene, world: World): number =>
  scene.asked.reduce((sum, { address }) => sum + (mailboxOf(world, address)?.events?.length ?? 0), 0)

const differs =
  (of: (scene: Scene, world: World) => unknown) =>
  ({ scene, worlds: [one, other] }: Pair): boolean =>
    JSON.stringify(of(scene, one)) !== JSON.stringify(of(scene, other))

/** Everybody at a level above what was said. */
function generous(policy: Policy): Policy {
  return {
    ...{ organization: policy.organization, federationEnabled: policy.federationEnabled },
    ...{ honourGrants: policy.honourGrants, notices: policy.notices, names: policy.names },
    isOwnDomain: (domain) => policy.isOwnDomain(domain),
    smallestGroup: policy.smallestGroup,
    groupMembers: (name) => policy.groupMembers(name),
    brokerFor: (domain) => policy.brokerFor(domain),
    relationship: (domain) => {
      const relationship = policy.relationship(domain)
      return relationship && { ...relationship, freeBusyAccessLevel: 'LimitedDetails', requestsLevel: 'LimitedDetails' }
    },
    mailbox: (address) => {
      const found = policy.mailbox(address)
      if (found === undefined) return undefined
      const { kind, group, sharingPolicy, workingHours, timeZone, part } = found
      const raised = { inside: 'LimitedDetails', default: 'LimitedDetails', grants: null } as const
      return { kind, group, sharingPolicy, workingHours, timeZone, part, ...raised }
    },
  }
}

/** The subjects that a level above would show, where a level above is all that is missing. */
function subjectsBehind({ asked, path, view, hours }: Scene, world: World): readonly unknown[] {
  if (path !== 'colleague' || !view.startsWith('Detailed')) return []
  return asked.flatMap(({ address, seen }) => {
    if (seen.tells !== 'calendar' || seen.detailed || seen.hours !== null || seen.withheld.length > 0) return []
    const shown = mailboxOf(world, address)?.events?.filter(({ start, end }) => start < hours * 60 && end > 0) ?? []
    return [shown.map(({ secret, subject }) => (secret ? null : subject))]
  })
}

const afterStatus = (header: string) => (bytes: string) => bytes.replace('\r\n', `\r\n${header}\r\n`)

/** One of each kind: through the decision, in the body, in a header, in the status, and in the work alone. */
export const LEAKS: readonly Leak[] = [
  {
    name: 'subjects a level below where they are told',
    seams: () => ({ policy: generous }),
    shows: differs(subjectsBehind),
  },
  {
    name: 'an error code of its own for what is hidden',
    seams: (scene, world) => ({
      bytes: (bytes) =>
        hiding(scene, world, listed).length > 0
          ? bytes.replace('ErrorMailRecipientNotFound', 'ErrorAccessDenied')
          : bytes,
    }),
    shows: differs((scene, world) => hiding(scene, world, listed).length > 0),
  },
  {
    name: 'a header that counts events',
    seams: (scene, world) => ({ bytes: afterStatus(`x-entries: ${String(eventsBehind(scene, world))}`) }),
    shows: differs(eventsBehind),
  },
  {
    name: 'a status of its own for what is hidden',
    seams: (scene, world) => ({
      bytes: (bytes) => (hiding(scene, world, listed).length > 0 ? bytes.replace('200 OK', '203 OK') : bytes),
    }),
    shows: differs((scene, world) => hiding(scene, world, listed).length > 0),
  },
  {
    name: 'a look into calendars before the decision',
    seams: (scene, world) => ({
      finished: (_, calendars) => {
        const mailboxes = hiding(scene, world, hasCalendar).map(parseMailboxAddress)
        const window = { start: FIRST_DAY, end: FIRST_DAY + 1 }
        const question = { mailboxes, window, view: 'FreeBusy', interval: 30 } as const
        if (mailboxes.length > 0) void calendars?.lookUp(question, { signal: NEVER, requestId: 'early' })
      },
    }),
    shows: differs((scene, world) => hiding(scene, world, hasCalendar).length),
  },
]
