import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { capOf } from '../../trust/policies/cap-of.ts'
import { decideAccess } from '../../trust/policies/decide-access.ts'
import { partKey } from '../../trust/policies/policy-parts.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { whoPage } from '../console/who-page.ts'
import type { Done, SeenByRule } from '../console/who-page.ts'
import type { ShareOwner } from '../sharing/share.ts'
import type { OwnerDoor, OwnerRoute, Visit } from './owner-door.ts'
import { shown } from '../pages/page-answer.ts'
import type { PageAnswer } from '../pages/page-answer.ts'

/** Partners listed one by one. */
const MOST_PARTNERS = 50
const DONE: readonly Done[] = ['shared', 'changed', 'revoked']

async function partnerDomains({ state }: OwnerDoor, organization: string): Promise<readonly string[]> {
  const prefix = partKey(organization, { kind: 'relationship', name: '' })
  const records = await state.list('relationship', { prefix, limit: MOST_PARTNERS + 1 })
  return records.flatMap(({ value }) => (value as { readonly domains: readonly string[] }).domains)
}

/** What anybody sees who is given nothing in particular, by the decision itself. */
async function seenByRule(door: OwnerDoor, { now }: Visit['onlooker'], owner: ShareOwner): Promise<SeenByRule> {
  const { organization, mailbox: about } = owner
  const hosted = door.directory.hostedByName(organization)
  const policy = hosted?.policy
  const mailbox = policy?.mailbox(about)
  if (hosted === undefined || policy === undefined || mailbox === undefined) {
    throw new FederationError('ERR_NOT_FOUND', 'There is no mailbox of this address here.')
  }
  const domains = await partnerDomains(door, organization)
  const partners = domains.slice(0, MOST_PARTNERS).map((domain) => {
    const from = parseMailboxAddress(`anybody@${domain}`)
    const decision = decideAccess(policy, { from, about, view: 'Detailed', at: now }, 'answering')
    return { domain, level: decision.outcome === 'refuse' ? ('None' as const) : decision.level }
  })
  return {
    ...{ domains: hosted.domains, inside: mailbox.inside, partners, morePartners: domains.length > MOST_PARTNERS },
    links: capOf(policy, about, 'Anonymous', now),
  }
}

async function showWho(door: OwnerDoor, { onlooker, query }: Visit): Promise<PageAnswer> {
  const { organization, mailbox } = onlooker.session
  const owner = { organization, mailbox }
  const shares = await door.sharing.sharesOf(owner)
  const listed = shares.map((share) => ({
    share,
    invitation: door.invitations?.of({ ...owner, share: share.id })?.state ?? null,
  }))
  const done = DONE.find((what) => what === query.get('done')) ?? null
  return shown(whoPage(onlooker, listed, await seenByRule(door, onlooker, owner), done))
}

export const WHO_ROUTES: readonly OwnerRoute[] = [{ method: 'get', path: '/', handle: showWho }]
