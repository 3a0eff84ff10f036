import type { RequestListener } from 'node:http'
import type { GatewaySettings } from '../config/read-config.ts'
import { domainOf } from '../protocols/availability/mailbox-address.ts'
import { basicCredentials } from '../trust/credentials/basic-credentials.ts'
import type { OrganizationId } from '../trust/organization/organization-id.ts'
import type { Randomness } from '../trust/randomness.ts'
import type { ReplayStore } from '../trust/stores/replay-store.ts'
import { tokenParties } from '../trust/tokens/token-parties.ts'
import { verifyToken } from '../trust/tokens/verify-token.ts'
import type { Administration } from './admin/administration.ts'
import type { AuditLog } from './audit/audit-log.ts'
import type { MetadataRefresher } from './admin/refresh-trust.ts'
import type { Authenticator } from './authenticate.ts'
import type { Broker } from './broker/answer-availability.ts'
import type { Directory } from './broker/directory.ts'
import { ewsDoor } from './ews-door.ts'
import type { Identities } from './identities.ts'
import type { Log } from './log.ts'

export interface DoorParts {
  readonly settings: GatewaySettings
  readonly directory: Directory
  readonly identities: Identities
  readonly administration: Administration
  readonly broker: Broker
  readonly audit: AuditLog
  readonly refresher: MetadataRefresher
  readonly spent: ReplayStore
  readonly ewsUrl: string
  readonly random: Randomness
  readonly log: Log
}

function authenticatorOf({
  settings,
  directory,
  identities,
  administration,
  refresher,
  spent,
  random,
}: DoorParts): Authenticator {
  const { clock, trusts } = administration
  const users = new Map(settings.organizations.flatMap((organization) => [...organization.users]))
  const receiver = {
    audiences: identities.ids,
    issuers: (issuer: OrganizationId, audience: OrganizationId) => trusts.snapshot().issuer(audience, issuer),
    replay: spent,
    clock,
  }
  return {
    basic: basicCredentials(users, clock, random.bytes(32)),
    organizationOf: (person) => directory.hostedDomain(domainOf(person)),
    verify: (token, request) => verifyToken(token, request, receiver),
    refreshIssuer: (token) => {
      const parties = tokenParties(token)
      const trust = parties === null ? undefined : trusts.snapshot().trust(parties.audience, parties.issuer)
      return trust === undefined ? Promise.resolve(false) : refresher.refresh(trust)
    },
  }
}

/** Puts the lookup's parts together: who may ask, who answers, how much at once. */
export function openEwsDoor(parts: DoorParts): RequestListener {
  const { limits } = parts.settings
  return ewsDoor({
    broker: parts.broker,
    authenticator: authenticatorOf(parts),
    limits: { ...limits, events: limits.entriesPerMailbox },
    publicUrl: parts.ewsUrl,
    newRequestId: () => parts.random.uuid(),
    fresh: () => parts.administration.state.fresh(),
    refused: (requestId, because) => parts.audit.refused(requestId, because),
    log: parts.log,
  })
}
