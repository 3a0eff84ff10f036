import { expect } from 'chai'
import { DAY, HOUR, MINUTE } from '../../../protocols/availability/time-window.ts'

describe('a unit of time', () => {
  it('is counted in milliseconds', () => {
    expect(new Date(DAY + HOUR + MINUTE).toISOString()).to.equal('1970-01-02T01:01:00.000Z')
  })
})
