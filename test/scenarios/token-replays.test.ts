import { expect } from 'chai'
import { describeWithRedis } from '../conformance/redis-server.ts'
import { replayTokens } from '../soaks/replay-tokens.ts'

describeWithRedis('Whoever sends a good token to several gateways at once', function (redis) {
  this.timeout(60_000)
  it('is heard by exactly one of them, each time (TK9)', async () => {
    const report = await replayTokens({ redisUrl: redis.url, count: 300, instances: 4, progress: () => undefined })
    const { tried, accepted, wrong, refusals, controls, controlsSeen } = report
    expect(tried).to.be.at.least(300)
    expect({ accepted, wrong, refusals }).to.deep.equal({
      accepted: tried,
      wrong: 0,
      refusals: { TRUST_REPLAYED: 3 * tried },
    })
    // One in ten is also offered to a gateway that shares no memory: its taking a second time has to be seen.
    expect(controlsSeen).to.equal(controls)
    expect(controls).to.be.at.least(30)
  })
})
