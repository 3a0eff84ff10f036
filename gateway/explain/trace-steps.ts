import type { NoDataReason } from '../../protocols/availability/busy-status.ts'
import { viewAtLevel } from '../../trust/policies/access-level.ts'
import { readStepWords } from '../../trust/policies/step-words.ts'
import type { Decided, RecordedLookup } from '../audit/lookup-entry.ts'
import type { RouteWords, TraceWords, TrustWords, WalkWords, WayWords } from '../audit/recorded-trace.ts'
import { GROUP_MEMBER } from '../broker/lookup-trace.ts'
import { blockSteps } from './budget-steps.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep, StepName } from './explanation.ts'
import { fetchSteps, privateSteps } from './found-steps.ts'
import type { Found } from './found-steps.ts'
import { partSteps } from './part-steps.ts'
import { policySteps } from './policy-steps.ts'
import type { ToldWalk } from './policy-steps.ts'
import { says } from './step-finding.ts'
import { missingSteps, nowhereStep } from './way-steps.ts'

const ERASED = '(erased)'

function trustStepIn(words: TrustWords): ExplanationStep {
  const [outcome, code, detail] = words
  const found = words[3] ?? null
  return stepOf('trust', outcome === 'deny' ? 'deny' : 'pass', { code, detail, found })
}

const wayTo = (kind: 'hosted' | 'partner' | 'transit', name: string) => says('wayTo', { kind, name })

/** Who asks, up to where our server turned to the question. */
function doorSteps(by: TraceWords['by']): readonly ExplanationStep[] {
  if (by === undefined) return []
  const [trust, kind, id] = by
  const step = trustStepIn(trust)
  if (step.outcome === 'deny') return [step]
  return [step, stepOf('credential', 'pass', { found: says('theirToken', { kind, token: id }) })]
}

function routeSteps(route: RouteWords, about: string | null): readonly ExplanationStep[] {
  if (route[0] === 'hosted') return [stepOf('route', 'pass', { found: wayTo(route[0], route[1]) })]
  if (route[0] !== 'nowhere') {
    return [stepOf('route', 'pass', { found: wayTo(route[0], route[1]) }), trustStepIn(route[4])]
  }
  const domain = about === null ? null : about.slice(about.lastIndexOf('@') + 1)
  const [, because, missing] = route
  if (missing === undefined) return [nowhereStep(because)]
  const [trust, waiting, related] = missing
  return missingSteps({ trust: trust && trustStepIn(trust), waiting, related }, domain)
}

function walkIn([side, kind, of, said, relationship = null, sharingPolicy = null, group = null]: WalkWords): ToldWalk {
  const [words, flags = ''] = said.split('/') as [string, string?]
  const names = {
    ...{ relationship, sharingPolicy, group, takesDefault: flags.includes('d') },
    grantee: flags.includes('p') ? 'person' : flags.includes('e') ? 'domain' : null,
  } as const
  return { side, kind, of, steps: readStepWords(words), names }
}

type RecordedMailbox = RecordedLookup['mailboxes'][number]

/** Of what was asked after, whatever came of it. */
type Sought = Exclude<Decided, readonly ['refuse', ...unknown[]]>

/** What a source was seen to do, and what was granted at most. */
function foundIn({ asked, trace, tokens }: RecordedLookup, decided: Sought, way: WayWords): Found {
  const partner = way.route[0] === 'partner' || way.route[0] === 'transit' ? way.route : null
  const source = {
    credential: partner === null ? null : partner[3],
    tokens: tokens.filter(([audience]) => audience === partner?.[2]).map(([, id]) => id),
    elapsedMs: trace?.ms ?? 0,
    heldBack: way.heldBack ?? null,
    unmatched: way.unmatched === true,
  }
  if (decided[0] === 'unknown') {
    return { ...source, reason: (decided[3] ?? 'REACH_UPSTREAM') as NoDataReason, granted: asked, given: null }
  }
  const [, decidedBy, , level, given] = decided
  // Who is told as one of a group is looked up for its stream.
  const granted = decidedBy === GROUP_MEMBER ? 'MergedOnly' : viewAtLevel(asked, level)
  return { ...source, reason: null, granted, given }
}

function givenSteps({ about, decided }: RecordedMailbox, way: WayWords): readonly ExplanationStep[] {
  if (decided[0] !== 'answer') return []
  const { keptBack, masked = null, route } = way
  const kept = keptBack && { hours: keptBack[0], privatePeriods: keptBack[1], hiddenCategories: keptBack[2] }
  const step: StepName = 'answer'
  return [
    ...partSteps(route[0] === 'hosted' ? route[1] : null, about ?? ERASED, kept ?? null),
    ...privateSteps(masked, null),
    stepOf(step, 'pass', { found: says('given', { view: decided[4] }) }),
  ]
}

/** Of a group that was allowed: how many of it are known, by no name. */
function groupSteps({ decided }: RecordedMailbox, { group }: WayWords): readonly ExplanationStep[] {
  if (group === undefined) return []
  const [told, of] = group
  const found = says('groupCount', { told, of })
  if (decided[0] === 'unknown') return [stepOf('group', 'unknown', { code: decided[3] ?? null, found })]
  return [stepOf('group', told === of ? 'pass' : 'cap', { code: 'GROUP_MEMBERS', found })]
}

/** A group that its own rules let pass, and that was refused for its members, or for those asked about before it. */
function refusedGroup(
  { decided }: RecordedMailbox,
  { group }: WayWords,
  ruled: readonly ExplanationStep[],
): readonly ExplanationStep[] {
  if (decided[0] !== 'refuse' || ruled.some(({ outcome, code }) => outcome === 'deny' && code === decided[1])) return []
  if (!decided[1].startsWith('GROUP_')) return []
  const found = group === undefined ? null : says('groupCount', { told: group[0], of: group[1] })
  return [stepOf('group', 'deny', { code: decided[1], side: decided[2], found })]
}

/** From whoever of a group counts to what was found. */
function sourceSteps(lookup: RecordedLookup, mailbox: RecordedMailbox, way: WayWords): readonly ExplanationStep[] {
  const { decided } = mailbox
  if (decided[0] === 'refuse') return []
  // Of a group its members are fetched, and they are told by a step of their own.
  const found = way.group === undefined ? fetchSteps(foundIn(lookup, decided, way)) : []
  return [...groupSteps(mailbox, way), ...blockSteps(lookup), ...found]
}

/** Every step one mailbox of a lookup on record went through: what an explanation tells, but for counts of what was found. */
export function traceSteps(
  lookup: RecordedLookup,
  mailbox: RecordedMailbox,
  way: WayWords,
): readonly ExplanationStep[] {
  const door = doorSteps(lookup.trace?.by)
  // Whoever may not ask at all is not told apart by where to.
  if (door.at(-1)?.outcome === 'deny') return door
  const { about } = mailbox
  const ruled = policySteps(way.walks.map(walkIn), { from: lookup.from, about })
  const found = sourceSteps(lookup, mailbox, way)
  const refused = refusedGroup(mailbox, way, ruled)
  return [...door, ...routeSteps(way.route, about), ...ruled, ...refused, ...found, ...givenSteps(mailbox, way)]
}
