import { expect } from 'chai'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../protocols/availability/busy-times.ts'
import { MEETING, PRIVATE } from '../../../protocols/availability/free-busy-view.ts'
import type { EventDetails } from '../../../protocols/availability/free-busy-view.ts'
import { compareTold } from '../../../trust/policies/compare-told.ts'
import { timeOf } from '../../protocols/availability/arbitrary-times.ts'

const TWO = [timeOf(0, 60_000, 'Busy'), timeOf(0, 60_000, 'Busy')]
const NO_NOTES = { descriptions: [null, null], organizers: [null, null] }

function orderOf(changes: Partial<EventDetails>, times: readonly BusyTime[] = TWO): number {
  const nothing = { flags: new Uint8Array(2), subjects: [null, null], locations: [null, null], notes: null }
  return compareTold(0, 1, { times: packBusyTimes(times), details: { ...nothing, ...changes } })
}

/** The same with the two in each other's place. */
function turned({ flags, subjects, locations, notes }: Partial<EventDetails>): Partial<EventDetails> {
  return {
    ...(flags && { flags: flags.toReversed() }),
    ...(subjects && { subjects: subjects.toReversed() }),
    ...(locations && { locations: locations.toReversed() }),
    ...(notes && {
      notes: { descriptions: notes.descriptions.toReversed(), organizers: notes.organizers.toReversed() },
    }),
  }
}

describe('two entries of one time and status', () => {
  const ordered: readonly (readonly [string, Partial<EventDetails>])[] = [
    ['flags', { flags: Uint8Array.of(0, MEETING), subjects: ['b', 'a'] }],
    ['subject', { subjects: ['a', 'b'], locations: ['b', 'a'] }],
    ['no subject before an empty one', { subjects: [null, ''] }],
    ['no organizer before one', { notes: { ...NO_NOTES, organizers: [null, { name: 'a', address: 'a' }] } }],
    ['location', { locations: ['a', 'b'], notes: { ...NO_NOTES, descriptions: ['b', 'a'] } }],
    ['description', { notes: { ...NO_NOTES, descriptions: ['a', 'b'] } }],
    [
      'address of the organizer',
      {
        notes: {
          ...NO_NOTES,
          organizers: [
            { name: 'b', address: 'a' },
            { name: 'a', address: 'b' },
          ],
        },
      },
    ],
    [
      'name of the organizer',
      {
        notes: {
          ...NO_NOTES,
          organizers: [
            { name: 'a', address: 'a' },
            { name: 'b', address: 'a' },
          ],
        },
      },
    ],
  ]
  for (const [name, changes] of ordered) {
    it(`stand in the order of what is told: ${name}`, () => {
      expect(orderOf(changes)).to.be.below(0)
      expect(orderOf(turned(changes))).to.be.above(0)
    })
  }

  it('have no order where they are told alike, with notes and without', () => {
    const alike = { subjects: ['a', 'a'], locations: ['', ''] }
    expect(orderOf(alike)).to.equal(0)
    expect(orderOf({ ...alike, notes: NO_NOTES })).to.equal(0)
    const organizers = [0, 1].map(() => ({ name: 'a', address: 'a' }))
    expect(orderOf({ ...alike, notes: { descriptions: ['d', 'd'], organizers } })).to.equal(0)
  })

  it('have no order by the texts of what is private', () => {
    expect(orderOf({ flags: Uint8Array.of(PRIVATE, PRIVATE), subjects: ['a', 'b'] })).to.equal(0)
  })

  it('are ordered by why they are unknown, and not at all where nothing is told of them', () => {
    const unknown = (reason: 'DATA_UNREADABLE' | 'DATA_WITHHELD') =>
      ({ start: 0, end: 60_000, status: 'NoData', reason }) as const
    expect(orderOf({}, [unknown('DATA_UNREADABLE'), unknown('DATA_WITHHELD')])).to.be.below(0)
    expect(compareTold(0, 1, { times: packBusyTimes(TWO), details: null })).to.equal(0)
  })
})
