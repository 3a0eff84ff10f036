import type { RecordedLookup } from '../../../gateway/audit/lookup-entry.ts'
import type { TraceWords, WayWords } from '../../../gateway/audit/recorded-trace.ts'

export const ANNA = 'anna@fabrikam.example'
export const VERA = 'vera@contoso.example'

export type RecordedMailbox = RecordedLookup['mailboxes'][number]
export type By = NonNullable<TraceWords['by']>

/** By which Anna asked. */
export const BY: By = [['pass', null, 'with Fabrikam: active'], 'single-use', 'anna-1']

/** Vera's level towards everybody, as it stands on record: the relationship's, then her own default. */
const STEPS = 'nr+rlLmdA'
export const WAY: WayWords = {
  route: ['hosted', 'contoso'],
  walks: [['answering', 'policy', 'contoso', STEPS, 'fabrikam']],
}

export const MAILBOX: RecordedMailbox = {
  about: VERA,
  decided: ['answer', 'MAILBOX_DEFAULT', 'answering', 'AvailabilityOnly', 'FreeBusy'],
  way: WAY,
}

/** Anna of Fabrikam asked Contoso about Vera, and saw when she is busy. */
export const LOOKUP: RecordedLookup = {
  ...{ explained: false, at: '2026-11-23T09:00:00.000Z', requestId: 'r-1', from: ANNA, asked: 'Detailed' },
  asker: { organization: 'urn:ledig:00000000-0000-4000-8000-000000000003', kind: 'partner' },
  window: { start: '2026-11-23T09:00:00.000Z', end: '2026-11-23T17:00:00.000Z' },
  ...{ blockMinutes: null, short: null, trace: { by: BY, ms: 12 }, tokens: [], mailboxes: [MAILBOX] },
}
