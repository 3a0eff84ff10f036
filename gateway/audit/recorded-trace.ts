import type { HeldBack } from '../../protocols/availability/availability-question.ts'
import type { Side } from '../../trust/policies/decision.ts'
import { stepWords } from '../../trust/policies/step-words.ts'
import type { Withheld } from '../../trust/policies/withheld.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { KeptLookup, KeptPlace } from '../broker/lookup-trace.ts'
import type { Ruling, Walked } from '../broker/rule.ts'
import type { ExplanationStep } from '../explain/explanation.ts'
import { keptBackOf } from '../explain/part-steps.ts'
import type { StepFinding } from '../explain/step-finding.ts'
import { endedStep, trustStep } from '../explain/way-steps.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import type { FederationTrust } from '../../trust/organization/federation-trust.ts'

/** What a trust was at the time, as `trustStep` tells it: what releases before 2026-11-27 wrote has `detail` in English. */
export type TrustWords =
  | readonly [outcome: string, code: string | null, detail: string | null]
  | readonly [outcome: string, code: string | null, detail: null, found: StepFinding]

export type MissingWords = readonly [trust: TrustWords | null, waiting: string | null, related: boolean]

export type RouteWords =
  | readonly [kind: 'hosted', name: string]
  | readonly [kind: 'partner' | 'transit', name: string, id: string, credential: string, trust: TrustWords]
  /** Of a question of our own people also what there is towards the mailbox, as in `MissingWay`. */
  | readonly [kind: 'nowhere', because: string, missing?: MissingWords]

/** `steps` are step words; then, after a slash, `d` where the default is the organization's, `p` or `e` for whom a grant is to. */
export type WalkWords = readonly [
  side: Side,
  kind: 'policy' | 'offer',
  of: string,
  steps: string,
  relationship?: string | null,
  sharingPolicy?: string | null,
  group?: string | null,
]

/** How it went with one mailbox, but for what stands in its decision; several mailboxes of a question went the same way. */
export interface WayWords {
  readonly route: RouteWords
  readonly walks: readonly WalkWords[]
  /** The partner's own id of the request. */
  readonly upstream?: string
  readonly heldBack?: HeldBack
  readonly unmatched?: true
  /** Of a group: of how many of its members something is known. */
  readonly group?: readonly [told: number, of: number]
  /** Whether an event is masked as private; absent where none is told with details. */
  readonly masked?: boolean
  /** What the owner keeps back: by hours, by private periods; how many categories of events. */
  readonly keptBack?: readonly [hours: Withheld | null, privatePeriods: Withheld | null, hiddenCategories: number]
}

/**
 * Everything of a lookup's trace that its other facts do not say. Nobody is named in it: addresses stand beside the entry,
 * where they can be erased.
 */
export interface TraceWords {
  /** Who asks: by which trust, as it was, by which kind of credential, and its id. Absent for one of our own people. */
  readonly by?: readonly [trust: TrustWords, credential: string, id: string]
  /** How long the answer took to be there. */
  readonly ms: number
  /** For how many mailboxes in turn, and which of `ways`. */
  readonly runs: readonly (readonly [number, number])[]
  readonly ways: readonly WayWords[]
}

const wordsOf = ({ outcome, code, found }: ExplanationStep): TrustWords =>
  found === null ? [outcome, code, null] : [outcome, code, null, found]

const trustWords = (trust: FederationTrust, at: Instant): TrustWords => wordsOf(trustStep(trust, at))
const NO_TRUST: TrustWords = ['deny', 'TRUST_NONE', null]

function routeWords({ route, missing }: Ruling, at: Instant): RouteWords {
  if (route.kind === 'hosted') return ['hosted', route.organization.name]
  if (route.kind === 'partner') {
    const { metadata, partner, credential } = route.trust
    const kind = route.transit ? 'transit' : 'partner'
    return [kind, metadata.name, partner, credential.kind, trustWords(route.trust, at)]
  }
  const { because } = route
  if (missing === null) return ['nowhere', because]
  const trust = missing.trust && trustWords(missing.trust, at)
  return ['nowhere', because, [trust, missing.waiting?.metadata.name ?? null, missing.related]]
}

const GRANTEE = { person: 'p', domain: 'e' } as const

function walkWords({ side, rules, path, names }: Walked): WalkWords {
  const { relationship, takesDefault, sharingPolicy, grantee, group } = names
  const flags = `${takesDefault ? 'd' : ''}${grantee === null ? '' : GRANTEE[grantee]}`
  const steps = flags === '' ? stepWords(path) : `${stepWords(path)}/${flags}`
  if (rules.kind === 'offer') return [side, 'offer', rules.trust.metadata.name, steps]
  const { name } = rules.organization
  if (group !== null) return [side, 'policy', name, steps, relationship, sharingPolicy, group]
  if (sharingPolicy !== null) return [side, 'policy', name, steps, relationship, sharingPolicy]
  return relationship === null ? [side, 'policy', name, steps] : [side, 'policy', name, steps, relationship]
}

function keptBackWords(place: KeptPlace, window: TimeWindow): WayWords['keptBack'] {
  const kept = keptBackOf(partOf(place), window)
  return kept === null ? undefined : [kept.hours, kept.privatePeriods, kept.hiddenCategories]
}

function wayWords(place: KeptPlace, { decidedAt, window }: KeptLookup): WayWords {
  const { ruling, upstreamRequestId, heldBack, unmatched, masked, group } = place
  const keptBack = keptBackWords(place, window)
  return {
    route: routeWords(ruling, decidedAt),
    walks: ruling.walks.map(walkWords),
    ...(upstreamRequestId !== null && { upstream: upstreamRequestId }),
    ...(heldBack !== null && { heldBack }),
    ...(unmatched && { unmatched }),
    ...(group !== null && { group: [group.told, group.of] as const }),
    ...(masked !== null && { masked }),
    ...(keptBack !== undefined && { keptBack }),
  }
}

function isSameWalk(a: Walked, b: Walked): boolean {
  return (
    a.path === b.path &&
    a.side === b.side &&
    a.rules.kind === b.rules.kind &&
    a.names.relationship === b.names.relationship &&
    a.names.takesDefault === b.names.takesDefault &&
    a.names.sharingPolicy === b.names.sharingPolicy &&
    a.names.grantee === b.names.grantee &&
    a.names.group === b.names.group &&
    rulesOf(a) === rulesOf(b)
  )
}
const rulesOf = ({ rules }: Walked): object => (rules.kind === 'offer' ? rules.trust : rules.organization)

function isSameRoute(a: Ruling, b: Ruling): boolean {
  if (a.missing?.trust !== b.missing?.trust || a.missing?.waiting !== b.missing?.waiting) return false
  if (a.missing?.related !== b.missing?.related) return false
  if (a.route.kind === 'hosted') return b.route.kind === 'hosted' && a.route.organization === b.route.organization
  if (a.route.kind === 'nowhere') return b.route.kind === 'nowhere' && a.route.because === b.route.because
  return b.route.kind === 'partner' && a.route.trust === b.route.trust && a.route.transit === b.route.transit
}

const partOf = ({ ruling: { decision }, view }: KeptPlace) =>
  view === null || decision.outcome === 'refuse' ? null : decision.part

/** Whether both went the same way, told by the same words: what differs stands in their decisions. */
function isSameWay(a: KeptPlace, b: KeptPlace): boolean {
  return (
    a.masked === b.masked &&
    a.heldBack === b.heldBack &&
    a.unmatched === b.unmatched &&
    a.group?.told === b.group?.told &&
    a.group?.of === b.group?.of &&
    a.upstreamRequestId === b.upstreamRequestId &&
    partOf(a) === partOf(b) &&
    isSameRoute(a.ruling, b.ruling) &&
    a.ruling.walks.length === b.ruling.walks.length &&
    a.ruling.walks.every((walk, i) => isSameWalk(walk, b.ruling.walks[i] as Walked))
  )
}

function askerWords(ruling: Ruling | undefined, at: Instant): TrustWords {
  if (ruling === undefined || ruling.asker === null) return NO_TRUST
  const words = trustWords(ruling.asker, at)
  if (ruling.decision.decidedBy !== 'TRUST_ENDED' || words[0] === 'deny') return words
  return wordsOf(endedStep(ruling.asker))
}

function askedBy({ requester, places, decidedAt }: KeptLookup): TraceWords['by'] {
  if (requester.kind === 'inside') return undefined
  const asker = places[0]?.ruling.asker ?? null
  return [askerWords(places[0]?.ruling, decidedAt), asker?.credential.kind ?? '', requester.tokenId]
}

/** The trace as it goes on record: small, since every lookup writes one. */
export function traceWords(lookup: KeptLookup): Json {
  const ways: KeptPlace[] = []
  const runs: [number, number][] = []
  for (const place of lookup.places) {
    const last = runs.at(-1)
    if (last !== undefined && isSameWay(ways[last[1]] as KeptPlace, place)) {
      last[0]++
      continue
    }
    const known = ways.findIndex((way) => isSameWay(way, place))
    runs.push([1, known < 0 ? ways.push(place) - 1 : known])
  }
  const by = askedBy(lookup)
  const trace: TraceWords = {
    ...(by !== undefined && { by }),
    ms: Math.max(0, lookup.decidedAt - lookup.at),
    runs,
    ways: ways.map((place) => wayWords(place, lookup)),
  }
  return trace as unknown as Json
}
