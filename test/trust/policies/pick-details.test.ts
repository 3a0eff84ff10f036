import { expect } from 'chai'
import { MEETING, PRIVATE } from '../../../protocols/availability/free-busy-view.ts'
import type { EventDetails, EventNotes } from '../../../protocols/availability/free-busy-view.ts'
import { maskDetails, pickDetails } from '../../../trust/policies/pick-details.ts'

const ANNA = { name: 'Anna', address: 'anna@fabrikam.example' }
const BO = { name: 'Bo', address: 'bo@contoso.example' }
const NOTES: EventNotes = { descriptions: ['agenda', null], organizers: [ANNA, BO] }
const DETAILS: EventDetails = {
  flags: Uint8Array.of(MEETING, 0),
  subjects: ['Review', 'Lunch'],
  locations: [null, 'Canteen'],
  notes: NOTES,
}
const NOTHING: EventDetails = { flags: new Uint8Array(2), subjects: [null, null], locations: [null, null], notes: null }

describe('the details of some entries', () => {
  it('are those at their indices, in that order', () => {
    expect(pickDetails(DETAILS, [1, 0, 1])).to.deep.equal({
      flags: Uint8Array.of(0, MEETING, 0),
      subjects: ['Lunch', 'Review', 'Lunch'],
      locations: ['Canteen', null, 'Canteen'],
      notes: { descriptions: [null, 'agenda', null], organizers: [BO, ANNA, BO] },
    })
  })

  it('are none where there is no such entry', () => {
    expect(pickDetails(DETAILS, [-1, 2])).to.deep.equal({
      ...NOTHING,
      notes: { descriptions: [null, null], organizers: [null, null] },
    })
  })

  it('have notes only where there are notes', () => {
    expect(pickDetails({ ...DETAILS, notes: null }, [0])).to.include({ notes: null })
  })
})

describe('details as they leave', () => {
  it('are the same where nothing has to be taken out', () => {
    expect(maskDetails(DETAILS, true)).to.equal(DETAILS)
    const without = { ...DETAILS, notes: null }
    expect(maskDetails(without, false)).to.equal(without)
    expect(maskDetails(without, true)).to.equal(without)
    const hushed = { ...NOTHING, flags: Uint8Array.of(PRIVATE, PRIVATE | MEETING) }
    expect(maskDetails(hushed, true)).to.equal(hushed)
  })

  it('have no notes where they are not to be told', () => {
    expect(maskDetails(DETAILS, false)).to.deep.equal({ ...DETAILS, notes: null })
  })

  for (const [field, leaking, masked] of [
    ['subject', { subjects: ['Dentist', 'Lunch'] }, { subjects: [null, 'Lunch'] }],
    ['location', { locations: ['Clinic', 'Canteen'] }, { locations: [null, 'Canteen'] }],
    [
      'description',
      { notes: { descriptions: ['bring card', 'menu'], organizers: [null, null] } },
      { notes: { descriptions: [null, 'menu'], organizers: [null, null] } },
    ],
    [
      'organizer',
      { notes: { descriptions: [null, null], organizers: [ANNA, BO] } },
      { notes: { descriptions: [null, null], organizers: [null, BO] } },
    ],
  ] as const) {
    it(`have no ${field} of what is private, and keep that of everything else`, () => {
      const details = { ...NOTHING, flags: Uint8Array.of(PRIVATE | MEETING, MEETING), ...leaking }
      expect(maskDetails(details, true)).to.deep.equal({ ...details, ...masked })
    })
  }
})
