import type { Dice } from '../dice.ts'
import { LEVELS } from './clothe-mailbox.ts'
import type { ClothedMailbox, Fields, Level, Surroundings } from './clothe-mailbox.ts'
import { coin } from './entries.ts'
import type { Scene } from './seen.ts'

export const SHARING_POLICIES = [
  { name: 'generous', domains: ['*: CalendarSharingFreeBusyReviewer'] },
  {
    name: 'simple',
    domains: ['fabrikam.example: CalendarSharingFreeBusySimple', 'contoso.example: CalendarSharingFreeBusySimple'],
  },
  { name: 'closed', enabled: false, domains: ['*: CalendarSharingFreeBusyReviewer'] },
]

const seesHours = ({ asked }: Scene): boolean =>
  asked.some(({ seen }) => seen.tells === 'calendar' && seen.workingHours !== null && seen.form !== 'whole')

/** Ways in which a relationship gives nothing at all; the last is that there is none. */
function shutRelationship(dice: Dice, open: Fields): Fields | null {
  const ways: readonly (Fields | null)[] = [
    { enabled: false },
    { validUntil: '2026-11-01T00:00:00Z' },
    { freeBusyAccessEnabled: false },
    { freeBusyAccessLevel: 'None' },
    null,
  ]
  const way = dice.pick(ways)
  return way === null ? null : { ...open, ...way }
}

/** Groups whose members are whom the relationship reaches and leaves out, by name and by a group in a group. */
function groupsOf(dice: Dice, mailboxes: readonly ClothedMailbox[]): Fields {
  const inside = mailboxes.filter(({ inScope }) => inScope).map(({ address }) => address)
  const left = mailboxes.filter(({ excluded }) => excluded).map(({ address }) => address)
  const half = dice.throw(inside.length + 1)
  return {
    ...{ shown: [...inside.slice(half), 'rest'], rest: [...inside.slice(0, half), 'nobody@contoso.example'] },
    ...{ hidden: ['hiding'], hiding: left, idle: coin(dice) ? ['shown'] : [] },
    ...Object.assign({}, ...mailboxes.map(({ lists }) => lists)),
  }
}

export interface Answering {
  readonly domain: string
  /** The domain of who asks. */
  readonly asker: string
  readonly around: Surroundings
  readonly level: Level
  /** Whether the refusal is of the whole relationship. */
  readonly shut: boolean
}

/** The document of an organization that answers. */
export function documentOf(dice: Dice, scene: Scene, mailboxes: readonly ClothedMailbox[], to: Answering): Fields {
  const { domain, asker, around, level, shut } = to
  const byName = coin(dice)
  const open: Fields = {
    ...{
      name: 'friends',
      domains: [asker, 'litware.example'],
      freeBusyAccessEnabled: true,
      freeBusyAccessLevel: level,
    },
    ...{ freeBusyAccessScope: around.scoped ? 'shown' : null, joinBlocks: scene.joins },
    ...{ exclude: byName ? ['hidden'] : mailboxes.filter(({ excluded }) => excluded).map(({ address }) => address) },
    ...{ giveWorkingHours: seesHours(scene), requests: { enabled: coin(dice), level: dice.pick(LEVELS) } },
  }
  const federationEnabled = !shut || !coin(dice, 6)
  const relationship = shut && federationEnabled ? shutRelationship(dice, open) : open
  const others = coin(dice) ? [{ name: 'others', domains: ['adatum.example'], freeBusyAccessEnabled: coin(dice) }] : []
  return {
    organization: {
      ...{ id: domain, domains: [domain], federationEnabled, defaultPermission: around.defaultPermission },
      smallestGroup: around.smallestGroup,
      personalGrants: around.honoursGrants ? 'honour' : 'ignore',
    },
    groups: groupsOf(dice, mailboxes),
    sharingPolicies: SHARING_POLICIES.map((one) => ({ ...one, default: one.name === 'closed' })),
    relationships: [...(relationship === null ? [] : [relationship]), ...others],
    mailboxes: mailboxes.flatMap(({ entry }) => (entry === null ? [] : [entry])),
  }
}
