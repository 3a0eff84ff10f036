import { expect } from 'chai'
import { PartnerHealth } from '../../gateway/health/partner-health.ts'
import { liveDirectory } from '../../gateway/live-directory.ts'
import type { Connector, SourceQuestion } from '../../protocols/availability/availability-question.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { VirtualClock } from '../trust/known-organizations.ts'
import { smallWorld } from './broker/small-world.ts'
import type { SmallWorld } from './broker/small-world.ts'

const QUESTION: SourceQuestion = {
  mailboxes: ['anna', 'bo'].map((name) => parseMailboxAddress(`${name}@fabrikam.example`)),
  ...{ window: { start: 0, end: 1 }, view: 'FreeBusyMerged', interval: 30 },
}

describe('the directory of a running gateway', () => {
  let world: SmallWorld
  let connected: string[]

  beforeEach(async () => {
    world = await smallWorld()
    connected = []
  })

  const connect = ({ href }: URL): Connector => {
    connected.push(href)
    return {
      lookUp: ({ mailboxes }) => ({ findings: mailboxes.map(() => ({ kind: 'no-data', reason: 'REACH_TCP' })) }),
    }
  }
  const partnerHealth = new PartnerHealth(new VirtualClock())
  const directory = () =>
    liveDirectory({
      ...{ gateway: world.contoso, transit: false, hosted: [], trusts: world.store, partnerHealth },
      connect,
    })
  const trust = () => {
    const found = world.store.snapshot().trust(world.contoso.id, world.fabrikam.id)
    return found ?? expect.fail('no trust')
  }

  it('connects a partner once for each address at which it is asked', () => {
    const ours = directory()
    const first = ours.connectorOf(trust())
    expect(ours.connectorOf({ ...trust() })).to.equal(first)
    const elsewhere = { ...trust(), asked: { ews: 'https://elsewhere.example/EWS/Exchange.asmx' } }
    expect(ours.connectorOf(elsewhere)).to.not.equal(first)
    expect(connected).to.deep.equal([trust().asked.ews, elsewhere.asked.ews])
  })

  it('connects to nothing for a partner that may be asked nowhere: each mailbox is unknown (BF1)', async () => {
    const nowhere = directory().connectorOf({ ...trust(), asked: {} })
    const context = { signal: new AbortController().signal, requestId: 'r' }
    const { findings } = await nowhere.lookUp(QUESTION, context)
    expect(findings).to.deep.equal(QUESTION.mailboxes.map(() => ({ kind: 'no-data', reason: 'ROUTE_NONE' })))
    expect(connected).to.deep.equal([])
  })
})
