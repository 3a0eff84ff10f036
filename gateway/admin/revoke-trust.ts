import { z } from 'zod'
import { revoke } from '../../trust/organization/federation-trust.ts'
import { findTrust, keep, showTrust } from './administration.ts'
import type { Administration } from './administration.ts'

export const revokeTrustBody = z.strictObject({ reason: z.string().min(1).max(500) })

/** Ends a trust for good. It counts from the next lookup, and for lookups under way too. */
export async function revokeTrust(administration: Administration, id: string, body: z.infer<typeof revokeTrustBody>) {
  const before = findTrust(administration, id)
  return showTrust(
    administration,
    await keep(administration, revoke(before, body.reason, administration.clock), before),
  )
}
