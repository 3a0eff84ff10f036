import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { approvalRefusal } from '../../../../gateway/console/approvals/approval-refusals.ts'
import { APPROVAL_TEXTS } from '../../../../gateway/console/approvals/approval-texts.ts'
import { KEY_CHANGE_TEXTS } from '../../../../gateway/console/keys/key-change-texts.ts'
import { CHANGE_REFUSALS } from '../../../../gateway/console/trusts/change-refusals.ts'
import { claimedDomains, firstProof } from '../../../../gateway/domains/claim-domains.ts'
import { FederationError } from '../../../../protocols/federation-error.ts'
import type { ErrorCode } from '../../../../protocols/federation-error.ts'
import { VirtualClock } from '../../../trust/known-organizations.ts'

const parts = { clock: new VirtualClock(), random: { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 } }

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
      expect(of('ERR_OUTCOME_UNKNOWN')).to.equal(APPROVAL_TEXTS[language].outcomeUnknown)
    }
  })

  /** As the domains of a yes are read when it is given. */
  const refused = (language: 'en' | 'sv', unprovenDomains: 'allow' | 'refuse', domain: string): string | null => {
    try {
      claimedDomains([domain], { isHosted: (one) => one === 'contoso.example' })
      firstProof(true, { unprovenDomains }, parts)
      return null
    } catch (error) {
      return error instanceof FederationError ? approvalRefusal({ language }, error) : null
    }
  }

  it('is said of a domain that cannot be bound any more, since the gateway runs with another configuration', () => {
    expect(refused('en', 'allow', 'contoso.example')).to.equal('contoso.example is hosted by this gateway.')
    expect(refused('sv', 'allow', 'contoso.example')).to.equal('contoso.example finns i denna gateway.')
    expect(refused('en', 'refuse', 'a.example')).to.match(/^This gateway takes no domain without a proof/)
    expect(refused('sv', 'refuse', 'a.example')).to.match(/^Denna gateway tar ingen domän utan bevis/)
    expect(refused('sv', 'allow', 'a.example')).to.equal(null)
  })

  it('has no words where nobody foresaw it', () => {
    expect(said('sv', 'ERR_MESSAGE_MALFORMED')).to.equal(null)
  })
})
