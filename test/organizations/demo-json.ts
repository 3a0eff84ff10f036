import type { Instant } from '../../protocols/availability/time-window.ts'
import type { DemoParty } from './demo-processes.ts'
import type { LookupResult } from './lookup-result.ts'

const iso = (at: Instant): string => new Date(at).toISOString()

/** The one document `--json` prints. Times are UTC; a field that does not apply is left out. */
export function demoDocument(results: readonly LookupResult[], parties: readonly DemoParty[]): object {
  return { lookups: results.map(lookupEntry), endpoints: parties.map(endpointEntry) }
}

function lookupEntry({ from, about, asked, interval, window, is }: LookupResult): object {
  if (is.outcome !== 'answer') return { from, about, asked, outcome: is.outcome, decidedBy: is.decidedBy }
  const { outcome, level, view, decidedBy, events, mergedFreeBusy, asOf } = is
  return {
    ...{ from, about, asked, outcome, level, view, decidedBy, interval },
    window: { start: iso(window.start), end: iso(window.end) },
    ...(mergedFreeBusy !== null && { mergedFreeBusy }),
    ...(events !== null && {
      events: events.map((event) => ({ ...event, start: iso(event.start), end: iso(event.end) })),
    }),
    asOf: iso(asOf),
  }
}

function endpointEntry({ organization, ewsUrl, users }: DemoParty): object {
  const [username] = organization.people
  return { organization: organization.domain, ews: ewsUrl, username, password: users[username] ?? '' }
}
