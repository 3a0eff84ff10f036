import { findTrust, showTrust } from '../admin/administration.ts'
import { operation } from '../admin/operation.ts'
import type { Operation } from '../admin/operation.ts'
import { showChecks } from './show-domains.ts'

/** What administrators do about partners' domains. */
export const DOMAIN_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'trust.check-domains',
    method: 'post',
    path: '/trusts/{trust}/check-domains',
    scope: 'operate',
    summary: "Look now whether the partner's domains carry their proofs.",
    handle: async (administration, { params, dryRun, cause }) => {
      const trust = findTrust(administration, params['trust'] ?? '')
      const { actor, requestId } = cause(() => ({ body: null }))
      const { domains } = administration
      const round = dryRun ? 'nothing to check' : await domains.watch.checkNow(trust, { actor, requestId })
      const now = findTrust(administration, params['trust'] ?? '')
      const checks = showChecks(await domains.watch.lastChecks(now))
      return { body: { ...showTrust(administration, now), round, checks } }
    },
  }),
]
