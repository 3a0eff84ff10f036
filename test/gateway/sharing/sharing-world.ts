import { randomBytes, randomUUID } from 'node:crypto'
import { parseDomain, parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../../protocols/availability/mailbox-address.ts'
import type { HostedOrganization } from '../../../gateway/broker/directory.ts'
import { Sharing } from '../../../gateway/sharing/sharing.ts'
import type { InvitationOrder } from '../../../gateway/sharing/invitation-order.ts'
import type { CauseOf, SharingParts } from '../../../gateway/sharing/sharing-parts.ts'
import { offerOf } from '../../../trust/organization/federation-trust.ts'
import type { WrittenDocument } from '../../../trust/policies/policy-parts.ts'
import { StatePolicyStore } from '../../../trust/policies/state-policy-store.ts'
import { LastLooks } from '../../../trust/sharing/last-looks.ts'
import { PublishedLinks } from '../../../trust/sharing/link-store.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { StateTrustStore } from '../../../trust/stores/trust-store.ts'
import { activeTrust, known, put, VirtualClock } from '../../trust/known-organizations.ts'
import { Calendars } from '../broker/small-world.ts'

export const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
export const VERA = parseMailboxAddress('vera@contoso.example')
export const BO = parseMailboxAddress('bo@contoso.example')
export const VERAS = { organization: 'contoso', mailbox: VERA }
export const BOS = { organization: 'contoso', mailbox: BO }
export const byOwner: CauseOf = () => ({ actor: 'owner', requestId: null })

const relationship = (name: string, over: object = {}) => ({
  ...{ name, domains: [`${name}.example`], freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' },
  ...over,
})

/** Contoso shares with everybody by default; Fabrikam is trusted, Adatum has a relationship and no trust. */
export const CONTOSO: WrittenDocument = {
  organization: { id: 'contoso', domains: ['contoso.example'] },
  mailboxes: [
    { address: 'vera@contoso.example', timeZone: 'Europe/Stockholm' },
    { address: 'bo@contoso.example' },
    { address: 'nils@contoso.example', sharingPolicy: 'closed' },
  ],
  relationships: [
    relationship('fabrikam'),
    relationship('adatum'),
    relationship('tailspin', { enabled: false }),
  ] as never,
  sharingPolicies: [
    {
      ...{ name: 'everyday', default: true },
      domains: ['*: CalendarSharingFreeBusySimple', 'Anonymous: CalendarSharingFreeBusyDetail'],
    },
    { name: 'closed', domains: [] },
  ],
}

type Desk = NonNullable<SharingParts['invitations']>

/** Keeps what it was asked to send, as an outbox does: in one change with the share. */
export class KeptOrders implements Desk {
  readonly orders: InvitationOrder[] = []
  readonly withdrawn: string[] = []
  state: StateStore | null = null

  async invite(...[order, change]: Parameters<Desk['invite']>): ReturnType<Desk['invite']> {
    const commit = await (this.state as StateStore).commit(change)
    if (!commit.committed) return { invited: false, because: 'NOT_COMMITTED', commit }
    this.orders.push(order)
    return { invited: true, id: 'an-id', sequence: commit.sequence }
  }

  withdraw({ share }: Parameters<Desk['withdraw']>[0]): Promise<void> {
    this.withdrawn.push(share)
    return Promise.resolve()
  }
}

/** One instance over a store that may be shared. */
export async function sharingWorld({
  world = new MemoryWorld(),
  clock = new VirtualClock(),
  document = CONTOSO,
  invitations = null as KeptOrders | null,
} = {}) {
  const state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
  await state.open()
  if (invitations !== null) invitations.state = state
  const [contoso, fabrikam] = await Promise.all([known('Contoso'), known('Fabrikam')])
  const trusts = new StateTrustStore(state)
  const policies = new StatePolicyStore(state, () => ({}))
  const links = new PublishedLinks(state)
  const looks = new LastLooks(state)
  await state.follow(trusts, policies, links, looks)
  await policies.seed('contoso', document, BY_ITSELF)
  if (trusts.snapshot().trust(contoso.id, fabrikam.id) === undefined) {
    await put(trusts, activeTrust(contoso.id, fabrikam, ['fabrikam.example'], clock), undefined)
  }
  const calendars = new Calendars()
  const hosted: HostedOrganization = {
    ...{ identity: contoso, name: 'contoso', domains: [parseDomain('contoso.example')], calendars },
    get policy() {
      return policies.policyOf('contoso')
    },
  }
  const directory = {
    gateway: contoso,
    transit: false,
    hostedDomain: (domain: Domain) => (hosted.domains.includes(domain) ? hosted : undefined),
    hostedByName: (name: string) => (name === 'contoso' ? hosted : undefined),
    trusts: () => trusts.snapshot(),
    offerOf,
    connectorOf: () => calendars,
  }
  const parts = {
    ...{ directory, links, looks, policies, state, invitations, clock, random },
    publicUrl: 'https://gateway.example',
  }
  return { ...parts, parts, world, hosted, trusts, contoso, fabrikam, calendars, sharing: new Sharing(parts) }
}

export type SharingWorld = Awaited<ReturnType<typeof sharingWorld>>
