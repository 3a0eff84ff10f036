import { z } from 'zod'
import { ACCESS_LEVELS } from '../../trust/policies/access-level.ts'
import { DECISION_CODES } from '../../trust/policies/decision.ts'
import { callAdministration } from './admin-access.ts'
import type { AdminAccess } from './admin-access.ts'
import type { EwsRow } from './ews-client.ts'
import type { LookupOutcome } from './lookup-result.ts'

const tracedMailbox = z.object({
  about: z.string(),
  outcome: z.enum(['answer', 'refuse', 'unknown']),
  level: z.enum(ACCESS_LEVELS).optional(),
  view: z.string().optional(),
  decidedBy: z.string(),
  side: z.enum(['asking', 'answering']).optional(),
  upstreamRequestId: z.string().optional(),
})

const trace = z.object({ requestId: z.string(), at: z.string(), mailboxes: z.array(tracedMailbox) })

/** What one server on the way decided about one mailbox, and when. */
export type TraceLink = z.infer<typeof tracedMailbox> & { readonly at: string }

const MOST_HOPS = 3

/**
 * Follows one mailbox of a lookup through the traces of the servers it passed: the asker's own first, then whom that
 * asked, by the request ids each was told.
 *
 * @param servers the administrations that may know the request; the asker's own first
 */
export async function readTraces(
  servers: readonly AdminAccess[],
  requestId: string,
  about: string,
): Promise<readonly TraceLink[]> {
  const links: TraceLink[] = []
  let [left, next]: [readonly AdminAccess[], string | undefined] = [servers, requestId]
  while (next !== undefined && links.length < MOST_HOPS) {
    const found: { server: AdminAccess; link: TraceLink } | null = await findTrace(left, next, about)
    if (found === null) break
    links.push(found.link)
    left = left.filter((server) => server !== found.server)
    next = found.link.upstreamRequestId
  }
  return links
}

async function findTrace(servers: readonly AdminAccess[], requestId: string, about: string) {
  for (const server of servers) {
    const told = await callAdministration(server, 'GET', `/lookups/${encodeURIComponent(requestId)}`).catch(() => null)
    const read = trace.safeParse(told)
    const mailbox = read.data?.mailboxes.find((one) => one.about === about)
    if (read.success && mailbox !== undefined) return { server, link: { ...mailbox, at: read.data.at } }
  }
  return null
}

/**
 * What one mailbox came to: what the wire said, and of all decisions on the way the tightest (rulings 17): a refusal,
 * then the lowest level, then the earliest step, then the asking side.
 *
 * @throws Error where the wire says something else than the traces
 */
export function outcomeOf(links: readonly TraceLink[], row: EwsRow): LookupOutcome {
  const answered = row.code === 'NoError'
  const [tightest] = [...links].sort(byTightness)
  const unknown = links.findLast((link) => link.outcome === 'unknown')
  if (tightest === undefined) throw new Error('no server on the way has a trace of the lookup')
  if (tightest.outcome === 'refuse' || unknown !== undefined) {
    if (answered) throw new Error(`${tightest.about} was answered, though ${tightest.decidedBy} says otherwise`)
    if (tightest.outcome !== 'refuse') return { outcome: 'unknown', decidedBy: unknown?.decidedBy ?? '' }
    return { outcome: 'refuse', decidedBy: tightest.decidedBy, side: tightest.side ?? 'answering' }
  }
  if (row.view === 'None')
    throw new Error(`${tightest.about} was not answered (${row.code}), though nothing refused it`)
  const stream = row.view === 'MergedOnly' || row.view.endsWith('Merged')
  return {
    outcome: 'answer',
    level: tightest.level ?? 'None',
    view: row.view,
    decidedBy: tightest.decidedBy,
    side: tightest.side ?? 'answering',
    mergedFreeBusy: stream ? row.mergedFreeBusy : null,
    events: row.view === 'MergedOnly' ? null : row.events,
    asOf: Date.parse(links.at(-1)?.at ?? ''),
  }
}

const STEPS: readonly string[] = DECISION_CODES

function byTightness(a: TraceLink, b: TraceLink): number {
  const level = ({ outcome, level }: TraceLink): number =>
    outcome === 'refuse' ? -1 : outcome === 'unknown' ? ACCESS_LEVELS.length : ACCESS_LEVELS.indexOf(level ?? 'None')
  const byLevel = level(a) - level(b)
  const byStep = STEPS.indexOf(a.decidedBy) - STEPS.indexOf(b.decidedBy)
  return byLevel || byStep || (a.side === b.side ? 0 : a.side === 'asking' ? -1 : 1)
}
