import { expect } from 'chai'
import { describeWithRedis } from '../conformance/redis-server.ts'
import { revokeUnderLoad } from '../soaks/revoke-under-load.ts'

describeWithRedis('Revocations on two gateways that are asked all the time', function (redis) {
  this.timeout(240_000)
  for (const [how, rounds, cut] of [
    ['with publications', 20, false],
    ['with publications cut', 6, true],
  ] as const) {
    it(`let no lookup through that began after the acknowledgement, ${how}`, async () => {
      const report = await revokeUnderLoad(redis, rounds, cut)
      expect(report).to.include({ revocations: rounds, acceptedAfter: 0, acceptedLate: 0 })
      expect(report.lookups).to.be.greaterThan(rounds * 5)
    })
  }
})
