import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { UNPROVEN } from '../../../trust/organization/domain-proof.ts'
import type { DomainProof } from '../../../trust/organization/domain-proof.ts'
import type { FederationEndpoints } from '../../../trust/organization/federation-metadata.ts'
import { isRefused, trustUsable } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { hear } from '../../../trust/organization/hear-partner.ts'
import { withNewTokenKey } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { groundOf, hostOf } from '../../../trust/organization/partner-hosts.ts'
import { confirmCertificate, refresh, seeStrange } from '../../../trust/organization/refresh-trust.ts'
import { needsOf } from '../../../trust/organization/settle-trust.ts'
import { decodeTrust, encodeTrust } from '../../../trust/organization/trust-record.ts'
import {
  accept,
  propose,
  raiseAttention,
  resume,
  revoke,
  suspend,
  withDomains,
} from '../../../trust/organization/trust-transitions.ts'
import type { AdministratorsYes } from '../../../trust/organization/trust-transitions.ts'
import { sourceFilesUnder } from '../../source-files.ts'
import { keyed, printOf, under } from '../keyed-certificates.ts'
import { granted, known, metadataOf, START, VirtualClock } from '../known-organizations.ts'
import { FABRIKAM, pending, saying, US, yesTo } from './trust-states.ts'

const HOME = 'gateway.fabrikam.example'
const CLOUD = 'fabrikam.hosting.example'
const MOVED = 'elsewhere.example'
const PROVEN: DomainProof = {
  ...{ state: 'proven', challenge: 'A'.repeat(43), provenAt: START, checkedAt: START, via: 'dns' },
}
/** The domains of a partner that is at `HOME` and `MOVED`, and what is left of them when it lost the second. */
const BOTH = [FABRIKAM, parseDomain(MOVED)].map((domain) => ({ domain, proof: PROVEN }))
const ONE_LOST = BOTH.map(({ domain, proof }) => ({
  domain,
  proof: domain === FABRIKAM ? proof : ({ state: 'lost', challenge: 'c', since: START } as const),
}))

const on = (host: string, offers = host): FederationEndpoints => ({
  ews: `https://${host}/EWS/Exchange.asmx`,
  trust: `https://${host}/.well-known/federation-metadata`,
  offers: `https://${offers}/federation-offers`,
})

describe('the ground on which a host is asked (BF1)', () => {
  const ground = (url: string, domain = 'fabrikam.example', proof: DomainProof = PROVEN) =>
    groundOf(
      { metadataUrl: 'https://metadata.example/x', hosts: ['confirmed.example'] },
      [{ domain: parseDomain(domain), proof }],
      hostOf(url),
    )

  const urls: readonly (readonly [string, string, 'domain' | 'metadata' | 'confirmed' | null])[] = [
    ['the domain itself', 'https://fabrikam.example/', 'domain'],
    ['a name below it', 'https://gateway.fabrikam.example/EWS/Exchange.asmx', 'domain'],
    ['two labels below it', 'https://a.b.fabrikam.example:8443/', 'domain'],
    ['in capitals', 'https://GateWay.FABRIKAM.Example/', 'domain'],
    ['that ends in its letters, not in its labels', 'https://evilfabrikam.example/', null],
    ['with the domain in front', 'https://fabrikam.example.evil.example/', null],
    ['above it', 'https://example/', null],
    ['beside it', 'https://contoso.example/', null],
    ['with a last dot', 'https://gateway.fabrikam.example./', null],
    ['with the domain as a user name', 'https://fabrikam.example@evil.example/', null],
    ['with the domain in its path', 'https://evil.example/fabrikam.example', null],
    ['of an address', 'https://127.0.0.1/', null],
    ['of an address in brackets', 'https://[::1]/', null],
    ['of the metadata', 'https://metadata.example/other', 'metadata'],
    ['below that of the metadata', 'https://below.metadata.example/', null],
    ['that was confirmed', 'https://confirmed.example/', 'confirmed'],
    ['below one that was confirmed', 'https://below.confirmed.example/', null],
  ]
  for (const [name, url, expected] of urls) {
    it(`of a host ${name}: ${expected ?? 'none'}`, () => expect(ground(url)).to.equal(expected))
  }

  it('is by A-labels, however the letters are written', () => {
    expect(ground('https://gw.bücher.example/', 'xn--bcher-kva.example')).to.equal('domain')
    expect(ground('https://gw.BÜCHER.example/', 'xn--bcher-kva.example')).to.equal('domain')
    expect(ground('https://gw.bucher.example/', 'xn--bcher-kva.example')).to.equal(null)
  })

  const proofs: readonly (readonly [DomainProof, 'domain' | null])[] = [
    [UNPROVEN, 'domain'],
    [PROVEN, 'domain'],
    [
      {
        ...{ state: 'missing', challenge: 'c', provenAt: START, missingSince: START, checkedAt: START },
        failures: 1,
      },
      'domain',
    ],
    [{ state: 'pending', challenge: 'c', since: START, until: START + DAY }, null],
    [{ state: 'lost', challenge: 'c', since: START }, null],
  ]
  for (const [proof, expected] of proofs) {
    it(`of a domain whose proof is ${proof.state}: ${expected ?? 'none'}`, () =>
      expect(ground('https://gateway.fabrikam.example/', 'fabrikam.example', proof)).to.equal(expected))
  }
})

describe('a partner that moves to another host (BF1)', () => {
  let clock: VirtualClock
  let fabrikam: Organization
  let active: FederationTrust

  const yes = (trust: FederationTrust, more: Partial<AdministratorsYes> = {}) =>
    accept(trust, yesTo(trust, { prove: () => PROVEN, ...more }), clock)
  const proposed = (endpoints = on(HOME), metadataUrl = endpoints.trust): FederationTrust =>
    granted(propose(US, metadataOf(fabrikam, clock, { endpoints }), clock, metadataUrl))
  const saysYes = (trust: FederationTrust): FederationTrust => granted(hear(trust, saying(1), clock))
  const moved = (trust: FederationTrust, endpoints = on(MOVED), sequence = 2): FederationTrust =>
    granted(refresh(trust, metadataOf(fabrikam, clock, { endpoints, sequence }), clock))

  beforeEach(async () => {
    clock = new VirtualClock()
    fabrikam = await known('Fabrikam')
    active = saysYes(granted(yes(proposed())))
  })

  it('is asked where it says, as long as that is below a proven domain', () => {
    expect([active.is.state, active.hosts]).to.deep.equal(['active', []])
    expect(active.asked).to.deep.equal(on(HOME))
    const below = moved(active, on('new.fabrikam.example'))
    expect(below.asked).to.deep.equal(on('new.fabrikam.example'))
    expect([below.is.state, needsOf(below)]).to.deep.equal(['active', []])
  })

  it('is asked where it was before, serves on, and needs a person, while nobody confirmed the new one', () => {
    const trust = moved(active)
    expect(trust.metadata.endpoints).to.deep.equal(on(MOVED))
    expect(trust.asked).to.deep.equal(on(HOME))
    expect(trust.is).to.deep.include({ state: 'attention', because: 'host-unconfirmed' })
    expect(trustUsable(trust, clock.now())).to.equal(true)
  })

  it('has its new keys taken all the same', async () => {
    const rolled = await withNewTokenKey(fabrikam, { clock, announcedFor: 0 })
    const newer = metadataOf(rolled, clock, { endpoints: on(MOVED), sequence: 2 })
    expect(granted(refresh(active, newer, clock)).tokenKeys).to.have.length(2)
  })

  it('moves endpoint by endpoint', () => {
    const half = moved(active, on('new.fabrikam.example', MOVED))
    expect(half.asked).to.deep.equal({ ...on('new.fabrikam.example'), offers: on(HOME).offers })
    const added = moved(active, { ...on(HOME), token: `https://${MOVED}/token` })
    expect(added.asked, 'nowhere before').to.deep.equal(on(HOME))
    const taken = moved(added, { ews: on(HOME).ews, trust: on(HOME).trust }, 3)
    expect(taken.asked, 'taken back').to.deep.equal({ ews: on(HOME).ews, trust: on(HOME).trust })
    expect(taken.is.state).to.equal('active')
  })

  it('is asked there once an administrator said yes to that host by name, and to no other by the way', () => {
    const trust = moved(active)
    const renewed = granted(yes(trust, { validUntil: clock.now() + DAY }))
    expect([renewed.is.state, renewed.asked.ews]).to.deep.equal(['attention', on(HOME).ews])
    const confirmed = granted(yes(trust, { hosts: [MOVED] }))
    expect([confirmed.is.state, confirmed.hosts, confirmed.asked]).to.deep.equal(['active', [MOVED], on(MOVED)])
    const again = moved(confirmed, on('third.example'), 3)
    expect([again.is.state, again.asked]).to.deep.equal(['attention', on(MOVED)])
  })

  it('is refused a yes to a host it does not name', () => {
    const refused = yes(moved(active), { hosts: ['third.example'] })
    expect(isRefused(refused) && refused.refused).to.equal('host-unknown')
  })

  it('is asked there by itself once the domain above is proven, and back where it was when it says so', () => {
    const trust = moved(active)
    const proven = granted(withDomains(trust, BOTH, clock))
    expect([proven.is.state, proven.asked]).to.deep.equal(['active', on(MOVED)])
    const back = moved(trust, on(HOME), 3)
    expect([back.is.state, back.asked, back.hosts]).to.deep.equal(['active', on(HOME), []])
  })

  it('is not asked at a host whose domain it lost, nor at any before that it may not be asked at', () => {
    const there = moved(granted(withDomains(active, BOTH, clock)))
    expect(there.asked).to.deep.equal(on(MOVED))
    const trust = granted(withDomains(there, ONE_LOST, clock))
    expect([trust.is.state, trust.asked]).to.deep.equal(['attention', {}])
    expect(granted(withDomains(trust, BOTH, clock)).asked).to.deep.equal(on(MOVED))
  })

  it('is asked nowhere where it moved on from a host that it may not be asked at any more', () => {
    const there = moved(granted(withDomains(active, BOTH, clock)))
    const further = moved(there, on('third.example'), 3)
    expect([further.is.state, further.asked], 'while it is proven').to.deep.equal(['attention', on(MOVED)])
    expect(granted(withDomains(further, ONE_LOST, clock)).asked).to.deep.equal({})
  })

  it('is asked, after the first yes, at every host that was proposed outside its domains, and they are on record', () => {
    const trust = granted(yes(proposed(on(HOME, CLOUD))))
    expect([trust.hosts, trust.asked]).to.deep.equal([[CLOUD], on(HOME, CLOUD)])
    const waiting = granted(yes(proposed(), { prove: () => pending(clock), domains: [parseDomain('fabrikam.test')] }))
    expect([waiting.is.state, waiting.hosts], 'where its metadata is').to.deep.equal(['proving', []])
    const typed = proposed(on(CLOUD), 'https://metadata.example/')
    expect(granted(yes(typed)).hosts).to.deep.equal([CLOUD])
    expect(typed.asked, 'before any yes').to.deep.equal({})
  })

  for (const [name, make] of [
    ['proving', (trust: FederationTrust) => granted(yes(trust, { prove: () => pending(clock) }))],
    ['offered', (trust: FederationTrust) => granted(yes(trust))],
  ] as const) {
    it(`needs a person also while it is ${name}, and when it begins to serve`, () => {
      const trust = moved(make(proposed()))
      expect([trust.is.state, needsOf(trust), trust.asked]).to.deep.equal([name, ['host-unconfirmed'], on(HOME)])
      const proven = granted(withDomains(trust, [{ domain: FABRIKAM, proof: PROVEN }], clock))
      expect(saysYes(proven).is).to.deep.include({ state: 'attention', because: 'host-unconfirmed' })
    })
  }

  it('needs a person after whatever hid it: a suspension, another cause', () => {
    const suspended = moved(granted(suspend(active, 'x', clock)))
    expect([suspended.is.state, needsOf(suspended)]).to.deep.equal(['suspended', ['host-unconfirmed']])
    expect(granted(resume(suspended, clock)).is).to.deep.include({ because: 'host-unconfirmed' })
    const missing = moved(granted(raiseAttention(active, 'domain-missing', clock)))
    expect(needsOf(missing)).to.deep.equal(['domain-missing', 'host-unconfirmed'])
  })

  it('is told of its end where it was asked last', () => {
    const revoked = granted(revoke(moved(active), 'x', clock))
    expect([revoked.asked, needsOf(revoked)]).to.deep.equal([on(HOME), []])
  })

  it('is not confirmed together with a certificate that was compared: nobody saw that host before', () => {
    const other = keyed('Fabrikam')
    const found = metadataOf(under(fabrikam, other), clock, { endpoints: on(MOVED), sequence: 5 })
    const compared = granted(confirmCertificate(active, found, printOf(other), clock))
    const trust = granted(yes(compared))
    expect([trust.is.state, needsOf(trust), trust.asked]).to.deep.equal(['attention', ['host-unconfirmed'], on(HOME)])
    expect(granted(yes(compared, { hosts: [MOVED] })).asked).to.deep.equal(on(MOVED))
  })

  it('is kept with its hosts; what was kept before there were any means those it had then', () => {
    const trust = moved(active)
    expect(encodeTrust(decodeTrust(encodeTrust(trust)))).to.deep.equal(encodeTrust(trust))
    const { hosts: _, asked: __, strange: ___, ...old } = encodeTrust(active) as Record<string, never>
    const read = decodeTrust(old)
    expect([read.hosts, read.asked, read.strange]).to.deep.equal([[HOME], on(HOME), null])
    const newer = moved({ ...read, is: { ...read.is, domains: [] } as never })
    expect(newer.is).to.deep.include({ state: 'attention', because: 'host-unconfirmed' })
    expect(newer.asked).to.deep.equal(on(HOME))
  })
})

describe('a certificate nobody compared', () => {
  let clock: VirtualClock
  let offered: FederationTrust
  const stranger = keyed('Fabrikam')

  beforeEach(async () => {
    clock = new VirtualClock()
    const proposed = granted(propose(US, metadataOf(await known('Fabrikam'), clock, { endpoints: on(HOME) }), clock))
    offered = granted(accept(proposed, yesTo(proposed), clock))
  })

  it('needs a person while the trust waits for the partner, and is found again when it begins to serve', () => {
    const seen = seeStrange(offered, printOf(stranger), clock)
    expect([seen.is.state, needsOf(seen)]).to.deep.equal(['offered', ['certificate-changed']])
    expect(seeStrange(seen, printOf(stranger), clock), 'said once').to.equal(seen)
    const active = granted(hear(seen, saying(1), clock))
    expect(active.is).to.deep.include({ state: 'attention', because: 'certificate-changed' })
  })

  it('is settled by a yes, and by the known certificate where it never served', async () => {
    const seen = seeStrange(offered, printOf(stranger), clock)
    expect(needsOf(granted(accept(seen, yesTo(seen), clock)))).to.deep.equal([])
    const again = metadataOf(await known('Fabrikam'), clock, { endpoints: on(HOME) })
    expect(needsOf(granted(refresh(seen, again, clock)))).to.deep.equal([])
  })

  it('makes a trust that serves need a person until somebody says yes, also when it shows the known one again', async () => {
    const active = granted(hear(offered, saying(1), clock))
    const seen = seeStrange(active, printOf(stranger), clock)
    expect(seen.is).to.deep.include({ state: 'attention', because: 'certificate-changed' })
    const again = granted(refresh(seen, metadataOf(await known('Fabrikam'), clock, { endpoints: on(HOME) }), clock))
    expect([again.strange, again.is.state]).to.deep.equal([null, 'attention'])
    expect(granted(accept(again, yesTo(again), clock)).is.state).to.equal('active')
  })

  it('is nothing to a proposal, nor to a revoked trust', () => {
    const revoked = granted(revoke(offered, 'x', clock))
    expect(seeStrange(revoked, printOf(stranger), clock)).to.equal(revoked)
  })
})

describe('the endpoints a partner names', () => {
  it('are read by the gateway to show them, to propose, and to say where nobody confirmed them; it asks at `asked` alone (BF1)', () => {
    const reading = sourceFilesUnder('gateway').filter(({ text }) =>
      /metadata\.endpoints|\.endpoints\.(ews|token|offers|graph)/.test(text),
    )
    expect(reading.map(({ path }) => path)).to.deep.equal([
      'gateway/admin/administration.ts',
      'gateway/agreement/trust-files.ts',
      'gateway/doctor/check-agreement.ts',
      'gateway/staff/trusts/accept-trust.ts',
    ])
  })
})
