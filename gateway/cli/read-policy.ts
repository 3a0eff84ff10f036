import { fileRefused } from '../../config/file-refused.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { PolicyDocument } from '../../trust/policies/policy-document.ts'
import type { WrittenDocument } from '../../trust/policies/policy-parts.ts'
import { administer } from './admin-client.ts'
import type { AdminOptions } from './admin-client.ts'
import { readGivenFile } from './read-given-file.ts'

/**
 * A whole policy document of a file, as it was written, and with every default in it.
 *
 * @throws FederationError `ERR_CONFIG_INVALID`; its message has every problem with its place, one a line
 */
export async function readPolicyFile(
  file: string,
): Promise<{ readonly written: WrittenDocument; readonly document: PolicyDocument }> {
  const { readPolicyText } = await import('../../config/read-policy-text.ts')
  const reading = readPolicyText(readGivenFile(file, 'the policy'))
  if (reading.accepted) return reading
  throw fileRefused(file, reading.problems)
}

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
