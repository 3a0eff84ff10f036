import type { GatewaySettings } from '../config/read-config.ts'
import { isSecured } from '../config/read-place.ts'
import type { AuditTree } from '../trust/audit/audit-tree.ts'
import type { SealingKey } from '../trust/keys/sealed-identity.ts'
import type { Organization } from '../trust/organization/organization.ts'
import { StatePolicyStore } from '../trust/policies/state-policy-store.ts'
import type { StateStore } from '../trust/stores/state-store.ts'
import { StateTrustStore } from '../trust/stores/trust-store.ts'
import { LastLooks } from '../trust/sharing/last-looks.ts'
import { PublishedLinks } from '../trust/sharing/link-store.ts'
import { AccessTokens } from './admin/access-tokens.ts'
import { auditTreeOf } from './audit/audit-operations.ts'
import { KeptHeads } from './audit/publish-heads.ts'
import type { Closing } from './closing.ts'
import { CalendarMailboxes, hostOrganization, openIdentity } from './hosted-organizations.ts'
import type { Hosting } from './hosted-organizations.ts'
import { Identities } from './identities.ts'
import { KeptInvitations } from './sharing/kept-invitations.ts'
import { ConsoleAccounts } from './sign-in/console-accounts.ts'
import { ConsoleSessions } from './sign-in/console-sessions.ts'
import { OwnerSessions } from './sharing/owner-session.ts'
import { openState } from './open-state.ts'
import type { StateParts } from './open-state.ts'

/** Our organizations, their calendars open. */
export interface Hosted {
  readonly identity: Organization
  readonly hostings: readonly Hosting[]
}

/** Everything that is kept, in memory and ready for decisions. */
export interface Kept {
  readonly state: StateStore
  readonly sealingKey: SealingKey
  readonly trusts: StateTrustStore
  readonly policies: StatePolicyStore
  readonly identities: Identities
  readonly tokens: AccessTokens
  readonly auditTree: AuditTree
  readonly heads: KeptHeads
  readonly keptInvitations: KeptInvitations
  readonly ownerSessions: OwnerSessions
  readonly consoleAccounts: ConsoleAccounts
  readonly consoleSessions: ConsoleSessions
  readonly calendarMailboxes: CalendarMailboxes
  readonly links: PublishedLinks
  readonly lastLooks: LastLooks
}

export async function openKept(settings: GatewaySettings, parts: StateParts, closing: Closing): Promise<Kept> {
  const { state, sealingKey } = await openState(settings.store, parts)
  closing.add(state, (opened) => opened.close())
  const calendarMailboxes = new CalendarMailboxes()
  const trusts = new StateTrustStore(state)
  const policies = new StatePolicyStore(state, (organization) => calendarMailboxes.of(organization))
  const identities = new Identities(state, { ...parts, sealingKey })
  const tokens = new AccessTokens(state, parts.random, settings.adminToken)
  const heads = new KeptHeads()
  const keptInvitations = new KeptInvitations()
  const links = new PublishedLinks(state)
  const lastLooks = new LastLooks(state)
  const ownerSessions = new OwnerSessions(state, parts.random, isSecured(settings.gateway))
  const sharing = { keptInvitations, links, lastLooks, ownerSessions }
  const consoleAccounts = new ConsoleAccounts(state)
  const consoleSessions = new ConsoleSessions(
    state,
    parts.random,
    consoleAccounts,
    settings.console === null || isSecured(settings.console),
  )
  const signIn = { consoleAccounts, consoleSessions }
  const followers = { trusts, policies, identities, tokens, heads, ...sharing, ...signIn }
  await state.follow(...Object.values(followers))
  // Before the store is closed: the last looks are kept too.
  closing.add(lastLooks, (looks) => looks.flush().catch(() => undefined))
  const auditTree = auditTreeOf(state)
  return { state, sealingKey, ...followers, auditTree, calendarMailboxes }
}

export async function openHosted(
  settings: GatewaySettings,
  kept: Kept,
  { clock, log }: StateParts,
  closing: Closing,
): Promise<Hosted> {
  const { gateway, limits } = settings
  const parts = { ...kept, stateFolder: gateway.state, entriesPerMailbox: limits.entriesPerMailbox, clock, log }
  const [identity, ...hostings] = await Promise.all([
    openIdentity(gateway.id, gateway.name, parts),
    ...settings.organizations.map(async (organization) =>
      closing.add(await hostOrganization(organization, parts), (hosting) => hosting.close()),
    ),
  ])
  await kept.identities.roll()
  return { identity, hostings }
}
