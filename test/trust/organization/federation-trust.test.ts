import { expect } from 'chai'
import { DAY } from '../../../protocols/availability/time-window.ts'
import { isRefused, refresh, trustUsable } from '../../../trust/organization/federation-trust.ts'
import { propose } from '../../../trust/organization/trust-transitions.ts'
import type { FederationTrust, TransitionRefused } from '../../../trust/organization/federation-trust.ts'
import { withNewTokenKey } from '../../../trust/organization/organization.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { activeTrust, granted, idOf, known, metadataOf, START, VirtualClock } from '../known-organizations.ts'

const US = idOf(900)

let clock: VirtualClock
let fabrikam: Organization
let proposed: FederationTrust
let active: FederationTrust

function reasonOf(outcome: FederationTrust | TransitionRefused): string {
  return isRefused(outcome) ? outcome.refused : outcome.is.state
}

describe('a federation trust', () => {
  beforeEach(async () => {
    clock = new VirtualClock()
    fabrikam = await known('Fabrikam')
    proposed = granted(propose(US, metadataOf(fabrikam, clock), clock))
    active = activeTrust(US, fabrikam, ['fabrikam.example'], clock)
  })

  it('is over with its partner’s certificate, to the millisecond', () => {
    const { notBefore, notAfter } = active.metadata.certificate
    expect(trustUsable(active, notBefore - 1)).to.equal(false)
    expect(trustUsable(active, notBefore)).to.equal(true)
    expect(trustUsable(active, notAfter)).to.equal(true)
    expect(trustUsable(active, notAfter + 1)).to.equal(false)
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
