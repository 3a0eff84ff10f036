import { expect } from 'chai'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { parseFingerprint } from '../../../trust/keys/fingerprint.ts'
import {
  accept,
  isRefused,
  propose,
  refresh,
  resume,
  revoke,
  suspend,
  trustUsable,
} from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust, TransitionRefused } from '../../../trust/organization/federation-trust.ts'
import { withNewTokenKey } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { granted, idOf, known, metadataOf, START, VirtualClock } from '../known-organizations.ts'

const US = idOf(900)
const FABRIKAM = parseDomain('fabrikam.example')

let clock: VirtualClock
let fabrikam: Organization
let proposed: FederationTrust
let active: FederationTrust

function yesTo(organization: Organization): {
  fingerprint: ReturnType<typeof parseFingerprint>
  domains: [typeof FABRIKAM]
} {
  return { fingerprint: parseFingerprint(organization.certificate.fingerprint256), domains: [FABRIKAM] }
}

function reasonOf(outcome: FederationTrust | TransitionRefused): string {
  return isRefused(outcome) ? outcome.refused : outcome.is.state
}

describe('a federation trust', () => {
  beforeEach(async () => {
    clock = new VirtualClock()
    fabrikam = await known('Fabrikam')
    proposed = granted(propose(US, metadataOf(fabrikam, clock), clock))
    active = granted(accept(proposed, yesTo(fabrikam), clock))
  })

  it('is proposed first and lets nobody do anything', () => {
    expect(proposed.is).to.deep.equal({ state: 'proposed', proposedAt: START })
    expect(trustUsable(proposed, START)).to.equal(false)
  })

  it('is never made with ourselves (TH9)', () => {
    expect(reasonOf(propose(fabrikam.id, metadataOf(fabrikam, clock), clock))).to.equal('own-organization')
  })

  it('becomes active by the fingerprint the administrator compared, its domains unproven (TH3)', async () => {
    expect(active.is).to.deep.include({ state: 'active', activeSince: START })
    expect(active.is).to.have.deep.property('domains', [{ domain: FABRIKAM, proof: { state: 'unproven' } }])
    expect(trustUsable(active, START)).to.equal(true)
    const other = yesTo(await known('Adatum'))
    expect(reasonOf(accept(proposed, other, clock))).to.equal('fingerprint-differs')
  })

  it('is not accepted with a domain named twice', () => {
    const { fingerprint } = yesTo(fabrikam)
    expect(reasonOf(accept(proposed, { fingerprint, domains: [FABRIKAM, FABRIKAM] }, clock))).to.equal('domain-twice')
    const brokered = { domain: FABRIKAM, organization: idOf(901) }
    const yes = { fingerprint, domains: [], brokerFor: [brokered, { ...brokered, organization: idOf(902) }] }
    expect(reasonOf(accept(proposed, yes, clock))).to.equal('domain-twice')
  })

  it('takes only the steps its state allows', () => {
    const suspended = granted(suspend(active, 'key may be lost', clock))
    const revoked = granted(revoke(active, 'key lost', clock))
    const steps = {
      accept: (trust: FederationTrust) => accept(trust, yesTo(fabrikam), clock),
      suspend: (trust: FederationTrust) => suspend(trust, 'x', clock),
      resume: (trust: FederationTrust) => resume(trust, clock),
      revoke: (trust: FederationTrust) => revoke(trust, 'x', clock),
      refresh: (trust: FederationTrust) => refresh(trust, metadataOf(fabrikam, clock, { sequence: 2 }), clock),
    }
    const table: readonly (readonly [FederationTrust, Readonly<Record<keyof typeof steps, string>>])[] = [
      [
        proposed,
        { accept: 'active', suspend: 'wrong-state', resume: 'wrong-state', revoke: 'revoked', refresh: 'proposed' },
      ],
      [
        active,
        { accept: 'wrong-state', suspend: 'suspended', resume: 'wrong-state', revoke: 'revoked', refresh: 'active' },
      ],
      [
        suspended,
        { accept: 'wrong-state', suspend: 'wrong-state', resume: 'active', revoke: 'revoked', refresh: 'suspended' },
      ],
      [
        revoked,
        {
          accept: 'wrong-state',
          suspend: 'wrong-state',
          resume: 'wrong-state',
          revoke: 'wrong-state',
          refresh: 'wrong-state',
        },
      ],
    ]
    for (const [trust, outcomes] of table) {
      for (const [step, outcome] of Object.entries(outcomes)) {
        const take = steps[step as keyof typeof steps]
        expect(reasonOf(take(trust)), `${trust.is.state} ${step}`).to.equal(outcome)
      }
    }
  })

  it('keeps what was agreed while it is suspended', () => {
    const suspended = granted(suspend(active, 'key may be lost', clock))
    expect(trustUsable(suspended, START)).to.equal(false)
    expect(suspended.is).to.have.deep.property('domains', [{ domain: FABRIKAM, proof: { state: 'unproven' } }])
    const resumed = granted(resume(suspended, clock))
    expect(resumed.is).to.deep.equal(active.is)
    expect(trustUsable(resumed, START)).to.equal(true)
  })

  it('is over with its partner’s certificate, to the millisecond', () => {
    const { notBefore, notAfter } = active.metadata.certificate
    expect(trustUsable(active, notBefore - 1)).to.equal(false)
    expect(trustUsable(active, notBefore)).to.equal(true)
    expect(trustUsable(active, notAfter)).to.equal(true)
    expect(trustUsable(active, notAfter + 1)).to.equal(false)
  })

  it('keeps nothing of what was agreed once revoked', () => {
    const revoked = granted(revoke(active, 'key lost', clock))
    expect(revoked.is).to.deep.equal({ state: 'revoked', revokedAt: START, reason: 'key lost' })
    expect(trustUsable(revoked, START)).to.equal(false)
  })

  describe('when its partner publishes again', () => {
    it('takes newer metadata and keeps older keys until their own end', async () => {
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

    it('takes the same sequence number only for the same keys and endpoints (TH4)', async () => {
      clock.pass(DAY)
      const again = metadataOf(fabrikam, clock)
      expect(granted(refresh(active, again, clock)).metadata.expiresAt).to.equal(START + 8 * DAY)
      const rolled = await withNewTokenKey(fabrikam, { clock, announcedFor: 0 })
      expect(reasonOf(refresh(active, metadataOf(rolled, clock), clock))).to.equal('sequence-not-raised')
      const later = granted(refresh(active, metadataOf(rolled, clock, { sequence: 5 }), clock))
      expect(reasonOf(refresh(later, metadataOf(rolled, clock, { sequence: 4 }), clock))).to.equal('sequence-lower')
    })

    it('refuses another organization and another certificate, which need a person', async () => {
      const adatum = await known('Adatum')
      expect(reasonOf(refresh(active, metadataOf(adatum, clock, { sequence: 2 }), clock))).to.equal(
        'other-organization',
      )
      const recertified = metadataOf({ ...adatum, id: fabrikam.id }, clock, { sequence: 2 })
      expect(reasonOf(refresh(active, recertified, clock))).to.equal('fingerprint-differs')
      expect(reasonOf(refresh(proposed, recertified, clock))).to.equal('fingerprint-differs')
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
})
