import { instant, STANDARD, KIM } from './gateways.ts'
import type { Gateways } from './gateways.ts'

/** A published calendar as it was opened. */
export interface Opened {
  /** Its path in the administration. */
  readonly share: string
  /** Where visitors look. */
  readonly address: string
}

/** A change that shows to visitors, to and fro. */
export interface PublishedKind {
  readonly what: string
  /** As of `Kind`. */
  readonly of: string
  /** What shows while more does, and while less does; of the calendar as free/busy times alone (`.ifb`) null: the same. */
  readonly more: string
  readonly less: string
  readonly busy: { readonly more: string; readonly less: string } | null
  readonly lower: (at: Gateways, opened: Opened) => Promise<unknown>
  /** Null where it never comes back. */
  readonly raise: ((at: Gateways, opened: Opened) => Promise<unknown>) | null
}

/** Nothing is there, as far as a visitor can tell. */
export const GONE = '404'
const [ALL, SHUT] = ['tea knee', { more: 'busy busy', less: GONE }]
const mailbox = `/organizations/tailspin/mailboxes/${KIM}`
const standard = '/organizations/tailspin/policies/standard'
const period = { from: instant(8.5), until: instant(10.5) }

const share = (less: object, more: object): Pick<PublishedKind, 'lower' | 'raise'> => ({
  lower: (at, opened) => at.change(0, opened.share, less),
  raise: (at, opened) => at.change(0, opened.share, more),
})
const part = (path: string, less: object, more: object): Pick<PublishedKind, 'lower' | 'raise'> => ({
  lower: (at) => at.change(0, path, less),
  raise: (at) => at.change(0, path, more),
})
const capped = (action: string): object => ({
  domains: [STANDARD.domains[0], `Anonymous: CalendarSharingFreeBusy${action}`],
})

export const PUBLISHED_KINDS: readonly PublishedKind[] = [
  {
    ...{ what: 'its level', of: 'published-link', more: ALL, less: 'nothing', busy: null },
    ...share({ level: 'AvailabilityOnly' }, { level: 'LimitedDetails' }),
  },
  {
    ...{ what: 'a hidden category of it', of: 'published-link', more: ALL, less: 'tea' },
    busy: { more: 'busy busy', less: 'busy unknown' },
    ...share({ hiddenCategories: ['Doctor'] }, { hiddenCategories: [] }),
  },
  {
    ...{ what: 'what caps it', of: 'sharing-policy.domains', more: ALL, less: 'nothing', busy: null },
    ...part(standard, capped('Simple'), capped('Reviewer')),
  },
  {
    ...{ what: 'the switch for anonymous visitors', of: 'sharing-policy.domains', more: ALL, less: GONE, busy: SHUT },
    lower: (at) => at.change(0, '/organizations/tailspin/sharing', { anonymous: false }),
    raise: (at) => at.change(0, '/organizations/tailspin/sharing', { anonymous: true, anonymousLevel: 'Reviewer' }),
  },
  {
    ...{
      what: 'the policy it is under, switched off',
      of: 'sharing-policy.enabled',
      more: ALL,
      less: GONE,
      busy: SHUT,
    },
    ...part(standard, { enabled: false }, { enabled: true }),
  },
  {
    ...{ what: 'a private period', of: 'mailbox.privatePeriods', more: ALL, less: 'knee' },
    busy: { more: 'busy busy', less: 'unknown busy' },
    ...part(mailbox, { privatePeriods: [period] }, { privatePeriods: [] }),
  },
  {
    ...{ what: 'a new address for it', of: 'published-link', more: ALL, less: GONE, busy: SHUT },
    lower: (at, opened) => at.call(0, 'POST', `${opened.share}/reset`, {}),
    raise: null,
  },
  {
    ...{ what: 'its end', of: 'published-link', more: ALL, less: GONE, busy: SHUT },
    lower: (at, opened) => at.call(0, 'DELETE', opened.share),
    raise: null,
  },
]
