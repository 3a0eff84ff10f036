import { z } from 'zod'
import { resume, revoke, suspend } from '../../trust/organization/trust-transitions.ts'
import type { TrustKeeping } from './administration.ts'
import { changeTrust } from './change-trust.ts'
import type { Answer, Call } from './operation.ts'

export const reasonBody = z.strictObject({ reason: z.string().min(1).max(500) })

type Reason = z.infer<typeof reasonBody>
type Step<Body> = Pick<Call<Body>, 'params' | 'cause' | 'body'>

/** Stops a trust until it is resumed. It counts from the next lookup, and for lookups under way too. */
export function suspendTrust(administration: TrustKeeping, call: Step<Reason>): Promise<Answer> {
  const { clock } = administration
  const step = { event: 'trust.suspended', facts: () => ({ reason: call.body.reason }) }
  return changeTrust(administration, call, (before) => suspend(before, call.body.reason, clock), step)
}

export function resumeTrust(administration: TrustKeeping, call: Omit<Step<unknown>, 'body'>): Promise<Answer> {
  const step = { event: 'trust.resumed' }
  return changeTrust(administration, call, (before) => resume(before, administration.clock), step)
}

/** Ends a trust for good. It counts from the next lookup, and for lookups under way too. */
export function revokeTrust(administration: TrustKeeping, call: Call<Reason>): Promise<Answer> {
  const { clock } = administration
  const step = { event: 'trust.revoked', facts: () => ({ reason: call.body.reason }) }
  return changeTrust(administration, call, (before) => revoke(before, call.body.reason, clock), step)
}
