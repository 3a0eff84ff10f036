import { expect } from 'chai'
import { DEMO_PUBLICATION } from '../../organizations/demo-publication.ts'
import { publicationDifferences } from '../../organizations/play-publication.ts'
import type { SeenCalendar } from '../../organizations/published-calendar.ts'

describe('what came of a published calendar', () => {
  const { page, ics, recipient } = DEMO_PUBLICATION
  const seen: SeenCalendar = { page, ics, bytes: [...page, ...ics].join('\n') }
  const differ = (to: readonly string[], changed: Partial<SeenCalendar> = {}): readonly string[] =>
    publicationDifferences(DEMO_PUBLICATION, { to }, { ...seen, ...changed })

  it('is as expected, and different once anything is', () => {
    expect(differ([recipient])).to.deep.equal([])
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['invited', differ([recipient, 'mallory@example.org'])],
      ['invited', differ([])],
      ['page', differ([recipient], { page: page.slice(1) })],
      ['page', differ([recipient], { page: page.map((line) => line.replace('Away', 'Customer visit Away')) })],
      ['ics', differ([recipient], { ics: [...ics, '17:00-18:00 BUSY Busy'] })],
      ['tells "Dentist"', differ([recipient], { bytes: `${seen.bytes} Dentist` })],
    ]
    for (const [what, found] of cases) {
      expect(found, what).to.have.length(1)
      expect(found[0]).to.contain(`calendar of vera@contoso.example: ${what}`)
    }
  })
})
