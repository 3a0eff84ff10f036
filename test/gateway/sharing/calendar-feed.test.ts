import { expect } from 'chai'
import { calendarFeedSchema, writeCalendarFeed } from '../../../gateway/sharing/calendar-feed.ts'
import { sharedView } from '../../protocols/availability/shared-calendar.ts'
import { allNaughtyTexts } from '../../protocols/icalendar/naughty-texts.ts'

const [FROM, UNTIL] = ['2026-11-26T00:00:00.000Z', '2026-11-27T00:00:00.000Z']
const AT = { start: '2026-11-26T09:00:00.000Z', end: '2026-11-26T10:00:00.000Z' }

describe('a calendar as JSON', () => {
  it('is what its schema says, and only what there is', () => {
    const organizer = { name: 'Anna', address: null }
    const entries = [
      { ...AT, subject: 'Budget', organizer },
      { ...AT, start: AT.end, end: UNTIL, status: 'NoData' as const },
    ]
    const told: unknown = JSON.parse(writeCalendarFeed([sharedView(FROM, UNTIL, entries)], 'Europe/Stockholm'))
    expect(calendarFeedSchema.strict().parse(told)).to.deep.equal(told)
    expect(told).to.deep.equal({
      ...{ version: 1, from: FROM, until: UNTIL, timeZone: 'Europe/Stockholm', details: true },
      entries: [
        { ...AT, status: 'Busy', subject: 'Budget', organizer },
        { start: AT.end, end: UNTIL, status: 'NoData' },
      ],
    })
  })

  it('PU7: gives any text back as it was', () => {
    for (const subject of allNaughtyTexts()) {
      const text = writeCalendarFeed([sharedView(FROM, UNTIL, [{ ...AT, subject }])], 'UTC')
      const [entry, ...more] = calendarFeedSchema.parse(JSON.parse(text)).entries
      expect([entry?.subject, more.length]).to.deep.equal([subject, 0])
    }
  })
})
