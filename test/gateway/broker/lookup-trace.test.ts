import { expect } from 'chai'
import { answerAvailability } from '../../../gateway/broker/answer-availability.ts'
import { keptOf, RecentLookups } from '../../../gateway/broker/lookup-trace.ts'
import type { LookupTrace } from '../../../gateway/broker/lookup-trace.ts'
import { address, asking, busy, colleague, CONTOSO_POLICY, outsider, policyOf, smallWorld } from './small-world.ts'

const never = new AbortController().signal
const signal = (): AbortSignal => never

describe('the trace of a lookup', () => {
  it('tells an administrator what became of each mailbox and which side decided, but never what was answered', async () => {
    const world = await smallWorld()
    world.sources.contoso.times.set(address('vera@contoso.example'), [busy(1, 2)])
    world.sources.fabrikam.meanwhile = () => Promise.reject(new Error('broken'))
    const lookups = new RecentLookups()
    const broker = {
      ...world.broker,
      finished: (trace: LookupTrace) => lookups.remember(keptOf(trace)),
    }
    const mailboxes = ['vera@contoso.example', 'anna@fabrikam.example', 'x@northwind.example']
    await answerAvailability(broker, colleague(world, 'bo@contoso.example'), asking(mailboxes), {
      requestId: 'r-1',
      signal,
    })
    const remembered = lookups.recall('r-1')
    expect(remembered).to.include({ from: 'bo@contoso.example', at: '2026-11-23T09:00:00.000Z' })
    expect(remembered?.mailboxes).to.deep.equal([
      {
        about: 'vera@contoso.example',
        route: 'hosted: contoso',
        asked: 'Detailed',
        outcome: 'answer',
        level: 'LimitedDetails',
        view: 'Detailed',
        decidedBy: 'INSIDE_LEVEL',
        side: 'answering',
      },
      {
        about: 'anna@fabrikam.example',
        route: 'partner: Fabrikam',
        asked: 'Detailed',
        outcome: 'unknown',
        decidedBy: 'REACH_UPSTREAM',
      },
      {
        about: 'x@northwind.example',
        route: 'ROUTE_NONE',
        asked: 'Detailed',
        outcome: 'refuse',
        decidedBy: 'NO_RELATIONSHIP',
        side: 'asking',
      },
    ])
    expect(JSON.stringify(remembered)).to.not.include('about vera').and.to.not.include('a room')
  })

  it('tells hidden from unknown, which the asker cannot', async () => {
    const world = await smallWorld()
    const lookups = new RecentLookups()
    const broker = {
      ...world.broker,
      finished: (trace: LookupTrace) => lookups.remember(keptOf(trace)),
    }
    const question = asking(['nils@contoso.example', 'nobody@contoso.example'])
    await answerAvailability(broker, outsider(world, 'anna@fabrikam.example'), question, { requestId: 'r-2', signal })
    const steps = lookups.recall('r-2')?.mailboxes.map((mailbox) => mailbox.decidedBy)
    expect(steps).to.deep.equal(['MAILBOX_DEFAULT', 'MAILBOX_UNKNOWN'])
  })

  it('names whom of a group something was told, after the group, and nobody of one that was refused', async () => {
    const world = await smallWorld()
    const mailbox = (name: string, rest: object) => ({ address: `${name}@contoso.example`, ...rest })
    world.hosted.policy = policyOf({
      ...CONTOSO_POLICY,
      groups: {
        few: ['vera@contoso.example'],
        all: ['few', 'bo@contoso.example', 'nils@contoso.example', 'cy@contoso.example'],
      },
      mailboxes: [
        ...CONTOSO_POLICY.mailboxes,
        mailbox('cy', { default: 'AvailabilityOnly' }),
        mailbox('all', { kind: 'group', group: 'all', default: 'AvailabilityOnly' }),
        mailbox('few', { kind: 'group', group: 'few', default: 'AvailabilityOnly' }),
      ],
    })
    for (const name of ['vera', 'bo', 'nils', 'cy'])
      world.sources.contoso.times.set(address(`${name}@contoso.example`), [])
    const lookups = new RecentLookups()
    const broker = { ...world.broker, finished: (trace: LookupTrace) => lookups.remember(keptOf(trace)) }
    const question = asking(['all@contoso.example', 'few@contoso.example'])
    await answerAvailability(broker, outsider(world, 'anna@fabrikam.example'), question, { requestId: 'r-3', signal })
    const told = lookups.recall('r-3')?.mailboxes.map(({ about, view, decidedBy }) => [about, view, decidedBy])
    expect(told).to.deep.equal([
      ['all@contoso.example', 'MergedOnly', 'MAILBOX_DEFAULT'],
      ['bo@contoso.example', 'MergedOnly', 'GROUP_MEMBER'],
      ['cy@contoso.example', 'MergedOnly', 'GROUP_MEMBER'],
      ['vera@contoso.example', 'MergedOnly', 'GROUP_MEMBER'],
      ['few@contoso.example', undefined, 'GROUP_TOO_SMALL'],
    ])
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
