import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { capOf } from '../../trust/policies/cap-of.ts'
import type { KeptLink, LinkChange } from '../../trust/sharing/link-store.ts'
import { linkSecretHash, newLinkSecret } from '../../trust/sharing/published-link.ts'
import type { PublishedLink } from '../../trust/sharing/published-link.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import { carriedOutBefore } from '../admin/operation.ts'
import { cappedBy, linkShareId, standingOf, withoutSecret } from './share.ts'
import type { InvitationOrder } from './invitation-order.ts'
import type { LinkShare } from './share.ts'
import { linkTerms, refusedLink, usualLink } from './share-orders.ts'
import type { NewLink, SaidOfLink } from './share-orders.ts'
import { notDone, withdraw } from './sharing-parts.ts'
import type { CauseOf, Done, NotDone, Opened, Sharer, SharingParts } from './sharing-parts.ts'

const ID_BYTES = 9
/** Links of one mailbox that are not over. */
const MOST_OPEN = 100

/** The address of a published calendar: whoever has it, sees it. */
export const linkAddress = (publicUrl: string, secret: string): string => `${publicUrl}/published/${secret}/`

export function shownLink(parts: SharingParts, sharer: Sharer, { link, version }: KeptLink): LinkShare {
  const now = parts.clock.now()
  const { organization, mailbox, hosted } = sharer
  const id = linkShareId(link.id)
  return {
    ...{ kind: 'link', id, version, standing: standingOf(link, now), link: withoutSecret(link) },
    capped: cappedBy(capOf(hosted.policy, mailbox, 'Anonymous', now), link.level),
    lastLook: parts.looks.of({ organization, mailbox, share: id }),
  }
}

/** Opens a calendar to whoever has an address that is made now. */
export async function openLink(
  parts: SharingParts,
  sharer: Sharer,
  order: NewLink,
  causeOf: CauseOf,
): Promise<Opened | NotDone> {
  const { clock, links, random } = parts
  const { organization, mailbox, hosted, policy } = sharer
  const recipient = order.to
  const now = clock.now()
  const terms = linkTerms(usualLink(now), order)
  const refused = refusedLink(terms, recipient, policy.timeZone)
  if (refused !== null) return notDone(refused)
  const cap = capOf(hosted.policy, mailbox, 'Anonymous', now)
  if (cap.level === 'None') return notDone(cap.decidedBy ?? 'ANONYMOUS_OFF')
  const open = links.linksOf(organization, mailbox).filter(({ link }) => endsLater(link, now))
  if (open.length >= MOST_OPEN) return notDone('TOO_MANY')
  const secret = newLinkSecret(random)
  const link: PublishedLink = {
    ...{ id: random.bytes(ID_BYTES).toString('base64url'), organization, mailbox, ...terms },
    ...{ secretHash: linkSecretHash(secret), recipient, createdAt: now, revokedAt: null },
  }
  return write(parts, sharer, { link, before: 0, event: 'link.opened' }, causeOf, {
    ...{ secret, recipient: mailedTo(order.mail, recipient), note: order.note ?? null },
  })
}

const mailedTo = (mail: boolean | undefined, recipient: MailboxAddress | null): MailboxAddress | null =>
  mail === false ? null : recipient

const endsLater = ({ revokedAt, until }: PublishedLink, now: Instant): boolean =>
  revokedAt === null && now < (until ?? Infinity)

export async function changeLink(
  parts: SharingParts,
  sharer: Sharer,
  kept: KeptLink,
  order: { readonly said: SaidOfLink; readonly before: number },
  causeOf: CauseOf,
): Promise<Done | NotDone> {
  const terms = linkTerms(kept.link, order.said)
  const link: PublishedLink = { ...kept.link, ...terms }
  if (kept.version !== order.before) return notDone('CHANGED_MEANWHILE')
  if (link.revokedAt !== null) return notDone('REVOKED')
  const refused = refusedLink(link, link.recipient, sharer.policy.timeZone)
  if (refused !== null) return notDone(refused)
  return write(parts, sharer, { link, before: kept.version, event: 'link.changed' }, causeOf)
}

/** Gives a link another address: the old one opens nothing from this moment on. */
export async function resetLink(
  parts: SharingParts,
  sharer: Sharer,
  kept: KeptLink,
  mail: boolean | undefined,
  causeOf: CauseOf,
): Promise<Opened | NotDone> {
  if (kept.link.revokedAt !== null) return notDone('REVOKED')
  const secret = newLinkSecret(parts.random)
  const link: PublishedLink = { ...kept.link, secretHash: linkSecretHash(secret) }
  const telling = { secret, recipient: mailedTo(mail, link.recipient), note: null }
  return write(parts, sharer, { link, before: kept.version, event: 'link.reset' }, causeOf, telling)
}

/** Ends a link for good. One that has ended so before stays as it is. */
export async function revokeLink(
  parts: SharingParts,
  sharer: Sharer,
  kept: KeptLink,
  causeOf: CauseOf,
): Promise<Done | NotDone> {
  if (kept.link.revokedAt !== null) return { done: true, share: shownLink(parts, sharer, kept) }
  const link: PublishedLink = { ...kept.link, revokedAt: parts.clock.now() }
  return write(parts, sharer, { link, before: kept.version, event: 'link.revoked' }, causeOf)
}

interface Telling {
  readonly secret: string
  /** Null where no message goes out. */
  readonly recipient: MailboxAddress | null
  readonly note: string | null
}

async function write(
  parts: SharingParts,
  sharer: Sharer,
  change: LinkChange,
  causeOf: CauseOf,
  telling: Telling,
): Promise<Opened | NotDone>
async function write(parts: SharingParts, sharer: Sharer, change: LinkChange, causeOf: CauseOf): Promise<Done | NotDone>
async function write(
  parts: SharingParts,
  sharer: Sharer,
  change: LinkChange,
  causeOf: CauseOf,
  telling?: Telling,
): Promise<Done | Opened | NotDone> {
  const { link } = change
  const share = (sequence: number): LinkShare => shownLink(parts, sharer, { link, version: sequence })
  const cause = causeOf(share)
  // What still waits to be sent would lead to the old address.
  if (telling !== undefined && change.before > 0) await withdraw(parts, share(0), sharer, cause)
  const written = await commit(parts, sharer, change, cause, telling)
  if ('done' in written) return written
  if (link.revokedAt !== null) await withdraw(parts, share(0), sharer, cause)
  const done = { done: true, share: share(written.sequence) } as const
  return telling === undefined ? done : { ...done, address: linkAddress(parts.publicUrl, telling.secret) }
}

/** Writes a link, with the invitation that carries its address where there is one: both or neither. */
async function commit(
  parts: SharingParts,
  sharer: Sharer,
  change: LinkChange,
  cause: Cause,
  telling: Telling | undefined,
): Promise<{ readonly sequence: number } | NotDone> {
  const recipient = telling?.recipient ?? null
  if (telling === undefined || recipient === null) {
    const written = await parts.links.write(change, cause)
    if (written.stored) return written
    if (written.because === 'repeated') throw carriedOutBefore()
    return notDone('CHANGED_MEANWHILE')
  }
  if (parts.invitations === null) return notDone('MAIL_OFF')
  const order = invitationTo(recipient, parts, sharer, change.link, telling)
  const invited = await parts.invitations.invite(order, parts.links.changeOf(change, cause), cause)
  if (invited.invited) return invited
  return notDone(invited.because === 'NOT_COMMITTED' ? 'CHANGED_MEANWHILE' : invited.because)
}

function invitationTo(
  recipient: MailboxAddress,
  { clock }: SharingParts,
  sharer: Sharer,
  link: PublishedLink,
  { secret, note }: Telling,
): InvitationOrder {
  const { organization, mailbox, policy, hosted } = sharer
  const { level, from, until, language, codeByMail } = link
  const seen = cappedBy(capOf(hosted.policy, mailbox, 'Anonymous', clock.now()), level)?.to ?? level
  return {
    ...{ organization, mailbox, share: linkShareId(link.id), recipient, level: seen === 'None' ? level : seen },
    ...{ from, until, language, codeByMail, secret, note, timeZone: policy.timeZone ?? 'UTC' },
  }
}
