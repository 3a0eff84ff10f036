import type { OrganizationSettings } from '../../config/read-config.ts'
import type { OrganizationId } from '../../trust/organization/organization-id.ts'
import { publicPart } from '../../trust/organization/organization.ts'
import type { ReplayStore } from '../../trust/stores/replay-store.ts'
import type { TrustStore } from '../../trust/stores/trust-store.ts'
import type { Clock } from '../../trust/clock.ts'
import { PartnerAccess } from '../../trust/tokens/access-token.ts'
import { VerificationBudget } from '../../trust/tokens/verification-budget.ts'
import type { BearerReceiver } from '../../trust/tokens/verify-bearer.ts'
import type { Identities } from '../identities.ts'

export interface PartnerTokenParts {
  readonly organizations: readonly OrganizationSettings[]
  readonly publicUrl: string
  readonly identities: Identities
  readonly trusts: TrustStore
  readonly spent: ReplayStore
  readonly clock: Clock
}

/** The realm of an organization of ours towards Exchange servers: its first domain. */
export function realmOf({ policy }: Pick<OrganizationSettings, 'policy'>): string | undefined {
  return policy.organization.domains[0]
}

/** The realm that servers which are asked for a token sign for; null where several organizations share the address. */
export function sharedRealm([only, another]: readonly Pick<OrganizationSettings, 'policy'>[]): string | null {
  return only === undefined || another !== undefined ? null : (realmOf(only) ?? null)
}

/** What verifies partners' tokens, at every endpoint with one memory of spent ids and one budget. */
export function partnerTokens(parts: PartnerTokenParts): BearerReceiver {
  const { organizations, publicUrl, identities, trusts, spent, clock } = parts
  const issuers = (issuer: OrganizationId, audience: OrganizationId) => trusts.snapshot().issuer(audience, issuer)
  const budget = new VerificationBudget()
  const byRealm = new Map(organizations.map((organization) => [realmOf(organization), organization.id]))
  const ownKey = (id: OrganizationId, kid: string) => {
    if (!identities.ids.has(id)) return undefined
    const held = identities.current(id).organization.tokenKeys.find((key) => key.kid === kid)
    return held === undefined ? undefined : publicPart(held.key)
  }
  return {
    tokens: { audiences: identities.ids, issuers, replay: spent, clock, budget },
    access: new PartnerAccess({ ownKey, issuers, clock }),
    exchange: {
      host: new URL(publicUrl).hostname,
      organizationOf: (realm) => byRealm.get(realm),
      exchangeIssuer: (audience, name) => trusts.snapshot().exchangeIssuer(audience, name),
      clock,
      budget,
    },
  }
}
