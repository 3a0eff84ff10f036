import type { Requester } from '../../../gateway/broker/requester.ts'
import { PartnerHealth } from '../../../gateway/health/partner-health.ts'
import { passed } from '../../../gateway/doctor/examination.ts'
import type { Examination } from '../../../gateway/doctor/examination.ts'
import { finding } from '../../../gateway/doctor/finding.ts'
import { failed } from '../../../gateway/doctor/remedies.ts'
import { LookupBudgets } from '../../../gateway/limits/lookup-budgets.ts'
import { policyDiffer } from '../../../gateway/replay/policy-differ.ts'
import { askOperation } from '../../../gateway/staff/ask-operation.ts'
import { refusalOf } from '../../../gateway/explain/refusal-finding.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import type { NoDataReason } from '../../../protocols/availability/busy-status.ts'
import { propose } from '../../../trust/organization/trust-transitions.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { CONTOSO_POLICY, outsider } from '../broker/small-world.ts'
import { spendOnce, UNBOUNDED } from '../limits/budget-limits.ts'
import { activeAddressSpace, granted, known, metadataOf, put } from '../../trust/known-organizations.ts'
import { visitOf } from './console-world.ts'
import { keepLookup } from './record/kept-lookups.ts'
import { askingWorld, VERA } from './schedule/asking-world.ts'
import type { AskingWorld } from './schedule/asking-world.ts'

const ANNA = 'anna@fabrikam.example'
/** Of a request refused as a whole for what it asks, and of one that was no document of the protocol. */
export const REFUSED_ID = '019ac0f3-2b6e-7a51-9d0c-3f0e6a2f7c11'
export const BROKEN_ID = '019ac0f3-2b6e-7a51-9d0c-3f0e6a2f7c12'
const POLICY = {
  ...CONTOSO_POLICY,
  groups: { team: [VERA, 'bo@contoso.example'] },
  mailboxes: [
    {
      ...{ address: VERA, default: 'LimitedDetails' },
      grants: [{ to: ANNA, level: 'LimitedDetails' }],
    },
    ...CONTOSO_POLICY.mailboxes.slice(1),
    { address: 'room@contoso.example', kind: 'room', default: 'AvailabilityOnly' },
  ],
  sharingPolicies: [{ name: 'everyday', default: true, domains: ['*: CalendarSharingFreeBusyDetail'] }],
}

/** What the test of the way to a partner found: its policy refuses. */
const EXAMINATION: Examination = {
  ...{ ok: false, failedAt: 'relationship' },
  steps: [
    { step: 'dns', ...passed(finding('names', { names: [{ host: 'gw.example', addresses: ['203.0.113.7'] }] })) },
    { step: 'clock', ...passed(finding('clocks', { seconds: 2, ahead: true })) },
    { step: 'keys', ...passed(finding('keys', { theirs: 100, ours: 20, keys: 2 })) },
    {
      step: 'relationship',
      ...failed(
        'POLICY_ASKING',
        finding('policyRefuses', { person: VERA, about: ANNA, decidedBy: 'REQUESTS_DISABLED', side: 'asking' }),
        'REQUESTS_DISABLED',
      ),
    },
    { step: 'token', outcome: 'not tried', detail: 'relationship failed' },
  ],
}

async function keepLookups(world: AskingWorld): Promise<void> {
  await keepLookup(world, ANNA, ['answer', 'MAILBOX_DEFAULT', 'answering', 'AvailabilityOnly', 'FreeBusy'])
  await keepLookup(world, ANNA, ['refuse', 'OUT_OF_SCOPE', 'answering'])
  await keepLookup(world, ANNA, ['unknown', 'MAILBOX_DEFAULT', 'answering', 'REACH_TIMEOUT'])
  const { refusals } = world.door.administration.lookups
  const remember = (requestId: string, error: FederationError): void =>
    refusals.remember({ requestId, at: world.clock.now(), ...refusalOf(error), requester: null })
  remember(REFUSED_ID, new FederationError('ERR_MAILBOXES_TOO_MANY', 'too many mailboxes', { limit: 100 }))
  remember(BROKEN_ID, new FederationError('ERR_MESSAGE_MALFORMED', 'an element is missing', { line: 1 }))
}

function firstTrust({ door, trusts }: AskingWorld): FederationTrust {
  const [trust] = [...trusts.snapshot().trusts(door.directory.gateway.id)]
  if (trust === undefined) throw new Error('there is no trust')
  return trust
}

function keepHealth(world: AskingWorld): void {
  const { door } = world
  const trust = firstTrust(world)
  const health = new PartnerHealth(door.administration.clock)
  const watch = health.watch(trust.local, trust.partner)
  const reasons: readonly NoDataReason[] = ['DATA_NOT_FOUND', 'REACH_TCP', 'REACH_TIMEOUT']
  for (const reason of reasons) watch.came({ findings: [{ kind: 'no-data', reason }] }, watch.now())
  watch.breaker(600_000)
  Object.assign(door.administration, { partnerHealth: health })
}

/** Anna of the partner has asked once. */
function useBudgets(world: AskingWorld): void {
  const budgets = new LookupBudgets({ ...UNBOUNDED, pairMailboxesPerHour: 4 }, () => 1)
  const { partner } = firstTrust(world)
  const from = { ...outsider(world.small, ANNA), issuer: partner, organization: partner } as Requester
  spendOnce(budgets, world.small.directory, from, world.clock.now())
  Object.assign(world.door.administration, { budgets })
}

/** The console with something on every page: trusts, a policy, lookups on record, a roll under way, a second yes that waits. */
export async function filledConsole() {
  const world = await askingWorld()
  const { clock, door, trusts, policies } = world
  const applied = await policies.apply('contoso', { document: POLICY }, () => BY_ITSELF)
  if (!applied.stored) throw new Error(JSON.stringify(applied))
  const contoso = door.directory.gateway
  await put(trusts, granted(propose(contoso.id, metadataOf(await known('Tailspin'), clock), clock)), undefined)
  const server = { name: 'Litware', ews: 'https://mail.litware.example/EWS', domain: 'litware.example' }
  await put(trusts, await activeAddressSpace(contoso.id, server, clock), undefined)
  await keepLookups(world)
  keepHealth(world)
  useBudgets(world)
  const links = { links: { linksIn: () => [] }, lastLooks: { of: () => null } }
  const tryDraft = policyDiffer({ directory: door.directory, policies, state: world.state, ...links })
  Object.assign(door.administration, { examine: () => Promise.resolve(EXAMINATION), approvals: 2, tryDraft })
  const by = { kind: 'openid', issuer: 'https://login.example', subject: 'bo' } as const
  const { session } = await world.signedIn('administrator', { name: 'Bo', by })
  const ask = (id: string, order: Parameters<typeof askOperation>[3]) =>
    askOperation(door, visitOf(world, session), id, order)
  await ask('certificate.create', { params: { organization: 'contoso' }, body: { days: 100 } })
  await ask('trust.revoke', { params: { trust: world.partner }, body: { reason: 'over' } })
  return world
}
