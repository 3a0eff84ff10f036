import { z } from 'zod'
import { VIEWS } from '../../protocols/availability/availability-question.ts'
import { DAY, HOUR } from '../../protocols/availability/time-window.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { AuditEvent } from '../../trust/audit/audit-entry.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { findLookup, recallLookup } from '../audit/find-lookup.ts'
import type { Explanation, ExplainOrder } from '../explain/explanation.ts'
import { requestIdAt } from '../request-id.ts'
import { readAddress } from './audit-reading.ts'
import type { Administration } from './administration.ts'
import { operation } from './operation.ts'
import type { Answer, Call, Operation } from './operation.ts'

/** As a partner is asked at most. */
const LONGEST_WINDOW = 62 * DAY
const USUAL_WINDOW = DAY

const address = z.string().max(254)
const instant = z.iso
  .datetime({ offset: true, error: 'expected an instant such as 2026-11-27T08:00:00Z' })
  .transform((text): Instant => Date.parse(text))

const explainBody = z
  .strictObject({
    /** Who asks: one of our people, or of a partner's. */
    from: address,
    about: address,
    view: z.enum(VIEWS).default('Detailed'),
    /** Absent: now. */
    at: instant.optional(),
    /** Absent: a day, from the full hour on. */
    window: z.strictObject({ start: instant, end: instant }).optional(),
    /** Decides, and asks no calendar and no partner. */
    dry: z.boolean().default(false),
  })
  .refine(({ window }) => window === undefined || window.start < window.end, {
    path: ['window'],
    message: 'expected an end after the start',
  })
  .refine(({ window }) => window === undefined || window.end - window.start <= LONGEST_WINDOW, {
    path: ['window'],
    message: 'expected 62 days at most',
  })
  .refine(({ at, dry }) => at === undefined || dry, {
    path: ['at'],
    message: 'only a dry run is decided for another time than now',
  })

function orderOf({ clock }: Administration, { body, dryRun }: Call<z.infer<typeof explainBody>>): ExplainOrder {
  const { from, about, view, at, window, dry } = body
  const start = Math.floor((at ?? clock.now()) / HOUR) * HOUR
  return {
    ...{ from: readAddress('from', from), about: readAddress('about', about), view, at: at ?? null },
    window: window ?? { start, end: start + USUAL_WINDOW },
    dry: dry || dryRun,
  }
}

/** What was decided, in the form in which the entry of a lookup has it. */
function runOf({ outcome, decidedBy, side, level, given }: Explanation): Json {
  if (outcome === 'refuse') return [1, outcome, decidedBy, side]
  if (outcome === 'unknown') return [1, outcome, null, null, decidedBy]
  return [1, outcome, decidedBy, side, level, given]
}

/** Who made it, and about whom: on record as a lookup is, though it is not one of who it was asked as. */
function explainedEvent(explanation: Explanation, at: Instant, actor: string): AuditEvent {
  const { requestId, from, about, view, window, dry } = explanation
  const times = [Date.parse(window.start), Date.parse(window.end)]
  const facts = { dry, view, window: times, mailboxes: [runOf(explanation)] }
  return { event: 'lookup.explained', at, actor, requestId, facts, personal: { from, about: [about] } }
}

async function explainLookup(administration: Administration, call: Call<z.infer<typeof explainBody>>): Promise<Answer> {
  const { clock, random, state, explain } = administration
  const came = clock.now()
  const explanation = await explain(orderOf(administration, call), requestIdAt(came, random.uuid()))
  const { actor } = call.cause(() => ({ body: null }))
  // Nothing is told before it is on record who was told.
  await state.commit({ writes: [], audit: [explainedEvent(explanation, came, actor)] })
  return { body: explanation as unknown as Json }
}

/** From memory where it is there, else out of the audit log; reading it goes on record (threats AU4). */
async function showLookup(administration: Administration, { params, cause }: Call<unknown>): Promise<Answer> {
  const { lookups, state, clock, lookupDays } = administration
  const id = params['lookup'] ?? ''
  const found = recallLookup(lookups, id) ?? (await findLookup(state, id, clock.now() - lookupDays * DAY))
  if (found === null) {
    const message = `There is no lookup of this id, or it is older than ${lookupDays} days.`
    throw new FederationError('ERR_NOT_FOUND', message)
  }
  const { actor, requestId } = cause(() => ({ body: null }))
  const event = { event: 'audit.read', at: state.now(), actor, requestId, facts: { lookup: id }, personal: {} }
  await state.commit({ writes: [], audit: [event] })
  return { body: found as unknown as Json }
}

export const LOOKUP_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'lookup.show',
    method: 'get',
    path: '/lookups/{lookup}',
    scope: 'read',
    summary: 'Every step of a lookup, or why its request was refused, by the request-id of its answer.',
    handle: showLookup,
  }),
  operation({
    id: 'lookup.explain',
    method: 'post',
    path: '/explanations',
    scope: 'operate',
    summary:
      'Make a lookup as somebody, or only decide it, and tell every step of it, with the rules and where they stand.',
    body: explainBody as unknown as z.ZodType<z.infer<typeof explainBody>>,
    handle: explainLookup,
  }),
]
