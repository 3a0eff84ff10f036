import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { refresh } from '../../../trust/organization/refresh-trust.ts'
import { revoke } from '../../../trust/organization/trust-transitions.ts'
import type { KeyedCertificate } from '../../../trust/keys/certificate.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { announcing, keyed, under } from '../keyed-certificates.ts'
import { encodeTrust } from '../../../trust/organization/trust-record.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { MemoryEngine, MemoryWorld } from '../../../trust/stores/state-engine-memory.ts'
import { StateStore } from '../../../trust/stores/state-store.ts'
import { StateTrustStore } from '../../../trust/stores/trust-store.ts'
import {
  activeTrust,
  emptyTrustStore,
  granted,
  idOf,
  known,
  metadataOf,
  put,
  VirtualClock,
} from '../known-organizations.ts'

const US = idOf(900)
const GATEWAY = idOf(901)
const clock = new VirtualClock()

describe('the store of trusts', () => {
  it('shows a trust in the snapshot taken after it was put, and in none taken before', async () => {
    const store = await emptyTrustStore(clock)
    const before = store.snapshot()
    expect(store.snapshot()).to.equal(before)
    const trust = activeTrust(US, await known('Fabrikam'), ['fabrikam.example'], clock)
    expect(await put(store, trust, undefined)).to.deep.equal({ stored: true, sequence: 1 })
    expect(before.trust(US, trust.partner)).to.equal(undefined)
    const kept = store.snapshot().trust(US, trust.partner)
    expect(kept && encodeTrust(kept)).to.deep.equal(encodeTrust(trust))
    expect(kept?.metadata.certificate.key.equals(trust.metadata.certificate.key)).to.equal(true)
    expect(store.snapshot().sequence).to.equal(1)
    expect(store.snapshot()).to.equal(store.snapshot())
  })

  it('refuses a change made from a trust that has changed meanwhile', async () => {
    const store = await emptyTrustStore(clock)
    const fabrikam = await known('Fabrikam')
    await put(store, activeTrust(US, fabrikam, ['fabrikam.example'], clock), undefined)
    const trust = store.snapshot().trust(US, fabrikam.id)
    if (trust === undefined) throw new Error('not kept')
    const revoked = granted(revoke(trust, 'key lost', clock))
    expect(await put(store, revoked, trust)).to.deep.include({ stored: true })
    const late = granted(refresh(trust, metadataOf(await known('Fabrikam'), clock, { sequence: 2 }), clock))
    for (const before of [trust, undefined]) {
      expect(await put(store, late, before)).to.deep.equal({ stored: false, because: 'changed-meanwhile' })
    }
    expect(store.snapshot().trust(US, trust.partner)?.is).to.deep.equal(revoked.is)
  })

  it('never goes back behind metadata it has seen, not even over a revoked trust (TH4)', async () => {
    const store = await emptyTrustStore(clock)
    const fabrikam = await known('Fabrikam')
    const first = activeTrust(US, fabrikam, ['fabrikam.example'], clock)
    const second = granted(refresh(first, metadataOf(fabrikam, clock, { sequence: 2 }), clock))
    const revoked = granted(revoke(second, 'x', clock))
    await put(store, revoked, undefined)
    expect(await put(store, first, store.snapshot().trust(US, fabrikam.id))).to.deep.equal({
      stored: false,
      because: 'rolled-back',
    })
  })

  it('gives a domain, a certificate key and a token key to one partner only (TH5)', async () => {
    const store = await emptyTrustStore(clock)
    const fabrikam = await known('Fabrikam')
    const adatum = await known('Adatum')
    await put(store, activeTrust(US, fabrikam, ['fabrikam.example'], clock), undefined)
    for (const [thief, domains, because] of [
      [adatum, ['adatum.example', 'fabrikam.example'], 'domain-taken'],
      [{ ...fabrikam, id: idOf(950), tokenKeys: adatum.tokenKeys }, ['adatum.example'], 'certificate-key-taken'],
      [{ ...adatum, tokenKeys: fabrikam.tokenKeys }, ['adatum.example'], 'token-key-taken'],
    ] as const) {
      const outcome = await put(store, activeTrust(US, thief, domains, clock), undefined)
      expect(outcome).to.deep.equal({ stored: false, because })
    }
    expect(await put(store, activeTrust(GATEWAY, fabrikam, ['fabrikam.example'], clock), undefined)).to.include({
      stored: true,
    })
  })

  it('keeps a revoked partner’s keys its own, and lets go of its domains', async () => {
    const store = await emptyTrustStore(clock)
    const fabrikam = await known('Fabrikam')
    const adatum = await known('Adatum')
    await put(store, granted(revoke(activeTrust(US, fabrikam, ['fabrikam.example'], clock), 'x', clock)), undefined)
    const heir = activeTrust(US, { ...fabrikam, id: idOf(950) }, ['fabrikam.example'], clock)
    expect(await put(store, heir, undefined)).to.deep.equal({ stored: false, because: 'certificate-key-taken' })
    expect(await put(store, activeTrust(US, adatum, ['fabrikam.example'], clock), undefined)).to.include({
      stored: true,
    })
  })

  it('keeps domain to partner a function, whatever is put in whatever order (TH5)', async () => {
    const partners = [await known('Fabrikam'), await known('Adatum'), await known('Northwind')]
    const domains = ['a.example', 'b.example', 'c.example']
    const puts = fc.tuple(fc.nat(2), fc.subarray(domains), fc.boolean())
    await fc.assert(
      fc.asyncProperty(fc.array(puts, { maxLength: 8 }), async (steps) => {
        const store = await emptyTrustStore(clock)
        for (const [which, said, gone] of steps) {
          const partner = partners[which]
          if (!partner) continue
          const trust = activeTrust(US, partner, said, clock)
          await put(store, gone ? granted(revoke(trust, 'x', clock)) : trust, store.snapshot().trust(US, partner.id))
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

  it('keeps certificate key and token key to partner a function too, with rolls in between (TH5)', async () => {
    const identities = [await known('Fabrikam'), await known('Adatum'), await known('Northwind')]
    const certificates = [keyed('one'), keyed('other'), keyed('third')]
    const steps = fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)), { minLength: 2, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(steps, async (puts) => {
        const store = await emptyTrustStore(clock)
        for (const [[who, certificate, next, keys], sequence] of puts.map((put, at) => [put, at + 2] as const)) {
          const { id } = identities[who] as Organization
          const { tokenKeys } = identities[keys] as Organization
          const base = { ...(identities[who] as Organization), id, tokenKeys }
          const shown = announcing(
            under(base, certificates[certificate] as KeyedCertificate),
            certificates[next] as KeyedCertificate,
          )
          const held = store.snapshot().trust(US, id)
          const refreshed = held && refresh(held, metadataOf(shown, clock, { sequence }), clock)
          const trust = refreshed && !('refused' in refreshed) ? refreshed : activeTrust(US, shown, [], clock)
          await put(store, trust, held)
        }
        const trusts = store.snapshot().trusts(US)
        const keysOf = (pick: (trust: (typeof trusts)[number]) => string[]): string[] => trusts.flatMap(pick)
        const distinct = (all: string[]) => expect(new Set(all).size).to.equal(all.length)
        distinct(keysOf(({ metadata }) => [metadata.certificate.fingerprint]))
        distinct(keysOf(({ tokenKeys }) => tokenKeys.map(({ thumbprint }) => thumbprint)))
      }),
      { numRuns: 30 },
    )
  })

  it('gives a domain to one of two partners that two gateways put at once (TH5)', async () => {
    const world = new MemoryWorld()
    const open = async (): Promise<StateTrustStore> => {
      const random = { bytes: randomBytes, uuid: randomUUID, fraction: () => 0.5 }
      const state = new StateStore(new MemoryEngine(world), { clock, random, checksumKey: null })
      await state.open()
      const store = new StateTrustStore(state)
      await state.follow(store)
      return store
    }
    const [one, other] = [await open(), await open()]
    const outcomes = await Promise.all([
      put(one, activeTrust(US, await known('Fabrikam'), ['shared.example'], clock), undefined),
      put(other, activeTrust(US, await known('Adatum'), ['shared.example'], clock), undefined),
    ])
    expect(outcomes.filter(({ stored }) => stored)).to.have.length(1)
    expect(outcomes).to.deep.include({ stored: false, because: 'domain-taken' })
  })

  it('puts a change on record with who made it, and rehearses one without a trace', async () => {
    const store = await emptyTrustStore(clock)
    const trust = activeTrust(US, await known('Fabrikam'), ['fabrikam.example'], clock)
    const event = { name: 'trust.accepted' }
    expect(await store.put(trust, undefined, { ...BY_ITSELF, rehearsal: true }, event)).to.include({ stored: true })
    expect(store.snapshot().trust(US, trust.partner)).to.equal(undefined)
    expect(store.versionOf(US, trust.partner)).to.equal(0)
  })
})
