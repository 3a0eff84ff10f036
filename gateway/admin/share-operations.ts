import { z } from 'zod'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { changedShare, newShare, readNewGrant, readNewLink } from '../sharing/share-orders.ts'
import type { ShareOrder } from '../sharing/share-orders.ts'
import type { Share, ShareOwner } from '../sharing/share.ts'
import type { CauseOf, Done, NotDone, Opened } from '../sharing/sharing-parts.ts'
import { refusalError } from '../sharing/refusal-words.ts'
import { showShare } from '../sharing/show-share.ts'
import type { Administration } from './administration.ts'
import { carriedOutBefore, operation, requireBefore } from './operation.ts'
import type { Answer, Call, Operation } from './operation.ts'

const SHARES = '/mailboxes/{mailbox}/shares'
const ONE = `${SHARES}/{share}`

const ownerOf = ({ sharing }: Administration, { params }: Pick<Call<unknown>, 'params'>): ShareOwner =>
  sharing.ownerOf(parseMailboxAddress(params['mailbox']))

const shareId = ({ params }: Pick<Call<unknown>, 'params'>): string => params['share'] ?? ''

/** What is answered of a share; the address of a link only this once, and not to repetitions, since it is kept nowhere. */
const answerOf = (share: Share, status: number, more: Readonly<Record<string, Json>> = {}): Answer => ({
  status,
  body: { share: showShare(share), ...more },
  version: share.version,
})

/** With what became of the newest message about it; null where there was none, or long ago. */
function shownWithMail({ invitations }: Administration, owner: ShareOwner, share: Share): Json {
  const { state, ...rest } = invitations.of({ ...owner, share: share.id }) ?? { state: null }
  const detail = 'detail' in rest ? rest.detail : null
  return { ...showShare(share), invitation: state && { state, detail } }
}

/** @param more what else a repetition is told */
function causeOf(call: Call<unknown>, status: number, more: Readonly<Record<string, Json>> = {}): CauseOf {
  return (share) => call.cause((sequence) => answerOf(share(sequence), status, more))
}

function done(outcome: Done | NotDone, status = 200): Answer {
  if (!outcome.done) throw refusalError(outcome)
  return answerOf(outcome.share, status)
}

function opened(outcome: Opened | NotDone, { dryRun }: Call<unknown>, status: number): Answer {
  if (!outcome.done) throw refusalError(outcome)
  return answerOf(outcome.share, status, { address: dryRun ? null : outcome.address })
}

const NO_ADDRESS = { address: null }

async function add(administration: Administration, call: Call<ShareOrder>): Promise<Answer> {
  const { sharing } = administration
  const owner = ownerOf(administration, call)
  const kind = call.body.kind ?? sharing.kindFor(owner, call.body.to ?? null)
  if (kind === 'grant') return done(await sharing.offerGrant(owner, readNewGrant(call.body), causeOf(call, 201)), 201)
  const causes = causeOf(call, 201, NO_ADDRESS)
  return opened(await sharing.openLink(owner, readNewLink(call.body), causes), call, 201)
}

const resetBody = z.strictObject({
  /** Whether the new address is mailed to whom the link is for; absent: where there is one. */
  mail: z.boolean().optional(),
})

/** The register of what owners share: links and grants. */
export const SHARE_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'share.list',
    method: 'get',
    path: SHARES,
    scope: 'read',
    summary:
      'List everything a mailbox shares: grants and links, with what caps each and when it was last looked through.',
    handle: async (administration, call) => {
      const owner = ownerOf(administration, call)
      const shares = await administration.sharing.sharesOf(owner)
      return { body: { ...owner, shares: shares.map((share) => shownWithMail(administration, owner, share)) } }
    },
  }),
  operation({
    id: 'share.show',
    method: 'get',
    path: ONE,
    scope: 'read',
    summary: 'Show one share.',
    handle: async (administration, call) => {
      const owner = ownerOf(administration, call)
      const share = await administration.sharing.shareOf(owner, shareId(call))
      if (share !== null)
        return { body: { share: shownWithMail(administration, owner, share) }, version: share.version }
      throw new FederationError('ERR_NOT_FOUND', 'Nothing this mailbox shares has this id.')
    },
  }),
  operation({
    id: 'share.add',
    method: 'post',
    path: SHARES,
    scope: 'operate',
    summary: 'Share a mailbox: by a grant, or by a link, whose address is shown this once.',
    body: newShare,
    handle: add,
  }),
  operation({
    id: 'share.set',
    method: 'patch',
    path: ONE,
    scope: 'operate',
    summary: 'Change what a share shows, and when; it counts at once.',
    body: changedShare,
    conditional: true,
    handle: async (administration, call) => {
      const change = { said: call.body, before: requireBefore(call) }
      const owner = ownerOf(administration, call)
      return done(await administration.sharing.changeShare(owner, shareId(call), change, causeOf(call, 200)))
    },
  }),
  operation({
    id: 'share.reset',
    method: 'post',
    path: `${ONE}/reset`,
    scope: 'operate',
    summary: 'Give a link another address, shown this once; the old one opens nothing from then on.',
    body: resetBody,
    handle: async (administration, call) => {
      const owner = ownerOf(administration, call)
      const cause = causeOf(call, 200, NO_ADDRESS)
      const { mail } = call.body
      return opened(await administration.sharing.reset(owner, shareId(call), cause, mail), call, 200)
    },
  }),
  operation({
    id: 'share.revoke',
    method: 'delete',
    path: ONE,
    scope: 'operate',
    summary: 'End a share; it counts at once, on every instance.',
    handle: async (administration, call) => {
      const owner = ownerOf(administration, call)
      return done(await administration.sharing.revoke(owner, shareId(call), causeOf(call, 200)))
    },
  }),
  operation({
    id: 'share.prove',
    method: 'get',
    path: '/mailboxes/{mailbox}/proof',
    scope: 'read',
    summary: 'Ask everything that could show a mailbox to somebody, as everybody who could ask, and tell what answers.',
    handle: async (administration, call) => {
      const proof = await administration.proveClosed(ownerOf(administration, call))
      return { body: proof as unknown as Json }
    },
  }),
  operation({
    id: 'mailbox.link',
    method: 'post',
    path: '/mailboxes/{mailbox}/owner-link',
    scope: 'admin',
    summary: "Make an address that opens the owner's page, once, within fifteen minutes.",
    handle: makeOwnerLink,
  }),
]

async function makeOwnerLink(administration: Administration, call: Call<unknown>): Promise<Answer> {
  const { ownerLinks, state } = administration
  const owner = ownerOf(administration, call)
  const { address, until } = ownerLinks.make(owner)
  const told = { ...owner, until: new Date(until).toISOString() }
  const answer = (shown: string | null): Answer => ({ status: 201, body: { ...told, address: shown } })
  const { actor, requestId, request, rehearsal } = call.cause(() => answer(null))
  const { organization, mailbox } = owner
  const event = { event: 'owner.link-made', at: state.now(), actor, requestId, facts: { organization } }
  const commit = await state.commit({
    writes: [],
    audit: [{ ...event, personal: { mailbox } }],
    ...(request !== undefined && { request }),
    ...(rehearsal !== undefined && { rehearsal }),
  })
  if (!commit.committed) throw carriedOutBefore()
  return answer(call.dryRun ? null : address)
}
