import type { LookupTrace, Place } from './broker/lookup-trace.ts'
import type { Log } from './log.ts'

function kindOf(place: Place): 'answered' | 'refused' | 'unknown' {
  if (place.ruling.decision.outcome === 'refuse') return 'refused'
  return place.answer.kind === 'view' ? 'answered' : 'unknown'
}

/** One line a lookup: who asked for whose organization, and how it came out; addresses of those asked about stay out. */
export function logLookup(log: Log, { requestId, requester, question, places }: LookupTrace): void {
  const counts = { answered: 0, refused: 0, unknown: 0 }
  for (const place of places) counts[kindOf(place)]++
  log.info('lookup', {
    requestId,
    from: requester.person,
    by: requester.kind === 'partner' ? requester.issuer : 'basic',
    view: question.view,
    ...counts,
  })
}
