import { expect } from 'chai'
import fc from 'fast-check'
import type { View } from '../../../protocols/availability/availability-question.ts'
import { packBusyTimes } from '../../../protocols/availability/busy-times.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { mergedFreeBusy } from '../../../protocols/availability/merged-free-busy.ts'
import { MINUTE } from '../../../protocols/availability/time-window.ts'
import { priceOf, tellingInBlocks, tellingOf, toldTogether } from '../../../gateway/limits/telling.ts'
import type { Telling } from '../../../gateway/limits/telling.ts'

const MONDAY = Date.UTC(2026, 10, 23)
const DAY_MINUTES = 1_440

/** From and to in minutes after Monday's midnight. */
const asked = (from: number, to: number, view: View = 'MergedOnly', interval = 30): Telling =>
  tellingOf({
    ...{ mailboxes: [parseMailboxAddress('vera@contoso.example')], view, interval },
    window: { start: MONDAY + from * MINUTE, end: MONDAY + to * MINUTE },
  })

describe('What an answer tells, in slots', () => {
  const sizes: [string, Telling, number][] = [
    ['a day of half hours', asked(0, DAY_MINUTES), 48],
    ['a day in slots of five minutes', asked(0, DAY_MINUTES, 'MergedOnly', 5), 288],
    ['a cut last slot counts whole', asked(0, 61, 'MergedOnly', 30), 3],
    [
      'exact times: as slots of five minutes, and where they reach to',
      asked(0, DAY_MINUTES, 'FreeBusy', 1440),
      288 + 16,
    ],
    ['exact times and a stream', asked(0, DAY_MINUTES, 'FreeBusyMerged'), 288 + 16],
    ['subjects: twice that', asked(0, DAY_MINUTES, 'DetailedMerged'), 2 * (288 + 16)],
    ['62 days with subjects', asked(0, 62 * DAY_MINUTES, 'Detailed'), 2 * (62 * 288 + 16)],
    [
      'blocks: every one that is touched',
      tellingInBlocks({ start: MONDAY + MINUTE, end: MONDAY + 61 * MINUTE }, 60),
      2,
    ],
  ]
  for (const [what, { slots }, expected] of sizes) it(`${what}: ${expected}`, () => expect(slots).to.equal(expected))
})

describe('What it costs to tell something again', () => {
  const day = asked(0, DAY_MINUTES)
  const exact = asked(0, DAY_MINUTES, 'FreeBusy')
  const texts = asked(0, DAY_MINUTES, 'Detailed')
  const prices: [string, Telling | null, Telling, number][] = [
    ['what is new costs whole', null, day, 48],
    ['the same again a thirty-second part', day, day, 48 / 32],
    ['half of it new', day, asked(720, 2_160), 24 + 24 / 32],
    ['coarser, on the same edges', day, asked(0, DAY_MINUTES, 'MergedOnly', 60), 24 / 32],
    ['finer is new', day, asked(0, DAY_MINUTES, 'MergedOnly', 15), 96],
    ['moved by a minute is new', day, asked(1, DAY_MINUTES + 1), 48],
    ['an interval that is no multiple is new', day, asked(0, DAY_MINUTES, 'MergedOnly', 45), 32],
    ['a window cut short: its last slot is new', day, asked(0, 1_425), 47 / 32 + 1],
    ['exact times tell every slot', exact, asked(7, 1_207, 'MergedOnly', 5), 240 / 32],
    ['and no subject', exact, texts, 608],
    ['subjects tell the times', texts, exact, 304 / 32],
    ['blocks are no half hours', tellingInBlocks({ start: MONDAY, end: MONDAY + DAY_MINUTES * MINUTE }, 60), day, 48],
    [
      'half hours tell the hours',
      day,
      tellingInBlocks({ start: MONDAY, end: MONDAY + DAY_MINUTES * MINUTE }, 60),
      24 / 32,
    ],
  ]
  for (const [what, told, next, expected] of prices) it(what, () => expect(priceOf(next, told)).to.equal(expected))

  it('is remembered as one where it is one piece, else as what was told last', () => {
    const both = toldTogether(day, asked(DAY_MINUTES, 2 * DAY_MINUTES))
    expect(both.window).to.deep.equal({ start: MONDAY, end: MONDAY + 2 * DAY_MINUTES * MINUTE })
    expect(toldTogether(exact, day)).to.equal(exact)
    expect(toldTogether(day, exact)).to.equal(exact)
    const apart = asked(3 * DAY_MINUTES, 4 * DAY_MINUTES)
    expect(toldTogether(day, apart)).to.equal(apart)
    const moved = asked(1, DAY_MINUTES)
    expect(toldTogether(day, moved)).to.equal(moved)
  })

  it('is little only where it follows from what was told (property)', () => {
    const minute = fc.integer({ min: 0, max: 480 })
    const question = fc
      .record({
        from: minute,
        length: fc.integer({ min: 30, max: 300 }),
        interval: fc.constantFrom(5, 10, 15, 20, 30, 60),
      })
      .map(({ from, length, interval }) => asked(from, from + Math.max(length, interval), 'MergedOnly', interval))
    const world = fc.array(fc.tuple(minute, fc.integer({ min: 1, max: 40 })), { maxLength: 8 })
    const digits = (busy: [number, number][], { window, slotMinutes }: Telling): string => {
      const times = busy.map(([from, length]) => {
        const start = MONDAY + from * MINUTE
        return { start, end: start + length * MINUTE, status: 'Busy' as const }
      })
      return mergedFreeBusy(packBusyTimes(times), window, slotMinutes).join('')
    }
    let follows = 0
    const worlds = fc.tuple(fc.array(question, { minLength: 1, maxLength: 3 }), question, fc.boolean(), world, world)
    fc.assert(
      fc.property(worlds, ([before, next, again, one, other]) => {
        const last = before.at(-1) as Telling
        // Asked by chance it would hardly ever follow.
        const asks = again
          ? tellingOf({ mailboxes: [], view: 'MergedOnly', interval: 2 * last.slotMinutes, window: last.window })
          : next
        const told = before.reduce(toldTogether)
        if (priceOf(asks, told) !== asks.slots / 32) return
        follows++
        if (before.every((telling) => digits(one, telling) === digits(other, telling))) {
          expect(digits(one, asks)).to.equal(digits(other, asks))
        }
      }),
      { numRuns: 3_000 },
    )
    expect(follows).to.be.greaterThan(300)
  })
})
