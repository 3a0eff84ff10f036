import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { challengeName } from '../../../gateway/domains/check-domain.ts'
import { DomainWatch } from '../../../gateway/domains/domain-watch.ts'
import { openLog } from '../../../gateway/log.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import { nameServers } from '../../../protocols/dns/name-servers.ts'
import type { NameServers } from '../../../protocols/dns/name-servers.ts'
import { challengeDomain, challengeRecord } from '../../../trust/organization/domain-proof.ts'
import type { DomainProof } from '../../../trust/organization/domain-proof.ts'
import { revoke } from '../../../trust/organization/trust-transitions.ts'
import { trustUsable } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust, TrustedDomain } from '../../../trust/organization/federation-trust.ts'
import { challengeOf, domainsOf } from '../../../trust/organization/prove-domains.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { StateTrustStore } from '../../../trust/stores/trust-store.ts'
import { RCODE, zoneServer } from '../../organizations/zone-server.ts'
import type { Behaviour, ZoneServer } from '../../organizations/zone-server.ts'
import { activeTrust, granted, known, metadataOf, put, VirtualClock } from '../../trust/known-organizations.ts'

const FABRIKAM = parseDomain('fabrikam.example')
const WINGTIP = parseDomain('wingtip.example')
const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }

/** One of the gateways that share a state. */
interface Instance {
  readonly state: StateStore
  readonly trusts: StateTrustStore
  readonly watch: DomainWatch
}

describe("watching partners' domains", () => {
  let dns: ZoneServer
  let contoso: Organization
  let fabrikam: Organization
  let clock: VirtualClock
  let world: MemoryWorld
  let one: Instance

  before(async () => {
    contoso = await known('Contoso')
    fabrikam = await known('Fabrikam')
  })
  beforeEach(async () => {
    dns = await zoneServer()
    clock = new VirtualClock()
    world = new MemoryWorld()
    one = await instance()
  })
  afterEach(() => dns.close())

  /** Not to be waited for longer than a busy machine may pause, where everything answers. */
  const patient = (): NameServers => nameServers({ servers: [dns.address], random })

  async function instance(servers = patient()): Promise<Instance> {
    const state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
    await state.open()
    const trusts = new StateTrustStore(state)
    await state.follow(trusts)
    const parts = { organizations: new Map([['contoso', contoso]]), trusts, clock, log: openLog('silent'), state }
    return {
      state,
      trusts,
      watch: new DomainWatch({ ...parts, lookups: { nameServers: servers, authorities: null, http: null, random } }),
    }
  }

  async function trustWith(partner: Organization, domains: readonly TrustedDomain[]): Promise<FederationTrust> {
    const trust = activeTrust(contoso.id, partner, [], clock)
    const before = one.trusts.snapshot().trust(contoso.id, partner.id)
    if (trust.is.state !== 'active') throw new Error(trust.is.state)
    const stored = await put(one.trusts, { ...trust, is: { ...trust.is, domains } }, before)
    expect(stored).to.have.property('stored', true)
    return held(partner)
  }

  const held = (partner = fabrikam, at = one): FederationTrust => {
    const trust = at.trusts.snapshot().trust(contoso.id, partner.id)
    if (trust === undefined) throw new Error('there is no such trust')
    return trust
  }
  const pending = (domain = FABRIKAM): TrustedDomain => ({ domain, proof: challengeDomain(random, clock) })
  const proofOf = (domain = FABRIKAM, partner = fabrikam): DomainProof => {
    const found = domainsOf(held(partner)).find((bound) => bound.domain === domain)
    if (found === undefined) throw new Error(`${domain} is not named`)
    return found.proof
  }
  const textOf = ({ proof }: TrustedDomain, partner = fabrikam): string =>
    challengeRecord(partner.id, challengeOf(proof) ?? '')
  const publish = (bound: TrustedDomain, behaviour: Behaviour = { texts: [textOf(bound)] }): void =>
    void dns.zone.set(challengeName(bound.domain), behaviour)
  const withdraw = (domain = FABRIKAM): void => void dns.zone.delete(challengeName(domain))

  async function proven(): Promise<TrustedDomain> {
    const bound = pending()
    publish(bound)
    await trustWith(fabrikam, [bound])
    await one.watch.checkDue()
    expect(proofOf().state).to.equal('proven')
    return bound
  }

  /** Lets time pass as a running gateway does: a round every `pause`. */
  async function pass(time: number, pause = HOUR): Promise<void> {
    for (let passed = 0; passed < time; passed += pause) {
      clock.pass(pause)
      await one.watch.checkDue()
    }
  }

  it('proves a domain by its record, and lets it bind from then on (DP1)', async () => {
    const bound = pending()
    await trustWith(fabrikam, [bound])
    await one.watch.checkDue()
    expect(proofOf()).to.equal(domainsOf(held())[0]?.proof)
    expect(one.trusts.snapshot().trustForDomain(contoso.id, FABRIKAM)).to.equal(undefined)
    expect(one.trusts.snapshot().issuer(contoso.id, fabrikam.id)?.speaksFor(FABRIKAM)).to.equal(false)
    publish(bound)
    await pass(2 * MINUTE, MINUTE)
    expect(proofOf()).to.deep.include({ state: 'proven', via: 'dns' })
    expect(one.trusts.snapshot().trustForDomain(contoso.id, FABRIKAM)).to.equal(held())
  })

  it('lets a trust that waited for its domains go on, once all are settled', async () => {
    const first = pending()
    const second = pending(WINGTIP)
    const active = await trustWith(fabrikam, [first, second])
    if (active.is.state !== 'active') throw new Error(active.is.state)
    const { activeSince: since, ...accepted } = active.is
    const proving: FederationTrust = { ...active, is: { ...accepted, state: 'proving', since } }
    expect(await put(one.trusts, proving, active)).to.have.property('stored', true)
    publish(first)
    await one.watch.checkDue()
    expect([held().is.state, proofOf().state]).to.deep.equal(['proving', 'proven'])
    publish(second)
    await pass(2 * MINUTE, MINUTE)
    expect(held().is.state).to.equal('active')
  })

  it("takes no other organization's record, and none of another domain's challenge (DP1)", async () => {
    const bound = pending()
    const other = pending(WINGTIP)
    publish(bound, { texts: [textOf(bound, contoso), textOf(other)] })
    await trustWith(fabrikam, [bound, other])
    await one.watch.checkDue()
    expect([proofOf().state, proofOf(WINGTIP).state]).to.deep.equal(['pending', 'pending'])
  })

  it('takes a record of the domain itself only: neither from above nor from below (DP6)', async () => {
    const [above, exact, below] = ['fabrikam.example', 'eu.fabrikam.example', 'mail.eu.fabrikam.example'].map((name) =>
      pending(parseDomain(name)),
    ) as [TrustedDomain, TrustedDomain, TrustedDomain]
    await trustWith(fabrikam, [above, exact, below])
    // All three texts at the middle one: even so only it is proven.
    publish(exact, { texts: [above, exact, below].map((bound) => textOf(bound)) })
    await one.watch.checkDue()
    expect(domainsOf(held()).map(({ proof }) => proof.state)).to.deep.equal(['pending', 'proven', 'pending'])
    const speaks = (domain: TrustedDomain) =>
      one.trusts.snapshot().issuer(contoso.id, fabrikam.id)?.speaksFor(domain.domain)
    expect([above, exact, below].map(speaks)).to.deep.equal([false, true, false])
  })

  it('refuses a challenge that is over, though its record is there (DP1)', async () => {
    const bound = pending()
    await trustWith(fabrikam, [bound])
    publish(bound)
    clock.pass(7 * DAY)
    await one.watch.checkDue()
    expect(await one.watch.checkNow(held(), BY_ITSELF)).to.equal('nothing to check')
    expect(proofOf().state).to.equal('pending')
    expect(dns.asked).to.deep.equal([])
  })

  it('refuses a wildcard, and tells the administrator that it is one (DP2)', async () => {
    const bound = pending()
    await trustWith(fabrikam, [bound])
    dns.zone.set(`*.${FABRIKAM}`, { texts: [textOf(bound)] })
    await one.watch.checkDue()
    expect(proofOf().state).to.equal('pending')
    expect(await one.watch.lastChecks(held())).to.have.nested.property('0.because', 'PROOF_WILDCARD')
    publish(bound)
    clock.pass(2 * MINUTE)
    await one.watch.checkDue()
    expect(proofOf().state, 'while the wildcard still answers').to.equal('pending')
    dns.zone.set(`*.${FABRIKAM}`, { texts: ['v=spf1 -all'] })
    clock.pass(10 * MINUTE)
    await one.watch.checkDue()
    expect(proofOf().state).to.equal('proven')
  })

  it('shows the administrator the aliases that a record was found by (DP2)', async () => {
    const bound = pending()
    await trustWith(fabrikam, [bound])
    publish(bound, { alias: 'proofs.hoster.example' })
    dns.zone.set('proofs.hoster.example', { texts: [textOf(bound)] })
    await one.watch.checkDue()
    const at = clock.now()
    expect(await one.watch.lastChecks(held())).to.deep.equal([
      {
        ...{ domain: FABRIKAM, at, because: null, aliases: ['proofs.hoster.example'] },
        servers: [{ server: dns.address, kind: 'resolver', because: null }],
      },
    ])
  })

  it('keeps on every instance which name server showed the proof, or did not, and reads looks from before that', async () => {
    const bound = pending()
    await trustWith(fabrikam, [bound])
    await one.watch.checkDue()
    const server = { server: dns.address, kind: 'resolver' }
    const other = await instance()
    const servers = async (of: Instance) => (await of.watch.lastChecks(held())).map((check) => check.servers)
    expect(await servers(other)).to.deep.equal([[{ ...server, because: 'PROOF_NO_NAME' }]])
    publish(bound)
    await pass(2 * MINUTE, MINUTE)
    expect(await servers(other)).to.deep.equal([[{ ...server, because: null }]])
    const { local, partner } = held()
    const name = { kind: 'domain-check', key: `${local} ${partner}` } as const
    const before = (await one.state.get(name))?.version ?? 0
    const look = { domain: FABRIKAM, at: clock.now(), because: null, aliases: [] }
    await one.state.commit({ writes: [{ ...name, value: { claimedAt: null, checks: [look] }, before }], audit: [] })
    expect(await servers(one)).to.deep.equal([[]])
  })

  it('keeps what was proven while the certificate rolls: DNS is not touched (DP1)', async () => {
    await proven()
    const before = held()
    if (before.is.state !== 'active') throw new Error(before.is.state)
    const { certificate } = metadataOf(await known('Adatum'), clock)
    const metadata = { ...before.metadata, certificate, sequence: before.metadata.sequence + 1 }
    const rolled = { ...before, metadata, is: { ...before.is, signer: certificate.fingerprint } }
    expect(rolled.is.signer).to.not.equal(before.is.signer)
    expect(await put(one.trusts, rolled, before)).to.have.property('stored', true)
    await pass(2 * DAY, 6 * HOUR)
    expect(proofOf().state).to.equal('proven')
  })

  it('looks once a day at what is proven, not each time it could (DP3)', async () => {
    await proven()
    dns.asked.length = 0
    await pass(10 * DAY)
    const checks = dns.asked.filter((asked) => asked === `${challengeName(FABRIKAM)} TXT`).length
    expect(checks).to.be.within(10, 12)
  })

  for (const [name, behaviour] of [
    ['is gone', null],
    ['cannot be asked for', { rcode: RCODE.servfail }],
    ['belongs to somebody else', { texts: ['ledig-federation=urn:ledig:someone-else; token=x'] }],
  ] as const) {
    it(`lets a domain whose record ${name} bind for seven days, then no more, and the trust go on (DP3)`, async () => {
      const bound = await proven()
      if (behaviour === null) withdraw()
      else publish(bound, behaviour)
      await pass(DAY)
      const missing = proofOf()
      expect(missing).to.deep.include({ state: 'missing' })
      if (missing.state !== 'missing') throw new Error(missing.state)
      await pass(missing.missingSince + 3 * DAY - clock.now() - 6 * HOUR)
      expect(held().is.state).to.equal('active')
      await pass(12 * HOUR)
      expect(held().is).to.deep.include({ state: 'attention', because: 'domain-missing' })
      expect(trustUsable(held(), clock.now())).to.equal(true)
      await pass(missing.missingSince + 7 * DAY - clock.now() - HOUR)
      expect(proofOf().state).to.equal('missing')
      expect(one.trusts.snapshot().trustForDomain(contoso.id, FABRIKAM)).to.equal(held())
      await pass(7 * HOUR)
      expect(proofOf().state).to.equal('lost')
      expect(one.trusts.snapshot().trustForDomain(contoso.id, FABRIKAM)).to.equal(undefined)
      expect(trustUsable(held(), clock.now()), 'the trust goes on').to.equal(true)
      publish(bound)
      await pass(DAY)
      expect(proofOf().state).to.equal('proven')
      expect(held().is.state).to.equal('active')
      expect(one.trusts.snapshot().trustForDomain(contoso.id, FABRIKAM)).to.equal(held())
    })
  }

  it('goes on where everything answers slowly or not at all, and others are not held up (DP4)', async () => {
    const slow = pending()
    const fine = pending(WINGTIP)
    publish(slow, { silent: true })
    publish(fine)
    // What never answers can be given up on soon; what does answer is waited for however late it is read here.
    const impatient = nameServers({ servers: [dns.address], random, tryMs: 100, longestMs: 300 })
    const isSlow = (names: readonly string[]): boolean => names.includes(challengeName(slow.domain))
    one = await instance({ textsOf: (names) => (isSlow(names) ? impatient : patient()).textsOf(names) })
    await trustWith(fabrikam, [slow, fine])
    await one.watch.checkDue()
    expect([proofOf().state, proofOf(WINGTIP).state]).to.deep.equal(['pending', 'proven'])
    expect(await one.watch.lastChecks(held())).to.have.nested.property('0.because', 'PROOF_TIMEOUT')
  })

  it('gives a lost domain to the partner that proves it now, and to nobody else (TH5)', async () => {
    const bound = pending()
    const other = pending(WINGTIP)
    publish(bound)
    publish(other)
    await trustWith(fabrikam, [bound, other])
    await one.watch.checkDue()
    withdraw()
    await pass(9 * DAY)
    expect([proofOf().state, proofOf(WINGTIP).state]).to.deep.equal(['lost', 'proven'])
    const adatum = await known('Adatum')
    const sold = pending()
    await trustWith(adatum, [sold])
    publish(sold, { texts: [textOf(bound), textOf(sold, adatum)] })
    await pass(2 * DAY)
    expect(proofOf(FABRIKAM, adatum).state).to.equal('proven')
    expect(proofOf().state, 'though its own old record is there, too').to.equal('lost')
    dns.zone.delete(challengeName(WINGTIP))
    await one.watch.checkNow(held(), BY_ITSELF)
    expect(proofOf().state).to.equal('lost')
    expect(proofOf(WINGTIP).state, 'and its other domains are still looked at').to.equal('missing')
    expect(one.trusts.snapshot().trustForDomain(contoso.id, FABRIKAM)?.partner).to.equal(adatum.id)
  })

  it('puts each change on record, with its reason, and no look that changed nothing but the time', async () => {
    await proven()
    withdraw()
    await pass(DAY)
    const { auditSize } = await one.state.head()
    const entries = await one.state.engine.entries(0, auditSize)
    const texts = entries.map((entry) => JSON.stringify(entry)).filter((text) => text.includes('domains-checked'))
    expect(texts.filter((text) => /pending.*proven/.test(text))).to.have.length(1)
    expect(texts.filter((text) => /proven.*missing.*PROOF_NO_NAME/.test(text))).to.have.length(1)
  })

  it('is done by the first of several instances, and the others find what it found', async () => {
    const other = await instance()
    const bound = pending()
    await trustWith(fabrikam, [bound])
    publish(bound)
    await Promise.all([one.watch.checkDue(), other.watch.checkDue()])
    await other.watch.checkDue()
    expect(dns.asked.filter((asked) => asked === `${challengeName(FABRIKAM)} TXT`)).to.have.length(1)
    expect(domainsOf(held(fabrikam, other))[0]?.proof.state).to.equal('proven')
    expect(await other.watch.lastChecks(held(fabrikam, other))).to.deep.equal(await one.watch.lastChecks(held()))
  })

  it('is taken over from an instance that stopped in the middle', async () => {
    const bound = pending()
    const trust = await trustWith(fabrikam, [bound])
    publish(bound)
    const key = `${trust.local} ${trust.partner}`
    const value = { claimedAt: clock.now(), checks: [] }
    await one.state.commit({ writes: [{ kind: 'domain-check', key, value, before: 0 }], audit: [] })
    expect(await one.watch.checkNow(trust, BY_ITSELF)).to.equal('under way')
    clock.pass(3 * MINUTE)
    expect(await one.watch.checkNow(trust, BY_ITSELF)).to.equal('checked')
    expect(proofOf().state).to.equal('proven')
  })

  it('is one flight for any number of simultaneous wishes, and not again within ten seconds', async () => {
    const trust = await trustWith(fabrikam, [pending()])
    const rounds = await Promise.all(Array.from({ length: 10 }, () => one.watch.checkNow(trust, BY_ITSELF)))
    expect(new Set(rounds)).to.deep.equal(new Set(['checked']))
    const asked = dns.asked.length
    expect(await one.watch.checkNow(trust, BY_ITSELF)).to.equal('nothing to check')
    expect(dns.asked).to.have.length(asked)
    clock.pass(10_000)
    expect(await one.watch.checkNow(trust, BY_ITSELF)).to.equal('checked')
  })

  it('says nothing about a challenge that was replaced while it looked (DP1)', async () => {
    const bound = pending()
    const trust = await trustWith(fabrikam, [bound])
    publish(bound)
    const checking = one.watch.checkNow(trust, BY_ITSELF)
    if (trust.is.state !== 'active') throw new Error(trust.is.state)
    const renewed = { ...trust, is: { ...trust.is, domains: [pending()] } }
    expect(await put(one.trusts, renewed, trust)).to.have.property('stored', true)
    expect(await checking).to.equal('checked')
    expect(proofOf().state).to.equal('pending')
  })

  it('keeps what it found beside what was changed meanwhile, and nothing of a trust that was revoked', async () => {
    const bound = pending()
    const trust = await trustWith(fabrikam, [bound])
    publish(bound)
    const checking = one.watch.checkNow(trust, BY_ITSELF)
    const renamed = { ...trust, metadataUrl: 'https://elsewhere.example/metadata' }
    expect(await put(one.trusts, renamed, trust)).to.have.property('stored', true)
    await checking
    expect(held().metadataUrl).to.equal(renamed.metadataUrl)
    expect(proofOf().state).to.equal('proven')
    clock.pass(MINUTE)
    const late = one.watch.checkNow(held(), BY_ITSELF)
    expect(await put(one.trusts, granted(revoke(held(), 'key lost', clock)), held())).to.have.property('stored', true)
    await late
    expect(held().is.state).to.equal('revoked')
    expect(await one.watch.checkNow(held(), BY_ITSELF)).to.equal('nothing to check')
  })
})
