import { expect } from 'chai'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { readinessOf } from '../../../trust/organization/roll-readiness.ts'
import { activeTrust, idOf, known, START, VirtualClock } from '../known-organizations.ts'
import { saying } from './trust-states.ts'

const US = idOf(900)

describe('how far partners are with a certificate that was announced', () => {
  const clock = new VirtualClock()
  let trust: FederationTrust

  before(async () => {
    trust = activeTrust(US, await known('Fabrikam'), ['fabrikam.example'], clock)
  })

  const holding = (seenMetadata: number): FederationTrust => ({ ...trust, theirs: saying(1, { seenMetadata }) })
  const of = (one: FederationTrust, now = START) => readinessOf([one], 7, now).map(({ readiness }) => readiness)

  it('is told by the newest metadata of ours that they hold', () => {
    expect(of(holding(7))).to.deep.equal(['ready'])
    expect(of(holding(8))).to.deep.equal(['ready'])
    expect(of(holding(6))).to.deep.equal(['not yet'])
  })

  it('is not known of a partner that does not say', () => {
    expect(of({ ...trust, theirs: null })).to.deep.equal(['unknown'])
  })

  it('is asked only of partners whose lookups could break', () => {
    const proposed = { ...trust, is: { state: 'proposed', proposedAt: START } } as const
    expect(of(proposed)).to.deep.equal([])
    expect(of(trust, trust.metadata.certificate.notAfter + 1)).to.deep.equal([])
  })
})
