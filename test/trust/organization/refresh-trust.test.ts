import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import type { KeyedCertificate } from '../../../trust/keys/certificate.ts'
import { fingerprintOf, parseFingerprint } from '../../../trust/keys/fingerprint.ts'
import { afterCheck, dueForCheck } from '../../../trust/organization/domain-proof.ts'
import type { FederationMetadata } from '../../../trust/organization/federation-metadata.ts'
import { isRefused, pinnedOf, trustUsable } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust, TransitionRefused, TrustedDomain } from '../../../trust/organization/federation-trust.ts'
import { withNewTokenKey } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { domainsOf } from '../../../trust/organization/prove-domains.ts'
import { confirmCertificate, refresh } from '../../../trust/organization/refresh-trust.ts'
import { announcing, keyed, printOf, under } from '../keyed-certificates.ts'
import { activeTrust, granted, idOf, known, metadataOf, START, VirtualClock } from '../known-organizations.ts'

const US = idOf(900)
const FABRIKAM = parseDomain('fabrikam.example')

let clock: VirtualClock
let fabrikam: Organization
let active: FederationTrust

const reasonOf = (outcome: FederationTrust | TransitionRefused): string =>
  isRefused(outcome) ? outcome.refused : 'taken'

function permutationsOf<T>(of: readonly T[]): T[][] {
  if (of.length <= 1) return [[...of]]
  return of.flatMap((first, at) => permutationsOf([...of.slice(0, at), ...of.slice(at + 1)]).map((p) => [first, ...p]))
}

describe('a trust whose partner publishes again', () => {
  beforeEach(async () => {
    clock = new VirtualClock()
    fabrikam = await known('Fabrikam')
    active = activeTrust(US, fabrikam, [FABRIKAM], clock)
  })

  it('takes newer metadata and keeps older token keys until their own end', async () => {
    const [old] = fabrikam.tokenKeys
    const rolled = await withNewTokenKey({ ...fabrikam, tokenKeys: [] }, { clock, announcedFor: 0 })
    const newer = granted(refresh(active, metadataOf(rolled, clock, { sequence: 2 }), clock))
    expect(newer.tokenKeys.map(({ kid }) => kid)).to.deep.equal([rolled.tokenKeys[0]?.kid, old?.kid])
    clock.pass((old?.until ?? 0) - START)
    const latest = granted(refresh(newer, metadataOf(rolled, clock, { sequence: 3 }), clock))
    expect(latest.tokenKeys.map(({ kid }) => kid)).to.deep.equal([rolled.tokenKeys[0]?.kid])
  })

  it('takes an earlier end of a key at once', () => {
    const [key] = fabrikam.tokenKeys
    if (!key) return expect.fail('no key')
    const sooner = { ...fabrikam, tokenKeys: [{ ...key, until: START + 1000 }] }
    const newer = granted(refresh(active, metadataOf(sooner, clock, { sequence: 2 }), clock))
    return expect(newer.tokenKeys.map(({ until }) => until)).to.deep.equal([START + 1000])
  })

  it('takes the same sequence number only for the same keys, endpoints and slots (TH4)', async () => {
    clock.pass(DAY)
    const again = metadataOf(fabrikam, clock)
    expect(granted(refresh(active, again, clock)).metadata.expiresAt).to.equal(START + 8 * DAY)
    const rolled = await withNewTokenKey(fabrikam, { clock, announcedFor: 0 })
    expect(reasonOf(refresh(active, metadataOf(rolled, clock), clock))).to.equal('sequence-not-raised')
    const slotted = announcing(fabrikam, keyed('next of Fabrikam'))
    expect(reasonOf(refresh(active, metadataOf(slotted, clock), clock))).to.equal('sequence-not-raised')
    const later = granted(refresh(active, metadataOf(rolled, clock, { sequence: 5 }), clock))
    expect(reasonOf(refresh(later, metadataOf(rolled, clock, { sequence: 4 }), clock))).to.equal('sequence-lower')
  })

  it('ends with the highest of five versions in each of their 120 orders, and never goes back on the way (TH4)', async () => {
    const versions: FederationMetadata[] = []
    let organization = fabrikam
    for (let sequence = 2; sequence <= 6; sequence++) {
      organization = await withNewTokenKey({ ...organization, tokenKeys: [] }, { clock, announcedFor: 0 })
      versions.push(metadataOf(organization, clock, { sequence }))
    }
    const orders = permutationsOf(versions)
    expect(orders).to.have.length(120)
    for (const order of orders) {
      let trust = active
      for (const metadata of order) {
        const outcome = refresh(trust, metadata, clock)
        const lower = metadata.sequence < trust.metadata.sequence
        expect(reasonOf(outcome)).to.equal(lower ? 'sequence-lower' : 'taken')
        if (!isRefused(outcome)) trust = outcome
      }
      expect(trust.metadata).to.equal(versions[4])
    }
  })

  it('refuses another key under a known id, and keys without end', async () => {
    const [key] = fabrikam.tokenKeys
    const rolled = await withNewTokenKey({ ...fabrikam, tokenKeys: [] }, { clock, announcedFor: 0 })
    const renamed = rolled.tokenKeys.map((fresh) => ({ ...fresh, kid: key?.kid ?? '' }))
    const disguised = metadataOf({ ...fabrikam, tokenKeys: renamed }, clock, { sequence: 2 })
    expect(reasonOf(refresh(active, disguised, clock))).to.equal('key-changed')
    let trust: FederationTrust | TransitionRefused = active
    let sequence = 1
    while (!isRefused(trust) && sequence < 40) {
      sequence++
      const next = await withNewTokenKey({ ...fabrikam, tokenKeys: [] }, { clock, announcedFor: 0 })
      trust = refresh(trust, metadataOf(next, clock, { sequence }), clock)
    }
    expect([reasonOf(trust), sequence]).to.deep.equal(['too-many-keys', 33])
  })
})

describe('a trust whose partner has another certificate', () => {
  let next: KeyedCertificate
  let stranger: KeyedCertificate

  beforeEach(async () => {
    clock = new VirtualClock()
    fabrikam = await known('Fabrikam')
    active = activeTrust(US, fabrikam, [FABRIKAM], clock)
    next = keyed('next of Fabrikam')
    stranger = keyed('Fabrikam')
  })

  const announced = (): FederationTrust =>
    granted(refresh(active, metadataOf(announcing(fabrikam, next), clock, { sequence: 2 }), clock))
  const switched = (): FederationTrust =>
    granted(refresh(announced(), metadataOf(under(fabrikam, next), clock, { sequence: 3 }), clock))

  it('takes nothing under a certificate nobody announced, also with the same subject (TH6)', () => {
    const foreign = metadataOf(under(fabrikam, stranger), clock, { sequence: 9 })
    expect(foreign.certificate.subject).to.equal(active.metadata.certificate.subject)
    expect(refresh(active, foreign, clock)).to.deep.equal({ refused: 'certificate-changed', from: 'active' })
  })

  it('still serves while somebody has to look', () => {
    expect(trustUsable(active, clock.now())).to.equal(true)
  })

  it('refuses another organization first', async () => {
    const adatum = metadataOf(await known('Adatum'), clock, { sequence: 2 })
    expect(reasonOf(refresh(active, adatum, clock))).to.equal('other-organization')
  })

  it('is pinned to the announced one from the first metadata under it', () => {
    expect(pinnedOf(announced())).to.equal(printOf(fabrikam))
    expect(pinnedOf(switched())).to.equal(printOf(next))
    expect(switched().metadata.certificate.fingerprint).to.equal(printOf(next))
    expect(trustUsable(switched(), clock.now())).to.equal(true)
  })

  it('takes nothing more under the old one after the switch, however high its sequence', () => {
    for (const organization of [fabrikam, announcing(fabrikam, stranger), announcing(fabrikam, next)]) {
      const old = metadataOf(organization, clock, { sequence: 99 })
      expect(reasonOf(refresh(switched(), old, clock))).to.equal('certificate-changed')
    }
  })

  it('does not let a stranger announce itself', () => {
    const own = metadataOf(announcing(under(fabrikam, stranger), next), clock, { sequence: 5 })
    expect(reasonOf(refresh(active, own, clock))).to.equal('certificate-changed')
    expect(reasonOf(refresh(switched(), own, clock))).to.equal('certificate-changed')
  })

  it('forgets one that was announced and taken back', () => {
    const withdrawn = granted(refresh(announced(), metadataOf(fabrikam, clock, { sequence: 3 }), clock))
    const later = metadataOf(under(fabrikam, next), clock, { sequence: 4 })
    expect(reasonOf(refresh(withdrawn, later, clock))).to.equal('certificate-changed')
  })

  it('is vouched for over many rolls, one by one', () => {
    let trust = active
    let current = fabrikam
    for (let sequence = 2; sequence < 12; sequence += 2) {
      const coming = keyed(`roll ${sequence % 4}`, START - DAY, 300 + sequence)
      trust = granted(refresh(trust, metadataOf(announcing(current, coming), clock, { sequence }), clock))
      current = under(current, coming)
      trust = granted(refresh(trust, metadataOf(current, clock, { sequence: sequence + 1 }), clock))
      expect(pinnedOf(trust)).to.equal(printOf(coming))
    }
  })

  it('does not take over by itself while it is only proposed: that is what one administrator looked at', () => {
    const proposed = { ...announced(), is: { state: 'proposed', proposedAt: START } as const }
    const later = metadataOf(under(fabrikam, next), clock, { sequence: 3 })
    expect(reasonOf(refresh(proposed, later, clock))).to.equal('certificate-changed')
  })

  it('is pinned anew by the administrator who compared it, and keeps its domains (TH3)', () => {
    const found = metadataOf(under(fabrikam, stranger), clock, { sequence: 9 })
    const wrong = parseFingerprint(fabrikam.certificate.fingerprint256)
    expect(reasonOf(confirmCertificate(active, found, wrong, clock))).to.equal('fingerprint-differs')
    const confirmed = granted(confirmCertificate(active, found, fingerprintOf(stranger.certificate.raw), clock))
    expect(pinnedOf(confirmed)).to.equal(printOf(stranger))
    expect(confirmed.is).to.deep.include({ domains: (active.is as { domains: unknown }).domains })
  })

  it('has the proofs of its domains looked at at once after a person took it, and once (DP1)', () => {
    const kept = { state: 'proven', challenge: 'c', provenAt: START, checkedAt: START, via: 'dns' } as const
    const held = { ...active, is: { ...active.is, domains: [{ domain: parseDomain('a.example'), proof: kept }] } }
    const later = { now: () => START + HOUR }
    const found = metadataOf(under(fabrikam, stranger), later, { sequence: 9 })
    const confirmed = granted(confirmCertificate(held as FederationTrust, found, printOf(stranger), later))
    const [{ proof }] = domainsOf(confirmed) as [TrustedDomain]
    expect(dueForCheck(kept, START + HOUR, START)).to.equal(false)
    expect(dueForCheck(proof, START + HOUR, START)).to.equal(true)
    expect(dueForCheck(proof, START + HOUR + 1, START + HOUR)).to.equal(false)
    const outcome = { found: false, because: 'PROOF_NO_NAME', aliases: [] } as const
    expect(afterCheck(proof, outcome, START + HOUR)).to.not.have.property('wantedSince')
    const rolled = granted(refresh(held as FederationTrust, metadataOf(fabrikam, later, { sequence: 9 }), later))
    expect(domainsOf(rolled)[0]?.proof).to.equal(kept)
  })

  it('is never taken back to older metadata by a confirmation', () => {
    const later = granted(refresh(active, metadataOf(fabrikam, clock, { sequence: 7 }), clock))
    const found = metadataOf(under(fabrikam, stranger), clock, { sequence: 6 })
    expect(reasonOf(confirmCertificate(later, found, printOf(stranger), clock))).to.equal('sequence-lower')
  })

  it('is nothing to a revoked trust', () => {
    const revoked = { ...announced(), is: { state: 'revoked', revokedAt: START, reason: 'x' } as const }
    const later = metadataOf(under(fabrikam, next), clock, { sequence: 3 })
    expect(reasonOf(refresh(revoked as FederationTrust, later, clock))).to.equal('wrong-state')
    expect(reasonOf(confirmCertificate(revoked as FederationTrust, later, printOf(next), clock))).to.equal(
      'wrong-state',
    )
  })
})
