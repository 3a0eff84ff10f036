import { expect } from 'chai'
import { clockText, readCategories, readHours, readWall, wallText } from '../../../gateway/owner/read-fields.ts'
import { WEEKDAYS } from '../../../protocols/availability/free-busy-view.ts'
import { ianaZone } from '../../../protocols/time-zone/iana-zone.ts'
import { UTC } from '../../../protocols/time-zone/zone.ts'

const STOCKHOLM = ianaZone('Europe/Stockholm') ?? UTC

describe('A day and a time that was typed', () => {
  const READ: readonly (readonly [string, number | null])[] = [
    ['', null],
    ['  ', null],
    ['2026-12-24T12:00', Date.UTC(2026, 11, 24, 11)],
    ['2026-06-24 12:00', Date.UTC(2026, 5, 24, 10)],
    ['2028-02-29T00:00', Date.UTC(2028, 1, 28, 23)],
    // In the gap of spring the offset before it counts: half past two is half past three (RFC 5545 3.3.5).
    ['2027-03-28T02:30', Date.UTC(2027, 2, 28, 1, 30)],
    // In the fold of autumn the first pass.
    ['2027-10-31T02:30', Date.UTC(2027, 9, 31, 0, 30)],
  ]
  for (const [text, value] of READ) {
    it(`is in the owner's zone: ${text}`, () => expect(readWall(text, STOCKHOLM)).to.deep.equal({ value }))
  }

  const WRONG = [
    '2026-02-29T10:00',
    '2026-13-01T10:00',
    '2026-00-10T10:00',
    '2026-12-24',
    '2026-12-24T24:00',
    '24/12/2026',
  ]
  for (const text of [...WRONG, '2026-12-24T12:60', '0000-01-01T00:00', '2026-12-24T12:00Z', '１２']) {
    it(`is none: ${text}`, () => expect(readWall(text, STOCKHOLM)).to.deep.equal({ wrong: 'instant' }))
  }

  it('stands in its field as it was typed', () => {
    for (const text of ['2026-12-24T12:00', '2026-06-24T23:59']) {
      const read = readWall(text, STOCKHOLM)
      expect('value' in read ? wallText(read.value, STOCKHOLM) : read).to.equal(text)
    }
    expect(wallText(null, STOCKHOLM)).to.equal('')
  })
})

describe('Days and hours that were chosen', () => {
  const always = { days: [], begins: '', ends: '' }
  it('are all of them where nothing is', () => expect(readHours(always)).to.deep.equal({ value: null }))

  it('are whole days, or the hours of every day, where only the others are said', () => {
    const days = readHours({ ...always, days: ['Friday', 'Monday'] })
    expect(days).to.deep.equal({ value: [{ days: ['Monday', 'Friday'], start: 0, end: 1_440 }] })
    const hours = readHours({ ...always, begins: '8:30', ends: '17:00' })
    expect(hours).to.deep.equal({ value: [{ days: WEEKDAYS, start: 510, end: 1_020 }] })
  })

  it('may end at midnight, which a field of a time calls 00:00', () => {
    const evening = readHours({ ...always, begins: '18:00', ends: '00:00' })
    expect(evening).to.deep.equal({ value: [{ days: WEEKDAYS, start: 1_080, end: 1_440 }] })
    expect(clockText(510)).to.equal('08:30')
  })

  it('are told where they are none', () => {
    expect(readHours({ ...always, days: ['Someday'] })).to.deep.equal({ wrong: 'choice', field: 'days' })
    expect(readHours({ ...always, begins: '24:01' })).to.deep.equal({ wrong: 'timeOfDay', field: 'begins' })
    expect(readHours({ ...always, begins: '17:00', ends: '17:00' })).to.deep.equal({
      wrong: 'hoursOrder',
      field: 'ends',
    })
  })
})

describe('Names of categories that were typed', () => {
  it('are read apart, once each, as categories are compared', () => {
    expect(readCategories(' Health,\r\nPRIVATE ,, health')).to.deep.equal({ value: ['health', 'private'] })
    expect(readCategories('')).to.deep.equal({ value: [] })
  })

  it('are no more than a hundred, and none longer than can be compared', () => {
    expect(readCategories('x'.repeat(256))).to.deep.equal({ wrong: 'category' })
    expect(readCategories(Array.from({ length: 101 }, (_, i) => `c${i}`).join(','))).to.deep.equal({
      wrong: 'category',
    })
  })
})
