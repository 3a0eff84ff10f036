import { expect } from 'chai'
import { describeAddressSpace, isAddressSpace, moveAddressSpace } from '../../../trust/organization/address-space.ts'
import { isRefused } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { refresh } from '../../../trust/organization/refresh-trust.ts'
import { readinessOf } from '../../../trust/organization/roll-readiness.ts'
import { decodeTrust, encodeTrust } from '../../../trust/organization/trust-record.ts'
import { accept, propose, revoke, suspend } from '../../../trust/organization/trust-transitions.ts'
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

  it('is asked at another address by our word alone, also while it is stopped, and is the same in all else', async () => {
    const trust = await accepted()
    const elsewhere = new URL('https://post.fabrikam.example/EWS/Exchange.asmx')
    for (const before of [trust, suspend(trust, 'a drill', clock)]) {
      if (isRefused(before)) throw new Error(before.refused)
      const moved = moveAddressSpace(before, elsewhere, clock)
      if (isRefused(moved)) throw new Error(moved.refused)
      const endpoints = { ews: elsewhere.href, trust: elsewhere.href }
      expect([moved.metadataUrl, moved.asked, moved.metadata.endpoints]).to.deep.equal([
        elsewhere.href,
        endpoints,
        endpoints,
      ])
      const back = moveAddressSpace(moved, EWS, clock)
      expect(back, 'nothing but the address').to.deep.equal(before)
    }
  })

  it('is asked nowhere else before our yes, nor once it is over', async () => {
    const metadata = await describeAddressSpace({ name: 'Fabrikam', ews: EWS }, START)
    const over = revoke(await accepted(), 'over', clock)
    for (const trust of [propose(idOf(900), metadata, clock), over]) {
      if (isRefused(trust)) throw new Error(trust.refused)
      expect(moveAddressSpace(trust, new URL('https://x.example/EWS'), clock)).to.include({ refused: 'wrong-state' })
    }
  })

  it('has an id of its own where one that is elsewhere by now has that of its address', async () => {
    const taken = new Set<string>([EWS.href, `${EWS.href}~2`])
    const metadata = await describeAddressSpace({ name: 'Fabrikam', ews: EWS }, START, (id) => taken.has(id))
    expect([metadata.id, metadata.endpoints.ews]).to.deep.equal([`${EWS.href}~3`, EWS.href])
  })

  it('waits for no certificate of ours when we roll', async () => {
    expect(readinessOf([await accepted()], 1, START)).to.deep.equal([])
  })
})
