import { isAddressSpace } from '../../../trust/organization/address-space.ts'
import { acceptedOf, trustUsable } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { allTrusts, findTrust, inOrder, nameOf, trustId } from '../../admin/administration.ts'
import { printable } from '../../cli/printable.ts'
import { healthPage, partnerHealthPage } from '../../console/health/health-pages.ts'
import type { ShownHealth } from '../../console/health/health-pages.ts'
import type { SeenPartner } from '../../health/partner-health.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { testForm, testTrust } from './test-trust.ts'

/** Partners on one page, which stays small with a chart for each. */
const MOST = 10

function stateOf(trust: FederationTrust, { lastSuccess, lastFailure, openUntil }: SeenPartner, now: number) {
  if (!trustUsable(trust, now)) return 'stopped'
  if (openUntil !== null) return 'held'
  if (lastSuccess === null && lastFailure === null) return 'quiet'
  return (lastFailure?.at ?? 0) > (lastSuccess ?? 0) ? 'failing' : 'well'
}

function shownHealth({ administration }: ConsoleDoor, { viewer }: Visit, trust: FederationTrust): ShownHealth {
  const seen = administration.partnerHealth.seen(trust)
  return {
    ...{ id: trustId(trust), partner: printable(trust.metadata.name), ours: nameOf(administration, trust.local), seen },
    state: stateOf(trust, seen, viewer.now),
    issuedAt: isAddressSpace(trust) ? null : trust.metadata.issuedAt,
  }
}

function list(door: ConsoleDoor, visit: Visit): PageAnswer {
  const { administration } = door
  const trusts = inOrder(allTrusts(administration).filter((trust) => acceptedOf(trust) !== null))
  const said = Number(visit.query.get('from') ?? 0)
  const from = Number.isSafeInteger(said) && said > 0 && said < trusts.length ? said : 0
  const partners = trusts.slice(from, from + MOST).map((trust) => shownHealth(door, visit, trust))
  const { since } = administration.partnerHealth
  return shown(healthPage(visit.viewer, { partners, from, of: trusts.length, most: MOST, since }))
}

function one(door: ConsoleDoor, visit: Visit): PageAnswer {
  const { administration } = door
  const trust = findTrust(administration, visit.params['trust'] ?? '')
  return shown(partnerHealthPage(visit.viewer, shownHealth(door, visit, trust), administration.partnerHealth.since))
}

const READ = ['administrator', 'auditor'] as const

/** How partners answered, and a test of the way to each. */
export const HEALTH_ROUTES: readonly RoleRoute[] = [
  { method: 'get', path: '/health', admits: READ, handle: list },
  { method: 'get', path: '/health/:trust', admits: READ, handle: one },
  { method: 'get', path: '/health/:trust/test', admits: ['administrator'], handle: testForm },
  { method: 'post', path: '/health/:trust/test', admits: ['administrator'], handle: testTrust },
]
