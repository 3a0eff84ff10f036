import { expect } from 'chai'
import fc from 'fast-check'
import { BUSY_STATUSES } from '../../../protocols/availability/busy-status.ts'
import type { BusyStatus } from '../../../protocols/availability/busy-status.ts'
import { busyTimeAt, packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import type { BusyTime, BusyTimes } from '../../../protocols/availability/busy-times.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { mergedFreeBusy } from '../../../protocols/availability/merged-free-busy.ts'
import type { SharedView } from '../../../protocols/availability/shared-view.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import type { Granted } from '../../../trust/policies/decision.ts'
import { mergeGroup } from '../../../trust/policies/merge-group.ts'
import { shareView } from '../../../trust/policies/share-view.ts'
import { timeOf } from '../../protocols/availability/arbitrary-times.ts'

const MINUTES = 120
const WINDOW = { start: 0, end: MINUTES * MINUTE }
const GROUP = { mailbox: parseMailboxAddress('sales@northwind.example'), window: WINDOW, asOf: 9 }
const MERGED: Granted = {
  ...{ outcome: 'answer', level: 'AvailabilityOnly', view: 'MergedOnly', decidedBy: 'REQUESTED_VIEW' },
  ...{ outsider: true, joinBlocks: true, giveWorkingHours: false, part: null },
}
const person = (n: number): MailboxAddress => parseMailboxAddress(`p${n}@northwind.example`)

/** What is told of one member. */
function told(n: number, events: readonly BusyTime[], asOf = 1): SharedView {
  const nothing = { details: null, categories: null, workingHours: null, slotMinutes: null }
  return shareView({ mailbox: person(n), window: WINDOW, times: packBusyTimes(events), ...nothing, asOf }, MERGED)
}

/** Null of a member: nothing is known of her. The first `rooms` are no people. */
function merge(members: readonly (readonly BusyTime[] | null)[], fewest: number, rooms = 0) {
  const all = members.map((_, n) => person(n))
  const seen = new Map(members.flatMap((events, n) => (events === null ? [] : [[person(n), told(n, events, n + 1)]])))
  return mergeGroup(GROUP, { members: all, people: new Set(all.slice(rooms)), fewest }, seen)
}

const event = (start: number, end: number, status: BusyStatus): BusyTime => timeOf(start * MINUTE, end * MINUTE, status)
const stream = (times: BusyTimes | undefined, interval = 30): string =>
  times === undefined ? 'nothing' : mergedFreeBusy(times, WINDOW, interval).join('')
const listed = (times: BusyTimes): readonly BusyTime[] =>
  Array.from({ length: times.length }, (_, i) => busyTimeAt(times, i))

describe('the stream of a group', () => {
  it('has the highest digit of its members in every slot (MS-OXWAVLS)', () => {
    const members = [
      [event(0, 30, 'Tentative'), event(60, 90, 'Busy')],
      [event(0, 60, 'Busy')],
      [event(0, 30, 'OOF'), event(90, 120, 'Free')],
    ]
    expect(stream(merge(members, 3)?.times)).to.equal('3220')
  })

  it('is unknown all the time where one member is, and what is known to be higher stays (ruling 13)', () => {
    const members = [[event(0, 30, 'OOF')], [event(30, 60, 'Tentative')], [], null]
    const merged = merge(members, 3)
    expect(stream(merged?.times)).to.equal('3222')
    expect(merged && listed(merged.times).some(({ status }) => status === 'NoData')).to.equal(true)
  })

  it('tells nothing but unknown of a time at which too few people are known', () => {
    const members = [[event(0, 120, 'OOF')], [event(30, 60, 'NoData')], [event(40, 50, 'Tentative')]]
    expect(stream(merge(members, 3)?.times)).to.equal('3233')
    expect(stream(merge(members, 2)?.times)).to.equal('3333')
    expect(stream(merge(members, 0)?.times)).to.equal('3333')
  })

  it('is not told at all where too few people are known at any time, and rooms are no people', () => {
    const known = [event(0, 30, 'OOF')]
    expect(merge([known, known, null], 3)).to.equal(null)
    expect(merge([known, known, [event(0, 120, 'NoData')]], 3)).to.equal(null)
    expect(merge([known, known, known], 3, 1)).to.equal(null)
    expect(merge([known, known, known], 2, 1)).not.to.equal(null)
    expect(merge([null, null], 0)).to.equal(null)
  })

  it('tells when, and of nothing who or how many', () => {
    const same = [event(0, 30, 'Busy'), event(20, 60, 'Busy')]
    const merged = merge([same, same, [event(60, 90, 'Busy')]], 3)
    expect(merged && listed(merged.times)).to.deep.equal([event(0, 90, 'Busy')])
    expect(merged).to.deep.include({ details: null, categories: null, workingHours: null, asOf: 1 })
  })
})

const minute = fc.integer({ min: -20, max: MINUTES + 20 })
const arbitraryEvent = fc
  .tuple(minute, minute, fc.constantFrom(...BUSY_STATUSES))
  .map(([a, b, status]) => event(Math.min(a, b), Math.max(a, b), status))
const calendar = fc.option(fc.array(arbitraryEvent, { maxLength: 4 }), { freq: 6 })
const someGroup = fc.record({
  members: fc.array(calendar, { minLength: 1, maxLength: 6 }),
  fewest: fc.constantFrom(0, 2, 3),
  rooms: fc.constantFrom(0, 1),
})

const at = (times: BusyTimes, when: number): ReadonlySet<BusyStatus> =>
  new Set(
    listed(times)
      .filter(({ start, end, status }) => start <= when && when < end && status !== 'Free')
      .map(({ status }) => status),
  )

/** What is known of somebody at an instant; null of whom nothing is. */
const statusesAt = (events: readonly BusyTime[] | null, when: number): ReadonlySet<BusyStatus> | null =>
  events === null ? null : at(packBusyTimes(events), when)

describe('the stream of any group', () => {
  it('is at every minute what its members are, or unknown where too few of the people are known', () => {
    fc.assert(
      fc.property(someGroup, ({ members, fewest, rooms }) => {
        const merged = merge(members, fewest, rooms)
        let anything = false
        for (let n = 0; n < MINUTES; n++) {
          const each = members.map((events) => statusesAt(events, n * MINUTE))
          const knows = (one: ReadonlySet<BusyStatus> | null): boolean => one !== null && !one.has('NoData')
          const enough = each.slice(rooms).filter(knows).length >= fewest
          const all = new Set(each.flatMap((one) => (one === null ? ['NoData' as const] : [...one])))
          anything ||= enough && members.some((events) => events !== null)
          if (merged === null) continue
          expect(at(merged.times, n * MINUTE)).to.deep.equal(enough ? all : new Set(['NoData']))
        }
        expect(merged !== null).to.equal(anything)
      }),
    )
  })

  it('is in no slot below what one of its members is there', () => {
    fc.assert(
      fc.property(someGroup, fc.constantFrom(5, 17, 30, 120), ({ members, rooms }, interval) => {
        const merged = merge(members, 0, rooms)
        if (merged === null) return
        const digits = mergedFreeBusy(merged.times, WINDOW, interval)
        for (const events of members) {
          const own = events === null ? digits.map(() => 2) : mergedFreeBusy(packBusyTimes(events), WINDOW, interval)
          digits.forEach((digit, slot) => expect(digit).to.be.at.least(own[slot] as number))
        }
      }),
    )
  })

  it('is the same whatever a member is told as unknown hides', () => {
    fc.assert(
      fc.property(someGroup, fc.array(arbitraryEvent, { maxLength: 4 }), ({ members, fewest }, hidden) => {
        const blank = [...members, [event(-20, MINUTES + 20, 'NoData')]]
        const covered = [...members, [...hidden.filter(({ status }) => status === 'NoData'), event(-20, 140, 'NoData')]]
        expect(merge(blank, fewest)).to.deep.equal(merge(covered, fewest))
      }),
    )
  })
})
