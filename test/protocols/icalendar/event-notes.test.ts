import { expect } from 'chai'
import type { Happening } from '../../../protocols/icalendar/read-calendar.ts'
import { calendarText, eventText, read } from './calendar-text.ts'

const START = 'DTSTART:20261201T090000Z'

const whatOf = (...lines: readonly string[]): Happening | undefined =>
  read(calendarText(eventText(START, ...lines))).events[0]?.what

describe('the description of an event', () => {
  it('is as it was before it was escaped', () => {
    expect(whatOf('DESCRIPTION:One\\, two\\n\\;three')?.description).to.equal('One, two\n;three')
    expect(whatOf('DESCRIPTION: ')?.description).to.equal(null)
    expect(whatOf()?.description).to.equal(null)
  })

  for (const letter of ['x', 'å', '語', '𝒳']) {
    it(`is cut to 2,048 bytes and never in the middle of ${letter}`, () => {
      for (const before of ['a', 'ab', 'abc']) {
        for (const count of [1200, 3000]) {
          const text = `${before}${letter.repeat(count)}`
          const description = whatOf(`DESCRIPTION:${text}`)?.description ?? ''
          expect(text.startsWith(description)).to.equal(true)
          const bytes = Math.min(2048, Buffer.byteLength(text))
          expect(Buffer.byteLength(description)).to.be.within(bytes - Buffer.byteLength(letter) + 1, bytes)
        }
      }
    })
  }
})

describe('the organizer of an event', () => {
  const ola = { name: 'Ola Nordmann', address: 'ola@fabrikam.example' }
  const rows: readonly (readonly [line: string, organizer: object | null])[] = [
    ['ORGANIZER;CN=Ola Nordmann:mailto:Ola@Fabrikam.example', ola],
    ['ORGANIZER;CN="Ola Nordmann";EMAIL=ola@fabrikam.example:invalid:nomail', ola],
    ['ORGANIZER:MAILTO:ola@fabrikam.example', { ...ola, name: null }],
    ['ORGANIZER;CN=Ola Nordmann:urn:uuid:1', { ...ola, address: null }],
    ['ORGANIZER;CN=" ":urn:uuid:1', null],
    [`ORGANIZER;CN=${'x'.repeat(300)}:urn:uuid:1`, { name: 'x'.repeat(255), address: null }],
  ]
  for (const [line, organizer] of rows) {
    it(`is read from ${line.slice(0, 60)}`, () => {
      expect(whatOf(line)?.organizer).to.deep.equal(organizer)
    })
  }
})

describe('the categories of an event', () => {
  const rows: readonly (readonly [what: string, lines: readonly string[], categories: readonly string[] | null])[] = [
    ['none', [], []],
    ['empty ones', ['CATEGORIES:', 'CATEGORIES:, ,'], []],
    [
      'several of one line and of several',
      ['CATEGORIES:Doctor,WORK', 'categories:Family'],
      ['doctor', 'family', 'work'],
    ],
    ['one with a comma in it', ['CATEGORIES:Red\\, bold'], ['red, bold']],
    ['one that ends in a backslash', ['CATEGORIES:a\\\\,b\\'], ['a\\', 'b\\']],
    ['the same one twice', ['CATEGORIES;LANGUAGE=de:Stra\u00dfe,STRASSE'], ['strasse']],
    ['one that is too long', [`CATEGORIES:a,${'x'.repeat(300)}`], null],
    ['too many', [`CATEGORIES:${Array.from({ length: 51 }, (_, i) => i).join(',')}`], null],
    ['a line that cannot be read', ['CATEGORIES;X="open:Doctor'], null],
    ['a line without a colon', ['SUMMARY:Plan', 'CATEGORIES'], null],
    ['a line too long to be read', [`CATEGORIES:${'a,'.repeat(60_000)}`], null],
    ['a text that is broken off', ['CATEGORIES:Doc', 'tor'], null],
  ]
  for (const [what, lines, categories] of rows) {
    it(`are read: ${what}`, () => {
      expect(whatOf(...lines)?.categories).to.deep.equal(categories)
    })
  }

  it('are those of the series where a changed instance names none', () => {
    const series = ['UID:s', 'RRULE:FREQ=DAILY;COUNT=3', 'CATEGORIES:Doctor']
    const change = (...lines: readonly string[]): string =>
      eventText('UID:s', 'RECURRENCE-ID:20261202T090000Z', 'DTSTART:20261202T100000Z', ...lines)
    const override = (...lines: readonly string[]): Happening | undefined =>
      read(calendarText(eventText(START, ...series), change(...lines))).events[0]?.when.overrides[0]?.what
    expect(override()?.categories).to.deep.equal(['doctor'])
    expect(override('CATEGORIES:Work')?.categories).to.deep.equal(['work'])
  })
})

describe('a private event', () => {
  it('has neither description nor organizer, and keeps its categories, by which it may be hidden', () => {
    const what = whatOf('CLASS:PRIVATE', 'DESCRIPTION:knee', 'ORGANIZER:mailto:dr@contoso.example', 'CATEGORIES:Doctor')
    expect(what).to.deep.include({ description: null, organizer: null, categories: ['doctor'] })
  })
})
