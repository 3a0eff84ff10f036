import { FederationError } from '../../protocols/federation-error.ts'
import type { FederationTrust, TransitionRefused } from '../../trust/organization/federation-trust.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { findTrust, keep, showTrust } from './administration.ts'
import type { TrustKeeping } from './administration.ts'
import type { Answer, Call } from './operation.ts'

const RACES = 5

/**
 * Does it again from the newest record, where that was changed between reading and keeping: what the partner said
 * meanwhile, or a newer document of its, is no reason to refuse an administrator.
 */
export async function despiteRaces<T>(work: () => Promise<T>): Promise<T> {
  for (let race = 1; ; race++) {
    try {
      return await work()
    } catch (error) {
      const raced = error instanceof FederationError && error.context['because'] === 'changed-meanwhile'
      if (!raced || race === RACES) throw error
    }
  }
}

/** Carries out one step of the trust that a request names, and answers the trust after it. */
export function changeTrust(
  administration: TrustKeeping,
  call: Pick<Call<unknown>, 'params' | 'cause'>,
  step: (before: FederationTrust) => FederationTrust | TransitionRefused,
  why: {
    readonly event: string
    readonly facts?: (before: FederationTrust, after: FederationTrust) => Readonly<Record<string, Json>>
  },
): Promise<Answer> {
  return despiteRaces(async () => {
    const before = findTrust(administration, call.params['trust'] ?? '')
    const outcome = step(before)
    const answer = (): Answer => ({ body: 'refused' in outcome ? null : showTrust(administration, outcome) })
    const facts = 'refused' in outcome ? {} : (why.facts?.(before, outcome) ?? {})
    await keep(administration, outcome, before, { cause: call.cause(answer), event: why.event, facts })
    return answer()
  })
}
