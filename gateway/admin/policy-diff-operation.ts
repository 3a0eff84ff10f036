import { z } from 'zod'
import { DAY, HOUR, MINUTE } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { EffectReport } from '../../trust/policies/replay/policy-diff.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { PolicyDiff } from '../replay/policy-differ.ts'
import type { PublishedReport } from '../replay/published-replay.ts'
import { noteReading, readNumber } from './audit-reading.ts'
import type { Administration } from './administration.ts'
import { namesOf } from './look-operations.ts'
import type { NameOf } from '../audit/write-looks.ts'
import { operation, unsoundPolicy } from './operation.ts'
import type { Answer, Call } from './operation.ts'
import { organizationOf } from './policy-operations.ts'

/** As large as a document that is applied. */
const LARGEST_DRAFT = 1_048_576
const MOST_GROUPS = 1_000
const USUAL_GROUPS = 20
const USUAL_TIME = '7d'

const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY }
const BACK = /^(\d{1,5})([mhdw])$/
const EXPECTED = 'expected a time such as 7d, 24h or 90m, a day such as 2026-11-20 (UTC), or an instant'

const instantOf = (text: string): Instant | null =>
  z.iso.date().safeParse(text).success || z.iso.datetime({ offset: true }).safeParse(text).success
    ? Date.parse(text)
    : null

/**
 * From when on: so long ago, or a day, or an instant.
 *
 * @throws FederationError `ERR_MESSAGE_MALFORMED`, also for what is yet to come
 */
export function readSince(text: string, now: Instant): Instant {
  const [, count, unit = ''] = BACK.exec(text) ?? []
  const since = count === undefined ? instantOf(text) : now - Number(count) * (UNITS[unit] ?? 0)
  if (since !== null && since < now) return since
  const found = JSON.stringify(text.slice(0, 100))
  throw new FederationError('ERR_MESSAGE_MALFORMED', `since: found ${found}; ${EXPECTED}, in the past.`)
}

const iso = (at: Instant): string => new Date(at).toISOString()

/** With names of organizations and times in words. */
function shownReport(report: EffectReport, nameOf: NameOf): Json {
  const groups = report.groups.map(({ organization, last, pairs, aspects, ...rest }) => ({
    organization,
    organizationName: nameOf(organization),
    ...rest,
    aspects: Object.fromEntries(aspects),
    last: iso(last),
    pairs: pairs.map((pair) => ({ ...pair, last: iso(pair.last) })),
  }))
  const items = report.organizations.items.map((one) => ({ ...one, organizationName: nameOf(one.name) }))
  return { ...report, groups, organizations: { ...report.organizations, items } } as unknown as Json
}

function shownPublished({ links, ...rest }: PublishedReport): Json {
  const shown = links.map(({ aspects, last, ...link }) => ({
    ...link,
    aspects: Object.fromEntries(aspects),
    last: iso(last),
  }))
  return { ...rest, links: shown } as unknown as Json
}

function shownDiff({ since, until, drafted, meanwhile, published, ...rest }: PolicyDiff, nameOf: NameOf): Json {
  return {
    ...rest,
    since: iso(since),
    until: iso(until),
    drafted: shownReport(drafted, nameOf),
    meanwhile: shownReport(meanwhile, nameOf),
    published: shownPublished(published),
  }
}

async function diff(administration: Administration, call: Call<unknown>): Promise<Answer> {
  const { state, clock, policies, tryDraft } = administration
  const organization = organizationOf(administration, call)
  const since = readSince(call.query['since'] ?? USUAL_TIME, clock.now())
  const most = readNumber('limit', call.query['limit'], 1, MOST_GROUPS) ?? USUAL_GROUPS
  const draft = policies.draftOf(organization, call.body)
  if (!draft.sound) return unsoundPolicy(draft.problems)
  await noteReading(state, call, { what: 'lookups', organization, since: iso(since), against: 'a draft' })
  const found = await tryDraft({ organization, draft: draft.policy, since, most, signal: call.signal })
  return { body: shownDiff(found, namesOf(administration)) }
}

export const POLICY_DIFF_OPERATION = operation({
  id: 'policy.diff',
  method: 'post',
  path: '/organizations/{organization}/policy-document/diff',
  scope: 'admin',
  summary:
    'Decide the lookups on record again, now and by a draft: who would see more, less or nothing. Changes nothing.',
  query: {
    since: `from when on: a time such as 7d or 24h, a day, or an instant; else ${USUAL_TIME}`,
    limit: `how many groups, and lines of each list: up to ${MOST_GROUPS}, else ${USUAL_GROUPS}`,
  },
  body: z.unknown().meta({ schema: 'policy-document' }),
  largestBody: LARGEST_DRAFT,
  handle: diff,
})
