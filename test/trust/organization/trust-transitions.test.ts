import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { UNPROVEN } from '../../../trust/organization/domain-proof.ts'
import type { DomainProof } from '../../../trust/organization/domain-proof.ts'
import { acceptedOf, endOf, isRefused, trustUsable } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust, TransitionRefused } from '../../../trust/organization/federation-trust.ts'
import { hear } from '../../../trust/organization/hear-partner.ts'
import { standingOf, toldOf } from '../../../trust/organization/settle-trust.ts'
import {
  accept,
  atTime,
  clearAttention,
  propose,
  raiseAttention,
  resume,
  revoke,
  suspend,
  withDomains,
} from '../../../trust/organization/trust-transitions.ts'
import { granted, idOf, known, metadataOf, START, VirtualClock } from '../known-organizations.ts'
import { everyState, FABRIKAM, nameOf, pending, saying, STATES, US, yesTo } from './trust-states.ts'
import type { StateName } from './trust-states.ts'

type Outcome = StateName | TransitionRefused['refused']
type Row = readonly [StateName, ...Outcome[]]

let clock: VirtualClock
let states: Readonly<Record<StateName, FederationTrust>>

function outcomeOf(outcome: FederationTrust | TransitionRefused): Outcome {
  return isRefused(outcome) ? outcome.refused : nameOf(outcome)
}

const no = 'wrong-state'

describe('the steps of a trust', () => {
  beforeEach(async () => {
    clock = new VirtualClock()
    states = await everyState(clock)
  })

  it('come to the states they are named for', () => {
    for (const name of STATES) expect(nameOf(states[name])).to.equal(name)
  })

  /** In each row: the state, then what comes of each step taken there. */
  const steps = {
    accept: (trust: FederationTrust) => accept(trust, yesTo(trust, { validUntil: null }), clock),
    'accept to prove': (trust: FederationTrust) =>
      accept(trust, yesTo(trust, { prove: () => pending(clock), validUntil: null }), clock),
    suspend: (trust: FederationTrust) => suspend(trust, 'x', clock),
    resume: (trust: FederationTrust) => resume(trust, clock),
    revoke: (trust: FederationTrust) => revoke(trust, 'x', clock),
    attention: (trust: FederationTrust) => raiseAttention(trust, 'certificate-changed', clock),
    clear: (trust: FederationTrust) => clearAttention(trust, 'domain-missing', clock),
    'propose anew': (trust: FederationTrust) => propose(US, trust.metadata, clock, undefined, trust),
    'domains proven': (trust: FederationTrust) => withDomains(trust, [{ domain: FABRIKAM, proof: UNPROVEN }], clock),
  }
  const table: readonly Row[] = [
    ['proposed', 'offered', 'proving', no, no, 'revoked', no, no, 'proposed', no],
    ['proving', 'offered', 'proving', no, no, 'revoked', no, no, no, 'offered'],
    ['offered', 'offered', 'proving', no, no, 'revoked', no, no, no, 'offered'],
    ['active', 'active', 'active', 'suspended by us', no, 'revoked', 'attention', no, no, 'active'],
    ['attention', 'attention', 'attention', 'suspended by us', no, 'revoked', no, 'active', no, 'attention'],
    ['suspended by us', no, no, no, 'active', 'revoked', no, no, no, 'suspended by us'],
    [
      'suspended by partner',
      ...(['suspended by partner', 'suspended by partner', 'suspended by us', no, 'revoked', no, no, no] as const),
      'suspended by partner',
    ],
    ['expired by certificate', 'active', 'active', no, no, 'revoked', no, no, no, 'expired by certificate'],
    ['expired by end', 'active', 'active', no, no, 'revoked', no, no, no, 'expired by end'],
    ['revoked', no, no, no, no, no, no, no, 'proposed', no],
  ]
  for (const [name, ...outcomes] of table) {
    it(`are taken or refused when it is ${name}`, () => {
      const found = Object.values(steps).map((take) => outcomeOf(take(states[name])))
      expect(found).to.deep.equal(outcomes, Object.keys(steps).join(', '))
    })
  }

  it('are listed for every state', () => {
    expect(table.map(([name]) => name)).to.deep.equal([...STATES])
  })

  /** The same for what the partner says: it is proposed, proving, offered, active, suspended, revoked. */
  const STANDINGS = ['proposed', 'proving', 'offered', 'active', 'suspended', 'revoked'] as const
  const heard: readonly Row[] = [
    ['proposed', 'proposed', 'proposed', 'proposed', 'proposed', 'proposed', 'proposed'],
    ['proving', 'proving', 'proving', 'proving', 'proving', 'proving', 'proving'],
    ['offered', 'offered', 'offered', 'active', 'active', 'offered', 'offered'],
    ['active', 'offered', 'offered', 'active', 'active', 'suspended by partner', 'revoked'],
    ['attention', 'offered', 'offered', 'attention', 'attention', 'suspended by partner', 'revoked'],
    [
      'suspended by us',
      ...(['suspended by us', 'suspended by us', 'suspended by us', 'suspended by us', 'suspended by us'] as const),
      'revoked',
    ],
    ['suspended by partner', 'offered', 'offered', 'active', 'active', 'suspended by partner', 'revoked'],
    [
      'expired by certificate',
      ...(['expired by certificate', 'expired by certificate', 'expired by certificate'] as const),
      ...(['expired by certificate', 'expired by certificate', 'revoked'] as const),
    ],
    [
      'expired by end',
      ...([
        'expired by end',
        'expired by end',
        'expired by end',
        'expired by end',
        'expired by end',
        'revoked',
      ] as const),
    ],
    ['revoked', 'revoked', 'revoked', 'revoked', 'revoked', 'revoked', 'revoked'],
  ]
  for (const [name, ...outcomes] of heard) {
    it(`follow what the partner says when it is ${name}`, () => {
      const found = STANDINGS.map((standing) => outcomeOf(hear(states[name], saying(9, { standing }), clock)))
      expect(found).to.deep.equal(outcomes, STANDINGS.join(', '))
    })
  }

  it('let it serve when it is active or in need of a person, and never else (TH11)', () => {
    const serving = STATES.filter((name) => trustUsable(states[name], clock.now()))
    expect(serving).to.deep.equal(['active', 'attention'])
  })
})

describe('a yes', () => {
  beforeEach(async () => {
    clock = new VirtualClock()
    states = await everyState(clock)
  })

  it('needs the fingerprint of the certificate, in every state (TH3)', async () => {
    const { fingerprint } = metadataOf(await known('Adatum'), clock).certificate
    for (const name of ['proposed', 'proving', 'offered', 'active', 'attention', 'expired by end'] as const) {
      const outcome = accept(states[name], yesTo(states[name], { fingerprint }), clock)
      expect(outcomeOf(outcome), name).to.equal('fingerprint-differs')
    }
  })

  it('names no domain twice, no end that has passed, and nobody who brokers for ourselves (TH9)', () => {
    const { proposed } = states
    const brokered = { domain: FABRIKAM, organization: idOf(901) }
    for (const [more, refused] of [
      [{ domains: [FABRIKAM, FABRIKAM] }, 'domain-twice'],
      [{ brokerFor: [brokered, { ...brokered, organization: idOf(902) }] }, 'domain-twice'],
      [{ brokerFor: [{ ...brokered, organization: US }] }, 'own-organization'],
      [{ validUntil: clock.now() }, 'end-passed'],
    ] as const) {
      expect(outcomeOf(accept(proposed, yesTo(proposed, more), clock))).to.equal(refused)
    }
    expect(outcomeOf(propose(proposed.partner, proposed.metadata, clock))).to.equal('own-organization')
  })

  it('keeps what it does not name, and the proofs that were shown', () => {
    const proven = { state: 'proven', challenge: 'c', provenAt: START, checkedAt: START, via: 'dns' } as const
    const brokerFor = [{ domain: parseDomain('adatum.example'), organization: idOf(901) }]
    const offer = {
      gives: { freeBusyAccessEnabled: true, freeBusyAccessLevel: 'AvailabilityOnly' },
      asks: { enabled: true, level: 'AvailabilityOnly' },
    } as const
    const first = granted(accept(states.proposed, yesTo(states.proposed, { brokerFor, ourOffer: offer }), clock))
    const held = granted(withDomains(first, [{ domain: FABRIKAM, proof: proven }], clock))
    const { fingerprint } = held.metadata.certificate
    const prove = (): never => expect.fail('nothing is to be proven anew')
    const again = granted(accept(held, { fingerprint, prove, scopeDescription: 'Sales' }, clock))
    expect(acceptedOf(again)).to.deep.equal({
      signer: fingerprint,
      domains: [{ domain: FABRIKAM, proof: proven }],
      brokerFor,
    })
    expect(again.ours).to.deep.include({ offer, scopeDescription: 'Sales' })
    const named = granted(accept(held, { fingerprint, prove, domains: [FABRIKAM] }, clock))
    expect(acceptedOf(named)?.domains).to.deep.equal([{ domain: FABRIKAM, proof: proven }])
    const given = granted(accept(again, { fingerprint, prove, ourOffer: null, scopeDescription: null }, clock))
    expect(given.ours).to.deep.include({ offer: null, scopeDescription: null })
  })

  it('leaves a challenge as it is while it is not over, and makes a new one after', () => {
    const { proving } = states
    const challenge = () => ({ ...pending(clock), challenge: 'B'.repeat(43) }) as const
    const proofs = (trust: FederationTrust) => acceptedOf(trust)?.domains.map(({ proof }) => proof)
    clock.pass(7 * DAY - 1)
    const again = granted(accept(proving, yesTo(proving, { prove: challenge }), clock))
    expect(proofs(again)).to.deep.equal(proofs(proving))
    clock.pass(1)
    const anew = granted(accept(proving, yesTo(proving, { prove: challenge }), clock))
    expect(proofs(anew)).to.deep.equal([challenge()])
    const waived = granted(accept(proving, yesTo(proving), clock))
    expect(proofs(waived)).to.deep.equal([UNPROVEN])
  })

  it('asks for a proof of what has none, and of nothing that binds already: a word stands where words are taken', () => {
    const proven = { state: 'proven', challenge: 'C', provenAt: START, checkedAt: START, via: 'dns' } as const
    const gone: DomainProof = {
      ...{ state: 'missing', challenge: 'C', provenAt: START, missingSince: START, checkedAt: START },
      failures: 1,
    }
    const lost = { state: 'lost', challenge: 'C', since: START } as const
    const fresh = pending(clock)
    const named = (proof: DomainProof, wordStands: boolean): DomainProof | undefined => {
      const held = granted(withDomains(states.active, [{ domain: FABRIKAM, proof }], clock))
      const yes = granted(accept(held, yesTo(held, { prove: () => fresh, wordStands }), clock))
      return acceptedOf(yes)?.domains[0]?.proof
    }
    for (const wordStands of [true, false]) {
      expect(named(proven, wordStands)).to.deep.equal(proven)
      expect(named(gone, wordStands)).to.deep.equal(gone)
      expect(named(lost, wordStands)).to.deep.equal(fresh)
    }
    expect(named(UNPROVEN, true)).to.deep.equal(UNPROVEN)
    expect(named(UNPROVEN, false)).to.deep.equal(fresh)
  })

  it('is enough for a partner that cannot be told anything', async () => {
    const silent = granted(propose(US, metadataOf(await known('Fabrikam'), clock), clock))
    expect(nameOf(granted(accept(silent, yesTo(silent), clock)))).to.equal('active')
  })

  it('settles what a changed certificate asked for', () => {
    const looked = granted(raiseAttention(states.active, 'certificate-changed', clock))
    expect(nameOf(granted(accept(looked, yesTo(looked), clock)))).to.equal('active')
  })
})

describe('time', () => {
  beforeEach(async () => {
    clock = new VirtualClock()
    states = await everyState(clock)
  })

  it('ends a trust with the earlier of the ends both sides named, to the millisecond', () => {
    const end = clock.now() + DAY
    const ours = granted(accept(states.active, yesTo(states.active, { validUntil: end + 5 }), clock))
    const both = granted(hear(ours, saying(3, { validUntil: end }), clock))
    const far = both.metadata.certificate.notAfter
    expect(endOf(both)).to.equal(end)
    expect(trustUsable(both, end - 1)).to.equal(true)
    expect(trustUsable(both, end)).to.equal(false)
    expect(atTime(both, far, { now: () => end - 1 })).to.equal(both)
    expect(nameOf(atTime(both, far, { now: () => end }))).to.equal('expired by end')
  })

  it('ends it with either certificate, and brings it back when that was replaced', () => {
    const theirs = states.active.metadata.certificate.notAfter
    const ours = clock.now() + DAY
    for (const [at, name] of [
      [ours, 'active'],
      [ours + 1, 'expired by certificate'],
    ] as const) {
      expect(nameOf(atTime(states.active, ours, { now: () => at }))).to.equal(name)
    }
    const expired = atTime(states.active, ours, { now: () => ours + 1 })
    expect(atTime(expired, ours, { now: () => ours + 2 })).to.equal(expired)
    expect(nameOf(atTime(expired, theirs, { now: () => ours + 2 }))).to.equal('active')
  })

  it('changes nothing that never served, that we stopped, or that is over', () => {
    const late = { now: () => states.active.metadata.certificate.notAfter + DAY }
    for (const name of ['proposed', 'proving', 'offered', 'suspended by us', 'revoked'] as const) {
      expect(atTime(states[name], 0, late), name).to.equal(states[name])
    }
  })
})

describe('the number of what we tell', () => {
  beforeEach(async () => {
    clock = new VirtualClock()
    states = await everyState(clock)
  })

  it('grows when what we tell changes, at least to the second, and stays when it does not', () => {
    const { proposed, offered, active } = states
    expect(proposed.ours.sequence).to.equal(Math.floor(START / 1000))
    expect(offered.ours.sequence).to.equal(proposed.ours.sequence + 1)
    const again = granted(accept(active, yesTo(active), clock))
    const unchanged = JSON.stringify(toldOf(again)) === JSON.stringify(toldOf(active))
    expect(again.ours.sequence === active.ours.sequence).to.equal(unchanged)
    clock.pass(DAY)
    expect(granted(suspend(active, 'x', clock)).ours.sequence).to.equal(Math.floor(clock.now() / 1000))
    expect(granted(hear(active, saying(2), clock)).ours.sequence).to.equal(active.ours.sequence)
  })

  it('goes on over a tombstone, whose partner is not heard of again with what it said before (TH4)', () => {
    const anew = granted(propose(US, states.revoked.metadata, clock, undefined, states.revoked))
    expect(anew.ours.sequence).to.be.greaterThan(states.revoked.ours.sequence)
    expect(anew).to.deep.include({ theirs: null, heard: states.revoked.heard })
    const offered = granted(accept(anew, yesTo(anew), clock))
    expect(outcomeOf(hear(offered, saying(0), clock))).to.equal('sequence-lower')
    expect(nameOf(offered)).to.equal('offered')
    expect(outcomeOf(hear(offered, saying(1), clock))).to.equal('active')
  })

  it('is told with a standing that never makes both sides wait for each other', () => {
    const standings = STATES.map((name) => [name, standingOf(states[name])])
    expect(Object.fromEntries(standings)).to.deep.equal({
      proposed: 'proposed',
      proving: 'proving',
      offered: 'offered',
      active: 'active',
      attention: 'active',
      'suspended by us': 'suspended',
      'suspended by partner': 'active',
      'expired by certificate': 'suspended',
      'expired by end': 'suspended',
      revoked: 'revoked',
    })
  })
})
