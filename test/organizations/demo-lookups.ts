import type { AdminAccess } from './admin-access.ts'
import { differences } from './compare-lookup.ts'
import { demoWindow } from './demo-day.ts'
import type { Day } from './demo-day.ts'
import type { DemoParty } from './demo-processes.ts'
import type { ScenarioLookup } from './demo-scenario.ts'
import { askAvailability } from './ews-client.ts'
import type { EwsRow } from './ews-client.ts'
import type { LookupResult } from './lookup-result.ts'
import { outcomeOf, readTraces } from './trace-chain.ts'

/** A lookup as it came out, and in what it differs from what was expected. */
export interface PlayedLookup {
  readonly results: readonly LookupResult[]
  readonly differences: readonly string[]
  /** The answer's body as it came over the wire. */
  readonly body: Buffer
}

/** Somebody whose people ask, and whose administration tells why. */
export type AskedParty = Pick<DemoParty, 'party' | 'ewsUrl' | 'users'> & {
  readonly organization: Pick<DemoParty['organization'], 'zone'>
}

export const DEMO_INTERVAL = 30

/**
 * Asks as the person's own program would, over EWS at their own organization's server, and then reads at each server on
 * the way why the answer is what it is.
 *
 * @throws Error where there is no answer, or the wire and the traces disagree
 */
export async function playLookup(
  lookup: ScenarioLookup,
  parties: readonly AskedParty[],
  day: Day,
): Promise<PlayedLookup> {
  const own = parties.find(({ users }) => users[lookup.from] !== undefined)
  if (own === undefined) throw new Error(`${lookup.from} has no account here`)
  const window = demoWindow(day)
  const account = {
    ews: own.ewsUrl,
    username: lookup.from,
    password: own.users[lookup.from] ?? '',
    ca: own.party.admin.ca,
  }
  const mailboxes = lookup.expected.map(({ about }) => about)
  const { zone } = own.organization
  const answer = await askAvailability(account, { mailboxes, window, interval: DEMO_INTERVAL, view: lookup.view, zone })
  const others = parties.filter((party) => party !== own)
  const servers: readonly AdminAccess[] = [own, ...others].map(({ party }) => party.admin)
  const results = answer.rows.map(async (row, i): Promise<LookupResult> => {
    const about = mailboxes[i] ?? ''
    const is = outcomeOf(await readTraces(servers, answer.requestId, about), row)
    return { from: lookup.from, about, asked: lookup.view, interval: DEMO_INTERVAL, window, is }
  })
  const done = await Promise.all(results)
  const found = lookup.expected.flatMap((expected, i) => differences(expected, done[i], day))
  return {
    results: done,
    differences: [...found, ...(lookup.alike ? unlike(answer.rows, mailboxes) : [])],
    body: answer.body,
  }
}

/** Rows that must be the same to the last byte once each one's own address is taken out. */
function unlike(rows: readonly EwsRow[], mailboxes: readonly string[]): readonly string[] {
  const bytes = new Set(rows.map((row, i) => row.xml.replaceAll(mailboxes[i] ?? '', '')))
  return bytes.size === 1 ? [] : [`${mailboxes.join(' and ')} can be told apart outside`]
}
