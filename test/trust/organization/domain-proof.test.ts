import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { bindsDomain, UNPROVEN } from '../../../trust/organization/domain-proof.ts'
import type { DomainProof } from '../../../trust/organization/domain-proof.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { decodeTrust, encodeTrust } from '../../../trust/organization/trust-record.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import { activeTrust, idOf, known, START, VirtualClock } from '../known-organizations.ts'

const US = idOf(900)
const FABRIKAM = parseDomain('fabrikam.example')
const challenge = 'c2l4dGVlbg'

const PROOFS: readonly (readonly [proof: DomainProof, binds: boolean])[] = [
  [UNPROVEN, true],
  [{ state: 'pending', challenge, since: START, until: START + 7 * DAY }, false],
  [{ state: 'proven', challenge, provenAt: START, checkedAt: START, via: 'dns' }, true],
  [{ state: 'missing', challenge, provenAt: START, missingSince: START, checkedAt: START, failures: 2 }, true],
  [{ state: 'lost', challenge, since: START }, false],
]

async function trustWith(proof: DomainProof): Promise<FederationTrust> {
  const trust = activeTrust(US, await known('Fabrikam'), [FABRIKAM], new VirtualClock())
  if (trust.is.state !== 'active') throw new Error(trust.is.state)
  return { ...trust, is: { ...trust.is, domains: [{ domain: FABRIKAM, proof }] } }
}

describe("the proof of a partner's domain", () => {
  for (const [proof, binds] of PROOFS) {
    it(`${binds ? 'binds' : 'does not bind'} the domain while it is ${proof.state}`, async () => {
      const trust = await trustWith(proof)
      const snapshot = trustSnapshot([trust], 1)
      expect(bindsDomain(proof)).to.equal(binds)
      expect(snapshot.trustForDomain(US, FABRIKAM)).to.equal(binds ? trust : undefined)
      expect(snapshot.issuer(US, trust.partner)?.speaksFor(FABRIKAM)).to.equal(binds)
    })

    it(`is kept and read again while it is ${proof.state}`, async () => {
      const trust = await trustWith(proof)
      const read = decodeTrust(JSON.parse(JSON.stringify(encodeTrust(trust))) as Json)
      expect(read.is).to.deep.equal(trust.is)
    })
  }

  it('is unproven where an earlier release kept the word alone', async () => {
    const kept = JSON.stringify(encodeTrust(await trustWith(UNPROVEN)))
    const earlier = kept.replace('"proof":{"state":"unproven"}', '"proof":"unproven"')
    expect(earlier).to.not.equal(kept)
    const read = decodeTrust(JSON.parse(earlier) as Json)
    expect(read.is).to.have.deep.property('domains', [{ domain: FABRIKAM, proof: UNPROVEN }])
  })
})
