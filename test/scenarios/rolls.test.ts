import { expect } from 'chai'
import { rollUnderLoad } from '../soaks/roll-under-load.ts'

describe('Two gateways that roll their certificates and token keys while they are asked all the time', function () {
  this.timeout(180_000)

  it('fail no lookup, and see what is rolled wrongly (KM3, TK18)', async () => {
    const { lookups, controls, ...report } = await rollUnderLoad(1)
    expect(report).to.deep.equal({ rolls: 2, tokenKeyRolls: 2, failed: 0 })
    expect(lookups).to.be.greaterThan(20)
    // The first key that was not announced is found by reading once more; the second is not.
    expect(controls.unannounced).to.deep.equal({ lookups: 10, failed: 5 })
    expect(controls.forcedSwitch).to.deep.equal({ state: 'attention', confirmed: 'active' })
  })
})
