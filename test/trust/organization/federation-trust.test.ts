import { expect } from 'chai'
import { trustUsable } from '../../../trust/organization/federation-trust.ts'
import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { activeTrust, idOf, known, VirtualClock } from '../known-organizations.ts'

const US = idOf(900)

let clock: VirtualClock
let fabrikam: Organization
let active: FederationTrust

describe('a federation trust', () => {
  beforeEach(async () => {
    clock = new VirtualClock()
    fabrikam = await known('Fabrikam')
    active = activeTrust(US, fabrikam, ['fabrikam.example'], clock)
  })

  it('is over with its partner’s certificate, to the millisecond', () => {
    const { notBefore, notAfter } = active.metadata.certificate
    expect(trustUsable(active, notBefore - 1)).to.equal(false)
    expect(trustUsable(active, notBefore)).to.equal(true)
    expect(trustUsable(active, notAfter)).to.equal(true)
    expect(trustUsable(active, notAfter + 1)).to.equal(false)
  })
})
