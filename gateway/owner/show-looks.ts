import { readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { readOrganizationId } from '../../trust/organization/organization-id.ts'
import { ownLooks } from '../audit/own-looks.ts'
import type { OwnLook } from '../audit/own-looks.ts'
import { printable } from '../cli/printable.ts'
import { lookedPage } from '../console/looked-page.ts'
import type { ListedLook } from '../console/looked-page.ts'
import type { Share, ShareOwner } from '../sharing/share.ts'
import { domainToClose, levelNow, loweringFor, loweringOfLink } from './lower-look.ts'
import { newNonce } from './owner-cause.ts'
import type { OwnerDoor, OwnerRoute, Visit } from './owner-door.ts'
import { shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'

/** How the organization of a look is called: a partner as it calls itself at the moment. */
function nameOf({ directory }: OwnerDoor, own: string, look: OwnLook): ListedLook['organizationName'] {
  const ours = directory.hostedByName(own)?.identity.id
  const organization = readOrganizationId(look.organization)
  if (organization !== undefined && organization === ours) return 'yours'
  const trusts = directory.trusts()
  for (const local of [ours, directory.gateway.id]) {
    const trust = local && organization && trusts.trust(local, organization)
    if (trust !== undefined) return { name: printable(trust.metadata.name) }
  }
  return { name: null }
}

type WhoAsked = Pick<ListedLook, 'now' | 'lowering' | 'everybodyAt'>

const NOBODY: WhoAsked = { now: null, lowering: null, everybodyAt: null }

/** What each who asked would be told now, and how that can be lowered: worked out once for each. */
function whoAskedIn(door: OwnerDoor, owner: ShareOwner, shares: readonly Share[]) {
  const known = new Map<string, WhoAsked>()
  return (said: string | null): WhoAsked => {
    const from = readMailboxAddress(said)
    if (from === null) return NOBODY
    const found = known.get(from) ?? {
      now: levelNow(door, owner, from),
      lowering: loweringFor(door, owner, shares, from),
      everybodyAt: domainToClose(door, owner, from),
    }
    known.set(from, found)
    return found
  }
}

/** Reading the log is on record, hers too (threats AU4). */
async function showLooks(door: OwnerDoor, { onlooker }: Visit): Promise<PageAnswer> {
  const { state, random } = door
  const { organization, mailbox } = onlooker.session
  const event = { event: 'audit.read', at: state.now(), actor: 'owner', requestId: random.uuid() }
  await state.commit({
    writes: [],
    audit: [{ ...event, facts: { what: 'mine', organization }, personal: { mailbox } }],
  })
  const { looks, more } = await ownLooks(state, mailbox, onlooker.now)
  const owner = { organization, mailbox }
  const shares = await door.sharing.sharesOf(owner)
  const whoAsked = whoAskedIn(door, owner, shares)
  const listed = looks.map((look) => ({
    ...{ ...look, organizationName: nameOf(door, organization, look), ...whoAsked(look.from) },
  }))
  const links = shares
    .filter((share) => share.kind === 'link' && share.standing === 'open' && share.lastLook !== null)
    .map((share) => ({ share, lowering: loweringOfLink(share) }))
  return shown(lookedPage(onlooker, { looks: listed, more, links, once: newNonce(door) }))
}

export const LOOKED_ROUTES: readonly OwnerRoute[] = [{ method: 'get', path: '/looked', handle: showLooks }]
