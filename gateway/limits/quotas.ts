import type { GatewaySettings } from '../../config/read-config.ts'
import type { Quota } from './ledger.ts'

/** Whose budget: everybody of one organization that asks, one of its people, one mailbox asked about by it, or both of these. */
export const SCOPES = ['partner', 'requester', 'target', 'pair'] as const
export type Scope = (typeof SCOPES)[number]

export type Quotas = Readonly<Record<Scope, Quota>>

/** The numbers of `limits` that these are made of. */
export type QuotaLimits = Pick<
  GatewaySettings['limits'],
  | 'partnerPeoplePerDay'
  | 'partnerSlotsPerDay'
  | 'requesterMailboxesPerHour'
  | 'requesterPeoplePerDay'
  | 'requesterSlotsPerDay'
  | 'targetMailboxesPerHour'
  | 'targetSlotsPerDay'
  | 'pairMailboxesPerHour'
  | 'pairSlotsPerDay'
>

/** More than anybody can use up, and still a number to count with. */
const UNCOUNTED = 1e15

/** Of each budget of slots, for telling less than what was asked. */
export const KEPT_BACK = 1 / 4

/** Whether it is a budget at all. */
export const isCounted = (quota: number): boolean => quota < UNCOUNTED

/** @param factor so many times as much as an ordinary partner has */
export function quotasOf(limits: QuotaLimits, factor: number): Quotas {
  const timesOf = (one: number): number => (isCounted(one) ? one * factor : one)
  const quota = (mailboxes: number, people: number, slots: number): Quota => ({
    mailboxes: timesOf(mailboxes),
    people: timesOf(people),
    slots: timesOf(slots),
  })
  return {
    // How many mailboxes it may ask about is counted by its minute and hour, with what is passed on (`PartnerBudget`).
    partner: quota(UNCOUNTED, limits.partnerPeoplePerDay, limits.partnerSlotsPerDay),
    requester: quota(limits.requesterMailboxesPerHour, limits.requesterPeoplePerDay, limits.requesterSlotsPerDay),
    target: quota(limits.targetMailboxesPerHour, UNCOUNTED, limits.targetSlotsPerDay),
    pair: quota(limits.pairMailboxesPerHour, UNCOUNTED, limits.pairSlotsPerDay),
  }
}

/** Of our own people: an organization is not counted against itself as a whole. */
export function insideQuotas(limits: QuotaLimits, factor: number): Quotas {
  const partner = { mailboxes: UNCOUNTED, people: UNCOUNTED, slots: UNCOUNTED }
  return { ...quotasOf(limits, factor), partner }
}
