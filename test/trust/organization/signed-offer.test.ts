import { expect } from 'chai'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { acceptedOf } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { OFFER_CLAIMS } from '../../../trust/organization/offer-claims.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { signDocument } from '../../../trust/organization/signed-document.ts'
import { LONGEST_OFFER, partiesOf, readOffer, signOffer } from '../../../trust/organization/signed-offer.ts'
import type { OfferExpectation, OfferReading } from '../../../trust/organization/signed-offer.ts'
import { accept, propose } from '../../../trust/organization/trust-transitions.ts'
import { granted, known, metadataOf, orderOf, START, VirtualClock } from '../known-organizations.ts'
import { CHALLENGE, FABRIKAM, pending, saying, yesTo } from './trust-states.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { hear } from '../../../trust/organization/hear-partner.ts'
import { fingerprintOf } from '../../../trust/keys/fingerprint.ts'
import { signMetadata } from '../../../trust/organization/federation-metadata.ts'

const OFFER = {
  gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'LimitedDetails' },
  asks: { enabled: true, level: 'AvailabilityOnly' },
} as const

function reasonOf(reading: OfferReading): string {
  return reading.accepted ? 'accepted' : reading.because
}

describe('a signed offer', () => {
  let clock: VirtualClock
  let contoso: Organization
  let fabrikam: Organization
  let trust: FederationTrust
  let expected: OfferExpectation
  let document: string

  beforeEach(async () => {
    clock = new VirtualClock()
    contoso = await known('Contoso')
    fabrikam = await known('Fabrikam')
    const proposed = granted(propose(contoso.id, metadataOf(fabrikam, clock, { sequence: 7 }), clock))
    const heard = granted(hear(proposed, saying(41), clock))
    const terms = { ourOffer: OFFER, scopeDescription: 'Sales', validUntil: START + DAY, prove: () => pending(clock) }
    trust = granted(accept(heard, yesTo(heard, terms), clock))
    expected = { clock, pinned: fingerprintOf(contoso.certificate.raw), issuer: contoso.id, audience: fabrikam.id }
    document = signOffer(contoso, trust, clock)
  })

  const claims = (): Record<string, unknown> =>
    JSON.parse(Buffer.from(document.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
  const saidOtherwise = (more: object): string =>
    signDocument(contoso, 'federation-offer+jwt', { ...claims(), ...more })

  it('tells the partner everything it has to know of the trust, and comes back as it was', () => {
    const reading = readOffer(document, expected)
    if (!reading.accepted) throw new Error(reading.because)
    const { content, ...half } = reading.half
    expect(content).to.match(/^[\w-]{43}$/)
    expect(half).to.deep.equal({
      ...{ sequence: trust.ours.sequence, issuedAt: START, takenAt: START, standing: 'proving' },
      ...{ offer: OFFER, scopeDescription: 'Sales', validUntil: START + DAY, accepts: 41, seenMetadata: 7 },
      domains: [{ domain: FABRIKAM, challenge: CHALLENGE, proof: 'pending' }],
    })
  })

  it('has the claims of the design and no others', () => {
    expect(Object.keys(claims()).sort()).to.deep.equal(
      ['iss', 'aud', 'iat', 'exp', 'sequence', 'standing', 'gives', 'asks', 'scopeDescription', 'validUntil']
        .concat('accepts', 'seen', 'domains')
        .sort(),
    )
    const bare = granted(
      accept(trust, yesTo(trust, { ourOffer: null, scopeDescription: null, validUntil: null }), clock),
    )
    const said = readOffer(signOffer(contoso, bare, clock), expected)
    expect(said.accepted && said.half).to.deep.include({ offer: null, scopeDescription: null, validUntil: null })
  })

  it('stands for one content under one number, whenever it is signed', () => {
    const first = readOffer(document, expected)
    clock.pass(DAY - 1)
    const again = readOffer(signOffer(contoso, trust, clock), expected)
    expect(first.accepted && again.accepted && first.half.content === again.half.content).to.equal(true)
    const other = readOffer(saidOtherwise({ standing: 'active' }), expected)
    expect(first.accepted && other.accepted && first.half.content !== other.half.content).to.equal(true)
  })

  it('is refused with any single bit changed (TH2)', () => {
    let tried = 0
    for (let at = 0; at < document.length; at += 3) {
      for (const bit of [1, 4, 32]) {
        const changed = String.fromCharCode(document.charCodeAt(at) ^ bit)
        const forged = `${document.slice(0, at)}${changed}${document.slice(at + 1)}`
        expect(readOffer(forged, expected).accepted, `bit ${bit} of ${at}`).to.equal(false)
        tried++
      }
    }
    expect(tried).to.be.greaterThan(2_000)
    expect(readOffer(document, expected).accepted).to.equal(true)
  })

  it('is refused from anybody else, for anybody else, and as any other kind of document', async () => {
    const adatum = await known('Adatum')
    const metadata = signMetadata(contoso, orderOf('contoso', clock))
    const cases: readonly (readonly [string, Partial<OfferExpectation>, string])[] = [
      [document, { pinned: fingerprintOf(adatum.certificate.raw) }, 'OFFER_PIN'],
      [signOffer({ ...adatum, id: contoso.id }, trust, clock), {}, 'OFFER_PIN'],
      [signOffer({ ...contoso, certificateKey: adatum.certificateKey }, trust, clock), {}, 'OFFER_SIG'],
      [document, { issuer: adatum.id }, 'OFFER_PARTY'],
      [document, { audience: adatum.id }, 'OFFER_PARTY'],
      [metadata, {}, 'OFFER_TYPE'],
      ['', {}, 'OFFER_MALFORMED'],
      ['a.b.c', {}, 'OFFER_MALFORMED'],
      ['a'.repeat(LONGEST_OFFER + 1), {}, 'OFFER_TOO_LONG'],
    ]
    for (const [text, more, because] of cases) {
      expect(reasonOf(readOffer(text, { ...expected, ...more })), because).to.equal(because)
    }
  })

  it('is good for seven days and a minute, and not before its time', () => {
    clock.pass(7 * DAY + 59_999)
    expect(reasonOf(readOffer(document, expected))).to.equal('accepted')
    clock.pass(1)
    expect(reasonOf(readOffer(document, expected))).to.equal('OFFER_TIME')
    clock.time = START - 60_000
    expect(reasonOf(readOffer(document, expected))).to.equal('accepted')
    clock.time = START - 60_001
    expect(reasonOf(readOffer(document, expected))).to.equal('OFFER_TIME')
    clock.time = START
    expect(reasonOf(readOffer(saidOtherwise({ exp: START / 1000 + 7 * 86_400 + 1 }), expected))).to.equal('OFFER_TIME')
  })

  it('is refused with claims that are missing, unknown or beyond their bounds', () => {
    const wrong: readonly object[] = [
      { gives: undefined },
      { asks: undefined },
      { jku: 'https://x.example' },
      { aud: [fabrikam.id] },
      { sequence: 0 },
      { sequence: 2 ** 53 },
      { standing: 'expired' },
      { gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'Everything' } },
      { scopeDescription: 'a\u0007' },
      { scopeDescription: '' },
      { accepts: undefined },
      { seen: { metadata: -1 } },
      { domains: [{ domain: 'not a domain', challenge: null, proof: 'unproven' }] },
      { domains: [1, 2].map(() => ({ domain: 'a.example', challenge: null, proof: 'unproven' })) },
      { domains: [{ domain: 'a.example', challenge: 'x"; y', proof: 'pending' }] },
    ]
    for (const more of wrong) {
      expect(reasonOf(readOffer(saidOtherwise(more), expected)), JSON.stringify(more)).to.equal('OFFER_CLAIMS')
    }
    expect(OFFER_CLAIMS.safeParse(claims()).success).to.equal(true)
  })

  it('stays within its length with hundreds of domains, and names those first that wait for something', () => {
    const domains = Array.from({ length: 238 }, (_, i) => parseDomain(`${'long-'.repeat(8)}${i}.example`))
    const many = granted(
      accept(trust, yesTo(trust, { domains: [...domains, FABRIKAM], prove: () => ({ state: 'unproven' }) }), clock),
    )
    const waiting = acceptedOf(many)?.domains.map(({ domain }) =>
      domain === FABRIKAM ? { domain, proof: pending(clock) } : { domain, proof: { state: 'unproven' } as const },
    )
    const told = { ...many, is: { ...many.is, domains: waiting } } as FederationTrust
    const long = signOffer(contoso, told, clock)
    expect(long.length).to.be.at.most(LONGEST_OFFER)
    const reading = readOffer(long, expected)
    expect(reading.accepted && reading.half.domains[0]?.domain).to.equal(FABRIKAM)
    expect(reading.accepted && reading.half.domains.length).to.be.within(40, 237)
  })

  it('says who says it and to whom before anything is believed', () => {
    expect(partiesOf(document)).to.deep.equal({ issuer: contoso.id, audience: fabrikam.id })
    for (const text of ['', 'a.b.c', signMetadata(contoso, orderOf('contoso', clock)), 'x'.repeat(20_000)]) {
      expect(partiesOf(text)).to.equal(null)
    }
    expect(partiesOf(saidOtherwise({ aud: [fabrikam.id] }))).to.equal(null)
  })
})
