import type { Connector } from '../../../protocols/availability/availability-question.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import type { Event } from './clothe-calendar.ts'
import type { ClothedMailbox } from './clothe-mailbox.ts'
import type { World } from './clothe-world.ts'
import { afterStatus, differs, like, mailboxOf, NEVER, ofLookups } from './leak.ts'
import type { Leak } from './leak.ts'
import type { Pair } from './pair.ts'
import { GROUP_LEAKS } from './plant-group-leaks.ts'
import { FIRST_DAY } from './seen.ts'
import type { Scene } from './seen.ts'

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

/** Everybody at a level above what was said. */
function generous(policy: Policy): Policy {
  return like(policy, {
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
  })
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

/** Of the calendars something is told of, the events that are in the window, hidden or not. */
function eventsFound(scene: Scene, world: World): readonly (readonly Event[])[] {
  if (scene.path === 'transit') return []
  return scene.asked.flatMap(({ address, seen }) => {
    const events = mailboxOf(world, address)?.events
    if (seen.tells !== 'calendar' || events === undefined || events === null) return []
    const end = scene.hours * 60
    return [events.filter((one) => one.start < end && (one.end > 0 || one.start >= 0))]
  })
}

/** Of a lookup, which asks about the whole window; what is read for what is published reaches from day to day. */
const entriesFound = (scene: Scene, world: World): readonly number[] =>
  scene.visit === null ? eventsFound(scene, world).map(({ length }) => length) : []

const hasText = ({ secret, subject, location }: Event): boolean => !secret && (subject !== '' || location !== '')

function textsFound(scene: Scene, world: World): readonly number[] {
  const detailed = scene.asked.some(({ seen }) => seen.tells === 'calendar' && seen.detailed)
  if (!detailed || scene.asked.length > 1 || scene.visit !== null) return []
  return eventsFound(scene, world).map((events) => events.filter(hasText).length)
}

/** Gives up where it finds more than may be told, before anybody knows what is. */
const stopping =
  (most: number) =>
  (calendars: Connector): Connector => ({
    lookUp: async (question, context) => {
      const { findings } = await calendars.lookUp(question, context)
      const tooMany = { kind: 'no-data', reason: 'DATA_TOO_MANY' } as const
      return { findings: findings.map((one) => (one.kind === 'view' && one.view.times.length > most ? tooMany : one)) }
    },
  })

/** Reads the texts of everything. */
const tellingAll = (calendars: Connector): Connector => ({
  lookUp: ({ told: _, ...question }, context) => calendars.lookUp(question, context),
})

const isShown = ({ scene: { visit, asked } }: Pair): boolean =>
  visit !== null && asked.every(({ seen }) => seen.tells !== 'nothing')
const isOver = ({ visit, asked }: Scene, { published }: World): boolean =>
  visit !== null &&
  asked.every(({ seen }) => seen.tells === 'nothing') &&
  typeof published?.link?.revokedAt === 'number'

/** One of each kind: through the decision, in the body, in headers, in the status, in limits, and in the work alone. */
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
    shows: ofLookups(differs((scene, world) => hiding(scene, world, listed).length > 0)),
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
    shows: ofLookups(differs((scene, world) => hiding(scene, world, listed).length > 0)),
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
    shows: ofLookups(differs((scene, world) => hiding(scene, world, hasCalendar).length)),
  },
  {
    name: 'that there are more entries than one answer takes, hidden or not',
    seams: ({ most }) => ({ calendars: stopping(most) }),
    shows: differs((scene, world) => entriesFound(scene, world).map((count) => count > scene.most)),
  },
  {
    name: 'by its work how many events have texts, hidden or not',
    seams: () => ({ calendars: tellingAll }),
    shows: differs((scene, world) => textsFound(scene, world)),
  },
  {
    name: 'how often a published calendar was read, in its ETag',
    seams: (scene, { published }) => ({
      bytes: (bytes) => (scene.visit === null ? bytes : bytes.replace(/ETag: "/g, `ETag: "${published?.version}-`)),
    }),
    shows: (pair) => isShown(pair) && differs((_, { published }) => published?.version)(pair),
  },
  {
    name: 'when a link was made, in a header',
    seams: (scene, { published }) => ({
      bytes: (bytes) =>
        scene.visit === null ? bytes : afterStatus(`last-modified: ${published?.link?.createdAt ?? 'never'}`)(bytes),
    }),
    shows: (pair) => pair.scene.visit !== null && differs((_, { published }) => published?.link?.createdAt)(pair),
  },
  {
    name: 'that there once was a link, where it shows nothing any more',
    seams: (scene, world) => ({
      bytes: (bytes) => (isOver(scene, world) ? bytes.replace('404 Not Found', '410 Gone') : bytes),
    }),
    shows: differs(isOver),
  },
  {
    name: 'private events, as what was unchanged and is not',
    seams: (scene, world) => ({
      bytes: (bytes) =>
        scene.visit?.then === 'unchanged' && eventsBehind(scene, world) % 2 > 0
          ? bytes.replace('304 Not Modified', '200 OK')
          : bytes,
    }),
    shows: (pair) =>
      isShown(pair) &&
      pair.scene.visit?.then === 'unchanged' &&
      differs((scene, world) => eventsBehind(scene, world) % 2)(pair),
  },
  ...GROUP_LEAKS,
]
