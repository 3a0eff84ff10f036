import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { drill } from '../../../trust/organization/drill.ts'
import type { DomainProof } from '../../../trust/organization/domain-proof.ts'
import type { AcceptedTrust, FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { announcing, keyed, printOf } from '../keyed-certificates.ts'
import { activeTrust, known, metadataOf, START, VirtualClock } from '../known-organizations.ts'
import { CHALLENGE, saying } from './trust-states.ts'

describe('the drill for a day to come', () => {
  const clock = new VirtualClock()
  let contoso: Organization
  let fabrikam: Organization
  let trust: FederationTrust
  /** Of both: made a day before the start, for 825 days. */
  const OVER = START - DAY - 60_000 + 825 * DAY

  before(async () => {
    ;[contoso, fabrikam] = [await known('Contoso'), await known('Fabrikam')]
    trust = activeTrust(contoso.id, fabrikam, ['fabrikam.example'], clock)
  })

  const causes = (at: number, one = trust, own = contoso): (readonly [string, number, boolean])[] =>
    drill(own, [one], at)[0]?.findings.map(({ cause, from, mendsItself }) => [cause, from, mendsItself] as const) ?? []
  const fails = (at: number, one = trust, own = contoso): boolean | undefined => drill(own, [one], at)[0]?.fails

  it('finds nothing today', () => {
    expect(drill(contoso, [trust], START)).to.deep.equal([{ trust, fails: false, findings: [] }])
  })

  it('finds what ends and mends itself in the order of time, and says that the trust holds', () => {
    const keyEnd = fabrikam.tokenKeys[0]?.until ?? 0
    expect(causes(START + 40 * DAY)).to.deep.equal([
      ['partner-metadata', START + 7 * DAY, true],
      ['partner-token-keys', keyEnd, true],
    ])
    expect(fails(START + 40 * DAY)).to.equal(false)
  })

  it('finds both certificates from the first instant on at which they are over', () => {
    const ends = (at: number) => causes(at).filter(([, , itself]) => !itself)
    expect(ends(OVER)).to.deep.equal([])
    expect(ends(OVER + 1)).to.deep.equal([
      ['own-certificate', OVER + 1, false],
      ['partner-certificate', OVER + 1, false],
    ])
    expect(fails(OVER + 1)).to.equal(true)
  })

  it('takes a certificate that the partner announced for one that mends itself, but not our own next one', () => {
    const coming = keyed('next', START - DAY, 2_000)
    const rolling = { ...trust, metadata: metadataOf(announcing(fabrikam, coming), clock, { sequence: 2 }) }
    const own = announcing(contoso, coming)
    const [drilled] = drill(own, [rolling], OVER + 1)
    const found = new Map(drilled?.findings.map((one) => [one.cause, one]))
    expect(found.get('partner-certificate')?.mendsItself).to.equal(true)
    expect(found.get('own-certificate')).to.include({ mendsItself: false, about: `next ${printOf(coming)}` })
    expect(drilled?.fails).to.equal(true)
  })

  it('finds the end that either side named', () => {
    const ours = { ...trust, ours: { ...trust.ours, validUntil: START + 30 * DAY } }
    expect(causes(START + 30 * DAY, ours)).to.deep.include(['agreed-end', START + 30 * DAY, false])
    expect(fails(START + 30 * DAY - 1, ours)).to.equal(false)
    const theirs = { ...trust, theirs: saying(1, { validUntil: START + 5 * DAY }) }
    expect(fails(START + 5 * DAY, theirs)).to.equal(true)
  })

  it('finds a domain whose record is gone, seven days after it was missed, and one that binds nothing already', () => {
    const proven = { challenge: CHALLENGE, provenAt: START, checkedAt: START }
    const missing: DomainProof = { state: 'missing', ...proven, missingSince: START, failures: 2 }
    expect(causes(START + 7 * DAY, proving(missing))).to.deep.include(['domain-proof', START + 7 * DAY, false])
    expect(fails(START + 7 * DAY - 1, proving(missing))).to.equal(false)
    expect(fails(START, proving({ state: 'lost', challenge: CHALLENGE, since: START }))).to.equal(true)
    expect(fails(START + 300 * DAY, proving({ state: 'proven', ...proven, via: 'dns' }))).to.equal(false)
  })

  it('says that a suspended trust does not serve, and leaves out those nobody said yes to', () => {
    const accepted = trust.is as AcceptedTrust
    const suspended = {
      ...trust,
      is: { ...accepted, state: 'suspended', suspendedAt: START, reason: 'x', by: 'us' } as const,
    }
    expect(causes(START, suspended)).to.deep.equal([['state', 0, false]])
    const proposed = { ...trust, is: { state: 'proposed', proposedAt: START } as const }
    expect(drill(contoso, [proposed], START)).to.deep.equal([])
  })

  function proving(proof: DomainProof): FederationTrust {
    const accepted = trust.is as AcceptedTrust
    const domains = [{ domain: parseDomain('fabrikam.example'), proof }]
    return { ...trust, is: { ...accepted, state: 'active', activeSince: START, domains } }
  }
})
