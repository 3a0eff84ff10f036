import { expect } from 'chai'
import type { Connector, SourceAnswer } from '../../../protocols/availability/availability-question.ts'
import { guardPartner } from '../../../gateway/broker/partner-guard.ts'
import { asking } from './small-world.ts'

const question = { ...asking([]), mailboxes: asking(['vera@contoso.example']).mailboxes }
const context = () => ({ signal: new AbortController().signal, requestId: 'r-1' })
const answered: SourceAnswer = { findings: [{ kind: 'no-data', reason: 'DATA_NOT_FOUND' }] }
const dead: SourceAnswer = { findings: [{ kind: 'no-data', reason: 'REACH_TCP' }] }
const busy: SourceAnswer = { findings: [{ kind: 'no-data', reason: 'REACH_BUSY' }] }

describe('the guard of a partner', () => {
  it('passes on what the partner answers', async () => {
    const guarded = guardPartner({ lookUp: () => Promise.resolve(answered) })
    expect(await guarded.lookUp(question, context())).to.equal(answered)
  })

  it('stops asking a partner that could not be reached five times in a row (BF8)', async () => {
    let calls = 0
    const connector: Connector = {
      lookUp: () => {
        calls++
        return Promise.resolve(dead)
      },
    }
    const guarded = guardPartner(connector)
    const answers = []
    for (let i = 0; i < 8; i++) answers.push(await guarded.lookUp(question, context()))
    expect(calls).to.equal(5)
    expect(answers.slice(0, 5)).to.deep.equal([dead, dead, dead, dead, dead])
    const shut = { ...busy, heldBack: 'BREAKER_OPEN' }
    expect(answers.slice(5)).to.deep.equal([shut, shut, shut])
  })

  it('goes on asking a partner that answers, however often it has nothing to tell', async () => {
    const guarded = guardPartner({ lookUp: () => Promise.resolve(answered) })
    for (let i = 0; i < 20; i++) expect(await guarded.lookUp(question, context())).to.equal(answered)
  })

  it('lets sixteen questions through at once and thirty-two wait; the next is told to come back (BF8)', async () => {
    let release: (answer: SourceAnswer) => void = () => {}
    const held = new Promise<SourceAnswer>((resolve) => {
      release = resolve
    })
    let under = 0
    const guarded = guardPartner({
      lookUp: () => {
        under++
        return held
      },
    })
    const all = Array.from({ length: 49 }, () => guarded.lookUp(question, context()))
    expect(await all[48]).to.deep.equal({ ...busy, heldBack: 'BULKHEAD_FULL' })
    expect(under).to.equal(16)
    release(answered)
    expect(await Promise.all(all.slice(0, 48))).to.satisfy((answers: SourceAnswer[]) =>
      answers.every((one) => one === answered),
    )
  })

  it('passes on what breaks inside, for the broker to report', async () => {
    const guarded = guardPartner({ lookUp: () => Promise.reject(new Error('broken')) })
    let caught: unknown
    await guarded.lookUp(question, context()).catch((error: unknown) => (caught = error))
    expect(caught).to.be.instanceOf(Error).with.property('message', 'broken')
  })
})
