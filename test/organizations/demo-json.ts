import type { Instant } from '../../protocols/availability/time-window.ts'
import type { DemoParty } from './demo-processes.ts'
import type { DemoRun } from './demo-run.ts'
import type { LookupResult } from './lookup-result.ts'
import type { PlayedPublication } from './play-publication.ts'

const iso = (at: Instant): string => new Date(at).toISOString()

/** The one document `--json` prints. Times are UTC; a field that does not apply is left out. */
export function demoDocument({ lookups, publication, parties, console }: DemoRun): object {
  return {
    lookups: lookups.flatMap(({ results }) => results.map(lookupEntry)),
    published: publicationEntry(publication),
    endpoints: parties.map(endpointEntry),
    console,
  }
}

function publicationEntry({ owner, recipient, level, share, email, link, seen }: PlayedPublication): object {
  return { from: owner, to: recipient, level, share, email, link, ...seen }
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
