import type { RefusedRequest } from '../broker/refused-request.ts'
import { stepOf } from './explanation.ts'
import type { ExplanationStep, StepName } from './explanation.ts'

/** Where a refusal of a whole request belongs that is no matter of its form. */
const STEP: Readonly<Record<string, StepName>> = {
  TRUST_ISSUER_UNKNOWN: 'trust',
  TRUST_SUSPENDED: 'trust',
  NO_CREDENTIALS: 'credential',
  ERR_REQUESTER_UNTRUSTED: 'credential',
  ERR_IMPERSONATION_REFUSED: 'credential',
  ERR_BUSY: 'limits',
  ERR_MAILBOXES_TOO_MANY: 'limits',
  ERR_WINDOW_TOO_LONG: 'limits',
  ERR_MESSAGE_TOO_BIG: 'limits',
  HTTP_413: 'limits',
  // What holds now was not known, so that nothing could be decided.
  ERR_STORE_UNAVAILABLE: 'policy',
  ERR_OUTCOME_UNKNOWN: 'policy',
  ERR_INTERNAL: 'answer',
}

const UNKNOWN: ReadonlySet<string> = new Set(['ERR_STORE_UNAVAILABLE', 'ERR_OUTCOME_UNKNOWN', 'ERR_INTERNAL'])

type Refused = Pick<RefusedRequest, 'because' | 'detail' | 'found'>

function nameOf(because: string): StepName {
  const step = STEP[because]
  if (step !== undefined) return step
  return because.startsWith('TRUST_') || because.startsWith('basic: ') ? 'credential' : 'request'
}

/** The step at which a request ended that was refused as a whole. */
export function refusedStep({ because, detail, found }: Refused): ExplanationStep {
  return stepOf(nameOf(because), UNKNOWN.has(because) ? 'unknown' : 'deny', { code: because, detail, found })
}
