import { expect } from 'chai'
import { VIEWS, hasDetails, hasEvents, hasStream } from '../../../protocols/availability/view.ts'

/** The table of FreeBusyViewType in the EWS reference: which parts each view has. */
const TABLE = {
  MergedOnly: { stream: true, events: false, details: false },
  FreeBusy: { stream: false, events: true, details: false },
  FreeBusyMerged: { stream: true, events: true, details: false },
  Detailed: { stream: false, events: true, details: true },
  DetailedMerged: { stream: true, events: true, details: true },
}

describe('a view', () => {
  it('can be each of the five, and not None, which only an answer can be', () => {
    expect([...VIEWS].sort()).to.deep.equal(Object.keys(TABLE).sort())
  })

  for (const view of VIEWS) {
    it(`has the parts of its name: ${view}`, () => {
      expect({ stream: hasStream(view), events: hasEvents(view), details: hasDetails(view) }).to.deep.equal(TABLE[view])
    })
  }
})
