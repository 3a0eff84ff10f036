import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { POLICY_SCHEMAS } from '../../trust/policies/policy-document.ts'
import { partKey } from '../../trust/policies/policy-parts.ts'
import type { PolicyStore } from '../../trust/policies/policy-store.ts'
import type { Cause } from '../../trust/stores/cause.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { StateStore } from '../../trust/stores/state-store.ts'
import { carriedOutBefore } from '../admin/operation.ts'
import type { ShareOwner } from './share.ts'

/** One mailbox has as many at most. */
export const MOST_PRIVATE_PERIODS = 1_000
/** How often somebody else may change the mailbox first. */
const RACES = 10

interface Parts {
  readonly state: Pick<StateStore, 'get'>
  readonly policies: Pick<PolicyStore, 'write'>
}

interface Kept {
  readonly value: Readonly<Record<string, Json>>
  readonly version: number
  readonly periods: readonly TimeWindow[]
}

async function keptOf({ state }: Pick<Parts, 'state'>, { organization, mailbox }: ShareOwner): Promise<Kept> {
  const held = await state.get({ kind: 'mailbox', key: partKey(organization, { kind: 'mailbox', name: mailbox }) })
  const value = (held?.value ?? { address: mailbox }) as Kept['value']
  return { value, version: held?.version ?? 0, periods: POLICY_SCHEMAS.mailbox.parse(value).privatePeriods ?? [] }
}

/** The times of which nobody but their owner sees anything, by their beginning. */
export async function privatePeriods(parts: Pick<Parts, 'state'>, owner: ShareOwner): Promise<readonly TimeWindow[]> {
  return [...(await keptOf(parts, owner)).periods].sort((a, b) => a.start - b.start || a.end - b.end)
}

const iso = (instant: Instant): string => new Date(instant).toISOString()
const isSame = (a: TimeWindow, b: TimeWindow): boolean => a.start === b.start && a.end === b.end

/** @returns what there will be; null: nothing is to be done */
type Next = (periods: readonly TimeWindow[]) => readonly TimeWindow[] | null

async function change(
  { state, policies }: Parts,
  { organization, mailbox }: ShareOwner,
  { event, next }: { readonly event: string; readonly next: Next },
  cause: Cause,
): Promise<void> {
  for (let race = 0; race < RACES; race++) {
    const { value, version, periods } = await keptOf({ state }, { organization, mailbox })
    const later = next(periods)
    if (later === null) return
    const privately = later.map(({ start, end }) => ({ from: iso(start), until: iso(end) }))
    const record = { event, facts: { organization, count: later.length }, personal: { mailbox } }
    const changed = { ...value, privatePeriods: privately }
    const write = { organization, kind: 'mailbox', name: mailbox, value: changed, before: version, record } as const
    const written = await policies.write(write, cause)
    if (written.stored) return
    if (written.because === 'repeated') throw carriedOutBefore()
    if (written.because === 'invalid') throw new FederationError('ERR_MESSAGE_MALFORMED', 'no such private period')
  }
  throw new FederationError('ERR_CONFLICT', 'Others changed this mailbox each time first.')
}

/**
 * Hides a time from everybody but the owner, from the next look on.
 *
 * @returns false where there are as many as there may be
 */
export async function addPrivatePeriod(parts: Parts, owner: ShareOwner, period: TimeWindow, cause: Cause) {
  let full = false
  const next: Next = (periods) => {
    full = periods.length >= MOST_PRIVATE_PERIODS
    return full || periods.some((one) => isSame(one, period)) ? null : [...periods, period]
  }
  await change(parts, owner, { event: 'private-period.added', next }, cause)
  return !full
}

/** Takes one away; one that is not there is none already. */
export function removePrivatePeriod(parts: Parts, owner: ShareOwner, period: TimeWindow, cause: Cause): Promise<void> {
  const next: Next = (periods) => {
    const others = periods.filter((one) => !isSame(one, period))
    return others.length === periods.length ? null : others
  }
  return change(parts, owner, { event: 'private-period.removed', next }, cause)
}
