import { POLICY_SCHEMAS } from '../../trust/policies/policy-document.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import { WEEKDAYS } from '../../protocols/availability/free-busy-view.ts'
import type { WorkingHours } from '../../protocols/availability/free-busy-view.ts'
import type { GrantTerms } from './share.ts'

/** A mailbox entry as it is kept, or nothing yet. */
export type WrittenMailbox = Readonly<Record<string, Json>>

type Periods = WorkingHours['periods']

/** One entry of `grants`, read, beside how it is written. */
export interface WrittenGrant {
  readonly to: string
  readonly terms: GrantTerms
  readonly written: Json
}

/** What a kept mailbox entry grants, in its order. */
export function grantsOf(mailbox: WrittenMailbox): readonly WrittenGrant[] {
  const written = (mailbox['grants'] ?? []) as readonly Json[]
  const { grants } = POLICY_SCHEMAS.mailbox.parse(mailbox)
  return grants.map(({ to, level, from, until, hours, hiddenCategories }, i) => ({
    to,
    terms: {
      ...{ level, from: from ?? null, until: until ?? null },
      ...{ hours: hours ?? null, hiddenCategories: hiddenCategories ?? [] },
    },
    written: written[i] ?? null,
  }))
}

/** The entry with `terms` as the one thing granted to `to`; null takes away whatever was. All other grants stay to the letter. */
export function withGrant(mailbox: WrittenMailbox, to: string, terms: GrantTerms | null): WrittenMailbox {
  const others = grantsOf(mailbox).filter((grant) => grant.to !== to)
  const grants = others.map(({ written }) => written)
  return { ...mailbox, grants: terms === null ? grants : [...grants, writeGrant(to, terms)] }
}

function writeGrant(to: string, { level, from, until, hours, hiddenCategories }: GrantTerms): Json {
  return {
    ...{ to, level },
    ...(from !== null && { from: new Date(from).toISOString() }),
    ...(until !== null && { until: new Date(until).toISOString() }),
    ...(hours !== null && { hours: writePeriods(hours) }),
    ...(hiddenCategories.length > 0 && { hiddenCategories }),
  }
}

/** Minutes after midnight as a policy document says them. */
const timeOfDay = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')

export function writePeriods(periods: Periods): readonly { days: readonly string[]; start: string; end: string }[] {
  return periods.map(({ days, start, end }) => ({
    days: WEEKDAYS.filter((day) => days.includes(day)),
    start: timeOfDay(start),
    end: timeOfDay(end),
  }))
}
