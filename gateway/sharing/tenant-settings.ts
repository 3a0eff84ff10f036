import { POLICY_SCHEMAS } from '../../trust/policies/policy-document.ts'
import type { Json } from '../../trust/stores/state-record.ts'

/** What anonymous visitors may see, as the sharing action Exchange has for it. */
const ACTIONS = {
  AvailabilityOnly: 'CalendarSharingFreeBusySimple',
  LimitedDetails: 'CalendarSharingFreeBusyDetail',
  Reviewer: 'CalendarSharingFreeBusyReviewer',
} as const

export type AnonymousLevel = keyof typeof ACTIONS

/** The choices of an organization about people outside; both are off where nothing is said. */
export interface TenantSettings {
  /** Let users share their calendars with external users who have Office 365 or Exchange: the `*` entry. */
  readonly externalUsers: boolean
  /** Let anonymous users open calendars by an e-mailed invitation: the `Anonymous` entry. */
  readonly anonymous: boolean
  /** What they may see; null where they are off. */
  readonly anonymousLevel: AnonymousLevel | null
}

export const NOTHING_SHARED: TenantSettings = { externalUsers: false, anonymous: false, anonymousLevel: null }

/** A sharing policy as it is kept. */
export type WrittenPolicy = Readonly<Record<string, Json>>

/** What is wanted of them; what is absent stays. */
export interface WantedSettings {
  readonly externalUsers?: boolean | undefined
  readonly anonymous?: boolean | undefined
  readonly anonymousLevel?: AnonymousLevel | undefined
}

interface Entry {
  readonly who: string
  readonly level: AnonymousLevel
  /** As it is written. */
  readonly text: string
}

function entriesOf(policy: WrittenPolicy): readonly Entry[] {
  const written = (policy['domains'] ?? []) as readonly string[]
  // What is kept was read before, entry by entry.
  const { domains } = POLICY_SCHEMAS['sharing-policy'].parse(policy)
  return domains.map((rule, i) => ({ who: rule.for, level: rule.level as AnonymousLevel, text: written[i] ?? '' }))
}

/** What the entries of a sharing policy come to, whether or not it is enabled. */
export function settingsIn(policy: WrittenPolicy): TenantSettings {
  const entries = entriesOf(policy)
  const anonymous = entries.find(({ who }) => who === 'Anonymous')
  return {
    externalUsers: entries.some(({ who }) => who === '*'),
    anonymous: anonymous !== undefined,
    anonymousLevel: anonymous?.level ?? null,
  }
}

/** The choices as they are in force: a disabled policy, or none, shares nothing. */
export function settingsOf(policy: WrittenPolicy | null): TenantSettings {
  return policy === null || policy['enabled'] === false ? NOTHING_SHARED : settingsIn(policy)
}

/** The `*` entry when it is switched on; one that is there already stays as it is. */
const EVERY_DOMAIN = `*: ${ACTIONS.AvailabilityOnly}`
const anonymousEntry = (level: AnonymousLevel): string => `Anonymous: ${ACTIONS[level]}`

/** The choices with what is wanted laid over them: a level says by itself that they may. */
export function chosen(current: TenantSettings, wanted: WantedSettings): TenantSettings {
  const anonymous = wanted.anonymous ?? (wanted.anonymousLevel === undefined ? current.anonymous : true)
  const level = wanted.anonymousLevel ?? current.anonymousLevel ?? 'AvailabilityOnly'
  return {
    externalUsers: wanted.externalUsers ?? current.externalUsers,
    anonymous,
    anonymousLevel: anonymous ? level : null,
  }
}

/** The sharing policy whose `*` and `Anonymous` entries say what is chosen; all others stay, to the letter. */
export function withSettings(policy: WrittenPolicy, { externalUsers, anonymousLevel }: TenantSettings): WrittenPolicy {
  const kept = entriesOf(policy).filter(({ who, level }) => {
    if (who === '*') return externalUsers
    return who !== 'Anonymous' || level === anonymousLevel
  })
  const there = new Set(kept.map(({ who }) => who))
  const domains = [
    ...kept.map(({ text }) => text),
    ...(externalUsers && !there.has('*') ? [EVERY_DOMAIN] : []),
    ...(anonymousLevel !== null && !there.has('Anonymous') ? [anonymousEntry(anonymousLevel)] : []),
  ]
  return { ...policy, domains }
}

/** Whether anything is switched on by it that was off. */
export function opensMore(before: TenantSettings, after: TenantSettings): boolean {
  return (after.externalUsers && !before.externalUsers) || (after.anonymous && !before.anonymous)
}
