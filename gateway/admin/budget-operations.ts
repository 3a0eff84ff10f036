import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { AccountUse, BudgetUse } from '../limits/budget-use.ts'
import { noteReading, readAddress, readNumber, readWords } from './audit-reading.ts'
import type { Administration } from './administration.ts'
import { namesOf, organizationsOf } from './look-operations.ts'
import { operation } from './operation.ts'
import type { Answer, Call, Operation } from './operation.ts'

const MOST_LISTED = 1_000
const USUAL_PAGE = 100

const iso = (instant: Instant | null): string | null => (instant === null ? null : new Date(instant).toISOString())
const rounded = (amount: number): number => Math.round(amount * 100) / 100
const shown = ({ unit, used, of, enoughAt, wholeAt }: BudgetUse) => {
  return { unit, used: rounded(used), of: rounded(of), enoughAt: iso(enoughAt), wholeAt: iso(wholeAt) }
}

const fullestOf = ({ budgets }: AccountUse): number => Math.max(0, ...budgets.map(({ used, of }) => used / of))

const limitIn = (query: Call<unknown>['query']): number =>
  readNumber('limit', query['limit'], 1, MOST_LISTED) ?? USUAL_PAGE

/** What is the same for both: whose numbers these are. */
function counted({ budgets, clock }: Administration) {
  return { at: iso(clock.now()), instances: budgets.instances, countedBy: 'this gateway, since its start' }
}

function list(administration: Administration, { query }: Call<unknown>): Answer {
  const { budgets, clock } = administration
  const limit = limitIn(query)
  const nameOf = namesOf(administration)
  const accounts = [...budgets.accounts(clock.now())].sort((a, b) => fullestOf(b) - fullestOf(a))
  const told = accounts.slice(0, limit).map(({ holder, budgets: uses, short }) => ({
    ...holder,
    organizationName: nameOf(holder.organization),
    throughName: holder.through === null ? null : nameOf(holder.through),
    budgets: uses.map(shown),
    short,
  }))
  const { coarse, refused } = budgets.counts
  const more = accounts.length > limit
  return { body: { ...counted(administration), answeredInBlocks: coarse, refused, accounts: told, more } }
}

/** @throws FederationError `ERR_NOT_FOUND` for an organization that nobody knows */
function knownOrganizations(administration: Administration, said: string): readonly string[] {
  const nameOf = namesOf(administration)
  const has: ReadonlySet<string> = administration.budgets.organizations
  const known = (organizationsOf(administration, said) ?? []).filter((id) => nameOf(id) !== null || has.has(id))
  if (known.length > 0) return known
  throw new FederationError('ERR_NOT_FOUND', 'There is no organization of this name or id.')
}

/** Who has used how much: whom she asked about can be read off it, so reading it goes on record (threats AU4). */
async function show(administration: Administration, call: Call<unknown>): Promise<Answer> {
  const { budgets, clock, state } = administration
  const { params, query } = call
  const said = readWords('organization', params['organization']) ?? ''
  const from = query['from'] === undefined ? null : readAddress('from', query['from'])
  const limit = limitIn(query)
  const organizations = knownOrganizations(administration, said)
  await noteReading(state, call, { what: 'budgets', organization: said }, from === null ? {} : { from })
  const nameOf = namesOf(administration)
  // One more than is told, to know whether there are more.
  const uses = budgets.people(organizations, { from, most: limit + 1 }, clock.now())
  const told = uses.slice(0, limit).map(({ organization, scope, from: asker, about, ...use }) => ({
    ...{ organization, organizationName: nameOf(organization), scope, from: asker, about },
    ...shown(use),
  }))
  return { body: { ...counted(administration), uses: told as unknown as Json, more: uses.length > limit } }
}

/** What has been used up of the budgets of what is learned, at the gateway that is asked. */
export const BUDGET_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'budget.list',
    method: 'get',
    path: '/budgets',
    scope: 'read',
    summary:
      'What each organization that asks has used up of its budgets at this gateway, and when there is enough again.',
    query: { limit: `how many organizations at most, the fullest first: 1 to ${MOST_LISTED}, else ${USUAL_PAGE}` },
    handle: list,
  }),
  operation({
    id: 'budget.show',
    method: 'get',
    path: '/budgets/{organization}',
    scope: 'admin',
    summary: 'Who of one organization has used up how much at this gateway, about whom; reading it goes on record.',
    query: {
      from: 'the address of who asks; else everybody',
      limit: `how many at most, the fullest first: 1 to ${MOST_LISTED}, else ${USUAL_PAGE}`,
    },
    handle: show,
  }),
]
