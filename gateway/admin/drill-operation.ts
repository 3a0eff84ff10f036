import { FederationError } from '../../protocols/federation-error.ts'
import { drill } from '../../trust/organization/drill.ts'
import type { DrilledTrust, DrillFinding } from '../../trust/organization/drill.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { trustId } from './administration.ts'
import { operation } from './operation.ts'

const isoTime = (instant: number): string => new Date(instant).toISOString()

const showFinding = ({ from, ...rest }: DrillFinding): Readonly<Record<string, Json>> => ({
  ...rest,
  from: from === 0 ? null : isoTime(from),
})

function showDrilled(organization: string, { trust, fails, findings }: DrilledTrust): Readonly<Record<string, Json>> {
  return {
    trust: trustId(trust),
    organization,
    partner: { id: trust.partner, name: trust.metadata.name },
    state: trust.is.state,
    fails,
    findings: findings.map(showFinding),
  }
}

/** A day or an instant to come, as ISO 8601 writes it. */
function instantOf(text: string | undefined, now: number): number {
  const at = text !== undefined && /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN
  if (at >= now) return at
  throw new FederationError('ERR_MESSAGE_MALFORMED', 'at: expected a day to come, such as 2027-06-01.')
}

export const DRILL_OPERATION = operation({
  id: 'trust.drill',
  method: 'get',
  path: '/drill',
  scope: 'read',
  summary: 'Which trusts would fail on a day to come, and why; nothing is asked or changed.',
  query: { at: 'the day, such as 2027-06-01' },
  handle: ({ organizations, trusts, clock }, { query }) => {
    const at = instantOf(query['at'], clock.now())
    const snapshot = trusts.snapshot()
    const drilled = [...organizations].flatMap(([name, organization]) =>
      drill(organization, snapshot.trusts(organization.id), at).map((one) => showDrilled(name, one)),
    )
    return { body: { at: isoTime(at), failing: drilled.filter(({ fails }) => fails === true).length, trusts: drilled } }
  },
})
