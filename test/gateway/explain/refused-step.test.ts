import { expect } from 'chai'
import { refusedStep } from '../../../gateway/explain/refused-step.ts'

describe('the step at which a whole request was refused', () => {
  for (const [because, step, outcome] of [
    ['HTTP_415', 'request', 'deny'],
    ['ERR_MESSAGE_MALFORMED', 'request', 'deny'],
    ['ERR_TIME_ZONE_MISSING', 'request', 'deny'],
    ['NO_CREDENTIALS', 'credential', 'deny'],
    ['basic: locked', 'credential', 'deny'],
    ['basic: ', 'credential', 'deny'],
    ['basic', 'request', 'deny'],
    ['ERR_REQUESTER_UNTRUSTED', 'credential', 'deny'],
    ['ERR_IMPERSONATION_REFUSED', 'credential', 'deny'],
    ['TRUST_REPLAYED', 'credential', 'deny'],
    ['ERR_TRUST_STATE', 'request', 'deny'],
    ['TRUST_KEY_EXPIRED', 'credential', 'deny'],
    ['TRUST_ISSUER_UNKNOWN', 'trust', 'deny'],
    ['TRUST_SUSPENDED', 'trust', 'deny'],
    ['ERR_BUSY', 'limits', 'deny'],
    ['HTTP_413', 'limits', 'deny'],
    ['ERR_MAILBOXES_TOO_MANY', 'limits', 'deny'],
    ['ERR_WINDOW_TOO_LONG', 'limits', 'deny'],
    ['ERR_MESSAGE_TOO_BIG', 'limits', 'deny'],
    ['ERR_STORE_UNAVAILABLE', 'policy', 'unknown'],
    ['ERR_OUTCOME_UNKNOWN', 'policy', 'unknown'],
    ['ERR_INTERNAL', 'answer', 'unknown'],
  ] as const) {
    it(`of ${because} is ${step}`, () => {
      const told = refusedStep({ because, detail: 'why', found: null })
      expect(told).to.include({ step, outcome, code: because, detail: 'why', side: null })
    })
  }
})
