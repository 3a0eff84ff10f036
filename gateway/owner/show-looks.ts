import { readOrganizationId } from '../../trust/organization/organization-id.ts'
import { ownLooks } from '../audit/own-looks.ts'
import type { OwnLook } from '../audit/own-looks.ts'
import { printable } from '../cli/printable.ts'
import { lookedPage } from '../console/looked-page.ts'
import type { ListedLook } from '../console/looked-page.ts'
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
  const listed = looks.map((look) => ({ ...look, organizationName: nameOf(door, organization, look) }))
  return shown(lookedPage(onlooker, listed, more))
}

export const LOOKED_ROUTES: readonly OwnerRoute[] = [{ method: 'get', path: '/looked', handle: showLooks }]
