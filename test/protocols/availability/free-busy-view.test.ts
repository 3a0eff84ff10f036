import { expect } from 'chai'
import {
  EXCEPTION,
  MEETING,
  PRIVATE,
  RECURRING,
  REMINDER,
  WEEKDAYS,
} from '../../../protocols/availability/free-busy-view.ts'

describe('the facts about an event', () => {
  it('fit into one byte without covering each other', () => {
    const flags = [MEETING, RECURRING, EXCEPTION, REMINDER, PRIVATE]
    const all = flags.reduce((sum, flag) => sum | flag, 0)
    expect(all).to.equal(flags.reduce((sum, flag) => sum + flag, 0))
    expect(new Uint8Array([all])[0]).to.equal(all)
  })
})

describe('the days of a week', () => {
  it('are numbered as JavaScript numbers them', () => {
    const names = Array.from({ length: 7 }, (_, day) => {
      const date = new Date(Date.UTC(2026, 10, 22 + day))
      return [date.getUTCDay(), date.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' })]
    })
    expect(names).to.deep.equal(WEEKDAYS.map((name, day) => [day, name]))
  })
})
