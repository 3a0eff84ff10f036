import { z } from 'zod'
import { resume, revoke, suspend } from '../../trust/organization/trust-transitions.ts'
import type { FederationTrust, TransitionRefused } from '../../trust/organization/federation-trust.ts'
import { findTrust, keep, showTrust } from './administration.ts'
import type { Administration } from './administration.ts'
import type { Answer, Call } from './operation.ts'

export const reasonBody = z.strictObject({ reason: z.string().min(1).max(500) })

type Reason = z.infer<typeof reasonBody>

async function change(
  administration: Administration,
  call: Call<unknown>,
  event: string,
  transition: (before: FederationTrust) => FederationTrust | TransitionRefused,
): Promise<Answer> {
  const before = findTrust(administration, call.params['trust'] ?? '')
  const outcome = transition(before)
  const answer = (): Answer => ({ body: 'refused' in outcome ? null : showTrust(administration, outcome) })
  await keep(administration, outcome, before, { cause: call.cause(answer), event })
  return answer()
}

/** Stops a trust until it is resumed. It counts from the next lookup, and for lookups under way too. */
export function suspendTrust(administration: Administration, call: Call<Reason>): Promise<Answer> {
  const { clock } = administration
  return change(administration, call, 'trust.suspended', (before) => suspend(before, call.body.reason, clock))
}

export function resumeTrust(administration: Administration, call: Call<unknown>): Promise<Answer> {
  return change(administration, call, 'trust.resumed', (before) => resume(before, administration.clock))
}

/** Ends a trust for good. It counts from the next lookup, and for lookups under way too. */
export function revokeTrust(administration: Administration, call: Call<Reason>): Promise<Answer> {
  const { clock } = administration
  return change(administration, call, 'trust.revoked', (before) => revoke(before, call.body.reason, clock))
}
