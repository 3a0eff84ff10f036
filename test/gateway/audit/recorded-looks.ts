import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { AuditEvent } from '../../../trust/audit/audit-entry.ts'
import type { Look } from '../../../gateway/audit/look.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'

export const NOW = Date.UTC(2026, 10, 26, 12)

/** A look to compare with, each field by itself. */
export type PlainLook = Pick<Look, keyof Look>

/** One question as it is put on record, and the looks it has to be read as, the number of the entry apart. */
export interface Recorded {
  readonly event: AuditEvent
  readonly looks: readonly Omit<Look, 'index'>[]
}

export const PEOPLE = ['vera', 'bo', 'nils'].map((name) => `${name}@contoso.example`)
export const ASKERS = [
  'anna@fabrikam.example',
  'sam@fabrikam.example',
  'vera@contoso.example',
  'kim@sub.fabrikam.example',
]
export const ORGANIZATIONS = ['urn:ledig:fabrikam', 'urn:ledig:contoso', 'urn:ledig:adatum']

type Verdict = Pick<Look, 'outcome' | 'decidedBy' | 'side' | 'level' | 'given'>

const VERDICTS: readonly Verdict[] = [
  { outcome: 'refuse', decidedBy: 'MAILBOX_UNKNOWN', side: 'answering', level: null, given: null },
  { outcome: 'unknown', decidedBy: 'RELATIONSHIP_LEVEL', side: 'answering', level: null, given: null },
  {
    ...{ outcome: 'answer', decidedBy: 'RELATIONSHIP_LEVEL', side: 'answering' },
    ...{ level: 'LimitedDetails', given: 'Detailed' },
  },
  { outcome: 'answer', decidedBy: 'REQUESTS_LEVEL', side: 'asking', level: 'AvailabilityOnly', given: 'FreeBusy' },
]

const words = ({ outcome, decidedBy, side, level, given }: Verdict): readonly string[] =>
  level === null || given === null ? [outcome, decidedBy, side] : [outcome, decidedBy, side, level, given]

export interface Question {
  readonly at: Instant
  readonly from: string
  readonly organization: string
  readonly requestId: string
  readonly places: readonly { readonly about: string; readonly verdict: Verdict }[]
  /** As entries were before 2026-11-26: each mailbox under a name of its own, no runs. */
  readonly old: boolean
}

/** Written here by hand, not by what the gateway writes: both forms there ever were. */
export function recorded({ at, from, organization, requestId, places, old }: Question): Recorded {
  const each = places.map(({ verdict }) => words(verdict))
  const facts = {
    ...{ by: organization, kind: 'partner', view: 'Detailed', window: [at, at + HOUR] },
    mailboxes: old ? each : each.map((one) => [1, ...one]),
  }
  const about = places.map((place) => place.about)
  const personal = old
    ? { from, ...Object.fromEntries(about.map((address, i) => [`about${i}`, address])) }
    : { from, about }
  const common = {
    ...{ at: new Date(at).toISOString(), requestId, organization, kind: 'partner' as const, from },
    window: { start: new Date(at).toISOString(), end: new Date(at + HOUR).toISOString() },
    asked: 'Detailed' as const,
  }
  return {
    event: { event: 'lookup', at, actor: 'lookup', requestId, facts, personal },
    looks: places.map(({ about: address, verdict }) => ({ ...common, about: address, ...verdict })),
  }
}

/** Questions of the last hundred days, nearly in the order of time. */
export const questions = (most: number, fewest = 0): fc.Arbitrary<readonly Question[]> => {
  const place = fc.record({ about: fc.constantFrom(...PEOPLE), verdict: fc.constantFrom(...VERDICTS) })
  const one = fc.record({
    ...{ from: fc.constantFrom(...ASKERS), organization: fc.constantFrom(...ORGANIZATIONS) },
    ...{ requestId: fc.constantFrom('r-1', 'r-2', 'r-3'), old: fc.boolean() },
    places: fc.array(place, { minLength: 1, maxLength: 4 }),
    late: fc.integer({ min: 0, max: DAY / 2 }),
  })
  return fc.array(one, { minLength: fewest, maxLength: most, size: 'max' }).map((all) =>
    all.map(({ late, ...question }, i) => ({
      ...question,
      at: NOW - 100 * DAY + Math.floor((100 * DAY * (i + 1)) / all.length) - late,
    })),
  )
}

export async function openedState(): Promise<StateStore> {
  const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
  const state = new StateStore(new MemoryEngine(new MemoryWorld()), {
    clock: { now: () => NOW },
    random,
    checksumKey: null,
  })
  await state.open()
  return state
}

/** A change between two lookups, as the log has many. */
export const CHANGE: AuditEvent = {
  ...{ event: 'mailbox.set', at: NOW - 50 * DAY, actor: 'gateway', requestId: 'r-1', facts: {} },
  personal: { mailbox: PEOPLE[0] ?? '' },
}
