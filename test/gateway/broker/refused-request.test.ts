import { expect } from 'chai'
import { RecentRefusals } from '../../../gateway/broker/refused-request.ts'
import { colleague, NOW, smallWorld } from './small-world.ts'

describe('recently refused requests', () => {
  it('are found by id, until more of their own kind have come; no kind drives out another', async () => {
    const requester = colleague(await smallWorld(), 'bo@contoso.example')
    const refusals = new RecentRefusals()
    const common = { at: NOW, detail: null, found: null }
    const remember = (requestId: string, because: string, who: typeof requester | null = null): void =>
      refusals.remember({ ...common, requestId, because, requester: who })
    remember('known', 'ERR_BUSY', requester)
    remember('stranger', 'TRUST_SIG')
    remember('unread', 'NO_CREDENTIALS')
    for (let i = 0; i < 999; i++) remember(`unread ${i}`, i % 2 === 0 ? 'NO_CREDENTIALS' : 'HTTP_415')
    expect(refusals.recall('unread')).to.deep.equal({
      ...{ ...common, requestId: 'unread', because: 'NO_CREDENTIALS', requester: null },
    })
    for (let i = 0; i < 100_000; i++) remember(`more ${i}`, 'NO_CREDENTIALS')
    expect(refusals.recall('unread')).to.equal(undefined)
    for (let i = 0; i < 1_999; i++) remember(`stranger ${i}`, 'basic: wrong')
    expect(refusals.recall('stranger')).to.include({ because: 'TRUST_SIG' })
    for (let i = 0; i < 100_000; i++) remember(`stranger ${i}`, 'TRUST_SIG')
    expect(refusals.recall('stranger')).to.equal(undefined)
    for (let i = 0; i < 4_999; i++) remember(`known ${i}`, 'ERR_BUSY', requester)
    expect(refusals.recall('known')).to.deep.include({ because: 'ERR_BUSY', requester })
    remember('one more', 'ERR_BUSY', requester)
    remember('another', 'ERR_BUSY', requester)
    expect(refusals.recall('known 0')).to.equal(undefined)
  })
})
