import { policyDiffer } from '../../../../gateway/replay/policy-differ.ts'
import type { ConsoleDoor } from '../../../../gateway/staff/console-door.ts'
import { FederationError } from '../../../../protocols/federation-error.ts'
import { HOUR } from '../../../../protocols/availability/time-window.ts'
import { BY_ITSELF } from '../../../../trust/stores/cause.ts'
import type { HostedOrganization } from '../../../../gateway/broker/directory.ts'
import { consoleWorld } from '../console-world.ts'

const NOTHING_PUBLISHED = { links: { linksIn: () => [] }, lastLooks: { of: () => null } }
const BUSY = () => Promise.reject(new FederationError('ERR_BUSY', 'another one is under way'))

/** What Contoso begins with: it gives Fabrikam times only. */
const POLICY = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  groups: { board: ['vera@contoso.example'] },
  mailboxes: [
    {
      address: 'vera@contoso.example',
      default: 'LimitedDetails',
      grants: [{ to: '@fabrikam.example', level: 'LimitedDetails' }],
    },
    { address: 'bo@contoso.example', default: 'AvailabilityOnly' },
  ],
  relationships: [
    {
      ...{ name: 'fabrikam', domains: ['fabrikam.example'] },
      ...{ freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
    },
  ],
  sharingPolicies: [{ name: 'everyday', default: true, domains: ['*: CalendarSharingFreeBusyDetail'] }],
}

/** The console above a policy, with lookups on record that are really decided again by a draft. */
export async function sharingWorld() {
  const world = await consoleWorld()
  const { administration } = world.door
  const { policies, state, trusts, organizations } = administration
  await policies.apply('contoso', { document: POLICY }, () => BY_ITSELF)
  const contoso = organizations.get('contoso')
  if (contoso === undefined) throw new Error('nobody is hosted')
  // One object, as the directory has it.
  const hosted: HostedOrganization = {
    ...{ identity: contoso, name: 'contoso', domains: ['contoso.example'] as unknown as HostedOrganization['domains'] },
    policy: policies.policyOf('contoso'),
    calendars: { lookUp: () => Promise.reject(new Error('no calendar is read in a replay')) },
  }
  const directory = {
    ...{ gateway: contoso, transit: false, trusts: () => trusts.snapshot(), offerOf: () => null },
    hostedDomain: (domain: string) => (domain === 'contoso.example' ? hosted : undefined),
    hostedByName: (name: string) => (name === 'contoso' ? hosted : undefined),
    connectorOf: () => hosted.calendars,
  }
  const differ = policyDiffer({ directory, policies, state, ...NOTHING_PUBLISHED })
  const replay = { as: differ as ConsoleDoor['administration']['tryDraft'] }
  Object.assign(administration, { tryDraft: (order: Parameters<typeof differ>[0]) => replay.as(order) })
  const [trust] = [...trusts.snapshot().trusts(contoso.id)]
  const at = world.clock.now() - HOUR
  await state.commit({
    writes: [],
    audit: ['vera', 'bo'].map((name) => ({
      ...{ event: 'lookup', at, actor: 'lookup', requestId: null },
      facts: {
        ...{ by: trust?.partner ?? '', kind: 'partner', view: 'Detailed', window: [at, at + HOUR] },
        mailboxes: [[1, 'answer', 'RELATIONSHIP_LEVEL', 'answering', 'AvailabilityOnly', 'FreeBusy']],
      },
      personal: { from: 'anna@fabrikam.example', about: [`${name}@contoso.example`] },
    })),
  })
  const replays = (how: 'as it does' | 'busy'): void => void (replay.as = how === 'busy' ? BUSY : differ)
  return { ...world, replays }
}

export type SharingWorld = Awaited<ReturnType<typeof sharingWorld>>
