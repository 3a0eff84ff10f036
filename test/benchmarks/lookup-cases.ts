import { question } from './messages.ts'
import type { BenchView, CalendarShape } from './messages.ts'

/** One kind of lookup, and what it may cost at most. */
export interface LookupCase {
  readonly name: string
  readonly addresses: readonly string[]
  readonly view: BenchView
  /** Whether it is passed on to a partner. */
  readonly brokered: boolean
  /** Least quotient of its floors and what it costs. */
  readonly efficiency: number | null
  /** Requests in one round of a full run. */
  readonly requests: number
}

const people = (prefix: string, domain: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i)}@${domain}`)

const HUNDRED = people('p', 'contoso.example', 100)

export const LOOKUPS: readonly LookupCase[] = [
  {
    name: 'local1',
    addresses: ['vera@contoso.example'],
    view: 'DetailedMerged',
    brokered: false,
    efficiency: 0.5,
    requests: 6_000,
  },
  {
    name: 'brokered1',
    addresses: ['kim@adatum.example'],
    view: 'DetailedMerged',
    brokered: true,
    efficiency: 0.4,
    requests: 3_000,
  },
  { name: 'local100-merged', addresses: HUNDRED, view: 'MergedOnly', brokered: false, efficiency: 0.3, requests: 640 },
  { name: 'local100-detailed', addresses: HUNDRED, view: 'Detailed', brokered: false, efficiency: 0.12, requests: 320 },
  {
    name: 'brokered100',
    addresses: people('k', 'adatum.example', 100),
    view: 'DetailedMerged',
    brokered: true,
    efficiency: null,
    requests: 160,
  },
]

/** Ten meetings in the week asked about, whichever the size. */
export const SMALL_CALENDAR = { address: 'vera@contoso.example', events: 100 }
export const LARGE_CALENDAR = { address: 'wide@contoso.example', events: 10_000 }

/** The calendars all of these ask about: a hundred people with fifty meetings in the week, and two with ten. */
export function calendars(): ReadonlyMap<string, CalendarShape> {
  const shapes = new Map<string, CalendarShape>()
  for (let i = 0; i < 100; i++) shapes.set(`p${String(i)}`, { inside: 50, outside: 50 })
  for (const { address, events } of [SMALL_CALENDAR, LARGE_CALENDAR]) {
    shapes.set(address.slice(0, address.indexOf('@')), { inside: 10, outside: events - 10 })
  }
  return shapes
}

export const bodyOf = (lookup: Pick<LookupCase, 'addresses' | 'view'>, monday: number): Buffer =>
  question(lookup.addresses, monday, lookup.view)
