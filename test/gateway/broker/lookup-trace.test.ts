import { expect } from 'chai'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import { keptOf, RecentLookups } from '../../../gateway/broker/lookup-trace.ts'
import type { LookupTrace } from '../../../gateway/broker/lookup-trace.ts'
import { asking, colleague, smallWorld } from './small-world.ts'

const never = new AbortController().signal
const signal = (): AbortSignal => never

describe('the trace of a lookup', () => {
  it('is forgotten when later lookups need its place', async () => {
    const world = await smallWorld()
    const lookups = new RecentLookups(3)
    const broker = {
      ...world.broker,
      finished: (trace: LookupTrace) => lookups.remember(keptOf(trace)),
    }
    for (const requestId of ['r-1', 'r-2']) {
      await answerAvailability(broker, colleague(world, 'bo@contoso.example'), asking(['vera@contoso.example']), {
        requestId,
        signal,
      })
    }
    expect(lookups.recall('r-1')).to.equal(undefined)
    expect(lookups.recall('r-2')).to.include({ requestId: 'r-2' })
  })
})
