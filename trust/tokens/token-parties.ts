import { readOrganizationId } from '../organization/organization-id.ts'
import type { OrganizationId } from '../organization/organization-id.ts'
import { readBase64Url, readStrictJson } from './strict-json.ts'

/**
 * Whom a token says it is from and for, **unverified**: good for nothing but choosing whose metadata to fetch again.
 * Null where it does not read.
 */
export function tokenParties(
  token: string,
): { readonly issuer: OrganizationId; readonly audience: OrganizationId } | null {
  const bytes = readBase64Url(token.split('.')[1] ?? '')
  const payload = bytes ? readStrictJson(bytes) : undefined
  const [issuer, audience] = [readOrganizationId(payload?.['iss']), readOrganizationId(payload?.['aud'])]
  return issuer === undefined || audience === undefined ? null : { issuer, audience }
}
