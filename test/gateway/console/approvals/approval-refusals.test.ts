import { expect } from 'chai'
import { approvalRefusal } from '../../../../gateway/console/approvals/approval-refusals.ts'
import { APPROVAL_TEXTS } from '../../../../gateway/console/approvals/approval-texts.ts'
import { KEY_CHANGE_TEXTS } from '../../../../gateway/console/keys/key-change-texts.ts'
import { CHANGE_REFUSALS } from '../../../../gateway/console/trusts/change-refusals.ts'
import { FederationError } from '../../../../protocols/federation-error.ts'
import type { ErrorCode } from '../../../../protocols/federation-error.ts'

describe('why a second yes cannot be carried out', () => {
  const said = (language: 'en' | 'sv', code: ErrorCode, context: Readonly<Record<string, string>> = {}) =>
    approvalRefusal({ language }, new FederationError(code, 'in English', context))

  it('is said in the words of whoever gives it', () => {
    for (const language of ['en', 'sv'] as const) {
      const of = (code: ErrorCode, context = {}) => said(language, code, context)
      expect(of('ERR_CONFLICT', { reason: 'next-over' })).to.equal(KEY_CHANGE_TEXTS[language].refusals['next-over'])
      expect(of('ERR_CONFLICT', { reason: 'partners-behind' })).to.equal(APPROVAL_TEXTS[language].partnersBehind)
      expect(of('ERR_CONFLICT', { refused: 'fingerprint-differs' })).to.equal(
        CHANGE_REFUSALS[language]['fingerprint-differs'],
      )
      expect(of('ERR_CONFLICT')).to.equal(CHANGE_REFUSALS[language].state)
      expect(of('ERR_NOT_FOUND')).to.equal(APPROVAL_TEXTS[language].gone)
    }
  })

  it('has no words where nobody foresaw it', () => {
    expect(said('sv', 'ERR_MESSAGE_MALFORMED')).to.equal(null)
  })
})
