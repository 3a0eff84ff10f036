import type { AccessLevel } from '../../trust/policies/access-level.ts'
import type { DecisionCode } from '../../trust/policies/decision.ts'
import { capOf } from '../../trust/policies/cap-of.ts'
import { askLookups } from './ask-lookups.ts'
import type { LookupDoors } from './ask-lookups.ts'
import type { PublishedCalendars } from './published-calendars.ts'
import { PUBLISHED_FORMATS } from './published-variant.ts'
import type { PublishedFormat } from './published-variant.ts'
import { grantShareId, linkShareId, standingOf } from './share.ts'
import type { LinkStanding, ShareId, ShareOwner } from './share.ts'
import { sharerOf } from './sharing-parts.ts'
import type { Sharer, SharingParts } from './sharing-parts.ts'

/** What was asked, as whom, and whether anything came back. */
export interface DoorAsked {
  /** `lookup`, or a format of a published calendar. */
  readonly door: 'lookup' | PublishedFormat
  /** A named person, `@domain` for anybody else there, or the id of a link for whoever holds its address. */
  readonly asker: string
  /** Colleagues are asked as too, and are not what a revocation is about. */
  readonly audience: 'colleague' | 'outside'
  readonly open: boolean
  /** What was shown; null where nothing was. */
  readonly level: AccessLevel | null
  /** The step that closed it, or that decided how much is shown. */
  readonly by: string
}

export interface Proof extends ShareOwner {
  readonly doors: readonly DoorAsked[]
  /** Whether nobody outside is shown anything. */
  readonly closed: boolean
  /** Shares that show nothing yet and will by themselves. */
  readonly opensLater: readonly ShareId[]
}

export interface ProofParts extends LookupDoors {
  /** Those that answer visitors, with what they keep. */
  readonly calendars: Pick<PublishedCalendars, 'open' | 'look'>
  readonly sharing: Pick<SharingParts, 'directory' | 'links' | 'clock'>
}

const ENDED: Readonly<Record<Exclude<LinkStanding, 'open'>, string>> = {
  revoked: 'REVOKED',
  over: 'OVER',
  coming: 'NOT_YET',
}

/** Asks a published calendar by each link there is or was, in each format, at what answers visitors. */
async function askPublished({ calendars, sharing }: ProofParts, sharer: Sharer): Promise<readonly DoorAsked[]> {
  const { organization, mailbox, hosted } = sharer
  const now = sharing.clock.now()
  const asked: DoorAsked[] = []
  for (const { link } of sharing.links.linksOf(organization, mailbox)) {
    const asker = linkShareId(link.id)
    const standing = standingOf(link, now)
    const policy: DecisionCode | null = capOf(hosted.policy, mailbox, 'Anonymous', now).decidedBy
    const closedBy = standing === 'open' ? (policy ?? 'UNKNOWN') : ENDED[standing]
    for (const format of PUBLISHED_FORMATS) {
      const open = calendars.open(link.secretHash)
      const look = open && (await calendars.look(open, { format, query: '', acceptLanguage: undefined }))
      const shown = look !== null && look.kind !== 'closed'
      const told = { door: format, asker, audience: 'outside' } as const
      if (!shown || open === null) asked.push({ ...told, open: false, level: null, by: closedBy })
      else asked.push({ ...told, open: true, level: open.decision.level, by: open.decision.decidedBy })
    }
  }
  return asked
}

function laterOf({ sharing }: ProofParts, { organization, mailbox, policy }: Sharer): readonly ShareId[] {
  const now = sharing.clock.now()
  const links = sharing.links.linksOf(organization, mailbox).filter(({ link }) => standingOf(link, now) === 'coming')
  const grants = [...(policy.grants ?? [])].filter(([, all]) =>
    all.some(({ from, level }) => from > now && level !== 'None'),
  )
  return [...grants.map(([to]) => grantShareId(to)), ...links.map(({ link }) => linkShareId(link.id))]
}

/**
 * Asks everything that could still show a mailbox to somebody, as everybody who could ask, and tells what each answered.
 * Nothing is concluded from what is kept: the doors are those that answer partners and visitors, asked in this process.
 */
export async function proveClosed(parts: ProofParts, owner: ShareOwner): Promise<Proof> {
  const sharer = sharerOf(parts.sharing, owner)
  const doors = [...(await askLookups(parts, sharer)), ...(await askPublished(parts, sharer))]
  const closed = !doors.some(({ open, audience }) => open && audience === 'outside')
  const { organization, mailbox } = owner
  return { organization, mailbox, closed, doors, opensLater: laterOf(parts, sharer) }
}
