import { FederationError } from '../../protocols/federation-error.ts'
import type { PolicyDocument } from '../../trust/policies/policy-document.ts'
import type { WrittenDocument } from '../../trust/policies/policy-parts.ts'
import { administer } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'

/** The whole policy of an organization: as it was written, and with every default in it. */
export async function policyOf(
  organization: string,
  options: AdminOptions,
): Promise<{ readonly written: WrittenDocument; readonly document: PolicyDocument }> {
  const { parsePolicyDocument } = await import('../../trust/policies/policy-document.ts')
  const path = `/organizations/${encodeURIComponent(organization)}/policy-document`
  const written = (await administer({ method: 'GET', path }, options)).body as WrittenDocument
  const reading = parsePolicyDocument(written)
  if (reading.accepted) return { written, document: reading.document }
  throw new FederationError(
    'ERR_CONFLICT',
    'The gateway has a policy this command cannot read; use one of its release.',
  )
}
