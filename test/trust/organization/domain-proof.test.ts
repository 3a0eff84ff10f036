import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'
import {
  afterCheck,
  bindsDomain,
  challengeDomain,
  challengeRecord,
  dueForCheck,
  isSettled,
  needsAttention,
  UNPROVEN,
} from '../../../trust/organization/domain-proof.ts'
import type { DomainProof } from '../../../trust/organization/domain-proof.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { ProofOutcome } from '../../../trust/organization/judge-proof.ts'
import { decodeTrust, encodeTrust } from '../../../trust/organization/trust-record.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import type { Json } from '../../../trust/stores/state-record.ts'
import { activeTrust, idOf, known, START, VirtualClock } from '../known-organizations.ts'

const US = idOf(900)
const FABRIKAM = parseDomain('fabrikam.example')
const challenge = 'c2l4dGVlbg'

const PROOFS: readonly (readonly [proof: DomainProof, binds: boolean])[] = [
  [UNPROVEN, true],
  [{ state: 'pending', challenge, since: START, until: START + 7 * DAY }, false],
  [{ state: 'proven', challenge, provenAt: START, checkedAt: START, via: 'dns' }, true],
  [{ state: 'missing', challenge, provenAt: START, missingSince: START, checkedAt: START, failures: 2 }, true],
  [{ state: 'lost', challenge, since: START }, false],
]

async function trustWith(proof: DomainProof): Promise<FederationTrust> {
  const trust = activeTrust(US, await known('Fabrikam'), [FABRIKAM], new VirtualClock())
  if (trust.is.state !== 'active') throw new Error(trust.is.state)
  return { ...trust, is: { ...trust.is, domains: [{ domain: FABRIKAM, proof }] } }
}

describe("the proof of a partner's domain", () => {
  for (const [proof, binds] of PROOFS) {
    it(`${binds ? 'binds' : 'does not bind'} the domain while it is ${proof.state}`, async () => {
      const trust = await trustWith(proof)
      const snapshot = trustSnapshot([trust], 1)
      expect(bindsDomain(proof)).to.equal(binds)
      expect(snapshot.trustForDomain(US, FABRIKAM)).to.equal(binds ? trust : undefined)
      expect(snapshot.issuer(US, trust.partner)?.speaksFor(FABRIKAM)).to.equal(binds)
    })

    it(`is kept and read again while it is ${proof.state}`, async () => {
      const trust = await trustWith(proof)
      const read = decodeTrust(JSON.parse(JSON.stringify(encodeTrust(trust))) as Json)
      expect(read.is).to.deep.equal(trust.is)
    })
  }
})

const FOUND: ProofOutcome = { found: true, via: 'dns', aliases: [], validated: false }
const GONE: ProofOutcome = { found: false, because: 'PROOF_NO_NAME', aliases: [] }
const UNKNOWN: ProofOutcome = { found: false, because: 'PROOF_SERVFAIL', aliases: [] }

const random = (byte: number) => ({ bytes: (count: number) => Buffer.alloc(count, byte) })
const pendingAt = (time: number): DomainProof => challengeDomain(random(7), { now: () => time })
const proven = (checkedAt = START): DomainProof => ({
  state: 'proven',
  challenge,
  provenAt: START,
  checkedAt,
  via: 'dns',
  dnssec: 'not-validated',
})

/** Looks every `pause` until `end`, from START on, and finds `outcome`. */
function lookedAt(proof: DomainProof, outcome: ProofOutcome, pause: number, end: number): DomainProof {
  let after = proof
  for (let time = START; time <= end; time += pause) after = afterCheck(after, outcome, time)
  return after
}

describe('a challenge for a domain', () => {
  it('has 256 bits, and lasts seven days (DP1)', () => {
    const proof = pendingAt(START)
    const bytes = Buffer.alloc(32, 7).toString('base64url')
    expect(proof).to.deep.equal({ state: 'pending', challenge: bytes, since: START, until: START + 7 * DAY })
    expect(isSettled(proof)).to.equal(false)
  })

  it('is published with the organization id it is for, and no key (DP1)', () => {
    expect(challengeRecord(idOf(3), 'abc')).to.equal(
      'ledig-federation=urn:ledig:00000000-0000-4000-8000-000000000003; token=abc',
    )
  })

  it('keeps whether DNSSEC vouched for the record when it was last seen (DP5)', () => {
    const seen = (validated: boolean | null): DomainProof =>
      afterCheck(pendingAt(START), { ...FOUND, validated }, START)
    expect(seen(true)).to.have.property('dnssec', 'validated')
    expect(afterCheck(seen(true), FOUND, START + DAY)).to.have.property('dnssec', 'not-validated')
    expect(seen(null)).to.not.have.property('dnssec')
  })

  it('proves the domain once its record is seen, until its last moment and not after (DP1)', () => {
    const proof = pendingAt(START)
    const last = START + 7 * DAY - 1
    expect(afterCheck(proof, FOUND, last)).to.deep.include({
      state: 'proven',
      provenAt: last,
      checkedAt: last,
      via: 'dns',
    })
    expect(afterCheck(proof, FOUND, last + 1)).to.equal(proof)
    expect(dueForCheck(proof, last, START)).to.equal(true)
    expect(dueForCheck(proof, last + 1, START)).to.equal(false)
  })

  it("binds nothing while nothing is seen, and is nobody's loss", () => {
    const proof = lookedAt(pendingAt(START), GONE, HOUR, START + 6 * DAY)
    expect(proof.state).to.equal('pending')
    expect(bindsDomain(proof)).to.equal(false)
    expect(needsAttention(proof, START + 6 * DAY)).to.equal(false)
  })
})

describe('a proven domain', () => {
  for (const [name, outcome] of [
    ['gone', GONE],
    ['not to be known', UNKNOWN],
  ] as const) {
    it(`whose record is ${name} binds on, needs a person after 72 hours, and is lost after seven days (DP3)`, () => {
      const at = (end: number) => lookedAt(proven(), outcome, 6 * HOUR, START + end)
      const missing = afterCheck(proven(), outcome, START)
      expect(missing).to.deep.include({ state: 'missing', missingSince: START, failures: 1, provenAt: START })
      expect(bindsDomain(missing)).to.equal(true)
      expect(needsAttention(at(66 * HOUR), START + 72 * HOUR - 1)).to.equal(false)
      expect(needsAttention(at(72 * HOUR), START + 72 * HOUR)).to.equal(true)
      expect(at(7 * DAY - 1).state).to.equal('missing')
      expect(at(7 * DAY)).to.deep.equal({ state: 'lost', challenge, since: START + 7 * DAY })
      expect(needsAttention(at(7 * DAY), START + 7 * DAY)).to.equal(true)
      expect(isSettled(at(7 * DAY))).to.equal(true)
    })
  }

  it('is not lost by two bad checks, however far apart (DP3)', () => {
    const two = afterCheck(afterCheck(proven(), GONE, START), GONE, START + 8 * DAY)
    expect(two).to.deep.include({ state: 'missing', failures: 2 })
    expect(needsAttention(two, START + 8 * DAY)).to.equal(false)
    expect(afterCheck(two, GONE, START + 8 * DAY + 1).state).to.equal('lost')
  })

  it('is proven again by the same record, also after it was lost', () => {
    const missing = lookedAt(proven(), GONE, DAY, START + 3 * DAY)
    expect(afterCheck(missing, FOUND, START + 4 * DAY)).to.deep.equal(proven(START + 4 * DAY))
    const lost = lookedAt(proven(), GONE, DAY, START + 7 * DAY)
    const again = START + 30 * DAY
    expect(afterCheck(lost, FOUND, again)).to.deep.equal({ ...proven(again), provenAt: again })
  })

  it('starts its grace anew when it was seen in between', () => {
    const missing = lookedAt(proven(), GONE, DAY, START + 6 * DAY)
    const seen = afterCheck(missing, FOUND, START + 6 * DAY + HOUR)
    expect(afterCheck(seen, GONE, START + 8 * DAY)).to.deep.include({ state: 'missing', failures: 1 })
  })
})

describe('the schedule of checks', () => {
  it('begins at once, and waits longer the longer nothing is seen, an hour at most', () => {
    const proof = pendingAt(START)
    expect(dueForCheck(proof, START, null)).to.equal(true)
    const due = (tried: number, pause: number) => dueForCheck(proof, START + tried + pause, START + tried)
    expect([due(0, MINUTE - 1), due(0, MINUTE)]).to.deep.equal([false, true])
    expect([due(2 * HOUR, 30 * MINUTE - 1), due(2 * HOUR, 30 * MINUTE)]).to.deep.equal([false, true])
    expect([due(DAY, HOUR - 1), due(DAY, HOUR)]).to.deep.equal([false, true])
  })

  it('is daily once proven, at an hour that depends on the challenge and on nothing else', () => {
    const hours = [0, 128, 255].map((byte) => {
      const proof = { ...proven(), challenge: Buffer.alloc(32, byte).toString('base64url') } as DomainProof
      const due = Array.from({ length: 24 * 60 + 1 }, (_, i) => i * MINUTE).find((time) =>
        dueForCheck(proof, START + time, null),
      )
      return (due ?? NaN) / HOUR
    })
    expect(hours[0]).to.equal(24)
    expect(hours[1]).to.equal(22)
    expect(hours[2]).to.be.within(20, 20.1)
  })

  it('is closer while a record is missing, and goes on daily after it was lost', () => {
    const missing = afterCheck(proven(), GONE, START)
    expect([14, 15].map((minutes) => dueForCheck(missing, START + minutes * MINUTE, null))).to.deep.equal([false, true])
    const lost: DomainProof = { state: 'lost', challenge, since: START }
    expect([19, 24].map((hours) => dueForCheck(lost, START + hours * HOUR, START))).to.deep.equal([false, true])
  })

  it('has no turn for a domain bound by word', () => {
    expect(dueForCheck(UNPROVEN, START + 365 * DAY, null)).to.equal(false)
    expect(afterCheck(UNPROVEN, GONE, START)).to.equal(UNPROVEN)
  })
})
