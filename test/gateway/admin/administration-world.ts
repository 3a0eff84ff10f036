import { randomBytes, randomUUID } from 'node:crypto'
import type { Secret } from '../../../config/secrets.ts'
import { AccessTokens } from '../../../gateway/admin/access-tokens.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import { auditTreeOf } from '../../../gateway/audit/audit-operations.ts'
import { RecentLookups } from '../../../gateway/broker/lookup-trace.ts'
import { DomainWatch } from '../../../gateway/domains/domain-watch.ts'
import { Identities } from '../../../gateway/identities.ts'
import { PartnerHealth } from '../../../gateway/health/partner-health.ts'
import { openLog } from '../../../gateway/log.ts'
import { ConsoleAccounts } from '../../../gateway/sign-in/console-accounts.ts'
import { ConsoleSessions } from '../../../gateway/sign-in/console-sessions.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { StatePolicyStore } from '../../../trust/policies/state-policy-store.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { StateTrustStore } from '../../../trust/stores/trust-store.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'
import { budgetsOfNobody } from '../limits/budget-limits.ts'
import { SILENT_AGREEMENT } from './silent-agreement.ts'
import { silentInvitations } from './silent-invitations.ts'
import { silentSharing } from './silent-sharing.ts'

export const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }

const never = (): Promise<never> => Promise.reject(new Error('nothing leaves in this test'))

export interface AdministrationOptions {
  /** By the name the configuration gives each. */
  readonly organizations: Readonly<Record<string, Organization>>
  /** The access token of the configuration. */
  readonly file?: Secret | null
  /** Whether the console has TLS. */
  readonly secure?: boolean
}

/** Everything the administration works on, over a store in memory; `contoso` has a policy, and nothing leaves. */
export async function administrationWorld({ organizations, file = null, secure = true }: AdministrationOptions) {
  const clock = new VirtualClock()
  const world = new MemoryWorld()
  const log = openLog('silent')
  const state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
  await state.open()
  const trusts = new StateTrustStore(state)
  const policies = new StatePolicyStore(state, () => ({}))
  const tokens = new AccessTokens(state, random, file)
  const sealingKey = randomBytes(32)
  const identities = new Identities(state, { clock, random, log, sealingKey })
  const consoleAccounts = new ConsoleAccounts(state)
  const consoleSessions = new ConsoleSessions(state, random, consoleAccounts, secure)
  await state.follow(trusts, policies, tokens, identities, consoleAccounts, consoleSessions)
  const live = new Map<string, Organization>()
  for (const [name, organization] of Object.entries(organizations)) {
    live.set(name, await identities.open(organization.id, organization.name, () => Promise.resolve(organization)))
  }
  await policies.seed('contoso', { organization: { id: 'contoso', domains: ['contoso.example'] } }, BY_ITSELF)
  const lookups = { nameServers: { textsOf: never }, authorities: null, http: null, random }
  const watch = new DomainWatch({ organizations: live, trusts, clock, log, state, lookups })
  const administration: Administration = {
    ...{ organizations: live, publicUrl: 'https://gateway.example', state, auditTree: auditTreeOf(state), sealingKey },
    ...{ identities, minimumSoftware: {}, trusts, policies, tokens, consoleAccounts, consoleSessions },
    ...{ invitations: silentInvitations(state), budgets: budgetsOfNobody(), lookups: new RecentLookups() },
    partnerHealth: new PartnerHealth(clock),
    ...{ lookupDays: 14, explain: never, tryDraft: never, examine: never, clock, random, log },
    http: { get: never, post: never, probe: never, close: () => Promise.resolve() },
    domains: { unprovenDomains: 'refuse', isHosted: () => false, watch },
    ...SILENT_AGREEMENT,
    ...silentSharing(state, policies, random),
  }
  return { administration, clock, world, state, trusts, policies, consoleAccounts, consoleSessions, log }
}
