import type { Request, RequestHandler, Response } from 'express'
import { MINUTE } from '../protocols/availability/time-window.ts'
import type { Instant } from '../protocols/availability/time-window.ts'
import { parseDomain } from '../protocols/availability/mailbox-address.ts'
import type { Domain } from '../protocols/availability/mailbox-address.ts'
import type { Clock } from '../trust/clock.ts'
import { signMetadata } from '../trust/organization/federation-metadata.ts'
import type { FederationEndpoints } from '../trust/organization/federation-metadata.ts'
import { PROTOCOL_VERSION } from '../trust/organization/metadata-claims.ts'
import type { OrganizationId } from '../trust/organization/organization-id.ts'
import type { Directory } from './broker/directory.ts'
import type { Identities } from './identities.ts'
import { tokenEndpointUrl } from './credentials/token-endpoint.ts'

export const WELL_KNOWN = '/.well-known/federation-metadata'
/** Where partners post what they say of their trust, below the place of an organization. */
export const OFFERS = '/federation-offers'
/** What the gateway calls itself beside its organizations. */
export const GATEWAY_NAME = 'gateway'

/** Where the metadata of one of our organizations is; that of the gateway itself is at the bare address. */
export function metadataPath(name: string): string {
  return name === GATEWAY_NAME ? WELL_KNOWN : `/organizations/${name}${WELL_KNOWN}`
}

const SIGNED_FOR = 2 * MINUTE
const SOFTWARE = { name: 'Ledig', version: '0.1.0' }

/** What our organizations say of themselves. */
export interface MetadataParts {
  readonly identities: Identities
  readonly clock: Clock
  readonly publicUrl: string
  readonly ewsUrl: string
}

/** Signs what an organization of ours, by its id, says of itself; its address follows from its name. */
export type MetadataSigner = (id: OrganizationId, name: string) => string

export interface MetadataPublisher {
  readonly directory: Directory
  readonly sign: MetadataSigner
}

interface Signed {
  readonly jwt: string
  readonly at: Instant
  readonly sequence: number
}

function endpointsOf({ publicUrl, ewsUrl }: MetadataParts, name: string): FederationEndpoints {
  const path = metadataPath(name)
  const offers = `${publicUrl}${path.slice(0, -WELL_KNOWN.length)}${OFFERS}`
  return { ews: ewsUrl, trust: `${publicUrl}${path}`, token: tokenEndpointUrl(publicUrl, name), offers }
}

/** Before anything is published: what is said at other addresses than before, or in another version, is said anew. */
export async function announceMetadata(
  parts: MetadataParts,
  organizations: ReadonlyMap<string, { readonly id: OrganizationId }>,
): Promise<void> {
  for (const [name, { id }] of organizations) {
    await parts.identities.announce(id, JSON.stringify([endpointsOf(parts, name), PROTOCOL_VERSION]))
  }
}

/** What each of our organizations says of itself, signed anew when it changes or is two minutes old, not for every reader. */
export function metadataSigner(parts: MetadataParts): MetadataSigner {
  const { identities, clock } = parts
  const kept = new Map<OrganizationId, Signed>()
  return (id, name) => {
    const now = clock.now()
    const { organization, sequence } = identities.current(id)
    const last = kept.get(id)
    // Signed in what is the future now, since the clock was set back, it would be refused by everybody.
    const recent = last !== undefined && now >= last.at && now - last.at < SIGNED_FOR
    if (recent && last.sequence === sequence) return last.jwt
    const endpoints = endpointsOf(parts, name)
    const jwt = signMetadata(organization, { endpoints, sequence, clock, software: SOFTWARE })
    kept.set(id, { jwt, at: now, sequence })
    return jwt
  }
}

function send(response: Response, jwt: string | null): void {
  if (jwt === null)
    response.status(404).json({ error: { code: 'NOT_FOUND', message: 'There is no such organization.' } })
  else response.set('Content-Type', 'application/jwt').set('Cache-Control', 'public, max-age=60').send(jwt)
}

/** The two addresses of federation metadata (trust.md): by organization name, and bare with `?domain=`. */
export function publishMetadata({ directory, sign }: MetadataPublisher): {
  byName: RequestHandler
  bare: RequestHandler
} {
  return {
    byName: (request: Request, response: Response) => {
      const hosted = directory.hostedByName(String(request.params['name']))
      send(response, hosted === undefined ? null : sign(hosted.identity.id, hosted.name))
    },
    bare: (request: Request, response: Response) => {
      const asked = request.query['domain']
      if (asked === undefined) return send(response, sign(directory.gateway.id, GATEWAY_NAME))
      const hosted = hostedFor(directory, asked)
      send(response, hosted === undefined ? null : sign(hosted.identity.id, hosted.name))
    },
  }
}

/** The hosted organization of a domain somebody names; undefined also for what is no domain. */
export function hostedFor<Hosted>(
  directory: { hostedDomain(domain: Domain): Hosted | undefined },
  asked: unknown,
): Hosted | undefined {
  try {
    return directory.hostedDomain(parseDomain(asked))
  } catch {
    return undefined
  }
}
