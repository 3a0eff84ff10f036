import { shownInstant } from './show-instant.ts'

interface ShownOffer {
  readonly gives: { readonly freeBusyAccessEnabled: boolean; readonly freeBusyAccessLevel: string }
  readonly asks: { readonly enabled: boolean; readonly level: string }
}

interface ShownTelling {
  readonly at: string
  readonly since: string
  readonly outcome: string
  /** Whether it was about the newest we have to say. */
  readonly newest: boolean
}

interface ShownHalf {
  readonly standing: string
  readonly offer: ShownOffer | null
  readonly scopeDescription: string | null
  readonly validUntil: string | null
  /** When it was heard; of the partner's only. */
  readonly takenAt?: string | null
}

export interface ShownAgreement {
  readonly ours: ShownHalf
  readonly theirs: ShownHalf | null
  /** What this gateway told the partner last; null: nothing since it started. */
  readonly told: ShownTelling | null
  readonly mismatches: readonly string[]
  readonly next: readonly { readonly who: 'us' | 'partner'; readonly what: string }[]
}

export interface ShownState {
  readonly state: string
  readonly since?: string | null
  readonly because?: string
  readonly by?: 'us' | 'partner'
  readonly reason?: string
}

/** The state, since when and why. */
export function stateLine({ state, since, because, by, reason }: ShownState): string {
  const why = [by === undefined ? null : `by ${by}`, because ?? null, reason === undefined ? null : `"${reason}"`]
  const words = why.filter((word) => word !== null).join(', ')
  return [
    state,
    since === undefined || since === null ? '' : ` since ${shownInstant(since)}`,
    words === '' ? '' : ` (${words})`,
  ].join('')
}

const COLUMN = 34

const row = (name: string, ours: string, theirs: string): string =>
  `  ${name.padEnd(14)}${ours.padEnd(COLUMN)}${theirs}`

const given = ({ offer }: ShownHalf): string => {
  if (offer === null) return 'policy decides'
  return offer.gives.freeBusyAccessEnabled ? offer.gives.freeBusyAccessLevel : 'nothing'
}
const asked = ({ offer }: ShownHalf): string => {
  if (offer === null) return 'not said'
  return offer.asks.enabled ? offer.asks.level : 'nothing'
}

/** Whether the partner has our newest word, since when, and why not. */
function knows(told: ShownTelling | null, theirs: ShownHalf | null): string {
  if (theirs?.standing === 'revoked') return 'yes: it revoked the trust itself, or heard of it'
  if (told === null) return 'not told since this gateway started'
  if (told.outcome === 'told' && told.newest) return `yes, since ${shownInstant(told.since)}`
  return told.newest ? `not yet: ${told.outcome}, tried at ${shownInstant(told.at)}` : 'not yet: it is told next'
}

const heard = (theirs: ShownHalf | null): string =>
  typeof theirs?.takenAt === 'string' ? shownInstant(theirs.takenAt) : 'nothing yet'

/** Both halves side by side, what does not fit, and what is still to be done; nothing where that was not asked for. */
export function agreementLines(agreement: Partial<ShownAgreement>): string[] {
  const { ours, theirs = null, told = null, mismatches = [], next = [] } = agreement
  if (ours === undefined) return []
  const rows: readonly (readonly [string, (half: ShownHalf) => string])[] = [
    ['stands', (half) => half.standing],
    ['gives', given],
    ['asks', asked],
    ['about', (half) => half.scopeDescription ?? 'not said'],
    ['until', (half) => (half.validUntil === null ? 'no end' : shownInstant(half.validUntil))],
  ]
  return [
    row('', 'our side', theirs === null ? 'their side: nothing heard yet' : 'their side'),
    ...rows.map(([name, words]) => row(name, words(ours), theirs === null ? '' : words(theirs))),
    `  heard         ${heard(theirs)}`,
    `  partner knows ${knows(told, theirs)}`,
    ...mismatches.map((mismatch) => `  does not fit  ${mismatch}`),
    ...next.map(({ who, what }) => `  ${who === 'us' ? 'to do here    ' : 'to do there   '}${what}`),
  ]
}
