import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { revoke, suspend } from '../../../trust/organization/trust-transitions.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import { activeTrust, granted, idOf, known, START, VirtualClock } from '../known-organizations.ts'

const US = idOf(900)
const GATEWAY = idOf(901)
const FAR = idOf(902)
const clock = new VirtualClock()

async function fabrikamFor(local = US): Promise<FederationTrust> {
  return activeTrust(local, await known('Fabrikam'), ['fabrikam.example'], clock, [
    { domain: 'adatum.example', organization: FAR },
  ])
}

describe('a snapshot of all trusts', () => {
  it('finds a partner by its id and by its domain, for the organization of ours that trusts it', async () => {
    const trust = await fabrikamFor()
    const snapshot = trustSnapshot([trust], 4)
    expect(snapshot.sequence).to.equal(4)
    expect(snapshot.trustForDomain(US, parseDomain('fabrikam.example'))).to.equal(trust)
    expect(snapshot.trustForDomain(GATEWAY, parseDomain('fabrikam.example'))).to.equal(undefined)
    expect(snapshot.trustForDomain(US, parseDomain('mail.fabrikam.example'))).to.equal(undefined)
    expect(snapshot.issuer(US, trust.partner)?.usable(START)).to.equal(true)
    expect(snapshot.issuer(GATEWAY, trust.partner)).to.equal(undefined)
    expect(snapshot.trusts(US)).to.deep.equal([trust])
    expect(snapshot.trusts(GATEWAY)).to.deep.equal([])
  })

  it('lets two of our organizations trust the same partner, each by itself', async () => {
    const ours = await fabrikamFor(US)
    const gateways = granted(suspend(await fabrikamFor(GATEWAY), 'x', clock))
    const snapshot = trustSnapshot([ours, gateways], 1)
    expect(snapshot.issuer(US, ours.partner)?.usable(START)).to.equal(true)
    expect(snapshot.issuer(GATEWAY, ours.partner)?.usable(START)).to.equal(false)
  })

  it('gives an issuer its own keys, domains and brokered domains, and nothing else', async () => {
    const trust = await fabrikamFor()
    const issuer = trustSnapshot([trust], 1).issuer(US, trust.partner)
    const [key] = trust.tokenKeys
    expect(issuer?.tokenKey(key?.kid ?? '')).to.equal(key)
    for (const name of ['', '__proto__', 'constructor', 'toString', 'other']) {
      expect(issuer?.tokenKey(name), name).to.equal(undefined)
    }
    expect(issuer?.speaksFor(parseDomain('fabrikam.example'))).to.equal(true)
    expect(issuer?.speaksFor(parseDomain('adatum.example'))).to.equal(false)
    expect(issuer?.brokers(parseDomain('adatum.example'), FAR)).to.equal(true)
    expect(issuer?.brokers(parseDomain('adatum.example'), GATEWAY)).to.equal(false)
    expect(issuer?.brokers(parseDomain('fabrikam.example'), FAR)).to.equal(false)
  })

  it('has no issuer in a trust that was only proposed or was revoked (TH11)', async () => {
    const trust = await fabrikamFor()
    const proposed: FederationTrust = { ...trust, is: { state: 'proposed', proposedAt: START } }
    for (const dead of [proposed, granted(revoke(trust, 'x', clock))]) {
      const snapshot = trustSnapshot([dead], 1)
      expect(snapshot.issuer(US, trust.partner)).to.equal(undefined)
      expect(snapshot.trustForDomain(US, parseDomain('fabrikam.example'))).to.equal(undefined)
      expect(snapshot.trust(US, trust.partner)).to.equal(dead)
    }
  })
})
