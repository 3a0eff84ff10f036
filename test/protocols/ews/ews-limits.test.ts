import { expect } from 'chai'
import { EWS_LIMITS } from '../../../protocols/ews/ews-limits.ts'

describe('the limits of EWS', () => {
  it('are those of MS-OXWAVLS since Exchange 2013', () => {
    expect(EWS_LIMITS).to.deep.equal({ mailboxes: 100, windowDays: 62, events: 1000 })
  })
})
