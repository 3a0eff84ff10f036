import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Ask, DecisionCode, Side } from '../../trust/policies/decision.ts'
import type { Step } from '../../trust/policies/decision-walk.ts'
import { explainSteps } from '../../trust/policies/explain-steps.ts'
import { placeInDocument, placeInOffer } from '../../trust/policies/rule-place.ts'
import type { Directory } from '../broker/directory.ts'
import type { Requester } from '../broker/requester.ts'
import { rule } from '../broker/rule.ts'
import type { Rules, Ruling } from '../broker/rule.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep, StepName, WrittenRule } from './explanation.ts'

/** One set of rules that a question went through. */
interface Walked {
  readonly side: Side
  readonly rules: Rules
  readonly steps: readonly Step[]
}

/** A ruling with every step that led to it. */
export interface WatchedRuling {
  readonly ruling: Ruling
  readonly ask: Ask
  readonly walks: readonly Walked[]
}

/** Rules on a question as a lookup does, by the same code, and keeps the steps. */
export function watchRuling(directory: Directory, requester: Requester, asked: Omit<Ask, 'from'>): WatchedRuling {
  const { about, view, at } = asked
  const walks: Walked[] = []
  const ruling = rule(directory, requester, about, view, at, (side, rules) => {
    const steps: Step[] = []
    walks.push({ side, rules, steps })
    return steps
  })
  return { ruling, ask: { ...asked, from: requester.person }, walks }
}

const STEP_OF: Partial<Readonly<Record<DecisionCode, StepName>>> = {
  MAILBOX_UNKNOWN: 'mailbox',
  INSIDE_LEVEL: 'mailbox',
  MAILBOX_DEFAULT: 'mailbox',
  GRANT: 'grant',
  SHARING_POLICY: 'grant',
  ROOM_OUTSIDE: 'mailbox',
  GROUP_MERGED: 'group',
  GROUP_LIMIT: 'group',
  GROUP_TOO_SMALL: 'group',
}

function ruleOf({ side, rules }: Walked, ask: Ask, code: DecisionCode): WrittenRule | null {
  const { of, path } =
    rules.kind === 'offer'
      ? { of: rules.trust.metadata.name, path: placeInOffer(code) }
      : { of: rules.organization.name, path: placeInDocument(rules.organization.policy, side, ask, code) }
  return path === null ? null : { of, path }
}

const GRANT_CODES: Readonly<Record<string, string>> = {
  ignored: 'GRANTS_IGNORED',
  'not begun': 'GRANT_NOT_BEGUN',
  over: 'GRANT_OVER',
}

/** Every step of both sides, in the order in which they were gone through. */
export function policySteps({ walks, ask }: WatchedRuling): readonly ExplanationStep[] {
  return walks.flatMap((walked) =>
    explainSteps(walked.steps).map(({ code, outcome, before, after, because }) =>
      stepOf(STEP_OF[code] ?? 'policy', outcome, {
        code: because === undefined ? code : (GRANT_CODES[because] ?? code),
        side: walked.side,
        before,
        after,
        rule: ruleOf(walked, ask, code),
        detail: walked.rules.kind === 'offer' ? 'their offer' : null,
      }),
    ),
  )
}

/** What is ruled on is one instant's: the same for the whole of one turn. */
export const instantOfTurn = (now: () => Instant): (() => Instant) => {
  let held: Instant | null = null
  return () => {
    if (held === null) queueMicrotask(() => (held = null))
    return (held ??= now())
  }
}
