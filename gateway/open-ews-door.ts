import type { RequestListener } from 'node:http'
import type { GatewaySettings } from '../config/read-config.ts'
import { domainOf } from '../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../protocols/availability/mailbox-address.ts'
import { basicCredentials } from '../trust/credentials/basic-credentials.ts'
import type { Randomness } from '../trust/randomness.ts'
import type { TrustStore } from '../trust/stores/trust-store.ts'
import { tokenParties } from '../trust/tokens/token-parties.ts'
import { verifyBearer } from '../trust/tokens/verify-bearer.ts'
import type { BearerReceiver } from '../trust/tokens/verify-bearer.ts'
import type { Administration } from './admin/administration.ts'
import type { AuditLog } from './audit/audit-log.ts'
import type { MetadataRefresher } from './admin/refresh-trust.ts'
import type { Authenticator } from './authenticate.ts'
import type { Broker } from './broker/answer-availability.ts'
import type { Directory } from './broker/directory.ts'
import { ewsDoor } from './ews-door.ts'
import { requestIdAt } from './request-id.ts'
import type { Log } from './log.ts'

export interface DoorParts {
  readonly settings: GatewaySettings
  readonly directory: Directory
  readonly administration: Administration
  readonly audit: AuditLog
  readonly broker: Broker
  readonly refresher: MetadataRefresher
  readonly partnerTokens: BearerReceiver
  readonly ewsUrl: string
  readonly challenge: string
  readonly random: Randomness
  readonly log: Log
}

function authenticatorOf(parts: DoorParts): Authenticator {
  const { settings, directory, administration, refresher, partnerTokens, random } = parts
  const { clock, trusts } = administration
  const people = new Map(settings.organizations.flatMap((organization) => [...organization.users]))
  const hashes = { get: (account: MailboxAddress) => people.get(account) ?? roleHash(trusts, account) }
  return {
    basic: basicCredentials(hashes, clock, random.bytes(32)),
    organizationOf: (person) => (people.has(person) ? directory.hostedDomain(domainOf(person)) : undefined),
    verify: (token, request) => verifyBearer(token, request, partnerTokens),
    roleAccountOf: (account) => trusts.snapshot().roleAccount(account),
    clock,
    refreshIssuer: (token) => {
      const parties = tokenParties(token)
      const trust = parties === null ? undefined : trusts.snapshot().trust(parties.audience, parties.issuer)
      return trust === undefined ? Promise.resolve(false) : refresher.refresh(trust)
    },
  }
}

function roleHash(trusts: TrustStore, account: MailboxAddress): string | undefined {
  const credential = trusts.snapshot().roleAccount(account)?.trusted.credential
  return credential?.kind === 'basic' ? credential.passwordHash : undefined
}

/** Puts the lookup's parts together: who may ask, who answers, how much at once. */
export function openEwsDoor(parts: DoorParts): RequestListener {
  const { limits } = parts.settings
  return ewsDoor({
    broker: parts.broker,
    authenticator: authenticatorOf(parts),
    limits: { ...limits, events: limits.entriesPerMailbox },
    publicUrl: parts.ewsUrl,
    challenge: parts.challenge,
    newRequestId: () => requestIdAt(parts.administration.clock.now(), parts.random.uuid()),
    fresh: () => parts.administration.state.fresh(),
    refused: (refused) => {
      parts.administration.lookups.refusals.remember({ ...refused, at: parts.administration.clock.now() })
      parts.audit.refused(refused)
    },
    log: parts.log,
  })
}
