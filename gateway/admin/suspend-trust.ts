import { z } from 'zod'
import { resume, suspend } from '../../trust/organization/federation-trust.ts'
import { findTrust, keep, showTrust } from './administration.ts'
import type { Administration } from './administration.ts'

export const suspendTrustBody = z.strictObject({ reason: z.string().min(1).max(500) })

/** Stops a trust until it is resumed. It counts from the next lookup, and for lookups under way too. */
export async function suspendTrust(administration: Administration, id: string, body: z.infer<typeof suspendTrustBody>) {
  const before = findTrust(administration, id)
  return showTrust(
    administration,
    await keep(administration, suspend(before, body.reason, administration.clock), before),
  )
}

export async function resumeTrust(administration: Administration, id: string) {
  const before = findTrust(administration, id)
  return showTrust(administration, await keep(administration, resume(before, administration.clock), before))
}
