import type { AccessLevel } from './access-level.ts'
import type { Step, VoidGrant } from './decision-walk.ts'
import type { DecisionCode } from './decision.ts'
import type { StepPath } from './step-path.ts'

/**
 * Two letters for each step, as they stand in audit logs: never another meaning for one that was used, whatever becomes of
 * the step.
 */
const WORD: Readonly<Record<DecisionCode, string>> = {
  FEDERATION_OFF: 'fo',
  NO_RELATIONSHIP: 'nr',
  RELATIONSHIP_DISABLED: 'rd',
  RELATIONSHIP_EXPIRED: 're',
  FREEBUSY_DISABLED: 'fd',
  LEVEL_NONE: 'ln',
  MAILBOX_UNKNOWN: 'mu',
  INSIDE_LEVEL: 'il',
  OUT_OF_SCOPE: 'os',
  EXCLUDED: 'ex',
  REQUESTS_DISABLED: 'qd',
  REQUESTER_OUT_OF_SCOPE: 'qs',
  ANONYMOUS_OFF: 'ao',
  RELATIONSHIP_LEVEL: 'rl',
  REQUESTS_LEVEL: 'ql',
  MAILBOX_DEFAULT: 'md',
  GRANT: 'gr',
  LINK_LEVEL: 'll',
  SHARING_POLICY: 'sp',
  ROOM_OUTSIDE: 'ro',
  GROUP_MERGED: 'gm',
  GROUP_LIMIT: 'gl',
  GROUP_TOO_SMALL: 'gs',
  REQUESTED_VIEW: 'rv',
}
const LEVEL: Readonly<Record<AccessLevel, string>> = {
  None: 'N',
  AvailabilityOnly: 'A',
  LimitedDetails: 'L',
  Reviewer: 'R',
}
const VOID: Readonly<Record<VoidGrant, string>> = { ignored: 'i', 'not begun': 'b', over: 'o' }
const WORD_LENGTH = 2
const STEP_LENGTH = 3

function reversed<Value extends string>(words: Readonly<Record<Value, string>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(words).map(([value, word]) => [word as string, value as Value]))
}
const CODE_OF = reversed(WORD)
const LEVEL_OF = reversed(LEVEL)
const VOID_OF = reversed(VOID)

function wordOf(step: Step): string {
  const word = WORD[step.code]
  if (step.kind === 'gate') return `${word}${step.passed ? '+' : '-'}`
  return `${word}${step.kind === 'ceiling' ? LEVEL[step.level] : VOID[step.because]}`
}

const written = new WeakMap<StepPath, string>()

/** The steps in the form in which a log keeps them: three letters each, `fo+nr+rlLmdA`. */
export function stepWords(path: StepPath): string {
  const known = written.get(path)
  if (known !== undefined) return known
  const words = path.steps.map(wordOf).join('')
  written.set(path, words)
  return words
}

function readStep(code: DecisionCode, said: string): Step | null {
  if (said === '+' || said === '-') return { code, kind: 'gate', passed: said === '+' }
  const level = LEVEL_OF.get(said)
  if (level !== undefined) return { code, kind: 'ceiling', level }
  const because = VOID_OF.get(said)
  return because === undefined || code !== 'GRANT' ? null : { code, kind: 'void', because }
}

/** The steps again; what a later release wrote and this one does not know is left out. */
export function readStepWords(words: string): readonly Step[] {
  const steps: Step[] = []
  for (let i = 0; i + STEP_LENGTH <= words.length; i += STEP_LENGTH) {
    const code = CODE_OF.get(words.slice(i, i + WORD_LENGTH))
    const step = code === undefined ? null : readStep(code, words[i + WORD_LENGTH] ?? '')
    if (step !== null) steps.push(step)
  }
  return steps
}
