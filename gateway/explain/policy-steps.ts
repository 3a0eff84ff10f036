import type { DecisionCode, Side } from '../../trust/policies/decision.ts'
import { explainSteps } from '../../trust/policies/explain-steps.ts'
import { placeByNames, placeInOffer } from '../../trust/policies/rule-place.ts'
import type { NamedPeople, RuleNames } from '../../trust/policies/rule-place.ts'
import type { Step, VoidGrant } from '../../trust/policies/decision-walk.ts'
import type { Walked } from '../broker/rule.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep, StepName, WrittenRule } from './explanation.ts'
import { says } from './step-finding.ts'

/** One set of rules that a question went through, as it is told. */
export interface ToldWalk {
  readonly side: Side
  readonly kind: 'policy' | 'offer'
  /** The name of one of our organizations, or of a partner. */
  readonly of: string
  readonly steps: readonly Step[]
  readonly names: RuleNames
}

export const toldWalk = ({ side, rules, path, names }: Walked): ToldWalk => ({
  side,
  kind: rules.kind,
  of: rules.kind === 'offer' ? rules.trust.metadata.name : rules.organization.name,
  steps: path.steps,
  names,
})

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

function ruleOf({ kind, of, names }: ToldWalk, people: NamedPeople, code: DecisionCode): WrittenRule | null {
  const path = kind === 'offer' ? placeInOffer(code) : placeByNames(names, people, code)
  return path === null ? null : { of, path }
}

/** Of a grant that there is and that does not count. */
const GRANT_CODES: Readonly<Record<VoidGrant, string>> = {
  ignored: 'GRANTS_IGNORED',
  'not begun': 'GRANT_NOT_BEGUN',
  over: 'GRANT_OVER',
}

/** Every step of both sides, in the order in which they were gone through. */
export function policySteps(walks: readonly ToldWalk[], people: NamedPeople): readonly ExplanationStep[] {
  return walks.flatMap((walk) =>
    explainSteps(walk.steps).map(({ code, outcome, before, after, because }) =>
      stepOf(STEP_OF[code] ?? 'policy', outcome, {
        code: because === undefined ? code : GRANT_CODES[because],
        side: walk.side,
        before,
        after,
        rule: ruleOf(walk, people, code),
        found: walk.kind === 'offer' ? says('theirOffer', {}) : null,
      }),
    ),
  )
}
