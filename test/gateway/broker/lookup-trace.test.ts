import { expect } from 'chai'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import { keptOf, RecentLookups } from '../../../gateway/broker/lookup-trace.ts'
import type { LookupTrace } from '../../../gateway/broker/lookup-trace.ts'
import type { Requester } from '../../../gateway/broker/requester.ts'
import { address, asking, colleague, CONTOSO_POLICY, NOW, outsider, policyOf, smallWorld } from './small-world.ts'

const never = new AbortController().signal
const signal = (): AbortSignal => never

const EVERYBODY = ['vera@contoso.example', 'bo@contoso.example', 'nils@contoso.example']

describe('the trace of a lookup', () => {
  it('names those of a group who were told of, and nobody of one of whom too few could be read', async () => {
    const world = await smallWorld()
    const open = EVERYBODY.map((one) => ({ address: one, default: 'AvailabilityOnly' }))
    const all = { address: 'all@contoso.example', kind: 'group', group: 'all', default: 'AvailabilityOnly' }
    world.hosted.policy = policyOf({ ...CONTOSO_POLICY, groups: { all: EVERYBODY }, mailboxes: [...open, all] })
    for (const one of EVERYBODY) world.sources.contoso.times.set(address(one), [])
    const named = async () => {
      const anna = outsider(world, 'anna@fabrikam.example')
      await answerAvailability(world.broker, anna, asking(['all@contoso.example']), { requestId: 'r-1', signal })
      return world.finished.splice(0).flatMap((trace) => keptOf(trace).places.map(({ about }) => about))
    }
    expect(await named()).to.have.members(['all@contoso.example', ...EVERYBODY])
    world.sources.contoso.times.delete(address('nils@contoso.example'))
    expect(await named()).to.deep.equal(['all@contoso.example'])
  })

  it('is forgotten of whoever is erased, and of nobody else', async () => {
    const world = await smallWorld()
    const lookups = new RecentLookups()
    const broker = { ...world.broker, finished: (trace: LookupTrace) => lookups.remember(keptOf(trace)) }
    const [bo, vera] = [colleague(world, 'bo@contoso.example'), colleague(world, 'vera@contoso.example')]
    const ask = (requestId: string, requester: Requester, about: string) =>
      answerAvailability(broker, requester, asking([about]), { requestId, signal })
    await ask('by her', vera, 'bo@contoso.example')
    await ask('about her', bo, 'vera@contoso.example')
    await ask('of others', bo, 'nils@contoso.example')
    const refused = { at: NOW, because: 'ERR_BUSY', detail: null, found: null }
    lookups.refusals.remember({ ...refused, requestId: 'her refusal', requester: vera })
    lookups.refusals.remember({ ...refused, requestId: 'another one', requester: bo })
    const detail = 'vera@contoso.example may not be named'
    lookups.refusals.remember({ ...refused, requestId: 'in words', requester: null, detail })
    lookups.forget(address('vera@contoso.example'))
    const ids = ['by her', 'about her', 'of others', 'her refusal', 'another one', 'in words']
    const left = ids.filter((id) => lookups.recall(id) !== undefined || lookups.refusals.recall(id) !== undefined)
    expect(left).to.deep.equal(['of others', 'another one'])
  })

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
