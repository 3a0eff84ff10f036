import { expect } from 'chai'
import * as statuses from '../../../protocols/availability/busy-status.ts'

describe('a status code', () => {
  const { BUSY_STATUSES, FREE, TENTATIVE, BUSY, OOF, WORKING_ELSEWHERE, NO_DATA } = statuses

  it('is the place of its name in the list', () => {
    const names = [FREE, TENTATIVE, BUSY, OOF, WORKING_ELSEWHERE, NO_DATA].map((code) => BUSY_STATUSES[code])
    expect(names).to.deep.equal(['Free', 'Tentative', 'Busy', 'OOF', 'WorkingElsewhere', 'NoData'])
  })
})
