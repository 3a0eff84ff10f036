import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import type { DomainProof } from '../../../trust/organization/domain-proof.ts'
import { revoke, suspend, withDomains } from '../../../trust/organization/trust-transitions.ts'
import { acceptedOf } from '../../../trust/organization/federation-trust.ts'
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

  it('lets a partner that serves speak, and be asked, for no domain of which the proof is awaited or lost (DP1)', async () => {
    const bound = await fabrikamFor()
    const added = parseDomain('new.example')
    const withAdded = (proof: DomainProof) =>
      granted(withDomains(bound, [...(acceptedOf(bound)?.domains ?? []), { domain: added, proof }], clock))
    const [challenge, since] = ['c', START]
    const proofs: readonly (readonly [DomainProof, boolean])[] = [
      [{ state: 'pending', challenge, since, until: START + DAY }, false],
      [{ state: 'lost', challenge, since }, false],
      [{ state: 'proven', challenge, provenAt: START, checkedAt: START, via: 'dns' }, true],
    ]
    for (const [proof, binds] of proofs) {
      const snapshot = trustSnapshot([withAdded(proof)], 1)
      const issuer = snapshot.issuer(US, bound.partner)
      expect(issuer?.usable(START), proof.state).to.equal(true)
      expect(issuer?.speaksFor(added), proof.state).to.equal(binds)
      expect(snapshot.trustForDomain(US, added) !== undefined, proof.state).to.equal(binds)
    }
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

  it('is after any changes what a snapshot of all that is held then would be, and costs none of the rest', async () => {
    const fabrikam = await known('Fabrikam')
    const [one, two, three] = ['one.example', 'two.example', 'three.example']
    const trust = (number: number, ...domains: string[]): FederationTrust =>
      activeTrust(US, { ...fabrikam, id: idOf(number) }, domains, clock)
    const first = trustSnapshot([trust(1, one), trust(2, two)], 1)
    const [a, b] = [first.trust(US, idOf(1)) ?? null, first.trust(US, idOf(2)) ?? null]
    const wide = trust(1, one, three)
    // Several changes of one trust at once, and a domain that passes from one partner to another.
    const second = first.with(
      [
        { before: a, after: wide },
        { before: wide, after: trust(1, three) },
        { before: b, after: null },
        { before: null, after: trust(3, one, two) },
      ],
      2,
    )
    const owner = (domain: string) => second.trustForDomain(US, parseDomain(domain))?.partner
    expect([one, two, three].map(owner)).to.deep.equal([idOf(3), idOf(3), idOf(1)])
    expect(second.trusts(US).map(({ partner }) => partner)).to.have.members([idOf(1), idOf(3)])
    expect(second.issuer(US, idOf(2))).to.equal(undefined)
    expect(second.issuer(US, idOf(1))?.speaksFor(parseDomain(one))).to.equal(false)
    expect(first.trustForDomain(US, parseDomain(one))?.partner).to.equal(idOf(1))
    expect(first.issuer(US, idOf(2))).to.not.equal(undefined)
  })
})
