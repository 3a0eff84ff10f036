import { FederationError } from '../../protocols/federation-error.ts'

declare const organizationId: unique symbol

/**
 * A URI an organization chose once and keeps for ever: `urn:ledig:<uuid>` (RFC 9562, lower case) or an https URI in its
 * one canonical spelling. Compared byte for byte, never derived from a key, never used as an address to connect to.
 */
export type OrganizationId = string & { readonly [organizationId]: true }

const URN = /^urn:ledig:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
// No query, fragment, escape or user; what else could have a second spelling, the URL parser finds.
const HTTPS = /^https:\/\/[a-z0-9.:-]+(?:\/[A-Za-z0-9._~-]+)*$/

/** The id, or undefined where the text is none: for hot paths, where a stranger's id is ordinary. */
export function readOrganizationId(input: unknown): OrganizationId | undefined {
  if (typeof input !== 'string' || input.length > 255) return undefined
  return URN.test(input) || isCanonicalHttps(input) ? (input as OrganizationId) : undefined
}

function isCanonicalHttps(text: string): boolean {
  if (!HTTPS.test(text) || !URL.canParse(text)) return false
  const { href } = new URL(text)
  return href === text || href === `${text}/`
}

/** @throws FederationError `ERR_MESSAGE_MALFORMED` */
export function parseOrganizationId(input: unknown): OrganizationId {
  const id = readOrganizationId(input)
  if (id === undefined) throw new FederationError('ERR_MESSAGE_MALFORMED', 'not an organization id', { field: 'id' })
  return id
}
