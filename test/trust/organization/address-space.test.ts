import { expect } from 'chai'
import { describeAddressSpace, isAddressSpace } from '../../../trust/organization/address-space.ts'
import { isRefused } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { refresh } from '../../../trust/organization/refresh-trust.ts'
import { readinessOf } from '../../../trust/organization/roll-readiness.ts'
import { decodeTrust, encodeTrust } from '../../../trust/organization/trust-record.ts'
import { accept, propose } from '../../../trust/organization/trust-transitions.ts'
import { UNPROVEN } from '../../../trust/organization/domain-proof.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { idOf, START } from '../known-organizations.ts'

const clock = { now: () => START }
const EWS = new URL('https://mail.fabrikam.example/EWS/Exchange.asmx')

async function accepted(): Promise<FederationTrust> {
  const metadata = await describeAddressSpace({ name: 'Fabrikam', ews: EWS }, START)
  const trust = propose(idOf(900), metadata, clock)
  if (isRefused(trust)) throw new Error(trust.refused)
  const yes = { fingerprint: metadata.certificate.fingerprint, domains: [parseDomain('fabrikam.example')] }
  const outcome = accept(trust, { ...yes, prove: () => UNPROVEN }, clock)
  if (isRefused(outcome)) throw new Error(outcome.refused)
  return outcome
}

describe('a partner that signs nothing', () => {
  it('is what was typed of it, and active by our yes alone', async () => {
    const trust = await accepted()
    expect(isAddressSpace(trust)).to.equal(true)
    expect([trust.is.state, trust.partner, trust.metadata.endpoints.ews]).to.deep.equal(['active', EWS.href, EWS.href])
  })

  it('is the same when it was kept and read again', async () => {
    const trust = await accepted()
    const read = decodeTrust(JSON.parse(JSON.stringify(encodeTrust(trust))))
    expect([isAddressSpace(read), encodeTrust(read)]).to.deep.equal([true, encodeTrust(trust)])
  })

  it('has a key that nobody holds, each its own: no document of another is ever taken for its (TH5)', async () => {
    const [trust, other] = [await accepted(), await accepted()]
    expect(trust.metadata.certificate.fingerprint).to.not.equal(other.metadata.certificate.fingerprint)
    const taken = refresh(trust, { ...other.metadata, id: trust.partner }, clock)
    expect(taken).to.include({ refused: 'certificate-changed' })
  })

  it('waits for no certificate of ours when we roll', async () => {
    expect(readinessOf([await accepted()], 1, START)).to.deep.equal([])
  })
})
