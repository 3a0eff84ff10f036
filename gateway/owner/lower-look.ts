import { domainOf, readDomain, readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { ACCESS_LEVELS } from '../../trust/policies/access-level.ts'
import type { AccessLevel } from '../../trust/policies/access-level.ts'
import { decideAccess } from '../../trust/policies/decide-access.ts'
import { loweredPage } from '../console/lowered-page.ts'
import type { WayBack } from '../console/lowered-page.ts'
import type { Lowering } from '../console/lower-buttons.ts'
import { LOOKED_TEXTS } from '../console/looked-texts.ts'
import { OWNER_TEXTS } from '../console/owner-texts.ts'
import { REFUSAL_TEXTS } from '../console/refusal-texts.ts'
import { whoText } from '../console/share-words.ts'
import { shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'
import { readNewGrant } from '../sharing/share-orders.ts'
import { grantShareId } from '../sharing/share.ts'
import type { Share, ShareId, ShareOwner } from '../sharing/share.ts'
import type { Done, NotDone } from '../sharing/sharing-parts.ts'
import { ownerOf, policiesOf } from './add-share.ts'
import { newNonce, ownerCause } from './owner-cause.ts'
import type { OwnerDoor, OwnerRoute, Visit } from './owner-door.ts'

/** What is lower than a level, the highest first; nothing is higher than what an owner chose, so only downwards. */
const LOWER: Readonly<Record<AccessLevel, readonly AccessLevel[]>> = {
  ...{ None: [], AvailabilityOnly: ['None'] },
  ...{ LimitedDetails: ['AvailabilityOnly', 'None'], Reviewer: ['AvailabilityOnly', 'None'] },
}

/** What somebody would be told now, whatever she shares or her organization allows; for `@domain` anybody there. */
export function levelNow(door: Pick<OwnerDoor, 'directory' | 'clock'>, owner: ShareOwner, to: string): AccessLevel {
  const from = readMailboxAddress(to.startsWith('@') ? `anybody${to}` : to)
  if (from === null) return 'None'
  const { policy } = policiesOf(door, owner)
  const ask = { from, about: owner.mailbox, view: 'Detailed' as const, at: door.clock.now() }
  const decision = decideAccess(policy, ask, 'answering')
  return decision.outcome === 'refuse' ? 'None' : decision.level
}

/** Whether a grant there is can be lowered by its level alone: it has one entry, and that counts now. */
function isPlain(share: Share, now: number): boolean {
  if (share.kind === 'link') return share.standing === 'open'
  const [only, ...more] = share.terms
  return more.length === 0 && only !== undefined && now >= (only.from ?? -Infinity) && now < (only.until ?? Infinity)
}

/** How what somebody is told can be lowered with one press; null where it is nothing already, or takes a form to say how. */
export function loweringFor(
  door: Pick<OwnerDoor, 'directory' | 'clock'>,
  owner: ShareOwner,
  shares: readonly Share[],
  from: MailboxAddress,
): Lowering | null {
  if (from === owner.mailbox) return null
  const share = shares.find(({ id }) => id === grantShareId(from))
  if (share !== undefined && !isPlain(share, door.clock.now())) return null
  const to = LOWER[levelNow(door, owner, from)]
  return to.length === 0 ? null : { share: grantShareId(from), to }
}

/** The same of a link: what it shows can be less, and it never comes to nothing that could be undone. */
export function loweringOfLink(share: Share): Lowering | null {
  if (share.kind !== 'link' || share.standing !== 'open') return null
  const to = LOWER[share.link.level].filter((level) => level !== 'None')
  return to.length === 0 ? null : { share: share.id, to }
}

const malformed = (): FederationError => new FederationError('ERR_MESSAGE_MALFORMED', 'not a button of ours')

const levelIn = (text: string): AccessLevel | null => ACCESS_LEVELS.find((level) => level === text) ?? null

/** Whom a share of this id is given to; null for a link. @throws FederationError `ERR_MESSAGE_MALFORMED` */
function granteeIn(id: string): string | null {
  if (id.startsWith('link:')) return null
  const to = id.startsWith('grant:') ? id.slice('grant:'.length) : ''
  const [said, read] = to.startsWith('@') ? [to.slice(1), readDomain(to.slice(1))] : [to, readMailboxAddress(to)]
  if (read === null || read !== said) throw malformed()
  return to
}

const wordsFor = ({ onlooker }: Visit, to: string): string =>
  to.startsWith('@') ? OWNER_TEXTS[onlooker.locale.language].everybodyAt(to.slice(1)) : to

interface Wanted {
  readonly owner: ShareOwner
  readonly id: ShareId
  readonly level: AccessLevel
  /** Null where there is none of this id. */
  readonly share: Share | null
}

/** What is given at most before it is lowered: of a link what it shows, else what would be told. */
function levelBefore(door: OwnerDoor, { owner, share }: Wanted, to: string | null): AccessLevel {
  if (to !== null) return levelNow(door, owner, to)
  if (share?.kind === 'link' && share.standing === 'open') return share.link.level
  throw new FederationError('ERR_NOT_FOUND', 'There is no such link of hers.')
}

/** Its own level, as it is put back; null where there is none. */
function chosenLevel(share: Share | null): AccessLevel | null {
  if (share === null) return null
  return share.kind === 'link' ? share.link.level : (share.terms[0]?.level ?? null)
}

async function put(door: OwnerDoor, visit: Visit, { owner, share, level }: Wanted, to: string | null) {
  const cause = () => ownerCause(door, visit)
  if (share !== null) {
    return door.sharing.changeShare(owner, share.id, { said: { level }, before: share.version }, cause)
  }
  return door.sharing.offerGrant(owner, readNewGrant({ to, level, mail: false }), cause)
}

function refused(visit: Visit, { because }: NotDone): PageAnswer {
  const { language } = visit.onlooker.locale
  const { notLoweredTitle, meanwhile } = LOOKED_TEXTS[language]
  const why = because === 'CHANGED_MEANWHILE' || because === 'NOT_THERE' ? meanwhile : REFUSAL_TEXTS[language][because]
  return shown(loweredPage(visit.onlooker, notLoweredTitle, why, null), 409)
}

function lowered(door: OwnerDoor, visit: Visit, wanted: Wanted, to: string | null, { share }: Done): PageAnswer {
  const { onlooker } = visit
  const [texts, { levels }] = [LOOKED_TEXTS[onlooker.locale.language], OWNER_TEXTS[onlooker.locale.language]]
  const back: WayBack = {
    ...{ share: wanted.id, level: chosenLevel(wanted.share), version: share.version, once: newNonce(door) },
  }
  const who = to === null ? whoText(onlooker.locale, share) : wordsFor(visit, to)
  const now = to === null ? wanted.level : levelNow(door, wanted.owner, to)
  const isLower = now === wanted.level || LOWER[wanted.level].includes(now)
  const told = isLower ? (to === null ? texts.loweredLink : texts.lowered) : texts.notCounted
  return shown(loweredPage(onlooker, texts.loweredTitle, told(who, levels[now]), back))
}

/** Lowers what a button named, at once: it only ever takes away, and can be undone. */
async function lower(door: OwnerDoor, visit: Visit): Promise<PageAnswer> {
  const { onlooker, form } = visit
  const [said = '', ...rest] = (form.get('lower') ?? '').slice(0, 400).split(' ')
  const [level, id] = [levelIn(said), rest.join(' ') as ShareId]
  if (level === null) throw malformed()
  const to = granteeIn(id)
  const owner = ownerOf(onlooker)
  const share = await door.sharing.shareOf(owner, id)
  if (share !== null && !isPlain(share, door.clock.now()))
    return refused(visit, { done: false, because: 'CHANGED_MEANWHILE' })
  const wanted = { owner, id, level, share }
  const texts = LOOKED_TEXTS[onlooker.locale.language]
  if (!LOWER[levelBefore(door, wanted, to)].includes(level)) {
    const who = to === null ? texts.linksTitle : wordsFor(visit, to)
    return shown(loweredPage(onlooker, texts.alreadyTitle, texts.already(who), null))
  }
  const outcome = await put(door, visit, wanted, to)
  return outcome.done ? lowered(door, visit, wanted, to, outcome) : refused(visit, outcome)
}

/** Puts back what was there before, in the place of what was put there and of nothing else. */
async function undo(door: OwnerDoor, visit: Visit): Promise<PageAnswer> {
  const { onlooker, form } = visit
  const owner = ownerOf(onlooker)
  const [id, version] = [form.get('share') ?? '', Number(/^\d{1,15}$/.exec(form.get('version') ?? '')?.[0] ?? 0)]
  const share = await door.sharing.shareOf(owner, id)
  if (share === null || share.version !== version) return refused(visit, { done: false, because: 'CHANGED_MEANWHILE' })
  const level = levelIn(form.get('level') ?? '')
  const cause = () => ownerCause(door, visit)
  // A link was there before: only a grant that was made by lowering is taken away again.
  if (level === null && share.kind === 'link') throw malformed()
  const outcome =
    level === null
      ? await door.sharing.revoke(owner, id, cause)
      : await door.sharing.changeShare(owner, id, { said: { level }, before: version }, cause)
  if (!outcome.done) return refused(visit, outcome)
  const { undoneTitle, undone } = LOOKED_TEXTS[onlooker.locale.language]
  return shown(loweredPage(onlooker, undoneTitle, undone, null))
}

/** The domain of somebody whose whole organization can be told nothing: another than hers. */
export const domainToClose = (
  door: Pick<OwnerDoor, 'directory' | 'clock'>,
  owner: ShareOwner,
  from: MailboxAddress,
) => {
  const domain = domainOf(from)
  const isOwn = door.directory.hostedByName(owner.organization)?.policy.isOwnDomain(domain) === true
  return isOwn || levelNow(door, owner, `@${domain}`) === 'None' ? null : domain
}

export const LOWER_ROUTES: readonly OwnerRoute[] = [
  { method: 'post', path: '/lower', handle: lower },
  { method: 'post', path: '/lower/undo', handle: undo },
]
