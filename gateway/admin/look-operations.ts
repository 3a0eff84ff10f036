import { parseMailboxAddress, readDomain, readMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { findLooks, pageOfLooks } from '../audit/find-looks.ts'
import type { LookFilter } from '../audit/find-looks.ts'
import { LOOK_OUTCOMES } from '../audit/look.ts'
import { ownLooks } from '../audit/own-looks.ts'
import type { OwnLook } from '../audit/own-looks.ts'
import { LOOK_FORMATS, rowOf, writeLooks } from '../audit/write-looks.ts'
import type { LookFormat, NameOf } from '../audit/write-looks.ts'
import { noteReading, readChoice, readInstant, readNumber, readWords } from './audit-reading.ts'
import { allTrusts } from './administration.ts'
import type { Administration } from './administration.ts'
import { operation } from './operation.ts'
import type { Answer, Call, Operation } from './operation.ts'

const MOST_LISTED = 1_000
const USUAL_PAGE = 100
const ORDERS = ['oldest', 'newest'] as const

/** An address, or everybody of a domain, in the one form it has on record. */
function whom(field: 'from' | 'about', text: string | undefined): string | null {
  if (text === undefined) return null
  const domain = text.startsWith('@') ? readDomain(text.slice(1)) : null
  const read = domain === null ? readMailboxAddress(text) : `@${domain}`
  if (read !== null) return read
  throw new FederationError('ERR_MESSAGE_MALFORMED', `${field}: expected a mailbox address, or @ and a domain.`)
}

/** An organization by the name the configuration or its metadata gives it, or by its id. */
export function organizationsOf(administration: Administration, said: string | undefined): readonly string[] | null {
  if (said === undefined) return null
  const own = administration.organizations.get(said)?.id
  const partners = allTrusts(administration).filter(({ metadata }) => metadata.name === said)
  return [said, ...(own === undefined ? [] : [own]), ...partners.map(({ partner }) => partner)]
}

/** How organizations are called at the moment: ours by the configuration, partners by their metadata. */
export function namesOf(administration: Administration): NameOf {
  const partners = allTrusts(administration).map(({ partner, metadata }) => [partner, metadata.name] as const)
  const own = [...administration.organizations].map(([name, { id }]) => [id, name] as const)
  const names = new Map<string, string>([...partners, ...own])
  return (organization) => names.get(organization) ?? null
}

function filterOf(administration: Administration, query: Call<unknown>['query']): LookFilter {
  return {
    from: whom('from', query['from']),
    about: whom('about', query['about']),
    organizations: organizationsOf(administration, readWords('organization', query['organization']) ?? undefined),
    since: readInstant('since', query['since']),
    until: readInstant('until', query['until']),
    requestId: readWords('request', query['request']),
    outcome: readChoice('outcome', query['outcome'], LOOK_OUTCOMES),
  }
}

/** What was looked for, with persons where they can be erased. */
async function noteLooking({ state }: Administration, call: Call<unknown>, { from, about }: LookFilter): Promise<void> {
  const whom = Object.entries({ from, about }).flatMap(([name, said]) => (said === null ? [] : [[name, said] as const]))
  const [people, domains] = [
    whom.filter(([, said]) => !said.startsWith('@')),
    whom.filter(([, said]) => said.startsWith('@')),
  ]
  const facts = { what: 'lookups', ...call.query, ...Object.fromEntries(domains) }
  const without = Object.entries(facts).filter(([name]) => !people.some(([person]) => person === name))
  await noteReading(state, call, Object.fromEntries(without), Object.fromEntries(people))
}

async function listLooks(administration: Administration, call: Call<unknown>): Promise<Answer> {
  const { state } = administration
  const { query } = call
  const filter = filterOf(administration, query)
  const order = {
    newestFirst: readChoice('order', query['order'], ORDERS) !== 'oldest',
    start: readNumber('start', query['start'], 0, Number.MAX_SAFE_INTEGER),
  }
  const format = readChoice('format', query['format'], Object.keys(LOOK_FORMATS) as LookFormat[])
  const limit = readNumber('limit', query['limit'], 1, MOST_LISTED)
  await noteLooking(administration, call, filter)
  const nameOf = namesOf(administration)
  if (format !== null) {
    const stream = writeLooks(findLooks(state, filter, order, limit ?? Infinity), format, nameOf)
    return { body: null, stream, type: LOOK_FORMATS[format] }
  }
  const { looks, next } = await pageOfLooks(state, filter, order, limit ?? USUAL_PAGE)
  return { body: { looks: looks.map((look) => ({ ...rowOf(look, nameOf) })), next } }
}

const shownOwn =
  (nameOf: NameOf) =>
  ({ at, organization, window, ...rest }: OwnLook): Json => ({
    at: new Date(at).toISOString(),
    organization,
    organizationName: nameOf(organization),
    windowStart: new Date(window.start).toISOString(),
    windowEnd: new Date(window.end).toISOString(),
    ...rest,
  })

async function listOwnLooks(administration: Administration, call: Call<unknown>): Promise<Answer> {
  const { sharing, state, clock } = administration
  const owner = sharing.ownerOf(parseMailboxAddress(call.params['mailbox']))
  await noteReading(state, call, { what: 'mine', organization: owner.organization }, { mailbox: owner.mailbox })
  const { looks, more } = await ownLooks(state, owner.mailbox, clock.now())
  return { body: { ...owner, looks: looks.map(shownOwn(namesOf(administration))), more } }
}

/** Who looked at whom, for administrators and, about herself, for each owner. */
export const LOOK_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'audit.lookups',
    method: 'get',
    path: '/audit/lookups',
    scope: 'admin',
    summary:
      'Who asked about whom, one row for each mailbox asked about; as a page, or all of it as JSON lines or CSV.',
    query: {
      from: 'who asked: an address, or @ and a domain',
      about: 'about whom: an address, or @ and a domain',
      organization: 'of which organization who asked is: its name or its id',
      since: 'from this instant on',
      until: 'before this instant',
      request: 'the id of one request',
      outcome: LOOK_OUTCOMES.join(' or '),
      order: 'oldest or newest first; else newest',
      start: 'the number of the first entry looked at, from `next` of the page before',
      limit: `how many lookups at most: up to ${MOST_LISTED}, else ${USUAL_PAGE}; with a format all`,
      format: 'jsonl or csv: everything there is, as it is read; else a page',
    },
    handle: listLooks,
  }),
  operation({
    id: 'audit.mine',
    method: 'get',
    path: '/mailboxes/{mailbox}/looks',
    scope: 'admin',
    summary: 'Who looked at one mailbox in the last 90 days, as its owner may know it.',
    handle: listOwnLooks,
  }),
]
