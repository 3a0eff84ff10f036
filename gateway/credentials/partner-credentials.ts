import type { GatewaySettings } from '../../config/read-config.ts'
import type { OutboundHttp } from '../../protocols/http/outbound-http.ts'
import type { Clock } from '../../trust/clock.ts'
import type { SealingKey } from '../../trust/keys/sealed-identity.ts'
import type { Randomness } from '../../trust/randomness.ts'
import type { ReplayStore } from '../../trust/stores/replay-store.ts'
import type { BearerReceiver } from '../../trust/tokens/verify-bearer.ts'
import type { Administration } from '../admin/administration.ts'
import type { Identities } from '../identities.ts'
import { OutgoingCredentials } from './outgoing-credentials.ts'
import { partnerTokens, realmOf } from './partner-tokens.ts'
import { authMetadataPublisher } from './publish-auth-metadata.ts'
import type { AuthMetadataPublisher } from './publish-auth-metadata.ts'
import type { TokenEndpoint } from './token-endpoint.ts'

export interface OutgoingSettings {
  readonly settings: GatewaySettings
  readonly identities: Identities
  readonly http: OutboundHttp
  readonly clock: Clock
  readonly random: Randomness
  readonly sealingKey: SealingKey
}

const TOKEN_ID_BYTES = 16

/** What we show partners of who asks. */
export function outgoingCredentials({ settings, random, ...parts }: OutgoingSettings): OutgoingCredentials {
  const realms = new Map(settings.organizations.map((organization) => [organization.id, realmOf(organization)]))
  const newTokenId = (): string => random.bytes(TOKEN_ID_BYTES).toString('base64url')
  return new OutgoingCredentials({ ...parts, newTokenId, realmOf: (id) => realms.get(id) })
}

export interface IncomingSettings {
  readonly settings: GatewaySettings
  readonly administration: Administration
  readonly identities: Identities
  readonly spent: ReplayStore
}

/** What partners show us of who asks, and what they need for it. */
export interface IncomingCredentials {
  /** Takes their tokens. */
  readonly partnerTokens: BearerReceiver
  /** Sells them access tokens. */
  readonly tokens: TokenEndpoint
  /** Tells Exchange servers our certificates. */
  readonly authMetadata: AuthMetadataPublisher
}

export function incomingCredentials({
  settings,
  administration,
  identities,
  spent,
}: IncomingSettings): IncomingCredentials {
  const { publicUrl, clock, trusts, organizations } = administration
  const outward = { organizations: settings.organizations, publicUrl, identities }
  const receiver = partnerTokens({ ...outward, trusts, spent, clock })
  const organizationOf: TokenEndpoint['organizationOf'] = (name) => organizations.get(name)?.id
  return {
    partnerTokens: receiver,
    tokens: { ...administration, organizationOf, receiver: receiver.tokens, identities },
    authMetadata: authMetadataPublisher(outward),
  }
}
