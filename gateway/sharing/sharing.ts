import { domainOf, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { KeptLink } from '../../trust/sharing/link-store.ts'
import { checkOffer } from './check-offer.ts'
import type { OfferCheck } from './check-offer.ts'
import { changeGrant, grantShares, offerGrant, revokeGrant } from './grant-sharing.ts'
import { changeLink, openLink, resetLink, revokeLink, shownLink } from './link-sharing.ts'
import { linkShareId } from './share.ts'
import type { Share, ShareOwner } from './share.ts'
import { readSaidOfGrant, readSaidOfLink } from './share-orders.ts'
import type { ChangedShare, NewGrant, NewLink } from './share-orders.ts'
import { notDone, sharerOf } from './sharing-parts.ts'
import type { CauseOf, Done, NotDone, Opened, Sharer, SharingParts } from './sharing-parts.ts'

export interface ShareChange {
  readonly said: ChangedShare
  /** The version of the share it was made from. */
  readonly before: number
}

/**
 * What an owner does with her calendar, whether on her page or through the administration. Every verb works on what is
 * hers alone; what it changes counts on every instance once it is acknowledged.
 */
export class Sharing {
  readonly #parts: SharingParts

  constructor(parts: SharingParts) {
    this.#parts = parts
  }

  /**
   * Whose calendar an address stands for.
   *
   * @throws FederationError `ERR_NOT_FOUND`
   */
  ownerOf(mailbox: MailboxAddress): ShareOwner {
    const hosted = this.#parts.directory.hostedDomain(domainOf(mailbox))
    if (hosted === undefined) throw new FederationError('ERR_NOT_FOUND', 'There is no mailbox of this address here.')
    const { organization } = sharerOf(this.#parts, { organization: hosted.name, mailbox })
    return { organization, mailbox }
  }

  /** Everything she shares, revoked links too as long as they are kept; grants first. */
  async sharesOf(owner: ShareOwner): Promise<readonly Share[]> {
    const sharer = sharerOf(this.#parts, owner)
    const links = this.#links(sharer).map((kept) => shownLink(this.#parts, sharer, kept))
    return [...(await grantShares(this.#parts, sharer)), ...links]
  }

  /** Null where nothing of hers has this id. */
  async shareOf(owner: ShareOwner, id: string): Promise<Share | null> {
    return (await this.sharesOf(owner)).find((share) => share.id === id) ?? null
  }

  /** Whether a grant to an address, or to `@domain`, can work now, and how far it goes at most. */
  checkOffer(owner: ShareOwner, grantee: string): OfferCheck {
    const { hosted, mailbox } = sharerOf(this.#parts, owner)
    return checkOffer(this.#parts.directory, hosted, mailbox, grantee, this.#parts.clock.now())
  }

  /** How somebody is given a view, where nobody says: by a grant where her own program can ask us, else by a link. */
  kindFor(owner: ShareOwner, to: string | null): Share['kind'] {
    if (to === null) return 'link'
    if (to.startsWith('@')) return 'grant'
    const { policy } = sharerOf(this.#parts, owner).hosted
    const domain = domainOf(parseMailboxAddress(to))
    return policy.isOwnDomain(domain) || policy.relationship(domain) !== undefined ? 'grant' : 'link'
  }

  async offerGrant(owner: ShareOwner, order: NewGrant, causeOf: CauseOf): Promise<Done | NotDone> {
    return offerGrant(this.#parts, sharerOf(this.#parts, owner), order, causeOf)
  }

  async openLink(owner: ShareOwner, order: NewLink, causeOf: CauseOf): Promise<Opened | NotDone> {
    return openLink(this.#parts, sharerOf(this.#parts, owner), order, causeOf)
  }

  async changeShare(owner: ShareOwner, id: string, change: ShareChange, causeOf: CauseOf): Promise<Done | NotDone> {
    const sharer = sharerOf(this.#parts, owner)
    const { before } = change
    if (id.startsWith('grant:')) {
      const said = readSaidOfGrant(change.said)
      return changeGrant(this.#parts, sharer, id.slice('grant:'.length), { said, before }, causeOf)
    }
    const kept = this.#link(sharer, id)
    if (kept === undefined) return notDone('NOT_THERE')
    return changeLink(this.#parts, sharer, kept, { said: readSaidOfLink(change.said), before }, causeOf)
  }

  /** A new address for a link, and with `mail` a new invitation; the old address is dead before this resolves. */
  async reset(owner: ShareOwner, id: string, causeOf: CauseOf, mail?: boolean): Promise<Opened | NotDone> {
    const sharer = sharerOf(this.#parts, owner)
    const kept = this.#link(sharer, id)
    if (kept === undefined) return notDone(id.startsWith('grant:') ? 'OTHER_KIND' : 'NOT_THERE')
    return resetLink(this.#parts, sharer, kept, mail, causeOf)
  }

  async revoke(owner: ShareOwner, id: string, causeOf: CauseOf): Promise<Done | NotDone> {
    const sharer = sharerOf(this.#parts, owner)
    if (id.startsWith('grant:')) return revokeGrant(this.#parts, sharer, id.slice('grant:'.length), causeOf)
    for (;;) {
      const kept = this.#link(sharer, id)
      if (kept === undefined) return notDone('NOT_THERE')
      const outcome = await revokeLink(this.#parts, sharer, kept, causeOf)
      // Whoever changed it at that moment: revoked it is. Where no newer one came here, it is for the next try.
      if (outcome.done || this.#link(sharer, id)?.version === kept.version) return outcome
    }
  }

  #links({ organization, mailbox }: Sharer): readonly KeptLink[] {
    return this.#parts.links.linksOf(organization, mailbox)
  }

  #link(sharer: Sharer, id: string): KeptLink | undefined {
    return this.#links(sharer).find(({ link }) => linkShareId(link.id) === id)
  }
}
