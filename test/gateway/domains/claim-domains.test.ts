import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { claimedDomains, firstProof } from '../../../gateway/domains/claim-domains.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { VirtualClock } from '../../trust/known-organizations.ts'

const parts = { clock: new VirtualClock(), random: { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 } }
const isHosted = (domain: string): boolean => domain === 'contoso.example'

function refusal(work: () => unknown): FederationError {
  try {
    work()
  } catch (error) {
    if (error instanceof FederationError) return error
  }
  throw new Error('was not refused')
}

describe('the domains of an administrator’s yes', () => {
  it('are read in their one spelling', () => {
    expect(claimedDomains(['Fabrikam.Example', 'bücher.example'], { isHosted })).to.deep.equal([
      'fabrikam.example',
      'xn--bcher-kva.example',
    ])
  })

  it('are refused whole for one that nobody can have, with its name and the reason (DP7, TH10)', () => {
    for (const [text, because] of [
      ['co.uk', 'CLAIM_PUBLIC_SUFFIX'],
      ['contoso.example', 'CLAIM_OWN_DOMAIN'],
      ['аcme.example', 'CLAIM_MIXED_SCRIPT'],
    ] as const) {
      const { code, message } = refusal(() => claimedDomains(['fabrikam.example', text], { isHosted }))
      expect(code).to.equal('ERR_MESSAGE_MALFORMED')
      expect(message).to.include(text).and.include(because)
    }
  })

  it('begin with a challenge each, no two the same (DP1)', () => {
    const prove = firstProof(false, { unprovenDomains: 'allow' }, parts)
    const [one, other] = [prove(), prove()]
    expect([one.state, other.state]).to.deep.equal(['pending', 'pending'])
    expect(one).to.not.deep.equal(other)
  })

  it('are bound by word only where somebody asks for it and the configuration allows it', () => {
    expect(firstProof(true, { unprovenDomains: 'allow' }, parts)()).to.deep.equal({ state: 'unproven' })
    const { code, message } = refusal(() => firstProof(true, { unprovenDomains: 'refuse' }, parts))
    expect(code).to.equal('ERR_FORBIDDEN')
    expect(message).to.include('trust.unprovenDomains')
  })
})
