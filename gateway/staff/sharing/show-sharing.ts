import { stringify } from 'yaml'
import { orderDocument } from '../../../trust/policies/order-document.ts'
import { organizationsPage, sharingPage } from '../../console/sharing/sharing-page.ts'
import { sharingPlace } from '../../console/sharing/sharing-place.ts'
import type { WrittenPart } from '../../console/sharing/part-fields.ts'
import type { HeldSettings } from '../../console/sharing/settings-form.ts'
import { seeOther, shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import { askOperation } from '../ask-operation.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { heldPart, heldParts, hostedPolicies, organizationIn } from './held-parts.ts'
import { listedRelationships } from './relationship-trusts.ts'

const A_PAGE = 50

/** An organization's own part of its policy. */
async function ownPart(door: ConsoleDoor, name: string): Promise<WrittenPart> {
  return (await heldPart(door, name, { kind: 'organization', name }))?.value ?? {}
}

const domainsIn = ({ domains = [] }: WrittenPart): readonly string[] => domains as readonly string[]

/** One organization is shown at once; of several, their names. */
async function organizations(door: ConsoleDoor, { viewer }: Visit): Promise<PageAnswer> {
  const names = [...hostedPolicies(door).keys()]
  const [only] = names
  if (only !== undefined && names.length === 1) return seeOther(sharingPlace(viewer, only))
  const all = await Promise.all(names.map(async (name) => ({ name, domains: domainsIn(await ownPart(door, name)) })))
  return shown(organizationsPage(viewer, all))
}

/** The simple choices of an organization, as the operation for them shows them. */
export async function settingsHeld(door: ConsoleDoor, visit: Visit, organization: string): Promise<HeldSettings> {
  const { body, version = 0 } = await askOperation(door, visit, 'sharing.show', { params: { organization } })
  return { ...(body as unknown as Omit<HeldSettings, 'version'>), version }
}

async function sharing(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const { viewer, query } = visit
  const organization = organizationIn(door, visit.params)
  const { federationEnabled } = door.administration.policies.policyOf(organization)
  const listed = (kind: 'relationship' | 'sharing-policy', after: string) =>
    heldParts(door, organization, kind, { limit: A_PAGE, after: query.get(after) })
  const held = await listed('relationship', 'relationships')
  const items = listedRelationships(door, organization, held.items, { federationEnabled, now: viewer.now })
  const switches = await ownPart(door, organization)
  return shown(
    sharingPage(viewer, {
      ...{ organization, federationEnabled, switches, domains: domainsIn(switches) },
      relationships: { items, next: held.next },
      policies: await listed('sharing-policy', 'policies'),
      settings: await settingsHeld(door, visit, organization),
    }),
  )
}

/** The whole policy as a file, as `ledig policy export` prints it. */
async function download(door: ConsoleDoor, visit: Visit): Promise<PageAnswer> {
  const organization = organizationIn(door, visit.params)
  const { body } = await askOperation(door, visit, 'policy.export', { params: { organization } })
  const text = stringify(orderDocument(body))
  const file = { name: `${organization}.policy.yaml`, type: 'application/yaml' }
  return { kind: 'page', status: 200, text, file }
}

const READERS = ['administrator', 'auditor'] as const

export const SHOW_ROUTES: readonly RoleRoute[] = [
  { method: 'get', path: '/sharing/', admits: READERS, handle: organizations },
  { method: 'get', path: '/sharing/:organization', admits: READERS, handle: sharing },
  { method: 'get', path: '/sharing/:organization/document', admits: READERS, handle: download },
]
