import { expect } from 'chai'
import fc from 'fast-check'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { refresh, revoke } from '../../../trust/organization/federation-trust.ts'
import { MemoryTrustStore } from '../../../trust/stores/trust-store-memory.ts'
import { activeTrust, granted, idOf, known, metadataOf, VirtualClock } from '../known-organizations.ts'

const US = idOf(900)
const GATEWAY = idOf(901)
const clock = new VirtualClock()

describe('the trust store in memory', () => {
  it('shows a trust in the snapshot taken after it was put, and in none taken before', async () => {
    const store = new MemoryTrustStore()
    const before = store.snapshot()
    expect(store.snapshot()).to.equal(before)
    const trust = activeTrust(US, await known('Fabrikam'), ['fabrikam.example'], clock)
    expect(await store.put(trust, undefined)).to.deep.equal({ stored: true, sequence: 1 })
    expect(before.trust(US, trust.partner)).to.equal(undefined)
    expect(store.snapshot().trust(US, trust.partner)).to.equal(trust)
    expect(store.snapshot().sequence).to.equal(1)
  })

  it('refuses a change made from a trust that has changed meanwhile', async () => {
    const store = new MemoryTrustStore()
    const trust = activeTrust(US, await known('Fabrikam'), ['fabrikam.example'], clock)
    await store.put(trust, undefined)
    const revoked = granted(revoke(trust, 'key lost', clock))
    expect(await store.put(revoked, trust)).to.deep.include({ stored: true })
    const late = granted(refresh(trust, metadataOf(await known('Fabrikam'), clock, { sequence: 2 }), clock))
    for (const before of [trust, undefined]) {
      expect(await store.put(late, before)).to.deep.equal({ stored: false, because: 'changed-meanwhile' })
    }
    expect(store.snapshot().trust(US, trust.partner)).to.equal(revoked)
  })

  it('never goes back behind metadata it has seen, not even over a revoked trust (TH4)', async () => {
    const store = new MemoryTrustStore()
    const fabrikam = await known('Fabrikam')
    const first = activeTrust(US, fabrikam, ['fabrikam.example'], clock)
    const second = granted(refresh(first, metadataOf(fabrikam, clock, { sequence: 2 }), clock))
    const revoked = granted(revoke(second, 'x', clock))
    await store.put(revoked, undefined)
    expect(await store.put(first, revoked)).to.deep.equal({ stored: false, because: 'rolled-back' })
  })

  it('gives a domain, a certificate key and a token key to one partner only (TH5)', async () => {
    const store = new MemoryTrustStore()
    const fabrikam = await known('Fabrikam')
    const adatum = await known('Adatum')
    await store.put(activeTrust(US, fabrikam, ['fabrikam.example'], clock), undefined)
    for (const [thief, domains, because] of [
      [adatum, ['adatum.example', 'fabrikam.example'], 'domain-taken'],
      [{ ...fabrikam, id: idOf(950), tokenKeys: adatum.tokenKeys }, ['adatum.example'], 'certificate-key-taken'],
      [{ ...adatum, tokenKeys: fabrikam.tokenKeys }, ['adatum.example'], 'token-key-taken'],
    ] as const) {
      const outcome = await store.put(activeTrust(US, thief, domains, clock), undefined)
      expect(outcome).to.deep.equal({ stored: false, because })
    }
    expect(await store.put(activeTrust(GATEWAY, fabrikam, ['fabrikam.example'], clock), undefined)).to.include({
      stored: true,
    })
  })

  it('keeps a revoked partner’s keys its own, and lets go of its domains', async () => {
    const store = new MemoryTrustStore()
    const fabrikam = await known('Fabrikam')
    const adatum = await known('Adatum')
    await store.put(granted(revoke(activeTrust(US, fabrikam, ['fabrikam.example'], clock), 'x', clock)), undefined)
    const heir = activeTrust(US, { ...fabrikam, id: idOf(950) }, ['fabrikam.example'], clock)
    expect(await store.put(heir, undefined)).to.deep.equal({ stored: false, because: 'certificate-key-taken' })
    expect(await store.put(activeTrust(US, adatum, ['fabrikam.example'], clock), undefined)).to.include({
      stored: true,
    })
  })

  it('keeps domain to partner a function, whatever is put in whatever order (TH5)', async () => {
    const partners = [await known('Fabrikam'), await known('Adatum'), await known('Northwind')]
    const domains = ['a.example', 'b.example', 'c.example']
    const put = fc.tuple(fc.nat(2), fc.subarray(domains), fc.boolean())
    await fc.assert(
      fc.asyncProperty(fc.array(put, { maxLength: 8 }), async (puts) => {
        const store = new MemoryTrustStore()
        for (const [which, said, gone] of puts) {
          const partner = partners[which]
          if (!partner) continue
          const trust = activeTrust(US, partner, said, clock)
          await store.put(gone ? granted(revoke(trust, 'x', clock)) : trust, store.snapshot().trust(US, partner.id))
        }
        for (const domain of domains.map(parseDomain)) {
          const speakers = partners.filter(({ id }) => store.snapshot().issuer(US, id)?.speaksFor(domain))
          expect(speakers.length).to.be.at.most(1)
          expect(store.snapshot().trustForDomain(US, domain)?.partner).to.equal(speakers[0]?.id)
        }
      }),
      { numRuns: 20 },
    )
  })
})
