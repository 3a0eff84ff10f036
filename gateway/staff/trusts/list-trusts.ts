import { isAddressSpace } from '../../../trust/organization/address-space.ts'
import type { FederationTrust, TrustState } from '../../../trust/organization/federation-trust.ts'
import { domainsOf } from '../../../trust/organization/prove-domains.ts'
import { needsOf } from '../../../trust/organization/settle-trust.ts'
import { allTrusts, inOrder, nameOf, trustId } from '../../admin/administration.ts'
import type { Administration } from '../../admin/administration.ts'
import type { Viewer } from '../../console/console-frame.ts'
import { needSentences } from '../../console/trusts/listed-trust.ts'
import type { ListedTrust } from '../../console/trusts/listed-trust.ts'
import { trustListPage } from '../../console/trusts/trust-list-page.ts'
import type { TrustFilter } from '../../console/trusts/trust-list-page.ts'
import type { TrustOverview } from '../../console/trusts/trust-overview.ts'
import { partnerName } from '../../console/trusts/trust-page.ts'
import { TRUST_TEXTS } from '../../console/trusts/trust-texts.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, Visit } from '../console-door.ts'

const MOST_ON_PAGE = 25
const MOST_NEEDING = 10

function listed(administration: Administration, trust: FederationTrust): ListedTrust {
  return {
    id: trustId(trust),
    partner: partnerName(trust),
    ours: nameOf(administration, trust.local),
    state: trust.is.state,
    domains: domainsOf(trust).map(({ domain }) => domain),
    certificateUntil: isAddressSpace(trust) ? null : trust.metadata.certificate.notAfter,
    needs: needsOf(trust),
  }
}

function filterOf({ organizations }: Administration, query: URLSearchParams): TrustFilter {
  const [state, organization] = [query.get('state') ?? '', query.get('organization') ?? '']
  return {
    state: Object.hasOwn(TRUST_TEXTS.en.states, state) ? (state as TrustState['state']) : null,
    organization: organizations.has(organization) ? organization : null,
  }
}

/** Every trust that is as the filter says, a page at a time. */
export function listTrusts({ administration }: ConsoleDoor, { viewer, query }: Visit): PageAnswer {
  const filter = filterOf(administration, query)
  const local = filter.organization === null ? null : administration.organizations.get(filter.organization)?.id
  const found = allTrusts(administration).filter(
    (trust) => (filter.state === null || trust.is.state === filter.state) && (local === null || trust.local === local),
  )
  const pages = Math.max(1, Math.ceil(found.length / MOST_ON_PAGE))
  const wanted = /^\d{1,9}$/.test(query.get('page') ?? '') ? Number(query.get('page')) : 1
  const page = Math.min(Math.max(wanted, 1), pages) - 1
  const first = page * MOST_ON_PAGE
  const trusts = inOrder(found).slice(first, first + MOST_ON_PAGE)
  const all = {
    filter,
    page,
    pages,
    first,
    count: found.length,
    organizations: [...administration.organizations.keys()],
  }
  return shown(trustListPage(viewer, { ...all, trusts: trusts.map((trust) => listed(administration, trust)) }))
}

/** How the trusts stand, and what needs somebody. */
export function overviewOf(administration: Administration, viewer: Viewer): TrustOverview {
  const trusts = allTrusts(administration)
  const counts = new Map<TrustState['state'], number>()
  for (const { is } of trusts) counts.set(is.state, (counts.get(is.state) ?? 0) + 1)
  const all = inOrder(trusts).map((trust) => listed(administration, trust))
  const needing = all.filter((trust) => needSentences(viewer, trust).length > 0)
  const moreNeeding = Math.max(0, needing.length - MOST_NEEDING)
  return { counts, needing: needing.slice(0, MOST_NEEDING), moreNeeding }
}
